//! Opening the database: its URL, its connections, its schema.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions, PgPool, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    Durability, OpenError, Options,
    db::{Connection, sql, statements},
    fault::Fault,
};

/// The migrations of both databases, in order; one that was released is never changed.
const SQLITE: &[(&str, &str)] = &[
    ("start", include_str!("../migrations/sqlite/0001_start.sql")),
    ("access", include_str!("../migrations/sqlite/0002_access.sql")),
    ("identity", include_str!("../migrations/sqlite/0003_identity.sql")),
    ("responsibility", include_str!("../migrations/sqlite/0004_responsibility.sql")),
    ("handover", include_str!("../migrations/sqlite/0005_handover.sql")),
    ("trust", include_str!("../migrations/sqlite/0006_trust.sql")),
    ("assignment", include_str!("../migrations/sqlite/0007_assignment.sql")),
];
const POSTGRES: &[(&str, &str)] = &[
    ("start", include_str!("../migrations/postgres/0001_start.sql")),
    ("access", include_str!("../migrations/postgres/0002_access.sql")),
    ("identity", include_str!("../migrations/postgres/0003_identity.sql")),
    ("responsibility", include_str!("../migrations/postgres/0004_responsibility.sql")),
    ("handover", include_str!("../migrations/postgres/0005_handover.sql")),
    ("trust", include_str!("../migrations/postgres/0006_trust.sql")),
    ("assignment", include_str!("../migrations/postgres/0007_assignment.sql")),
];

statements! {
    ALIVE = "select 1 as alive";
}

/// SQLite only: reads the whole file once and says what is wrong with its structure.
const QUICK_CHECK: &str = "pragma quick_check(1)";

/// How long a writer waits for another process that holds the database.
const BUSY: Duration = Duration::from_secs(5);
/// How long a reader waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(2);
/// More statements than there are.
const CACHE: usize = 512;

/// Where a database is.
#[derive(Clone, Debug)]
pub enum StoreUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Box<PgConnectOptions>),
}

impl FromStr for StoreUrl {
    type Err = OpenError;

    fn from_str(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" | ":memory:" => Err(OpenError::Url(url.to_owned())),
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // The message names no URL: it may hold a password.
            let options = PgConnectOptions::from_str(url).map_err(|error| OpenError::Unreachable(error.to_string()))?;
            return Ok(Self::Postgres(Box::new(options)));
        }
        let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
        Err(OpenError::Url(scheme.to_owned()))
    }
}

/// Makes connections of one kind.
#[derive(Clone)]
pub(crate) enum Opener {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Opener {
    pub(crate) fn new(options: &Options) -> Result<Self, OpenError> {
        Ok(match StoreUrl::from_str(&options.url)? {
            StoreUrl::Sqlite(path) => Self::Sqlite(Box::new(sqlite(&path, options.durability))),
            StoreUrl::Postgres(options) => {
                let options = options.application_name("heliu").statement_cache_capacity(CACHE).disable_statement_logging();
                Self::Postgres(Box::new(options))
            }
        })
    }

    /// A connection for writing.
    pub(crate) async fn writer(&self) -> Result<Connection, Fault> {
        Ok(match self {
            Self::Sqlite(options) => Connection::Sqlite(Box::new(options.connect().await?)),
            Self::Postgres(options) => Connection::Postgres(Box::new(options.connect().await?)),
        })
    }

    /// A connection to a file that is left as it is: nobody is waited for, and the kind of its journal stays.
    pub(crate) async fn existing(&self) -> Result<Connection, Fault> {
        match self {
            Self::Sqlite(options) => {
                let plain = SqliteConnectOptions::new().filename(options.get_filename()).busy_timeout(Duration::ZERO);
                Ok(Connection::Sqlite(Box::new(plain.disable_statement_logging().connect().await?)))
            }
            Self::Postgres(_) => self.writer().await,
        }
    }

