//! What goes wrong below the rules, and how it is told to people: never as SQL.

use std::sync::atomic::{AtomicU64, Ordering};

use heliu_domain::problem::{Code, Problem};
use sqlx::{
    error::{DatabaseError, ErrorKind},
    sqlite::SqliteError,
};

/// Why something did not happen: refused by a rule, or a fault of the database.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A rule refused it; nothing is wrong.
    Refused(Box<Problem>),
    /// The database failed.
    Database(sqlx::Error),
    /// What is stored cannot be understood.
    Stored(String),
    /// A rule refused a command after it had begun to write beside others; nothing of them is kept.
    Late,
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl Fault {
    /// A constraint that links rows was violated.
    pub(crate) fn is_dangling(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.kind() == ErrorKind::ForeignKeyViolation)
    }

    /// Another row has the same key.
    pub(crate) fn is_double(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.kind() == ErrorKind::UniqueViolation)
    }

    /// Another process holds the database.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, Self::Database(error) if code(error) == Some(Code::Unavailable))
    }

    /// The disk is full.
    pub(crate) fn is_full(&self) -> bool {
        matches!(self, Self::Database(error) if code(error) == Some(Code::DiskFull))
    }

    /// The file could not be read or written: nobody knows what of it is on disk.
    pub(crate) fn is_input_output(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if sqlite_code(error.as_ref()) == Some(10))
    }

    /// The file is corrupt, or no database.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if matches!(sqlite_code(error.as_ref()), Some(11 | 26)))
    }

    /// What people are told; faults are logged here, once.
    pub(crate) fn into_problem(self) -> Problem {
        match self {
            Self::Refused(problem) => *problem,
            Self::Database(error) => match code(&error) {
                Some(code) => {
                    tracing::warn!(%error, ?code, "store.refused");
                    Problem::new(code)
                }
                None => internal(&error.to_string()),
            },
            Self::Stored(what) => internal(&what),
            Self::Late => internal("refused late"),
        }
    }
}

/// A fault of ours under an id that stands in the log.
pub(crate) fn internal(what: &str) -> Problem {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let reference = format!("{:x}-{:x}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    tracing::error!(reference, error = what, "store.fault");
    Problem::new(Code::Internal).with(reference)
}

/// Faults that pass: the database is busy, out of reach or full.
fn code(error: &sqlx::Error) -> Option<Code> {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Some(Code::Unavailable),
        sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Some(Code::DiskFull),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) => Some(Code::Unavailable),
        sqlx::Error::Database(error) if error.try_downcast_ref::<SqliteError>().is_some() => match sqlite_code(error.as_ref())? {
            // Busy, locked, read-only, input/output error, cannot be opened.
            5 | 6 | 8 | 10 | 14 => Some(Code::Unavailable),
            13 => Some(Code::DiskFull),
            _ => None,
        },
        sqlx::Error::Database(error) => match error.code()?.get(..2)? {
            // Connection lost, server stopping, too many connections, deadlock or serialisation, lock not to be had.
            "08" | "57" | "40" | "55" => Some(Code::Unavailable),
            "53" if error.code()? == "53100" => Some(Code::DiskFull),
            "53" => Some(Code::Unavailable),
            // A hot standby does not take writes: another server is the first one now.
            "25" if error.code()? == "25006" => Some(Code::Unavailable),
            _ => None,
        },
        _ => None,
    }
}

/// SQLite's result code; the low byte of an extended one is the code itself.
fn sqlite_code(error: &dyn DatabaseError) -> Option<u32> {
    error.try_downcast_ref::<SqliteError>()?;
    Some(error.code()?.parse::<u32>().ok()? & 0xff)
}
