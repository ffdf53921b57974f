//! Everything from a database of one kind into one of the other: PostgreSQL is backed up into the file that SQLite works on, and
//! filled from it, so that one archive serves both and a company can outgrow the one for the other.

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Column, PgConnection, Postgres, Row, Sqlite, SqliteConnection, TypeInfo};

use crate::{
    db::{Connection, Side, sql},
    fault::Fault,
};

/// Every table, each behind those that it refers to.
pub(crate) const TABLES: [&str; 34] = [
    "workspace",
    "person",
    "pipeline",
    "stage",
    "custom_field",
    "account",
    "contact",
    "opportunity",
    "description",
    "comment",
    "file",
    "saved_view",
    "rate",
    "command",
    "change",
    "credential",
    "session",
    "ticket",
    "access_log",
    "role",
    "role_line",
    "holding",
    "responsibility",
    "cell",
    "skill",
    "role_version",
    "acknowledgement",
    "reminder",
    "acceptance",
    "work_share",
    "handover",
    "notification",
    "federated",
    "assignment_weights",
];

/// PostgreSQL only: who else uses the database.
const OTHERS: &str = "select count(*) as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

const BEGIN: &str = "begin";
const COMMIT: &str = "commit";

/// Whether nobody else is connected to the PostgreSQL database.
pub(crate) async fn is_alone(connection: &mut Connection) -> Result<bool, Fault> {
    let (others,): (i64,) = sql(OTHERS).one(connection).await?;
    Ok(others == 0)
}

/// Puts all rows of `from` in the place of those of `to`, which is of the other kind: all of them, or none.
pub(crate) async fn transfer(from: &mut Connection, to: &mut Connection) -> Result<(), Fault> {
    sql(BEGIN).run(to).await?;
    for table in TABLES.iter().rev() {
        empty(table, to).await?;
    }
    for table in TABLES {
        match (from.side(), to.side()) {
            (Side::Postgres(from), Side::Sqlite(to)) => into_sqlite(table, from, to).await?,
            (Side::Sqlite(from), Side::Postgres(to)) => into_postgres(table, from, to).await?,
            _ => return Err(Fault::Stored("both databases are of one kind".to_owned())),
        }
    }
    sql(COMMIT).run(to).await.map(drop)
}

// The texts are made of names of our own schema alone; values are always bound.

async fn empty(table: &str, connection: &mut Connection) -> Result<(), Fault> {
    let text = AssertSqlSafe(format!("delete from {table}"));
    match connection.side() {
        Side::Sqlite(side) => sqlx::query::<Sqlite>(text).execute(side).await.map(drop)?,
        Side::Postgres(side) => sqlx::query::<Postgres>(text).execute(side).await.map(drop)?,
    }
    Ok(())
}

fn insert(table: &str, columns: &[&str]) -> String {
    let places: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "))
}

macro_rules! pour {
    ($name:ident: $from:ident by $reader:ty, $to:ident by $writer:ty) => {
        async fn $name(table: &str, from: &mut $reader, to: &mut $writer) -> Result<(), Fault> {
            let mut rows = sqlx::query::<$from>(AssertSqlSafe(format!("select * from {table}"))).fetch(from);
            let mut text = None;
            while let Some(row) = rows.try_next().await? {
                let columns = row.columns();
                let text: &String = text.get_or_insert_with(|| insert(table, &columns.iter().map(Column::name).collect::<Vec<_>>()));
                let mut query = sqlx::query::<$to>(AssertSqlSafe(text.clone()));
                for (index, column) in columns.iter().enumerate() {
                    query = match column.type_info().name() {
                        "TEXT" => query.bind(row.try_get::<Option<String>, _>(index)?),
                        _ => query.bind(row.try_get::<Option<i64>, _>(index)?),
                    };
                }
                query.execute(&mut *to).await?;
            }
            Ok(())
        }
    };
}

pour!(into_sqlite: Postgres by PgConnection, Sqlite by SqliteConnection);
pour!(into_postgres: Sqlite by SqliteConnection, Postgres by PgConnection);

#[cfg(test)]
mod tests {
    #[test]
    fn every_table_is_named_in_the_order_of_the_migrations() {
        for kind in ["sqlite", "postgres"] {
            let folder = std::fs::read_dir(format!("{}/migrations/{kind}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
            files.sort();
            let texts: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
            let mut tables: Vec<&str> = Vec::new();
            for line in texts.lines() {
                if let Some(rest) = line.strip_prefix("create table ") {
                    tables.extend(rest.split(' ').next());
                } else if let Some((old, new)) = line.strip_prefix("alter table ").and_then(|rest| rest.split_once(" rename to ")) {
                    let renamed = tables.iter_mut().find(|table| **table == old).unwrap();
                    *renamed = new.trim_end_matches(';');
                }
            }
            assert_eq!(tables, super::TABLES);
        }
    }
}
