//! Whom the names in a command mean: accounts and contacts are found by id or name, or made.

use std::collections::HashMap;

use heliu_domain::{
    board::{Board, BoardCommand},
    change::Change,
    directory::{self, Account, Contact},
    id::*,
    opportunity::{Link, Value},
    problem::Problem,
    record::Record,
    text,
};

use crate::{
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, AccountRow, ContactRow, Row, columns},
};

statements! {
    ACCOUNT_BY_NAME = concat!("select ", columns!(account), " from account where workspace = $1 and folded = $2 and deleted = 0 \
        order by id limit 1");
    CONTACT_BY_NAME = concat!("select ", columns!(contact), " from contact where workspace = $1 and folded = $2 and deleted = 0 \
        and (account = $3 or (account is null and cast($3 as text) is null)) order by id limit 1");
    ACCOUNT_TAKEN = "select id from account where id = $1";
    CONTACT_TAKEN = "select id from contact where id = $1";
}

/// What the links of one command were found to mean.
#[derive(Default)]
pub(super) struct Links {
    /// New and revived accounts and contacts; they come before the command's own changes.
    pub(super) changes: Vec<Change>,
    accounts: HashMap<String, Account>,
    contacts: HashMap<(Option<AccountId>, String), Contact>,
}

impl Links {
    /// The command with every link resolved.
    pub(super) async fn resolve_command(
        &mut self,
        connection: &mut Connection,
        workspace: WorkspaceId,
        command: &BoardCommand,
        board: &Board,
    ) -> Result<BoardCommand, Fault> {
        let mut command = command.clone();
        match &mut command {
            BoardCommand::Create { values, .. } => self.resolve(connection, workspace, None, values.iter_mut().collect()).await?,
            BoardCommand::Edit { edits } => {
                for edit in edits {
                    let account = board.card(edit.card).and_then(|card| card.account.as_ref()).map(|link| link.id);
                    self.resolve(connection, workspace, account, edit.sets.iter_mut().map(|set| &mut set.now).collect()).await?;
                }
            }
            _ => {}
        }
        Ok(command)
    }

    /// Resolves the links among the values of one card, whose account is `account` unless the values say otherwise.
    async fn resolve(
        &mut self,
        connection: &mut Connection,
        workspace: WorkspaceId,
        mut account: Option<AccountId>,
        mut values: Vec<&mut Value>,
    ) -> Result<(), Fault> {
        for value in &mut values {
            if let Value::Account(link) = &mut **value {
                if let Some(link) = link {
                    *link = self.account(connection, workspace, link).await?;
                }
                account = link.as_ref().map(|link| link.id);
            }
        }
        for value in &mut values {
            if let Value::Contact(Some(link)) = &mut **value {
                *link = self.contact(connection, workspace, account, link).await?;
            }
        }
        Ok(())
    }

    async fn account(
        &mut self,
        connection: &mut Connection,
        workspace: WorkspaceId,
        link: &Link<AccountId>,
    ) -> Result<Link<AccountId>, Fault> {
        let link = Link { id: link.id, name: text::name("account", &link.name)? };
        let folded = text::fold(&link.name);
        let by_id = rows::account(connection, workspace, link.id).await?;
        if by_id.is_none() && is_taken(connection, ACCOUNT_TAKEN, link.id.to_string()).await? {
            return Err(Problem::not_found("account").into());
        }
        let live = by_id.as_ref().filter(|account| !account.deleted);
        let by_name = match self.accounts.get(&folded) {
            Some(account) => Some(account.clone()),
            None => {
                let row = sql(ACCOUNT_BY_NAME).bind(workspace).bind(&folded).optional::<AccountRow>(connection).await?;
                row.map(Row::read).transpose()?
            }
        };
        let (resolved, change) = directory::resolve_account(&link, live, by_name.as_ref());
        if let Some(change) = change {
            let now = Account { deleted: false, ..by_id.clone().unwrap_or_else(|| Account::named(link.id, link.name.clone())) };
            let now = Account { name: link.name.clone(), ..now };
            self.accounts.insert(folded, now.clone());
            // An account that an undo removed comes back under its id.
            self.changes.extend(match by_id {
                Some(was) => Change::replaced(Record::Account(was), Record::Account(now)),
                None => vec![change],
            });
        }
        Ok(resolved)
    }

    async fn contact(
        &mut self,
        connection: &mut Connection,
        workspace: WorkspaceId,
        account: Option<AccountId>,
        link: &Link<ContactId>,
    ) -> Result<Link<ContactId>, Fault> {
        let link = Link { id: link.id, name: text::name("contact", &link.name)? };
        let key = (account, text::fold(&link.name));
        let by_id = rows::contact(connection, workspace, link.id).await?;
        if by_id.is_none() && is_taken(connection, CONTACT_TAKEN, link.id.to_string()).await? {
            return Err(Problem::not_found("contact").into());
        }
        let live = by_id.as_ref().filter(|contact| !contact.deleted);
        let by_name = match self.contacts.get(&key) {
            Some(contact) => Some(contact.clone()),
            None => {
                let row = sql(CONTACT_BY_NAME).bind(workspace).bind(&key.1).bind(account).optional::<ContactRow>(connection).await?;
                row.map(Row::read).transpose()?
            }
        };
        let (resolved, change) = directory::resolve_contact(&link, account, live, by_name.as_ref());
        if let Some(change) = change {
            let now = by_id.clone().unwrap_or_else(|| Contact::named(link.id, account, link.name.clone()));
            let now = Contact { deleted: false, account, name: link.name.clone(), ..now };
            self.contacts.insert(key, now.clone());
            self.changes.extend(match by_id {
                Some(was) => Change::replaced(Record::Contact(was), Record::Contact(now)),
                None => vec![change],
            });
        }
        Ok(resolved)
    }
}

/// Whether the id is in use anywhere; asked only when it is not in use in the workspace.
async fn is_taken(connection: &mut Connection, statement: &'static str, id: String) -> Result<bool, Fault> {
    let row: Option<(String,)> = sql(statement).bind(id).optional(connection).await?;
    Ok(row.is_some())
}
