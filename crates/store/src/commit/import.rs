//! Facts for an import.

use heliu_domain::{
    board::Author,
    exchange::ImportPlan,
    id::*,
    problem::{Code, Problem},
};

use crate::{
    commit::Decision,
    db::{Connection, statements},
    fault::Fault,
};

statements! {}

/// Decides an import.
pub(super) async fn decide(
    _connection: &mut Connection, _workspace: WorkspaceId, _author: &Author, _id: CommandId, _plan: &ImportPlan,
) -> Result<Decision, Fault> {
    Err(Problem::new(Code::Unavailable).into())
}
