//! The audit log: the change log and the access log as one list, newest first.

use std::{cmp::Reverse, fmt, str::FromStr};

use heliu_domain::{audit::Topic, change::Entry, id::*, problem::Problem, time::Timestamp};
use uuid::Uuid;

use crate::{
    Note, Store,
    db::{Connection, Statement, sql, statements},
    fault::Fault,
    identity::NoteRow,
    log::EntryRow,
    rows::Row,
};

/// The columns of a change with the command that made it. What people are told in their inbox is theirs alone.
macro_rules! changes {
    ($condition:literal) => {
        concat!(
            "select c.seq, c.at, c.actor, c.command, c.data, k.kind as command_kind, k.label from change c \
             join command k on k.id = c.command where (c.at, c.seq) < ($2, $3) and c.at >= $4 and c.subject <> 'notification' and ",
            $condition,
            " order by c.at desc, c.seq desc limit $5"
        )
    };
}

/// The columns of the access log.
macro_rules! notes {
    ($condition:literal) => {
        concat!(
            "select id, person, actor, event, at, device, address, tried from access_log \
             where (at, id) < ($2, $3) and at >= $4 and ",
            $condition,
            " order by at desc, id desc limit $5"
        )
    };
}

statements! {
    CHANGES = changes!("c.workspace = $1");
    CHANGES_BY = changes!("c.workspace || c.actor = cast($1 as text) || cast($6 as text)");
    CHANGES_ABOUT = changes!("c.workspace || c.subject = cast($1 as text) || cast($6 as text)");
    CHANGES_ABOUT_BY = changes!("c.workspace || c.subject = cast($1 as text) || cast($6 as text) and c.actor = $7");
    IMPORTS = "select first_seq, last_seq, at from command where workspace = $1 and kind = 'import' and at <= $2 and at >= $3 \
        and changes > 0 and (actor = $5 or $5 = '') order by at desc limit $4";
    OF_IMPORT = "select c.seq, c.at, c.actor, c.command, c.data, k.kind as command_kind, k.label from change c \
        join command k on k.id = c.command where c.workspace = $1 and c.seq >= $2 and c.seq <= $3 and c.seq < $4 \
        order by c.seq desc limit $5";
    NOTES = notes!("workspace = $1");
    NOTES_OF = notes!("workspace || person = cast($1 as text) || cast($6 as text)");
    NOTES_BY = notes!("workspace || actor = cast($1 as text) || cast($6 as text) and (person is null or person <> actor)");
    REFUSALS = notes!("workspace || event = cast($1 as text) || 'refused'");
    REFUSALS_OF = notes!("workspace || person = cast($1 as text) || cast($6 as text) and event = 'refused'");
    SIGN_INS = notes!("workspace = $1 and event <> 'refused'");
    SIGN_INS_OF = notes!("workspace || person = cast($1 as text) || cast($6 as text) and event <> 'refused'");
    TITLE = "select title, pipeline from opportunity where workspace = $1 and id = $2";
}

/// What is looked for in the audit log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Who did it, or whom a sign-in concerns.
    pub person: Option<PersonId>,
    pub topic: Option<Topic>,
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The first instant that is too late.
    pub until: Option<Timestamp>,
}

/// Where a page of the audit log ends and the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPlace {
    at: i64,
    /// Of the changes at that instant, those before this one are still to come.
    seq: i64,
    /// Of the entries of the access log at that instant, likewise.
    note: Uuid,
}

impl AuditPlace {
    /// Before everything that happened before an instant.
    fn until(until: Option<Timestamp>) -> Self {
        Self { at: until.map_or(i64::MAX, |until| until.0), seq: 0, note: Uuid::nil() }
    }
}

impl fmt::Display for AuditPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.at, self.seq, self.note.simple())
    }
}

impl FromStr for AuditPlace {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or_else(|| Problem::malformed("before"));
        let (at, seq, note) = (part()?.parse().ok(), part()?.parse().ok(), Uuid::parse_str(part()?).ok());
        let ((at, seq), note) = at.zip(seq).zip(note).ok_or_else(|| Problem::malformed("before"))?;
        Ok(Self { at, seq, note })
    }
}