    /// Opens the database for writing, makes it if it is not there, and brings its schema up to date.
    pub(crate) async fn prepare(&self) -> Result<Connection, OpenError> {
        if let Self::Sqlite(options) = self {
            make_private(options.get_filename())?;
        }
        let mut connection = self.writer().await.map_err(|fault| self.explain(fault))?;
        if let Self::Sqlite(options) = self {
            let found: Vec<(String,)> = sql(QUICK_CHECK).all(&mut connection).await.map_err(|fault| self.explain(fault))?;
            if let Some((reason,)) = found.into_iter().find(|(reason,)| reason != "ok") {
                return Err(OpenError::Damaged { path: options.get_filename().to_owned(), reason });
            }
        }
        let migrated = match &mut connection {
            Connection::Sqlite(connection) => migrator(SQLITE).run(&mut **connection).await,
            Connection::Postgres(connection) => migrator(POSTGRES).run(&mut **connection).await,
            _ => Ok(()),
        };
        migrated.map_err(|error| OpenError::Migration(error.to_string()))?;
        sql(ALIVE).all::<(i32,)>(&mut connection).await.map_err(|fault| self.explain(fault))?;
        Ok(connection)
    }

    /// Connections for reading.
    pub(crate) async fn readers(&self, count: u32) -> Result<Readers, OpenError> {
        let count = count.max(1);
        Ok(match self {
            Self::Sqlite(options) => {
                let options = options.as_ref().clone().create_if_missing(false).pragma("query_only", "on");
                let pool = SqlitePoolOptions::new().max_connections(count).min_connections(1).acquire_timeout(BUSY);
                let pool = pool.test_before_acquire(false).idle_timeout(None).max_lifetime(None).connect_with(options).await;
                Readers::Sqlite(pool.map_err(|error| self.explain(error.into()))?)
            }
            Self::Postgres(options) => {
                let pool =
                    PgPoolOptions::new().max_connections(count).acquire_timeout(ACQUIRE).connect_with(options.as_ref().clone()).await;
                Readers::Postgres(pool.map_err(|error| self.explain(error.into()))?)
            }
        })
    }

    pub(crate) fn explain(&self, fault: Fault) -> OpenError {
        let reason = match &fault {
            Fault::Database(error) => error.to_string(),
            other => format!("{other:?}"),
        };
        match self {
            // Corrupt, or not a database at all.
            Self::Sqlite(options) if fault.is_damage() => OpenError::Damaged { path: options.get_filename().to_owned(), reason },
            Self::Sqlite(options) => OpenError::File { path: options.get_filename().to_owned(), reason },
            Self::Postgres(_) => OpenError::Unreachable(reason),
        }
    }
}

/// The connections for reading.
#[derive(Clone)]
pub(crate) enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Readers {
    /// A connection of which each statement sees the newest state.
    pub(crate) async fn reader(&self) -> Result<Connection, Fault> {
        Ok(match self {
            Self::Sqlite(pool) => Connection::SqliteReader(pool.acquire().await?),
            Self::Postgres(pool) => Connection::PostgresReader(pool.acquire().await?),
        })
    }

    /// A connection of which all statements see the same state.
    pub(crate) async fn moment(&self) -> Result<Connection, Fault> {
        Ok(match self {
            Self::Sqlite(pool) => Connection::SqliteMoment(pool.begin().await?),
            Self::Postgres(pool) => Connection::PostgresMoment(pool.begin_with("begin isolation level repeatable read read only").await?),
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn migrator(scripts: &[(&'static str, &'static str)]) -> Migrator {
    let numbered = (1i64..).zip(scripts);
    let migrations = numbered
        .map(|(version, (name, script))| Migration::new(version, (*name).into(), MigrationType::Simple, script.into_sql_str(), false));
    Migrator::with_migrations(migrations.collect())
}

fn sqlite(path: &Path, durability: Durability) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .statement_cache_capacity(CACHE)
        // A log that a burst made large gives its space back.
        .pragma("journal_size_limit", "67108864")
        .pragma("cell_size_check", "on")
        .disable_statement_logging()
}

/// Makes the folder and the file so that nobody else on the machine can read them.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    let failed = |error: std::io::Error| OpenError::File { path: path.to_owned(), reason: error.to_string() };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
    }
    if path.exists() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(failed(error)),
        _ => Ok(()),
    }
}
