//! All SQL of Heliu: SQLite and PostgreSQL, migrations, the write path, the change log and its feed.
//!
//! [`Store::commit`] is the only way in which anything is written; every read takes the workspace and never returns rows of another.

mod read;
mod stub;

use std::{path::PathBuf, sync::Arc};

use heliu_domain::{change::Entry, id::*};

pub use crate::read::*;

/// A handle to the database; clones are cheap and share everything.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<()>,
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