/// One entry of the audit log.
#[derive(Clone, Debug, PartialEq)]
pub enum AuditEntry {
    Change {
        entry: Entry,
        /// The word of the command's room.
        command: String,
        /// For an import: the name of the file.
        label: String,
    },
    Note {
        id: Uuid,
        note: Note,
    },
}

impl AuditEntry {
    /// When it happened.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Change { entry, .. } => entry.at,
            Self::Note { note, .. } => note.at,
        }
    }

    /// Where a page that ends with this entry goes on.
    pub fn place(&self) -> AuditPlace {
        match self {
            // Of one instant, changes come before entries of the access log.
            Self::Change { entry, .. } => AuditPlace { at: entry.at.0, seq: entry.seq, note: Uuid::max() },
            Self::Note { id, note } => AuditPlace { at: note.at.0, seq: 0, note: *id },
        }
    }

    fn key(&self) -> (i64, i64, Uuid) {
        let AuditPlace { at, seq, note } = self.place();
        (at, seq, note)
    }
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    command_kind: String,
    label: String,
}

#[derive(sqlx::FromRow)]
struct ImportRow {
    first_seq: i64,
    last_seq: i64,
    at: i64,
}

/// One reading of the audit log.
struct Look<'a> {
    workspace: WorkspaceId,
    filter: &'a AuditFilter,
    place: AuditPlace,
    limit: usize,
}

impl Store {
    /// At most `limit` entries behind a place, the newest first.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn audit(
        &self,
        workspace: WorkspaceId,
        filter: &AuditFilter,
        place: Option<AuditPlace>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>, Problem> {
        let start = AuditPlace::until(filter.until);
        let place = place.filter(|place| place.at < start.at).unwrap_or(start);
        let read = async { Look { workspace, filter, place, limit }.entries(&mut self.moment().await?).await };
        read.await.map_err(Fault::into_problem)
    }

    /// Title and pipeline of an opportunity, whoever asks.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn title(&self, workspace: WorkspaceId, id: OpportunityId) -> Result<Option<(String, PipelineId)>, Problem> {
        let read = async {
            let row: Option<(String, String)> = sql(TITLE).bind(workspace).bind(id).optional(&mut self.reader().await?).await?;
            row.map(|(title, pipeline)| Ok((title, crate::card::parsed(&pipeline)?))).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }
}

