//! Credentials, sessions, tickets and the access log: what the log must never hold.
//!
//! They are written by the one task that writes everything, yet not by commands: a secret in the log would stay there for ever and
//! go out to every browser. Each write is a list of steps of which all happen, or none.

use heliu_domain::{
    change::Change,
    directory::{Person, Workspace},
    id::*,
    identity::{SESSION_IDLE, TicketKind, is_session_alive},
    problem::{Code, Problem},
    record::Record,
    time::Timestamp,
};

use crate::{
    Store,
    card::parsed,
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, Row},
    writer::Work,
};

/// Most sessions of one person at once; a further one ends the oldest.
const SESSIONS_MAX: usize = 50;
/// How long the access log reaches back, in milliseconds.
const RECORD_LIFE: i64 = 400 * 24 * 60 * 60 * 1000;

statements! {
    SESSION = "select id, person, device, address, created_at, seen_at from session where workspace = $1 and token = $2";
    SESSIONS = "select id, person, device, address, created_at, seen_at from session where workspace = $1 and person = $2 \
        order by seen_at desc, id limit $3";
    SESSION_INSERT = "insert into session (workspace, person, id, token, device, address, created_at, seen_at) \
        select p.workspace, p.id, $3, $4, $5, $6, $7, $7 from person p where p.workspace = $1 and p.id = $2 and p.active = 1";
    SESSION_SEEN = "update session set seen_at = $3 where workspace = $1 and id = $2 and seen_at < $3";
    SESSION_DELETE = "delete from session where workspace = $1 and person = $2 and id = $3";
    SESSIONS_DELETE = "delete from session where workspace = $1 and person = $2 and id <> $3";
    SESSIONS_OLD = "delete from session where workspace = $1 and seen_at <= $2";
    SESSIONS_MANY = "delete from session where workspace = $1 and person = $2 and id not in \
        (select id from session where workspace = $1 and person = $2 order by created_at desc, id desc limit $3)";
    CREDENTIAL = "select person, email, password, totp, totp_pending, totp_step, language, changed_at from credential \
        where workspace = $1 and person = $2";
    CREDENTIAL_BY_EMAIL = "select person, email, password, totp, totp_pending, totp_step, language, changed_at from credential \
        where workspace = $1 and email = $2";
    CREDENTIALS = "select person, email, password, totp, totp_pending, totp_step, language, changed_at from credential \
        where workspace = $1 order by person";
    CREDENTIAL_PUT = "insert into credential (workspace, person, email, password, totp, totp_pending, totp_step, language, changed_at) \
        select p.workspace, p.id, $3, $4, $5, $6, $7, $8, $9 from person p where p.workspace = $1 and p.id = $2 \
        on conflict (person) do update set email = excluded.email, password = excluded.password, totp = excluded.totp, \
        totp_pending = excluded.totp_pending, totp_step = excluded.totp_step, language = excluded.language, \
        changed_at = excluded.changed_at";
    CREDENTIAL_STEP = "update credential set totp_step = $3 where workspace = $1 and person = $2 and totp_step < $3";
    TICKET = "select person, kind, created_at, expires_at from ticket where workspace = $1 and token = $2";
    TICKETS = "select person, kind, created_at, expires_at from ticket where workspace = $1 and person = $2 order by created_at limit $3";
    TICKET_INSERT = "insert into ticket (workspace, person, token, kind, created_at, expires_at) \
        select p.workspace, p.id, $3, $4, $5, $6 from person p where p.workspace = $1 and p.id = $2 and p.active = 1";
    TICKET_DELETE = "delete from ticket where workspace = $1 and token = $2 and person = $3 and kind = $4 and expires_at > $5";
    TICKETS_DELETE = "delete from ticket where workspace = $1 and person = $2 and kind = $3";
    TICKETS_OLD = "delete from ticket where workspace = $1 and expires_at <= $2";
    FEDERATED = "select person from federated where workspace = $1 and issuer = $2 and subject = $3";
    FEDERATED_INSERT = "insert into federated (workspace, issuer, subject, person, linked_at) \
        select p.workspace, cast($2 as text), cast($3 as text), p.id, cast($5 as bigint) from person p \
        where p.workspace = $1 and p.id = $4 and p.active = 1 \
        and not exists (select 1 from federated f where f.person = p.id and f.issuer = $2) on conflict do nothing";
    NOTE = "insert into access_log (workspace, id, person, actor, event, at, device, address, tried) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    NOTES = "select id, person, actor, event, at, device, address, tried from access_log \
        where workspace || person = cast($1 as text) || cast($2 as text) \
        order by at desc, id desc limit $3";
    NOTES_OLD = "delete from access_log where workspace = $1 and at <= $2";
}

