//! Backup while running, restore while nothing runs, and the database's own examination.

use std::path::{Path, PathBuf};

use heliu_domain::problem::Problem;

use crate::{
    Durability, OpenError, Options, Store,
    db::{Connection, sql},
    fault::Fault,
    open::{Opener, make_private},
    transfer::{is_alone, transfer},
};

/// SQLite only: a copy as of one moment, while others write.
const COPY: &str = "vacuum into $1";
/// SQLite only: leaving the write-ahead log needs the file to oneself, and empties the log into it.
const ALONE: &str = "pragma journal_mode = delete";
/// SQLite only.
const INTEGRITY: &str = "pragma integrity_check(20)";
/// SQLite only.
const FOREIGN_KEYS: &str = "pragma foreign_key_check";
/// SQLite only: whether the file is one of ours.
const OURS: &str = "select count(*) as tables from sqlite_schema where type = 'table' and name in ('workspace', 'change', 'command')";

const SESSIONS_END: &str = "delete from session";
const TICKETS_END: &str = "delete from ticket where kind <> 'recovery'";

#[derive(sqlx::FromRow)]
struct DanglingRow {
    table: String,
    parent: String,
}

impl Store {
    /// Writes a copy of the database as of one moment to a new SQLite file, whatever it is itself; writing goes on meanwhile.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub async fn backup(&self, path: &Path) -> Result<(), OpenError> {
        if path.exists() {
            return Err(OpenError::Refused(format!("{} exists already", path.display())));
        }
        make_private(path)?;
        let copied = match &self.inner.opener {
            Opener::Sqlite(_) => self.copy(path).await,
            Opener::Postgres(_) => self.pour_out(path).await,
        };
        if copied.is_err() {
            let _ = std::fs::remove_file(path);
        }
        copied
    }

    async fn copy(&self, path: &Path) -> Result<(), OpenError> {
        let opener = &self.inner.opener;
        let mut connection = opener.writer().await.map_err(|fault| opener.explain(fault))?;
        let name = path.to_str().ok_or_else(|| file_error(path, "the name of the file is not valid Unicode"))?;
        let copied = sql(COPY).bind(name).run(&mut connection).await;
        connection.close().await;
        copied.map_err(|fault| match opener.explain(fault) {
            OpenError::File { reason, .. } | OpenError::Damaged { reason, .. } => file_error(path, &reason),
            other => other,
        })?;
        sync(path)
    }

    async fn pour_out(&self, path: &Path) -> Result<(), OpenError> {
        let opener = opener(path)?;
        let mut file = opener.prepare().await?;
        let poured = async {
            let mut moment = self.moment().await?;
            transfer(&mut moment, &mut file).await?;
            // Without a write-ahead log the copy is one file.
            sql(ALONE).all::<(String,)>(&mut file).await
        };
        let poured = poured.await;
        file.close().await;
        poured.map_err(|fault| opener.explain(fault))?;
        sync(path)
    }

    /// Puts a backup in the place of everything in a PostgreSQL database that nobody else uses.
    ///
    /// # Errors
    /// When the backup is damaged or none of ours, and when the database is in use; then nothing has changed.
    pub async fn restore_into(from: &Path, options: &Options) -> Result<(), OpenError> {
        if !from.is_file() {
            return Err(file_error(from, "there is no such file"));
        }
        examine(from).await?;
        let (source, target) = (opener(from)?, Opener::new(options)?);
        // An older backup is brought up to date before it is read.
        let mut file = source.prepare().await?;
        let mut database = target.prepare().await?;
        let poured = async {
            if !is_alone(&mut database).await? {
                return Ok(false);
            }
            transfer(&mut file, &mut database).await?;
            sign_out(&mut database).await.map(|()| true)
        };
        let poured = poured.await;
        file.close().await;
        database.close().await;
        match poured.map_err(|fault| target.explain(fault))? {
            true => Ok(()),
            false => Err(OpenError::Refused("the database is in use: stop every Heliu on it first".to_owned())),
        }
    }

    /// Puts a backup in the place of a database that nobody has open.
    ///
    /// # Errors
    /// When the backup is damaged or none of ours, and when the database is in use.
    pub async fn restore(from: &Path, to: &Path) -> Result<(), OpenError> {
        if !from.is_file() {
            return Err(file_error(from, "there is no such file"));
        }
        examine(from).await?;
        make_private(to)?;
        claim(to).await?;
        let fresh = beside(to, "-restoring");
        let _ = std::fs::remove_file(&fresh);
        make_private(&fresh)?;
        std::fs::copy(from, &fresh).map_err(|error| file_error(&fresh, &error.to_string()))?;
        let opener = opener(&fresh)?;
        let mut restored = opener.prepare().await?;
        sign_out(&mut restored).await.map_err(|fault| opener.explain(fault))?;
        restored.close().await;
        sync(&fresh)?;
        for stale in ["-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(beside(to, stale));
        }
        std::fs::rename(&fresh, to).map_err(|error| file_error(to, &error.to_string()))?;
        to.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(Ok(()), sync)
    }

    /// What the database finds wrong with itself; nothing when all is well.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn integrity(&self) -> Result<Vec<String>, Problem> {
        let ask = async { integrity(&mut self.reader().await?).await };
        ask.await.map_err(Fault::into_problem)
    }
}

