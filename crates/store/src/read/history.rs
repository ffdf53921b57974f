//! The past: changes since a `seq`, timelines, what can be undone, imports.

use heliu_domain::{change::Entry, id::*, problem::Problem, time::Timestamp};

use crate::{
    PastImport, Store,
    card::parsed,
    db::{sql, statements},
    fault::Fault,
    log,
};

statements! {
    UNDOABLE = "select id from command where workspace = $1 and actor = $2 and changes > 0 and undone_by is null \
        and kind not in ('undo', 'redo', 'found', 'inbox') order by last_seq desc limit 1";
    // Undone, and nothing else was done since.
    REDOABLE = "select id from command where workspace = $1 and actor = $2 and changes > 0 and undone_by is null and kind = 'undo' \
        and last_seq > coalesce((select max(last_seq) from command where workspace = $1 and actor = $2 and changes > 0 \
        and kind not in ('undo', 'redo', 'inbox')), 0) order by last_seq desc limit 1";
    IMPORTS = "select id, at, actor, label, changes, undone_by from command where workspace = $1 and kind = 'import' \
        order by last_seq desc limit $2";
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    id: String,
    at: i64,
    actor: String,
    label: String,
    changes: i64,
    undone_by: Option<String>,
}

impl Store {
    /// The workspace's last `seq`.
    pub async fn seq(&self, workspace: WorkspaceId) -> Result<i64, Problem> {
        let read = async { log::seq(&mut self.reader().await?, workspace).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The changes behind a `seq`, in order.
    pub async fn changes_since(&self, workspace: WorkspaceId, seq: i64, limit: usize) -> Result<Vec<Entry>, Problem> {
        let read = async { log::since(&mut self.reader().await?, workspace, seq, limit).await };
        read.await.map_err(Fault::into_problem)
    }

    /// What happened to an opportunity before a `seq`, newest first.
    pub async fn timeline(
        &self,
        workspace: WorkspaceId,
        id: OpportunityId,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Entry>, Problem> {
        let before = before.unwrap_or(i64::MAX);
        let read = async { log::of_opportunity(&mut self.reader().await?, workspace, id, before, limit).await };
        read.await.map_err(Fault::into_problem)
    }

    /// The person's newest command that can be taken back.
    pub async fn undoable(&self, workspace: WorkspaceId, person: PersonId) -> Result<Option<CommandId>, Problem> {
        self.command(UNDOABLE, workspace, person).await
    }

    /// The person's newest undo that can be taken back, if they did nothing else since.
    pub async fn redoable(&self, workspace: WorkspaceId, person: PersonId) -> Result<Option<CommandId>, Problem> {
        self.command(REDOABLE, workspace, person).await
    }

    /// The newest imports.
    pub async fn last_imports(&self, workspace: WorkspaceId, limit: usize) -> Result<Vec<PastImport>, Problem> {
        let read = async {
            let rows: Vec<ImportRow> = sql(IMPORTS).bind(workspace).bind(limit).all(&mut self.reader().await?).await?;
            rows.into_iter().map(ImportRow::read).collect::<Result<Vec<_>, Fault>>()
        };
        read.await.map_err(Fault::into_problem)
    }

    async fn command(&self, statement: &'static str, workspace: WorkspaceId, person: PersonId) -> Result<Option<CommandId>, Problem> {
        let read = async {
            let row: Option<(String,)> = sql(statement).bind(workspace).bind(person).optional(&mut self.reader().await?).await?;
            row.map(|(id,)| parsed(&id)).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }
}

impl ImportRow {
    fn read(self) -> Result<PastImport, Fault> {
        Ok(PastImport {
            command: parsed(&self.id)?,
            at: Timestamp(self.at),
            actor: parsed(&self.actor)?,
            file: self.label,
            changes: self.changes,
            undone: self.undone_by.is_some(),
        })
    }
}
