//! Every statement of the store, so that a test prepares each on both databases.

use crate::{Store, audit, card, commit, db::prepare, identity, log, open, read, responsibility, rows, tables};

impl Store {
    /// Prepares every statement on this database; names those that it does not understand.
    pub async fn unprepared(&self) -> Vec<String> {
        let mut connection = match self.inner.opener.writer().await {
            Ok(connection) => connection,
            Err(fault) => return vec![fault.into_problem().to_string()],
        };
        let single = [
            audit::STATEMENTS,
            identity::STATEMENTS,
            card::STATEMENTS,
            log::STATEMENTS,
            open::STATEMENTS,
            responsibility::STATEMENTS,
            rows::STATEMENTS,
            tables::STATEMENTS,
            crate::check::STATEMENTS,
        ];
        let rooms = single.iter().chain(commit::ROOMS).chain(read::ROOMS);
        let mut wrong = Vec::new();
        for (name, sql) in rooms.copied().flatten() {
            if let Err(fault) = prepare(sql, &mut connection).await {
                wrong.push(format!("{name}: {fault:?}"));
            }
        }
        connection.close().await;
        wrong
    }
}
