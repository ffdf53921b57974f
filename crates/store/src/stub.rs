//! The signatures, until each has its body.

use std::{path::Path, sync::Arc};

use heliu_domain::{
    board::Author,
    change::{Change, Entry},
    command::{Command, Envelope, Outcome},
    conversation::File,
    directory::{Account, Contact, Person, Workspace},
    filter::{Filter, Sort},
    id::*,
    money::Rate,
    opportunity::Opportunity,
    pipeline::{CustomField, Pipeline, Stage},
    problem::{Code, Problem},
    rank::Rank,
    time::Timestamp,
    view::View,
};
use tokio::sync::broadcast;

use crate::{BoardData, Committed, Detail, Exported, ListPage, OpenError, Options, PastImport, Store, Totals};

macro_rules! stubs {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        impl Store {$(
            $(#[$doc])*
            pub async fn $name(&self, $($arg: $kind),*) -> Result<$out, Problem> {
                let _ = (&self.inner, $($arg),*);
                Err(Problem::new(Code::Unavailable))
            }
        )*}
    };
}

stubs! {
    commit(workspace: WorkspaceId, author: Author, envelope: Envelope) -> Outcome;
    dry_run(workspace: WorkspaceId, author: Author, command: &Command) -> Vec<Change>;
    found(workspace: Workspace, founder: Person, at: Timestamp) -> ();
    workspaces() -> Vec<Workspace>;
    workspace(slug: &str) -> Option<Workspace>;
    seq(workspace: WorkspaceId) -> i64;
    people(workspace: WorkspaceId) -> Vec<Person>;
    pipelines(workspace: WorkspaceId) -> Vec<Pipeline>;
    stages(workspace: WorkspaceId, pipeline: PipelineId) -> Vec<Stage>;
    fields(workspace: WorkspaceId, pipeline: PipelineId) -> Vec<CustomField>;
    rates(workspace: WorkspaceId) -> Vec<Rate>;
    views(workspace: WorkspaceId, pipeline: PipelineId, person: PersonId) -> Vec<View>;
    board(workspace: WorkspaceId, pipeline: PipelineId, filter: &Filter, per_column: usize) -> Option<BoardData>;
    column(workspace: WorkspaceId, stage: StageId, filter: &Filter, after: Option<(Rank, OpportunityId)>, limit: usize) -> Vec<Opportunity>;
    totals(workspace: WorkspaceId, pipeline: PipelineId, filter: &Filter) -> Totals;
    cards(workspace: WorkspaceId, ids: &[OpportunityId]) -> Vec<Opportunity>;
    list(workspace: WorkspaceId, pipeline: PipelineId, filter: &Filter, sort: Sort, offset: usize, limit: usize) -> ListPage;
    opportunity(workspace: WorkspaceId, id: OpportunityId) -> Option<Detail>;
    timeline(workspace: WorkspaceId, id: OpportunityId, before: Option<i64>, limit: usize) -> Vec<Entry>;
    changes_since(workspace: WorkspaceId, seq: i64, limit: usize) -> Vec<Entry>;
    bin(workspace: WorkspaceId, offset: usize, limit: usize) -> ListPage;
    accounts(workspace: WorkspaceId, text: &str, limit: usize) -> Vec<Account>;
    contacts(workspace: WorkspaceId, account: Option<AccountId>, text: &str, limit: usize) -> Vec<Contact>;
    tags(workspace: WorkspaceId, pipeline: PipelineId, prefix: &str, limit: usize) -> Vec<String>;
    reasons(workspace: WorkspaceId, pipeline: PipelineId, won: bool, limit: usize) -> Vec<String>;
    account(workspace: WorkspaceId, id: AccountId) -> Option<Account>;
    file(workspace: WorkspaceId, id: FileId) -> Option<File>;
    undoable(workspace: WorkspaceId, person: PersonId) -> Option<CommandId>;
    redoable(workspace: WorkspaceId, person: PersonId) -> Option<CommandId>;
    last_imports(workspace: WorkspaceId, limit: usize) -> Vec<PastImport>;
    export(workspace: WorkspaceId, pipeline: PipelineId, filter: &Filter, after: Option<OpportunityId>, limit: usize) -> Vec<Exported>;
    integrity() -> Vec<String>;
    check() -> Vec<String>;
}

impl Store {
    /// Opens the database, which is made and brought to the present version if need be.
    pub async fn open(options: &Options) -> Result<Self, OpenError> {
        Err(OpenError::Url(options.url.clone()))
    }
    /// Commits of this and other servers, as they become known.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Committed>> {
        broadcast::channel(1).1
    }
    /// Tells a passing text to every server.
    pub fn announce(&self, workspace: WorkspaceId, text: String) {
        let _ = (workspace, text);
    }
    /// Passing texts of every server, also this one.
    pub fn announcements(&self) -> broadcast::Receiver<(WorkspaceId, Arc<str>)> {
        broadcast::channel(1).1
    }
    /// Writes a copy of the database as of one moment.
    pub async fn backup(&self, path: &Path) -> Result<(), OpenError> {
        Err(OpenError::Refused(path.display().to_string()))
    }
    /// Puts a backup in the place of a database that nobody has open.
    pub async fn restore(from: &Path, to: &Path) -> Result<(), OpenError> {
        Err(OpenError::Refused(format!("{} {}", from.display(), to.display())))
    }
    /// Ends the tasks and closes the connections; what was acknowledged is kept.
    pub async fn close(&self) {}
}
