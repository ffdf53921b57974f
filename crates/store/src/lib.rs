//! All SQL of Heliu: SQLite and PostgreSQL, migrations, the write path, the change log and its feed.
//!
//! [`Store::commit`] is the only way in which anything is written but for what the log must not hold ([`Store::identify`]); every read takes the workspace and never returns rows of another.

mod audit;
mod backup;
mod card;
mod check;
mod commit;
mod db;
mod failpoint;
mod fault;
mod feed;
mod identity;
mod log;
mod narrow;
mod open;
mod read;
mod responsibility;
mod rows;
mod shape;
mod statements;
mod tables;
mod transfer;
mod window;
mod writer;

use std::{path::PathBuf, sync::Arc};

use heliu_domain::{
    board::Author,
    change::{Change, Entry},
    command::{Command, Envelope, Outcome},
    directory::{Person, Workspace},
    exchange::{self, ImportDecision, ImportPlan},
    id::*,
    problem::Problem,
    time::Timestamp,
};
use tokio::sync::broadcast;

pub use crate::{
    audit::{AuditEntry, AuditFilter, AuditPlace},
    identity::{Credential, Event, IdentityStep, Note, Session, Ticket},
    open::StoreUrl,
    read::{ChartParts, InboxPart},
    shape::{Exported, PastImport},
    window::{Window, unaddress},
};
use crate::{
    db::Connection,
    fault::Fault,
    feed::Feed,
    open::{Opener, Readers},
    read::Cache,
    writer::{Work, Writer},
};
pub use heliu_domain::page::{BoardData, ColumnTotal, Detail, ListPage, Totals};

/// A handle to the database; clones are cheap and share everything.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    opener: Opener,
    readers: Readers,
    writer: Writer,
    feed: Arc<Feed>,
    cache: Cache,
}

impl Store {
    /// Opens the database, which is made and brought to the present version if need be.
    ///
    /// # Errors
    /// What stands in the way, in words for whoever runs the server.
    pub async fn open(options: &Options) -> Result<Self, OpenError> {
        let opener = Opener::new(options)?;
        let connection = opener.prepare().await?;
        let readers = opener.readers(options.readers).await?;
        let feed = Feed::start(&opener, &readers).await.map_err(|fault| OpenError::Unreachable(format!("{fault:?}")))?;
        let feed = Arc::new(feed);
        let writer = Writer::start(opener.clone(), connection, feed.clone());
        Ok(Self { inner: Arc::new(Inner { opener, readers, writer, feed, cache: Cache::default() }) })
    }

    /// Does what a command asks, once: all of it, or nothing. The answer comes when it is on disk.
    ///
    /// # Errors
    /// Why it was refused; then nothing was changed.
    pub async fn commit(&self, workspace: WorkspaceId, author: Author, envelope: Envelope) -> Result<Outcome, Problem> {
        self.inner.writer.ask(Work::Commit { workspace, author, envelope: Box::new(envelope) }).await
    }

    /// What a command would change; nothing is written.
    ///
    /// # Errors
    /// Why it would be refused.
    pub async fn dry_run(&self, workspace: WorkspaceId, author: Author, command: &Command) -> Result<Vec<Change>, Problem> {
        let decide = async {
            let mut connection = self.moment().await?;
            commit::rehearse(&mut connection, workspace, &author, command).await
        };
        decide.await.map_err(Fault::into_problem)
    }

    /// What an import would do, with every problem of its rows; nothing is written.
    ///
    /// # Errors
    /// A problem of the plan as a whole.
    pub async fn preview(&self, workspace: WorkspaceId, author: Author, plan: &ImportPlan) -> Result<ImportDecision, Problem> {
        let read = async { commit::import_facts(&mut self.moment().await?, workspace, plan).await };
        let facts = read.await.map_err(Fault::into_problem)?;
        exchange::preview(&facts, plan, CommandId(uuid::Uuid::nil()), &author)
    }

