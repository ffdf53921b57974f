//! The server function through which every command goes.

use heliu_domain::{Envelope, Outcome, Problem};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::live::Refused;

/// Runs commands in order as the person who acts; each has its own answer.
///
/// # Errors
/// When the whole request is refused: no such workspace, nobody acts.
#[server(prefix = "/api", endpoint = "send", input = Json)]
pub async fn run(workspace: String, envelopes: Vec<Envelope>) -> Result<Vec<Result<Outcome, Problem>>, Refused> {
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
