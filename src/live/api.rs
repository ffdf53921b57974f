//! The server functions through which every command goes and every missed change comes.

use heliu_domain::{CommandId, Entry, Envelope, Outcome, Problem};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

use crate::{
    live::Refused,
    wire::{self, Post},
};

/// Most changes that are told one by one to a page that missed them.
pub const MISSED_MAX: i64 = 1000;

/// Runs commands in order as the person who acts; each has its own answer.
///
/// # Errors
/// When the whole request is refused: no such workspace, nobody acts.
#[server(prefix = "/api", endpoint = "send", protocol = Post)]
pub async fn send_commands(workspace: String, envelopes: Vec<Envelope>) -> Result<Vec<Result<Outcome, Problem>>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let (_, parts) = crate::server::gate::request()?;
        let window = visit.window(&context);
        let mut answers = Vec::with_capacity(envelopes.len().min(100));
        for envelope in envelopes.into_iter().take(100) {
            let kind = envelope.command.kind();
            let answer = context.store.commit(visit.workspace.id, visit.author(), envelope).await;
            if answer.as_ref().is_err_and(|problem| problem.code == heliu_domain::Code::Forbidden) {
                crate::server::denied::command(&context, &parts, &visit, kind).await;
            }
            answers.push(answer.map(|outcome| window.outcome(outcome)));
        }
        crate::server::gate::single(answers)
    })
    .await
}

/// The same, with envelopes that are JSON already.
///
/// # Errors
/// As above, or the server cannot be reached.
pub async fn send_written(workspace: &str, envelopes: &str) -> Result<Vec<Result<Outcome, Problem>>, Refused> {
    let workspace = serde_json::to_string(workspace).map_err(|_| Problem::malformed("workspace"))?;
    let body = format!("{{\"workspace\":{workspace},\"envelopes\":{envelopes}}}");
    wire::answer(&crate::edge::post(SendCommands::PATH, body).await?)
}

/// What happened after a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missed {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The change up to which this reaches.
    pub seq: i64,
    /// It was so much that only reading pages anew helps; there are no entries then.
    pub is_abridged: bool,
}

/// The changes after `since`.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "changes", protocol = Post)]
pub async fn changes(workspace: String, since: i64) -> Result<Missed, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let (store, space) = (&context.store, visit.workspace.id);
        let seq = store.seq(space).await?;
        // Behind the log's end, too: the database is an older one than this browser knew.
        if since > seq || seq - since > MISSED_MAX {
            return Ok(Missed { entries: Vec::new(), seq, is_abridged: true });
        }
        let entries = visit.window(&context).changes_since(since, usize::try_from(MISSED_MAX).unwrap_or_default()).await?;
        Ok(Missed { seq: entries.last().map_or(seq, |last| last.seq), entries, is_abridged: false })
    })
    .await
}

/// The newest command of the acting person that can be taken back, or, with `again`, done again.
///
/// # Errors
/// No such workspace, nobody acts.
#[server(prefix = "/api", endpoint = "undoable", protocol = Post)]
pub async fn undoable(workspace: String, again: bool) -> Result<Option<CommandId>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let (space, person) = (visit.workspace.id, visit.author().person);
        if again { context.store.redoable(space, person).await } else { context.store.undoable(space, person).await }
    })
    .await
}
