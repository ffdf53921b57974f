//! What the import page asks the server.

use heliu_domain::{
    CommandId, Outcome, PersonId, PipelineId, Timestamp,
    exchange::{ImportInto, Mapping, Preview},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// A file that the server keeps for an hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub token: String,
    pub name: String,
}

/// Everything that the person chose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub files: Vec<Kept>,
    /// How the file of opportunities is read; `None`: as guessed.
    pub mapping: Option<Mapping>,
    pub into: ImportInto,
    /// Leave out rows with problems; otherwise one problem refuses the whole import.
    pub skip: bool,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    pub outcome: Outcome,
    /// Where the cards are now.
    pub pipeline: Option<PipelineId>,
}

/// An import of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    pub command: CommandId,
    pub at: Timestamp,
    pub actor: PersonId,
    pub file: String,
    pub changes: i64,
    pub undone: bool,
}

/// The files as they would be imported, the one with the opportunities first; nothing is changed.
///
/// # Errors
/// A file is no longer kept or cannot be read as a whole; no such workspace or pipeline.
#[server(prefix = "/api", endpoint = "import_preview", protocol = Post)]
pub async fn preview_import(workspace: String, choices: Choices) -> Result<Vec<Preview>, Refused> {
    crate::server::gate::answer(crate::server::importing::preview(workspace, choices)).await
}

/// Imports the files in one command; the same id has its effect once.
///
/// # Errors
/// As for the preview; a row has a problem and is not to be left out.
#[server(prefix = "/api", endpoint = "import_run", protocol = Post)]
pub async fn run_import(workspace: String, choices: Choices, command: CommandId) -> Result<Ran, Refused> {
    crate::server::gate::answer(crate::server::importing::run(workspace, choices, command)).await
}

/// The newest imports, at most twenty.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "imports", protocol = Post)]
pub async fn past_imports(workspace: String) -> Result<Vec<Past>, Refused> {
    crate::server::gate::answer(crate::server::importing::past(workspace)).await
}
