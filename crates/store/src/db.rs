//! One way to speak to both databases: a statement is a constant text with arguments, whatever connection it runs on.

use futures::TryStreamExt;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow};

use crate::fault::Fault;

/// Names the statements of a room and lists them, so that a test can prepare each on both databases.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this room under its name.
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $sql)),*];
    };
}
pub(crate) use statements;

/// A connection to either database, our own or lent by a pool.
pub(crate) enum Connection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
    SqliteReader(PoolConnection<Sqlite>),
    PostgresReader(PoolConnection<Postgres>),
    /// A transaction for reading at one moment; dropping it ends it.
    SqliteMoment(sqlx::Transaction<'static, Sqlite>),
    PostgresMoment(sqlx::Transaction<'static, Postgres>),
}

/// The connection of whichever kind it is.
pub(crate) enum Side<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Connection {
    pub(crate) fn side(&mut self) -> Side<'_> {
        match self {
            Self::Sqlite(connection) => Side::Sqlite(connection),
            Self::SqliteReader(connection) => Side::Sqlite(connection),
            Self::SqliteMoment(transaction) => Side::Sqlite(transaction),
            Self::Postgres(connection) => Side::Postgres(connection),
            Self::PostgresReader(connection) => Side::Postgres(connection),
            Self::PostgresMoment(transaction) => Side::Postgres(transaction),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_) | Self::PostgresReader(_) | Self::PostgresMoment(_))
    }

    /// Closes a connection of our own; a lent one goes back.
    pub(crate) async fn close(self) {
        use sqlx::Connection as _;
        let closed = match self {
            Self::Sqlite(connection) => connection.close().await,
            Self::Postgres(connection) => connection.close().await,
            _ => Ok(()),
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "store.close");
        }
    }
}

/// A value for a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(String),
    Int(i64),
    OptText(Option<String>),
    OptInt(Option<i64>),
}

macro_rules! args {
    ($($from:ty => |$value:ident| $arg:expr;)*) => {$(
        impl From<$from> for Arg {
            fn from($value: $from) -> Self {
                $arg
            }
        }
    )*};
}

args! {
    &str => |value| Self::Text(clean(value.to_owned()));
    &String => |value| Self::Text(clean(value.clone()));
    String => |value| Self::Text(clean(value));
    i64 => |value| Self::Int(value);
    bool => |value| Self::Int(i64::from(value));
    u8 => |value| Self::Int(i64::from(value));
    Option<String> => |value| Self::OptText(value.map(clean));
    Option<i64> => |value| Self::OptInt(value);
    usize => |value| Self::Int(i64::try_from(value).unwrap_or(i64::MAX));
    heliu_domain::Timestamp => |value| Self::Int(value.0);
    Option<heliu_domain::Timestamp> => |value| Self::OptInt(value.map(|at| at.0));
    &heliu_domain::Rank => |value| Self::Text(value.as_str().to_owned());
}

/// PostgreSQL takes no NUL. The rules keep it out of what is stored, so here it can only stand in what is looked for;
/// no line has the character put in its place.
fn clean(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{1}") } else { text }
}

macro_rules! id_args {
    ($($id:ident)*) => {$(
        impl From<heliu_domain::$id> for Arg {
            fn from(id: heliu_domain::$id) -> Self {
                Self::Text(id.to_string())
            }
        }
        impl From<Option<heliu_domain::$id>> for Arg {
            fn from(id: Option<heliu_domain::$id>) -> Self {
                Self::OptText(id.map(|id| id.to_string()))
            }
        }
    )*};
}

id_args! { WorkspaceId PersonId PipelineId StageId CustomFieldId AccountId ContactId OpportunityId CommentId FileId AvatarId ViewId SessionId RoleId LineId HoldingId HandoverId NotificationId
ResponsibilityId CommandId }

/// A row that can be read from either database.
pub(crate) trait Record: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Record for T where T: for<'r> sqlx::FromRow<'r, SqliteRow> + for<'r> sqlx::FromRow<'r, PgRow> + Send + Unpin {}

/// A statement with its arguments.
pub(crate) struct Statement {
    sql: &'static str,
    args: Vec<Arg>,
}

/// A statement without arguments yet.
pub(crate) fn sql(sql: &'static str) -> Statement {
    Statement { sql, args: Vec::new() }
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Text(text) => query.bind(text),
                Arg::Int(number) => query.bind(number),
                Arg::OptText(text) => query.bind(text),
                Arg::OptInt(number) => query.bind(number),
            };
        }
        query
    }};
}

impl Statement {
    /// The same with the next parameter.
    pub(crate) fn bind(mut self, arg: impl Into<Arg>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// The same with several parameters.
    pub(crate) fn bind_all(mut self, args: impl IntoIterator<Item = Arg>) -> Self {
        self.args.extend(args);
        self
    }

    /// Every row.
    pub(crate) async fn all<T: Record>(self, connection: &mut Connection) -> Result<Vec<T>, Fault> {
        Ok(match connection.side() {
            Side::Sqlite(side) => bound!(sqlx::query_as::<Sqlite, T>(self.sql), self.args).fetch(side).try_collect().await?,
            Side::Postgres(side) => bound!(sqlx::query_as::<Postgres, T>(self.sql), self.args).fetch(side).try_collect().await?,
        })
    }

    /// The only row, if there is one.
    pub(crate) async fn optional<T: Record>(self, connection: &mut Connection) -> Result<Option<T>, Fault> {
        Ok(self.all(connection).await?.into_iter().next())
    }

    /// The only row.
    pub(crate) async fn one<T: Record>(self, connection: &mut Connection) -> Result<T, Fault> {
        let sql = self.sql;
        self.optional(connection).await?.ok_or_else(|| Fault::Stored(format!("no row: {sql}")))
    }

    /// Runs it; returns how many rows it wrote.
    pub(crate) async fn run(self, connection: &mut Connection) -> Result<u64, Fault> {
        Ok(match connection.side() {
            Side::Sqlite(side) => bound!(sqlx::query::<Sqlite>(self.sql), self.args).execute(side).await?.rows_affected(),
            Side::Postgres(side) => bound!(sqlx::query::<Postgres>(self.sql), self.args).execute(side).await?.rows_affected(),
        })
    }
}

/// Prepares a statement without running it.
pub(crate) async fn prepare(sql: &'static str, connection: &mut Connection) -> Result<(), Fault> {
    use sqlx::{Executor as _, SqlSafeStr as _};
    match connection.side() {
        Side::Sqlite(side) => side.prepare(sql.into_sql_str()).await.map(drop)?,
        Side::Postgres(side) => side.prepare(sql.into_sql_str()).await.map(drop)?,
    }
    Ok(())
}
