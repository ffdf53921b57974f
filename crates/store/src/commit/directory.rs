//! Facts for people, accounts, contacts and rates.

use heliu_domain::{
    board::Author,
    directory::{self, Burden, DirectoryCommand, DirectoryFacts, Person},
    handover::OwnerRule,
    id::*,
    problem::Problem,
    record::Record,
    text,
};

use crate::{
    card::{self, CardRow, card_columns, card_tables},
    commit::Decision,
    db::{Connection, sql, statements},
    fault::Fault,
    responsibility::{CellRow, HoldingRow, part_columns},
    rows::{self, StageRow, columns},
    tables::Cards,
};

statements! {
    OTHER_ADMINISTRATOR = "select id from person where workspace = $1 and id <> $2 and active = 1 and access = 'administrator' limit 1";
    OWNED = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.workspace = $1 and o.owner = $2 and o.state = 'open'");
    HELPED = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.pipeline in (select id from pipeline where workspace = $1) \
        and o.state = 'open' and o.collaborators like $2 and (o.owner is null or o.owner <> $3)");
    HOLDINGS = concat!("select ", part_columns!(holding), " from holding where workspace = $1 and person in ($2, $3) order by id");
    STAGES = concat!("select ", columns!(stage), " from stage where workspace = $1 and owner_rule = $2");
    CELLS = concat!("select ", part_columns!(cell), " from cell where workspace = $1 and column_id in ($2, $3)");
    PERSON_NAMESAKE = "select id from person where workspace = $1 and folded = $2 and id <> $3 and active = 1 limit 1";
    ACCOUNT_NAMESAKE = "select id from account where workspace = $1 and folded = $2 and id <> $3 and deleted = 0 limit 1";
}

/// Decides a directory command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    id: CommandId,
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
        DirectoryCommand::Leave { person, successor } => {
            facts.successor = rows::person(connection, workspace, successor).await?;
            facts.ids = Some(Ids::new(id));
            let leaver = rows::person(connection, workspace, person).await?.ok_or_else(|| Problem::not_found("person"))?;
            Record::Person(leaver)
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
    let mut cards = Cards::new();
    if let (Some(Record::Person(was)), Record::Person(now)) = (&facts.present, &record) {
        facts.other_administrators =
            sql(OTHER_ADMINISTRATOR).bind(workspace).bind(was.id).optional::<(String,)>(connection).await?.is_some();
        let successor = facts.successor.as_ref().map(|successor| successor.id);
        if successor.is_some() || (was.active && !now.active) {
            facts.burden = burden(connection, workspace, was.id, successor.unwrap_or(was.id)).await?;
            cards = facts.burden.cards.iter().map(|card| (card.id, card.clone())).collect();
        }
    }
    let changes = directory::decide(&facts, command, author)?;
    Ok(Decision { changes, cards, ..Decision::default() })
}

async fn burden(connection: &mut Connection, workspace: WorkspaceId, person: PersonId, successor: PersonId) -> Result<Burden, Fault> {
    let mut cards = card::cards(sql(OWNED).bind(workspace).bind(person).all::<CardRow>(connection).await?)?;
    let helped = format!("%{person}%");
    cards.extend(card::cards(sql(HELPED).bind(workspace).bind(helped).bind(person).all::<CardRow>(connection).await?)?);
    let holdings = sql(HOLDINGS).bind(workspace).bind(person).bind(successor).all::<HoldingRow>(connection).await?;
    let cells = sql(CELLS).bind(workspace).bind(person).bind(successor).all::<CellRow>(connection).await?;
    let stages = sql(STAGES).bind(workspace).bind(OwnerRule::Person(person).stored()).all::<StageRow>(connection).await?;
    Ok(Burden { cards, holdings: rows::read(holdings)?, cells: rows::read(cells)?, stages: rows::read(stages)? })
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
