//! Saved views: a filter with a name.

use serde::{Deserialize, Serialize};

use crate::{
    board::Author,
    change::Change,
    id::*,
    problem::{Code, Problem},
    record::Record,
    text,
};

/// A board's filter and form kept under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub id: ViewId,
    pub pipeline: PipelineId,
    /// Whose it is.
    pub owner: PersonId,
    /// Everybody in the workspace sees it.
    pub shared: bool,
    pub name: String,
    /// The URL's query string without `?`, as the filter writes it.
    pub query: String,
}

/// What can be done to saved views.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewCommand {
    /// Makes a view, or changes one of one's own.
    Save { id: ViewId, pipeline: PipelineId, name: String, query: String, shared: bool },
    /// Deletes a view of one's own.
    Delete { id: ViewId },
}

/// Decides a view command; `present` is the view of that id.
///
/// # Errors
/// A problem naming the field; then nothing is changed.
pub fn decide(present: Option<&View>, command: &ViewCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    if present.is_some_and(|view| view.owner != author.person) {
        return Err(Problem::of(Code::Forbidden, "view"));
    }
    match command {
        ViewCommand::Save { id, pipeline, name, query, shared } => {
            let query = text::line("query", query, 2000)?;
            let now = View { id: *id, pipeline: *pipeline, owner: author.person, shared: *shared, name: text::name("view", name)?, query };
            Ok(match present {
                Some(was) => Change::replaced(Record::View(was.clone()), Record::View(now)),
                None => vec![Change::made(Record::View(now))],
            })
        }
        ViewCommand::Delete { .. } => {
            let was = present.ok_or_else(|| Problem::not_found("view"))?;
            Ok(vec![Change::gone(Record::View(was.clone()))])
        }
    }
}