/// Ends what was open when the backup was made: a session that has been ended since must not come alive again, nor a link that was
/// used. Recovery codes stay, because their owners have no others.
async fn sign_out(connection: &mut Connection) -> Result<(), Fault> {
    sql(SESSIONS_END).run(connection).await?;
    sql(TICKETS_END).run(connection).await.map(drop)
}

/// What SQLite finds wrong; PostgreSQL keeps its own house.
pub(crate) async fn integrity(connection: &mut Connection) -> Result<Vec<String>, Fault> {
    if connection.is_postgres() {
        return Ok(Vec::new());
    }
    let found: Vec<(String,)> = sql(INTEGRITY).all(connection).await?;
    let mut wrong: Vec<String> = found.into_iter().map(|(what,)| what).filter(|what| what != "ok").collect();
    let dangling: Vec<DanglingRow> = sql(FOREIGN_KEYS).all(connection).await?;
    wrong.extend(dangling.into_iter().map(|row| format!("a row of {} points to none of {}", row.table, row.parent)));
    Ok(wrong)
}

/// Refuses a file that is damaged or not ours.
async fn examine(path: &Path) -> Result<(), OpenError> {
    let opener = opener(path)?;
    let look = async {
        let mut connection = opener.existing().await?;
        let wrong = integrity(&mut connection).await?;
        let (tables,): (i64,) = sql(OURS).one(&mut connection).await?;
        connection.close().await;
        Ok((wrong, tables))
    };
    let (wrong, tables) = look.await.map_err(|fault| opener.explain(fault))?;
    match wrong.into_iter().next() {
        Some(reason) => Err(OpenError::Damaged { path: path.to_owned(), reason }),
        None if tables != 3 => Err(OpenError::Refused(format!("{} is not a backup of Heliu", path.display()))),
        None => Ok(()),
    }
}

/// Makes sure that nobody has the database open. One that cannot be read at all may be replaced.
async fn claim(path: &Path) -> Result<(), OpenError> {
    let opener = opener(path)?;
    let mut connection = match opener.existing().await {
        Ok(connection) => connection,
        Err(fault) if fault.is_busy() => return Err(in_use(path)),
        Err(_) => return Ok(()),
    };
    let claimed = sql(ALONE).all::<(String,)>(&mut connection).await;
    connection.close().await;
    match claimed {
        Err(fault) if fault.is_busy() => Err(in_use(path)),
        _ => Ok(()),
    }
}

fn opener(path: &Path) -> Result<Opener, OpenError> {
    Opener::new(&Options { url: format!("sqlite:{}", path.display()), durability: Durability::Full, readers: 1 })
}

fn in_use(path: &Path) -> OpenError {
    OpenError::Refused(format!("{} is in use: stop Heliu first", path.display()))
}

fn file_error(path: &Path, reason: &str) -> OpenError {
    OpenError::File { path: path.to_owned(), reason: reason.to_owned() }
}

fn sync(path: &Path) -> Result<(), OpenError> {
    let synced = std::fs::File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| file_error(path, &error.to_string()))
}

/// The path with something added to its last part.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
