//! The change log and the commands that wrote it.

use heliu_domain::{
    board::Author,
    change::{Change, Entry},
    command::Outcome,
    id::*,
    problem::Problem,
    time::Timestamp,
};

use crate::{
    card::parsed,
    db::{Connection, sql, statements},
    fault::Fault,
};

/// The columns of an entry.
macro_rules! entry_columns {
    () => {
        "seq, at, actor, command, data"
    };
}

statements! {
    ADVANCE = "update workspace set seq = $2 where id = $1 and seq = $3";
    APPEND = "insert into change (workspace, seq, subject, subject_id, kind, data, actor, at, command) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REMEMBER = "insert into command (id, workspace, actor, at, kind, label, first_seq, last_seq, changes, undoes, undone_by) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null)";
    MARK = "update command set undone_by = $3 where workspace = $1 and id = $2";
    COMMAND = "select id, actor, kind, last_seq, changes, undoes, undone_by from command where id = $2 and workspace = $1";
    OF_COMMAND = concat!("select ", entry_columns!(), " from change where command = $2 and workspace = $1 order by seq limit $3");
    SINCE = concat!("select ", entry_columns!(), " from change where workspace = $1 and seq > $2 order by seq limit $3");
    UP_TO = concat!("select ", entry_columns!(), " from change where workspace = $1 and seq > $2 and seq <= $3 order by seq");
    OF_OPPORTUNITY = concat!("select ", entry_columns!(), " from change where workspace = $1 and subject = 'opportunity' \
        and subject_id = $2 and seq < $3 order by seq desc limit $4");
    OF_SUBJECT = concat!("select ", entry_columns!(), " from change where workspace = $1 and subject = $2 and subject_id = $3 \
        and seq < $4 order by seq desc limit $5");
    MOVED_SINCE = concat!("select ", entry_columns!(), " from change where workspace = $1 and kind = 'opportunity_changed' \
        and at >= $2 and data like '%\"moved\"%' order by seq");
    SEQ = "select seq from workspace where id = $1";
    SEQS = "select id, seq from workspace";
}

#[derive(sqlx::FromRow)]
pub(crate) struct EntryRow {
    seq: i64,
    at: i64,
    actor: String,
    command: String,
    data: String,
}

impl EntryRow {
    pub(crate) fn entry(self) -> Result<Entry, Fault> {
        let change = serde_json::from_str(&self.data).map_err(|error| Fault::Stored(format!("change {}: {error}", self.seq)))?;
        Ok(Entry { seq: self.seq, at: Timestamp(self.at), actor: parsed(&self.actor)?, command: parsed(&self.command)?, change })
    }
}

fn entries(rows: Vec<EntryRow>) -> Result<Vec<Entry>, Fault> {
    rows.into_iter().map(EntryRow::entry).collect()
}

/// A command as it was written down.
#[derive(sqlx::FromRow)]
struct CommandRow {
    id: String,
    actor: String,
    kind: String,
    last_seq: i64,
    changes: i64,
    undoes: Option<String>,
    undone_by: Option<String>,
}

/// A command of the past.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) id: CommandId,
    pub(crate) actor: PersonId,
    pub(crate) kind: String,
    pub(crate) last_seq: i64,
    pub(crate) changes: i64,
    /// For an undo or redo: the command that was first taken back.
    pub(crate) undoes: Option<CommandId>,
    pub(crate) undone_by: Option<CommandId>,
}

/// What is written down of a command besides its changes.
pub(crate) struct Note<'a> {
    pub(crate) command: CommandId,
    pub(crate) kind: &'a str,
    /// For an import: the name of the file.
    pub(crate) label: &'a str,
    pub(crate) undoes: Option<CommandId>,
}

/// Appends a command's changes behind `seq`, takes the workspace's counter on, and writes the command down.
pub(crate) async fn append(
    connection: &mut Connection,
    workspace: WorkspaceId,
    seq: i64,
    author: &Author,
    note: &Note<'_>,
    changes: Vec<Change>,
) -> Result<Outcome, Fault> {
    let carried = changes.len() <= Outcome::ENTRIES_MAX;
    let mut entries = Vec::new();
    let mut last = seq;
    for change in changes {
        last += 1;
        let data = serde_json::to_string(&change).map_err(|error| Fault::Stored(error.to_string()))?;
        let (subject, subject_id) = change.subject();
        let row = sql(APPEND).bind(workspace).bind(last).bind(subject).bind(subject_id).bind(kind(&change)).bind(data);
        row.bind(author.person).bind(author.at).bind(note.command).run(connection).await?;
        if carried {
            entries.push(Entry { seq: last, at: author.at, actor: author.person, command: note.command, change });
        }
    }
    crate::failpoint::reach("log.appended");
    if last > seq && sql(ADVANCE).bind(workspace).bind(last).bind(seq).run(connection).await? != 1 {
        return Err(Fault::Stored(format!("workspace {workspace} is not at {seq}")));
    }
    let count = last - seq;
    let first = if count > 0 { seq + 1 } else { seq };
    let row = sql(REMEMBER).bind(note.command).bind(workspace).bind(author.person).bind(author.at).bind(note.kind);
    row.bind(note.label).bind(first).bind(last).bind(count).bind(note.undoes).run(connection).await?;
    Ok(Outcome { command: note.command, seq: last, entries, changes: count })
}