/// One sign-in of one person on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub person: PersonId,
    /// What the browser says that it is.
    pub device: String,
    /// The network address at the sign-in.
    pub address: String,
    pub created_at: Timestamp,
    /// The last use, to a minute.
    pub seen_at: Timestamp,
}

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    pub person: PersonId,
    /// In the form of `heliu_domain::identity::email`.
    pub email: String,
    /// The hash in PHC form; empty until a password is chosen.
    pub password: String,
    /// The key of the second factor in base 32; empty without one.
    pub totp: String,
    /// A key that waits to be confirmed by a first code.
    pub totp_pending: String,
    /// The last step of time whose code was used.
    pub totp_step: i64,
    /// The word of the person's language; empty until one is chosen.
    pub language: String,
    pub changed_at: Timestamp,
}

/// A link or code that can be used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub person: PersonId,
    pub kind: TicketKind,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What is recorded of signing in, and of what somebody tried without the right to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    SignedIn,
    /// A wrong password or code.
    Failed,
    SignedOut,
    /// Somebody ended sessions of the person.
    SessionsEnded,
    Invited,
    InvitationRevoked,
    ResetAsked,
    PasswordChanged,
    SecondFactorOn,
    SecondFactorOff,
    /// The person was recognised at the provider of identities for the first time.
    Linked,
    /// The person tried something without the right to.
    Refused,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::SignedIn,
        Self::Failed,
        Self::SignedOut,
        Self::SessionsEnded,
        Self::Invited,
        Self::InvitationRevoked,
        Self::ResetAsked,
        Self::PasswordChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::Linked,
        Self::Refused,
    ];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::Failed => "failed",
            Self::SignedOut => "signed_out",
            Self::SessionsEnded => "sessions_ended",
            Self::Invited => "invited",
            Self::InvitationRevoked => "invitation_revoked",
            Self::ResetAsked => "reset_asked",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::Linked => "linked",
            Self::Refused => "refused",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

/// An entry of the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whom it concerns, if that is known.
    pub person: Option<PersonId>,
    /// Who did it, if it was somebody else.
    pub actor: Option<PersonId>,
    pub event: Event,
    pub at: Timestamp,
    pub device: String,
    pub address: String,
    /// For what was refused: the kind of command, or the address.
    pub tried: String,
}

/// A part of a write.
#[derive(Clone, Debug)]
pub enum IdentityStep {
    /// Makes a person's credential, or puts it in the place of the one before. [`Code::Taken`] when another has the address.
    PutCredential(Credential),
    /// Takes up a step of time of the second factor. [`Code::WrongCode`] when it or a later one was used.
    UseStep { person: PersonId, step: i64 },
    /// Begins a session, under the hash of its token. [`Code::NotFound`] when nobody active is of that id.
    BeginSession { session: Session, token: String },
    /// Notes that a session is in use.
    Seen { session: SessionId, at: Timestamp },
    /// Ends one session of a person.
    EndSession { person: PersonId, session: SessionId },
    /// Ends all sessions of a person but one.
    EndSessions { person: PersonId, except: Option<SessionId> },
    /// Makes a ticket, under the hash of its token. [`Code::NotFound`] when nobody active is of that id.
    PutTicket { ticket: Ticket, token: String },
    /// Uses a ticket up. [`Code::Expired`] when it was used, taken back, or is too old.
    UseTicket { person: PersonId, kind: TicketKind, token: String, at: Timestamp },
    /// Takes all tickets of a kind back.
    DropTickets { person: PersonId, kind: TicketKind },
    /// From now on the person is who the provider calls that. [`Code::Taken`] when they are known there as somebody else already, or
    /// are not active.
    Link { person: PersonId, issuer: String, subject: String, at: Timestamp },
    /// Adds to the access log, under a fresh id.
    Record { id: uuid::Uuid, note: Note },
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: String,
    person: String,
    device: String,
    address: String,
    created_at: i64,
    seen_at: i64,
}

