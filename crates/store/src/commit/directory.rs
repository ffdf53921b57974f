//! Facts for people, accounts, contacts and rates.

use heliu_domain::{
    board::Author,
    directory::{self, DirectoryCommand, DirectoryFacts, Person},
    id::*,
    problem::Problem,
    record::Record,
    text,
};

use crate::{
    commit::Decision,
    db::{Connection, sql, statements},
    fault::Fault,
    rows,
};

statements! {
    PERSON_NAMESAKE = "select id from person where workspace = $1 and folded = $2 and id <> $3 and active = 1 limit 1";
    ACCOUNT_NAMESAKE = "select id from account where workspace = $1 and folded = $2 and id <> $3 and deleted = 0 limit 1";
}

/// Decides a directory command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &DirectoryCommand,
) -> Result<Decision, Fault> {
    let mut facts = DirectoryFacts::default();
    let record = match command.clone() {
        DirectoryCommand::SavePerson(person) => Record::Person(person),
        DirectoryCommand::SaveAccount(account) => Record::Account(account),
        DirectoryCommand::SaveContact(contact) => {
            if let Some(account) = contact.account {
                rows::account(connection, workspace, account).await?.ok_or_else(|| Problem::not_found("account"))?;
            }
            Record::Contact(contact)
        }
        DirectoryCommand::SaveRate(rate) => Record::Rate(rate),
        DirectoryCommand::SaveProfile { name, .. } => {
            let own = own(connection, workspace, author).await?;
            let name = name.unwrap_or_else(|| own.name.clone());
            Record::Person(Person { name, ..own })
        }
        DirectoryCommand::SetAvatar { .. } => Record::Person(own(connection, workspace, author).await?),
        DirectoryCommand::RenameWorkspace { .. } => {
            facts.workspace = rows::workspace(connection, workspace).await?;
            return Ok(directory::decide(&facts, command, author)?.into());
        }
    };
    facts.present = rows::present(connection, workspace, &record).await?;
    facts.namesake = match &record {
        Record::Person(person) if person.active => {
            is_named(connection, PERSON_NAMESAKE, workspace, "person", &person.name, person.id.to_string()).await?
        }
        Record::Account(account) if !account.deleted => {
            is_named(connection, ACCOUNT_NAMESAKE, workspace, "account", &account.name, account.id.to_string()).await?
        }
        _ => false,
    };
    Ok(directory::decide(&facts, command, author)?.into())
}

/// Whoever acts.
async fn own(connection: &mut Connection, workspace: WorkspaceId, author: &Author) -> Result<Person, Fault> {
    Ok(rows::person(connection, workspace, author.person).await?.ok_or_else(|| Problem::not_found("person"))?)
}

/// Whether another one bears the name already.
async fn is_named(
    connection: &mut Connection,
    statement: &'static str,
    workspace: WorkspaceId,
    field: &str,
    name: &str,
    id: String,
) -> Result<bool, Fault> {
    let folded = text::fold(&text::name(field, name)?);
    let row: Option<(String,)> = sql(statement).bind(workspace).bind(folded).bind(id).optional(connection).await?;
    Ok(row.is_some())
}