    /// Makes a workspace with its first person.
    ///
    /// # Errors
    /// [`heliu_domain::Code::Taken`] when there is one of that id or short name.
    pub async fn found(&self, workspace: Workspace, founder: Person, at: Timestamp) -> Result<(), Problem> {
        let author = Author { person: founder.id, at };
        self.inner.writer.ask(Work::Found { workspace: Box::new(workspace), founder: Box::new(founder), author }).await.map(drop)
    }

    /// Makes a workspace with its first person and everything that happened in it since: all of it, or nothing.
    /// The outcome is that of everything together and carries no entries.
    ///
    /// # Errors
    /// As [`Self::found`], or why a command was refused.
    pub async fn found_with(
        &self,
        workspace: Workspace,
        founder: Person,
        at: Timestamp,
        commands: Vec<(Author, Envelope)>,
    ) -> Result<Outcome, Problem> {
        let author = Author { person: founder.id, at };
        self.inner.writer.ask(Work::All { workspace: workspace.id, founded: Some(Box::new((workspace, founder, author))), commands }).await
    }

    /// Does what several commands ask, one after the other: all of it, or nothing. Other writers wait meanwhile.
    /// The outcome is that of everything together and carries no entries.
    ///
    /// # Errors
    /// Why one of them was refused; then nothing was changed.
    pub async fn commit_all(&self, workspace: WorkspaceId, commands: Vec<(Author, Envelope)>) -> Result<Outcome, Problem> {
        self.inner.writer.ask(Work::All { workspace, founded: None, commands }).await
    }

    /// Commits of this and other servers, each once and in order; whoever lags too far behind reads the log instead.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.inner.feed.subscribe()
    }

    /// Tells a passing text to every server. It may get lost.
    pub fn announce(&self, workspace: WorkspaceId, text: String) {
        self.inner.feed.announce(workspace, text);
    }

    /// Passing texts of every server, also this one.
    pub fn announcements(&self) -> broadcast::Receiver<(WorkspaceId, Arc<str>)> {
        self.inner.feed.announcements()
    }

    /// Finishes what waits, ends the tasks and closes the connections.
    pub async fn close(&self) {
        self.inner.writer.stop().await;
        self.inner.feed.stop();
        self.inner.readers.close().await;
    }

    async fn reader(&self) -> Result<Connection, Fault> {
        self.inner.readers.reader().await
    }

    async fn moment(&self) -> Result<Connection, Fault> {
        self.inner.readers.moment().await
    }

    fn cache(&self) -> &Cache {
        &self.inner.cache
    }
}

/// How much a power cut may cost on SQLite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was acknowledged is lost.
    #[default]
    Full,
    /// The last moments may be lost, never a part of them.
    Normal,
}

/// Where the database is and how it is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`
    pub url: String,
    pub durability: Durability,
    /// Connections for reading.
    pub readers: u32,
}

impl Options {
    /// Full durability and four readers.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), durability: Durability::Full, readers: 4 }
    }
}

/// Why a store could not be opened, backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database URL {0:?} is not understood: write sqlite:PATH or postgres://USER@HOST/DATABASE")]
    Url(String),
    #[error("{path}: {reason}")]
    File { path: PathBuf, reason: String },
    #[error("{path} is damaged: {reason}. Restore a backup with `heliu restore`")]
    Damaged { path: PathBuf, reason: String },
    #[error("the database cannot be brought to this version: {0}")]
    Migration(String),
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error("{0}")]
    Refused(String),
}

/// Changes that were committed together, for the live feed.
#[derive(Clone, Debug)]
pub struct Committed {
    pub workspace: WorkspaceId,
    pub first_seq: i64,
    pub last_seq: i64,
    /// The entries as JSON; empty when abridged, that is, when pages had better be read anew.
    pub json: Arc<str>,
    /// The entries; empty when abridged.
    pub entries: Vec<Entry>,
}