impl Row for SessionRow {
    type Of = Session;

    fn read(self) -> Result<Session, Fault> {
        Ok(Session {
            id: parsed(&self.id)?,
            person: parsed(&self.person)?,
            device: self.device,
            address: self.address,
            created_at: Timestamp(self.created_at),
            seen_at: Timestamp(self.seen_at),
        })
    }
}

#[derive(sqlx::FromRow)]
struct CredentialRow {
    person: String,
    email: String,
    password: String,
    totp: String,
    totp_pending: String,
    totp_step: i64,
    language: String,
    changed_at: i64,
}

impl Row for CredentialRow {
    type Of = Credential;

    fn read(self) -> Result<Credential, Fault> {
        Ok(Credential {
            person: parsed(&self.person)?,
            email: self.email,
            password: self.password,
            totp: self.totp,
            totp_pending: self.totp_pending,
            totp_step: self.totp_step,
            language: self.language,
            changed_at: Timestamp(self.changed_at),
        })
    }
}

#[derive(sqlx::FromRow)]
struct TicketRow {
    person: String,
    kind: String,
    created_at: i64,
    expires_at: i64,
}

impl Row for TicketRow {
    type Of = Ticket;

    fn read(self) -> Result<Ticket, Fault> {
        Ok(Ticket {
            person: parsed(&self.person)?,
            kind: TicketKind::parse(&self.kind).ok_or_else(|| Fault::Stored(format!("ticket {:?}", self.kind)))?,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct NoteRow {
    pub(crate) id: String,
    person: Option<String>,
    actor: Option<String>,
    event: String,
    at: i64,
    device: String,
    address: String,
    tried: String,
}

impl Row for NoteRow {
    type Of = Note;

    fn read(self) -> Result<Note, Fault> {
        Ok(Note {
            person: self.person.as_deref().map(parsed).transpose()?,
            actor: self.actor.as_deref().map(parsed).transpose()?,
            event: Event::parse(&self.event).ok_or_else(|| Fault::Stored(format!("event {:?}", self.event)))?,
            at: Timestamp(self.at),
            device: self.device,
            address: self.address,
            tried: self.tried,
        })
    }
}

impl Store {
    /// Does all steps, or none.
    ///
    /// # Errors
    /// The problem of the first step that cannot be done.
    pub async fn identify(&self, workspace: WorkspaceId, steps: Vec<IdentityStep>) -> Result<(), Problem> {
        self.inner.writer.ask(Work::Identity { workspace, steps }).await.map(drop)
    }

    /// The session under the hash of its token, with whose it is, if it can be used now.
    pub async fn session(&self, workspace: &Workspace, token: &str, now: Timestamp) -> Result<Option<(Session, Person)>, Problem> {
        let read = async {
            let mut connection = self.reader().await?;
            let row = sql(SESSION).bind(workspace.id).bind(token).optional::<SessionRow>(&mut connection).await?;
            let Some(session) = row.map(Row::read).transpose()? else { return Ok(None) };
            if !is_session_alive(session.created_at, session.seen_at, now) {
                return Ok(None);
            }
            let person = rows::person(&mut connection, workspace.id, session.person).await?;
            Ok(person.filter(|person| person.active).map(|person| (session, person)))
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The sessions of a person that can be used now, the last used first.
    pub async fn sessions(&self, workspace: WorkspaceId, person: PersonId, now: Timestamp) -> Result<Vec<Session>, Problem> {
        let read = async {
            let rows = sql(SESSIONS).bind(workspace).bind(person).bind(SESSIONS_MAX).all::<SessionRow>(&mut self.reader().await?).await?;
            rows::read(rows)
        };
        let mut sessions = read.await.map_err(Fault::into_problem)?;
        sessions.retain(|session| is_session_alive(session.created_at, session.seen_at, now));
        Ok(sessions)
    }

    /// How a person signs in, if that was ever set up.
    pub async fn credential(&self, workspace: WorkspaceId, person: PersonId) -> Result<Option<Credential>, Problem> {
        let read = async {
            let row = sql(CREDENTIAL).bind(workspace).bind(person).optional::<CredentialRow>(&mut self.reader().await?).await?;
            row.map(Row::read).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }

    /// The credential of that address, as `heliu_domain::identity::email` writes it.
    pub async fn credential_by_email(&self, workspace: WorkspaceId, email: &str) -> Result<Option<Credential>, Problem> {
        let read = async {
            let row = sql(CREDENTIAL_BY_EMAIL).bind(workspace).bind(email).optional::<CredentialRow>(&mut self.reader().await?).await?;
            row.map(Row::read).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Who it is that a provider of identities calls that.
    pub async fn federated(&self, workspace: WorkspaceId, issuer: &str, subject: &str) -> Result<Option<PersonId>, Problem> {
        let read = async {
            let statement = sql(FEDERATED).bind(workspace).bind(issuer).bind(subject);
            let row: Option<(String,)> = statement.optional(&mut self.reader().await?).await?;
            row.map(|(person,)| parsed(&person)).transpose()
        };
        read.await.map_err(Fault::into_problem)
    }

    /// How everybody of the workspace signs in.
    pub async fn credentials(&self, workspace: WorkspaceId) -> Result<Vec<Credential>, Problem> {
        let read = async { rows::read(sql(CREDENTIALS).bind(workspace).all::<CredentialRow>(&mut self.reader().await?).await?) };
        read.await.map_err(Fault::into_problem)
    }

    /// The ticket under the hash of its token, if it can be used now.
    pub async fn ticket(&self, workspace: WorkspaceId, token: &str, now: Timestamp) -> Result<Option<Ticket>, Problem> {
        let read = async {
            let row = sql(TICKET).bind(workspace).bind(token).optional::<TicketRow>(&mut self.reader().await?).await?;
            row.map(Row::read).transpose()
        };
        let ticket: Option<Ticket> = read.await.map_err(Fault::into_problem)?;
        Ok(ticket.filter(|ticket| now < ticket.expires_at))
    }

    /// The tickets of a person that can be used now, oldest first.
    pub async fn tickets(&self, workspace: WorkspaceId, person: PersonId, now: Timestamp) -> Result<Vec<Ticket>, Problem> {
        let read = async {
            let rows = sql(TICKETS).bind(workspace).bind(person).bind(SESSIONS_MAX).all::<TicketRow>(&mut self.reader().await?).await?;
            rows::read(rows)
        };
        let mut tickets = read.await.map_err(Fault::into_problem)?;
        tickets.retain(|ticket: &Ticket| now < ticket.expires_at);
        Ok(tickets)
    }

    /// The newest entries of the access log that concern a person.
    pub async fn sign_ins(&self, workspace: WorkspaceId, person: PersonId, most: usize) -> Result<Vec<Note>, Problem> {
        let read = async {
            let rows = sql(NOTES).bind(workspace).bind(person).bind(most).all::<NoteRow>(&mut self.reader().await?).await?;
            rows::read(rows)
        };
        read.await.map_err(Fault::into_problem)
    }
}

/// Does the steps inside the writer's transaction.
pub(crate) async fn write(connection: &mut Connection, workspace: WorkspaceId, steps: &[IdentityStep]) -> Result<(), Fault> {
    if rows::workspace(connection, workspace).await?.is_none() {
        return Err(Problem::not_found("workspace").into());
    }
    for step in steps {
        write_step(connection, workspace, step).await?;
    }
    Ok(())
}

async fn write_step(connection: &mut Connection, workspace: WorkspaceId, step: &IdentityStep) -> Result<(), Fault> {
    match step {
        IdentityStep::PutCredential(it) => put_credential(connection, workspace, it).await,
        IdentityStep::Link { person, issuer, subject, at } => {
            let statement = sql(FEDERATED_INSERT).bind(workspace).bind(issuer).bind(subject).bind(*person).bind(*at);
            required(statement.run(connection).await?, || Problem::of(Code::Taken, "person"))
        }
        IdentityStep::UseStep { person, step } => {
            let used = sql(CREDENTIAL_STEP).bind(workspace).bind(*person).bind(*step).run(connection).await?;
            required(used, || Problem::new(Code::WrongCode))
        }
        IdentityStep::BeginSession { session, token } => begin(connection, workspace, session, token).await,
        IdentityStep::Seen { session, at } => sql(SESSION_SEEN).bind(workspace).bind(*session).bind(*at).run(connection).await.map(drop),
        IdentityStep::EndSession { person, session } => {
            sql(SESSION_DELETE).bind(workspace).bind(*person).bind(*session).run(connection).await.map(drop)
        }
        IdentityStep::EndSessions { person, except } => {
            let except = except.map(|session| session.to_string()).unwrap_or_default();
            sql(SESSIONS_DELETE).bind(workspace).bind(*person).bind(except).run(connection).await.map(drop)
        }
        IdentityStep::PutTicket { ticket, token } => {
            sql(TICKETS_OLD).bind(workspace).bind(ticket.created_at).run(connection).await?;
            let statement = sql(TICKET_INSERT).bind(workspace).bind(ticket.person).bind(token).bind(ticket.kind.as_str());
            let made = statement.bind(ticket.created_at).bind(ticket.expires_at).run(connection).await?;
            required(made, || Problem::not_found("person"))
        }
        IdentityStep::UseTicket { person, kind, token, at } => {
            let statement = sql(TICKET_DELETE).bind(workspace).bind(token).bind(*person).bind(kind.as_str());
            required(statement.bind(*at).run(connection).await?, || Problem::new(Code::Expired))
        }
        IdentityStep::DropTickets { person, kind } => {
            sql(TICKETS_DELETE).bind(workspace).bind(*person).bind(kind.as_str()).run(connection).await.map(drop)
        }
        IdentityStep::Record { id, note } => record(connection, workspace, id, note).await,
    }
}

fn required(rows: u64, problem: impl FnOnce() -> Problem) -> Result<(), Fault> {
    if rows == 1 { Ok(()) } else { Err(problem().into()) }
}

async fn put_credential(connection: &mut Connection, workspace: WorkspaceId, it: &Credential) -> Result<(), Fault> {
    let other = sql(CREDENTIAL_BY_EMAIL).bind(workspace).bind(&it.email).optional::<CredentialRow>(connection).await?;
    if other.map(Row::read).transpose()?.is_some_and(|other| other.person != it.person) {
        return Err(Problem::of(Code::Taken, "email").into());
    }
    let statement = sql(CREDENTIAL_PUT).bind(workspace).bind(it.person).bind(&it.email).bind(&it.password);
    let statement = statement.bind(&it.totp).bind(&it.totp_pending).bind(it.totp_step).bind(&it.language).bind(it.changed_at);
    required(statement.run(connection).await?, || Problem::not_found("person"))
}

async fn begin(connection: &mut Connection, workspace: WorkspaceId, session: &Session, token: &str) -> Result<(), Fault> {
    let at = session.created_at;
    sql(SESSIONS_OLD).bind(workspace).bind(Timestamp(at.0 - SESSION_IDLE)).run(connection).await?;
    let statement = sql(SESSION_INSERT).bind(workspace).bind(session.person).bind(session.id).bind(token);
    let begun = statement.bind(&session.device).bind(&session.address).bind(at).run(connection).await?;
    required(begun, || Problem::not_found("person"))?;
    sql(SESSIONS_MANY).bind(workspace).bind(session.person).bind(SESSIONS_MAX).run(connection).await.map(drop)
}

async fn record(connection: &mut Connection, workspace: WorkspaceId, id: &uuid::Uuid, note: &Note) -> Result<(), Fault> {
    sql(NOTES_OLD).bind(workspace).bind(Timestamp(note.at.0 - RECORD_LIFE)).run(connection).await?;
    let statement = sql(NOTE).bind(workspace).bind(id.to_string()).bind(note.person).bind(note.actor).bind(note.event.as_str());
    statement.bind(note.at).bind(&note.device).bind(&note.address).bind(&note.tried).run(connection).await.map(drop)
}

/// Ends the sessions and takes back the links of whoever a change deactivates, so that a later reactivation revives none.
pub(crate) async fn follow(connection: &mut Connection, workspace: WorkspaceId, change: &Change) -> Result<(), Fault> {
    let Change::Put { now: Some(Record::Person(Person { id, active: false, .. })), .. } = change else { return Ok(()) };
    write_step(connection, workspace, &IdentityStep::EndSessions { person: *id, except: None }).await?;
    for kind in [TicketKind::Invitation, TicketKind::Reset, TicketKind::SecondFactor] {
        write_step(connection, workspace, &IdentityStep::DropTickets { person: *id, kind }).await?;
    }
    Ok(())
}
