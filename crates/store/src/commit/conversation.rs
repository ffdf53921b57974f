//! Facts for what is said about an opportunity and attached to it.

use heliu_domain::{
    board::Author,
    conversation::{self, ConversationCommand, ConversationFacts},
    id::*,
    problem::Problem,
};

use crate::{
    card,
    commit::{Decision, rights::Rights},
    db::{Connection, sql, statements},
    fault::Fault,
    rows,
    tables::Cards,
};

statements! {
    DESCRIPTION = "select d.text from description d join opportunity o on o.id = d.opportunity where o.id = $2 and o.workspace = $1";
}

/// Decides a conversation command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &ConversationCommand,
    rights: &Rights,
) -> Result<Decision, Fault> {
    let mut facts = ConversationFacts::default();
    let opportunity = match command {
        ConversationCommand::Describe { opportunity, .. }
        | ConversationCommand::Comment { opportunity, .. }
        | ConversationCommand::Attach { opportunity, .. } => *opportunity,
        ConversationCommand::EditComment { id, .. } | ConversationCommand::DeleteComment { id } => {
            let comment = rows::comment(connection, workspace, *id).await?.ok_or_else(|| Problem::not_found("comment"))?;
            facts.comment.insert(comment).opportunity
        }
        ConversationCommand::Detach { id } => {
            let file = rows::file(connection, workspace, *id).await?.ok_or_else(|| Problem::not_found("file"))?;
            facts.file.insert(file).opportunity
        }
    };
    facts.opportunity = card::load(connection, workspace, opportunity).await?;
    if let Some(card) = &facts.opportunity {
        rights.reach(card, matches!(command, ConversationCommand::Describe { .. }))?;
    }
    if matches!(command, ConversationCommand::Describe { .. }) {
        facts.description = description(connection, workspace, opportunity).await?;
    }
    let changes = conversation::decide(&facts, command, author)?;
    let cards: Cards = facts.opportunity.into_iter().map(|card| (card.id, card)).collect();
    Ok(Decision { changes, cards, ..Decision::default() })
}

/// The description of an opportunity; empty when there is none.
pub(crate) async fn description(connection: &mut Connection, workspace: WorkspaceId, id: OpportunityId) -> Result<String, Fault> {
    let row: Option<(String,)> = sql(DESCRIPTION).bind(workspace).bind(id).optional(connection).await?;
    Ok(row.map(|(text,)| text).unwrap_or_default())
}
