//! The server functions through which every command goes and every missed change comes.

use heliu_domain::{CommandId, Entry, Envelope, Outcome, Problem};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::live::Refused;

/// Runs commands in order as the person who acts; each has its own answer.
///
/// # Errors
/// When the whole request is refused: no such workspace, nobody acts.
#[server(prefix = "/api", endpoint = "send", input = Json)]
pub async fn send_commands(workspace: String, envelopes: Vec<Envelope>) -> Result<Vec<Result<Outcome, Problem>>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let mut answers = Vec::with_capacity(envelopes.len().min(100));
        for envelope in envelopes.into_iter().take(100) {
            answers.push(context.store.commit(visit.workspace.id, visit.author()?, envelope).await);
        }
        crate::server::gate::single(answers)
    })
    .await
}

/// The changes after `seq`, oldest first; empty with a gap when there are too many, then pages are read anew.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "changes", input = Json)]
pub async fn changes(workspace: String, since: i64) -> Result<Vec<Entry>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        context.store.changes_since(visit.workspace.id, since, 1000).await
    })
    .await
}

/// The newest command of the acting person that can be taken back, or, with `again`, done again.
///
/// # Errors
/// No such workspace, nobody acts.
#[server(prefix = "/api", endpoint = "undoable", input = Json)]
pub async fn undoable(workspace: String, again: bool) -> Result<Option<CommandId>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let (space, person) = (visit.workspace.id, visit.author()?.person);
        if again { context.store.redoable(space, person).await } else { context.store.undoable(space, person).await }
    })
    .await
}