/// Marks a command as taken back by another, or as in force again.
pub(crate) async fn mark(
    connection: &mut Connection,
    workspace: WorkspaceId,
    command: CommandId,
    by: Option<CommandId>,
) -> Result<(), Fault> {
    sql(MARK).bind(workspace).bind(command).bind(by).run(connection).await.map(drop)
}

/// The command of that id in the workspace.
pub(crate) async fn past(connection: &mut Connection, workspace: WorkspaceId, id: CommandId) -> Result<Option<Past>, Fault> {
    let Some(row) = sql(COMMAND).bind(workspace).bind(id).optional::<CommandRow>(connection).await? else { return Ok(None) };
    Ok(Some(Past {
        id: parsed(&row.id)?,
        actor: parsed(&row.actor)?,
        kind: row.kind,
        last_seq: row.last_seq,
        changes: row.changes,
        undoes: row.undoes.as_deref().map(parsed).transpose()?,
        undone_by: row.undone_by.as_deref().map(parsed).transpose()?,
    }))
}

/// What a command of the past did, as it was answered then.
pub(crate) async fn outcome(connection: &mut Connection, workspace: WorkspaceId, past: &Past) -> Result<Outcome, Fault> {
    let carried = usize::try_from(past.changes).is_ok_and(|changes| changes <= Outcome::ENTRIES_MAX);
    let entries = if carried { of_command(connection, workspace, past.id, Outcome::ENTRIES_MAX).await? } else { Vec::new() };
    Ok(Outcome { command: past.id, seq: past.last_seq, entries, changes: past.changes })
}

/// The entries that a command wrote, in order.
pub(crate) async fn of_command(
    connection: &mut Connection,
    workspace: WorkspaceId,
    command: CommandId,
    limit: usize,
) -> Result<Vec<Entry>, Fault> {
    entries(sql(OF_COMMAND).bind(workspace).bind(command).bind(limit).all(connection).await?)
}

/// The entries behind `seq`, in order.
pub(crate) async fn since(connection: &mut Connection, workspace: WorkspaceId, seq: i64, limit: usize) -> Result<Vec<Entry>, Fault> {
    entries(sql(SINCE).bind(workspace).bind(seq).bind(limit).all(connection).await?)
}

/// The entries behind one `seq` and up to another, in order.
pub(crate) async fn between(connection: &mut Connection, workspace: WorkspaceId, after: i64, to: i64) -> Result<Vec<Entry>, Fault> {
    entries(sql(UP_TO).bind(workspace).bind(after).bind(to).all(connection).await?)
}

/// The entries about an opportunity before a `seq`, newest first.
pub(crate) async fn of_opportunity(
    connection: &mut Connection,
    workspace: WorkspaceId,
    id: OpportunityId,
    before: i64,
    limit: usize,
) -> Result<Vec<Entry>, Fault> {
    entries(sql(OF_OPPORTUNITY).bind(workspace).bind(id).bind(before).bind(limit).all(connection).await?)
}

/// The entries about one thing before a `seq`, newest first.
pub(crate) async fn of_subject(
    connection: &mut Connection,
    workspace: WorkspaceId,
    (subject, id): (&str, &str),
    before: i64,
    limit: usize,
) -> Result<Vec<Entry>, Fault> {
    entries(sql(OF_SUBJECT).bind(workspace).bind(subject).bind(id).bind(before).bind(limit).all(connection).await?)
}

/// The moves of cards since an instant, in order.
pub(crate) async fn moved_since(connection: &mut Connection, workspace: WorkspaceId, since: Timestamp) -> Result<Vec<Entry>, Fault> {
    entries(sql(MOVED_SINCE).bind(workspace).bind(since).all(connection).await?)
}

/// The workspace's last `seq`.
pub(crate) async fn seq(connection: &mut Connection, workspace: WorkspaceId) -> Result<i64, Fault> {
    let row: Option<(i64,)> = sql(SEQ).bind(workspace).optional(connection).await?;
    Ok(row.ok_or_else(|| Problem::not_found("workspace"))?.0)
}

/// The last `seq` of every workspace.
pub(crate) async fn seqs(connection: &mut Connection) -> Result<Vec<(WorkspaceId, i64)>, Fault> {
    let rows: Vec<(String, i64)> = sql(SEQS).all(connection).await?;
    rows.into_iter().map(|(id, seq)| Ok((parsed(&id)?, seq))).collect()
}

/// The word for a change's kind in the log.
fn kind(change: &Change) -> &'static str {
    match change {
        Change::OpportunityAdded { .. } => "opportunity_added",
        Change::OpportunityChanged { .. } => "opportunity_changed",
        Change::Described { .. } => "described",
        Change::Put { .. } => "put",
    }
}
