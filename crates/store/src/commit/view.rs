//! Facts for saved views.

use heliu_domain::{
    board::Author,
    id::*,
    problem::Problem,
    view::{self, ViewCommand},
};

use crate::{commit::Decision, db::Connection, fault::Fault, rows};

/// Decides a view command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &ViewCommand,
) -> Result<Decision, Fault> {
    let id = match command {
        ViewCommand::Save { id, pipeline, .. } => {
            rows::pipeline(connection, workspace, *pipeline).await?.ok_or_else(|| Problem::not_found("pipeline"))?;
            *id
        }
        ViewCommand::Delete { id } => *id,
    };
    // Another person's private view is not even there.
    let present = rows::view(connection, workspace, id).await?;
    let present = present.filter(|view| view.shared || view.owner == author.person);
    Ok(view::decide(present.as_ref(), command, author)?.into())
}