impl Look<'_> {
    async fn entries(&self, connection: &mut Connection) -> Result<Vec<AuditEntry>, Fault> {
        let mut entries = match self.filter.topic {
            Some(Topic::SignIn | Topic::Refused) => Vec::new(),
            Some(Topic::Imports) => self.imports(connection).await?,
            Some(topic) => {
                let mut found = Vec::new();
                for subject in topic.subjects() {
                    found.extend(self.changes(connection, Some(subject)).await?);
                }
                found
            }
            None => self.changes(connection, None).await?,
        };
        entries.extend(self.notes(connection).await?);
        entries.sort_by_key(|entry| Reverse(entry.key()));
        entries.truncate(self.limit);
        Ok(entries)
    }

    async fn changes(&self, connection: &mut Connection, subject: Option<&str>) -> Result<Vec<AuditEntry>, Fault> {
        let statement = match (subject, self.filter.person) {
            (None, None) => self.bound(CHANGES, self.place.seq),
            (None, Some(person)) => self.bound(CHANGES_BY, self.place.seq).bind(person),
            (Some(subject), None) => self.bound(CHANGES_ABOUT, self.place.seq).bind(subject),
            (Some(subject), Some(person)) => self.bound(CHANGES_ABOUT_BY, self.place.seq).bind(subject).bind(person),
        };
        statement.all::<ChangeRow>(connection).await?.into_iter().map(ChangeRow::read).collect()
    }

    /// The changes of imports, import by import: those are few, however long each is.
    async fn imports(&self, connection: &mut Connection) -> Result<Vec<AuditEntry>, Fault> {
        let from = self.filter.from.unwrap_or(Timestamp(i64::MIN));
        let by = self.filter.person.map(|person| person.to_string()).unwrap_or_default();
        let statement = sql(IMPORTS).bind(self.workspace).bind(self.place.at).bind(from).bind(self.limit).bind(by);
        let mut found = Vec::new();
        for import in statement.all::<ImportRow>(connection).await? {
            if found.len() >= self.limit {
                break;
            }
            let before = if import.at == self.place.at { self.place.seq } else { i64::MAX };
            let statement = sql(OF_IMPORT).bind(self.workspace).bind(import.first_seq).bind(import.last_seq).bind(before);
            let rows = statement.bind(self.limit - found.len()).all::<ChangeRow>(connection).await?;
            found.extend(rows.into_iter().map(ChangeRow::read).collect::<Result<Vec<_>, Fault>>()?);
        }
        Ok(found)
    }

    async fn notes(&self, connection: &mut Connection) -> Result<Vec<AuditEntry>, Fault> {
        let note = || self.place.note.to_string();
        let statements = match (self.filter.topic, self.filter.person) {
            (None, None) => vec![self.bound(NOTES, note())],
            (None, Some(person)) => vec![self.bound(NOTES_OF, note()).bind(person), self.bound(NOTES_BY, note()).bind(person)],
            (Some(Topic::Refused), None) => vec![self.bound(REFUSALS, note())],
            (Some(Topic::Refused), Some(person)) => vec![self.bound(REFUSALS_OF, note()).bind(person)],
            (Some(Topic::SignIn), None) => vec![self.bound(SIGN_INS, note())],
            // What somebody did about the sign-in of another is never a refusal.
            (Some(Topic::SignIn), Some(person)) => {
                vec![self.bound(SIGN_INS_OF, note()).bind(person), self.bound(NOTES_BY, note()).bind(person)]
            }
            (Some(_), _) => Vec::new(),
        };
        let mut found = Vec::new();
        for statement in statements {
            for row in statement.all::<NoteRow>(connection).await? {
                let id = crate::card::parsed::<SessionId>(&row.id)?.0;
                found.push(AuditEntry::Note { id, note: row.read()? });
            }
        }
        Ok(found)
    }

    fn bound(&self, text: &'static str, key: impl Into<crate::db::Arg>) -> Statement {
        let from = self.filter.from.unwrap_or(Timestamp(i64::MIN));
        sql(text).bind(self.workspace).bind(self.place.at).bind(key).bind(from).bind(self.limit)
    }
}

impl ChangeRow {
    fn read(self) -> Result<AuditEntry, Fault> {
        Ok(AuditEntry::Change { entry: self.entry.entry()?, command: self.command_kind, label: self.label })
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

    use super::*;
    use crate::Options;

    #[tokio::test]
    async fn every_page_is_read_by_an_index_in_order() {
        let plans = [
            (CHANGES, "change_at"),
            (CHANGES_BY, "change_actor"),
            (CHANGES_ABOUT, "change_topic"),
            (IMPORTS, "command_at"),
            (NOTES, "access_log_at"),
            (NOTES_OF, "access_log_person"),
            (NOTES_BY, "access_log_actor"),
            (REFUSALS, "access_log_event"),
            (REFUSALS_OF, "access_log_person"),
            (SIGN_INS, "access_log_at"),
            (SIGN_INS_OF, "access_log_person"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heliu.db");
        Store::open(&Options::new(format!("sqlite:{}", path.display()))).await.unwrap().close().await;
        let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
        let mut wrong = Vec::new();
        for (statement, index) in plans {
            let rows = sqlx::query(AssertSqlSafe(format!("explain query plan {statement}"))).fetch_all(&mut connection).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            let plan = plan.join("; ");
            if !(plan.contains(index) && !plan.contains("TEMP B-TREE") && !plan.contains("SCAN")) {
                wrong.push(format!("{statement}: {plan}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place = AuditPlace { at: 1_767_225_600_000, seq: 7, note: Uuid::max() };
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "1", "1.2", "1.2.x", "x.2.00000000000000000000000000000000"] {
            assert!(text.parse::<AuditPlace>().is_err(), "{text}");
        }
    }
}
