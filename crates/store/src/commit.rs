//! One envelope from its facts to its rows: the steps of the write path inside a transaction.

mod board;
mod conversation;
mod directory;
mod import;
mod links;
mod pipeline;
mod responsibility;
mod rights;
mod undo;
mod view;

pub(crate) use {conversation::description, import::facts as import_facts};

use heliu_domain::{
    board::Author,
    change::Change,
    command::{Command, Envelope, Outcome},
    directory::{Access, Department, Person, Workspace},
    id::*,
    problem::{Code, Problem},
    record::Record,
    text,
};

use self::rights::Rights;
use crate::{
    card::parsed,
    db::{Connection, sql, statements},
    failpoint,
    fault::Fault,
    identity, log,
    log::Note,
    tables,
    tables::Cards,
};

pub(crate) const ROOMS: &[&[(&str, &str)]] = &[
    STATEMENTS,
    board::STATEMENTS,
    conversation::STATEMENTS,
    directory::STATEMENTS,
    import::STATEMENTS,
    links::STATEMENTS,
    pipeline::STATEMENTS,
    responsibility::STATEMENTS,
    rights::STATEMENTS,
    undo::STATEMENTS,
];

statements! {
    GATE = "select w.seq, p.active, p.department, p.access, c.workspace as command_workspace, c.actor as command_actor from workspace w \
        left join person p on p.id = $2 and p.workspace = w.id left join command c on c.id = $3 where w.id = $1";
}

/// PostgreSQL only: whoever decides for a workspace first waits for the one before.
pub(crate) const LOCK: &str = "select id from workspace where id = $1 for update";

#[derive(sqlx::FromRow)]
struct GateRow {
    seq: i64,
    active: Option<i64>,
    department: Option<String>,
    access: Option<String>,
    command_workspace: Option<String>,
    command_actor: Option<String>,
}

/// What a command is to do, decided but not yet written.
#[derive(Default)]
pub(crate) struct Decision {
    pub(crate) changes: Vec<Change>,
    /// The cards that were read for it.
    cards: Cards,
    /// For an undo: what to mark.
    undo: Option<undo::Marks>,
}

impl From<Vec<Change>> for Decision {
    fn from(changes: Vec<Change>) -> Self {
        Self { changes, ..Self::default() }
    }
}

/// A command after its facts were read: done before, or to be written now.
pub(crate) enum Step {
    /// The command is known; this is what it did.
    Known(Outcome),
    /// The changes that it makes behind this `seq`.
    Write { seq: i64, decision: Box<Decision> },
}

/// Reads what the command needs and decides; nothing is written.
pub(crate) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    envelope: &Envelope,
) -> Result<Step, Fault> {
    let gate = sql(GATE).bind(workspace).bind(author.person).bind(envelope.id).optional::<GateRow>(connection).await?;
    let gate = gate.ok_or_else(|| Problem::not_found("workspace"))?;
    if let (Some(owner), Some(actor)) = (&gate.command_workspace, &gate.command_actor) {
        if parsed::<WorkspaceId>(owner)? != workspace {
            return Err(Problem::not_found("command").into());
        }
        if parsed::<PersonId>(actor)? != author.person {
            return Err(Problem::of(Code::Forbidden, "command").into());
        }
        let past = log::past(connection, workspace, envelope.id).await?.ok_or_else(|| Problem::not_found("command"))?;
        return Ok(Step::Known(log::outcome(connection, workspace, &past).await?));
    }
    if gate.active != Some(1) {
        return Err(Problem::of(Code::Forbidden, "person").into());
    }
    let (department, access) = (gate.department.as_deref(), gate.access.as_deref());
    let standing = department.and_then(Department::parse).zip(access.and_then(Access::parse));
    let (department, access) = standing.ok_or_else(|| Fault::Stored(format!("access of {}", author.person)))?;
    let actor = Person { access, ..Person::member(author.person, String::new(), department) };
    let rights = Rights::of(connection, workspace, actor, &envelope.command).await?;
    let decision = changes(connection, workspace, author, envelope.id, &envelope.command, &rights).await?;
    rights.check(connection, workspace, &decision).await?;
    Ok(Step::Write { seq: gate.seq, decision: Box::new(decision) })
}

async fn changes(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    id: CommandId,
    command: &Command,
    rights: &Rights,
) -> Result<Decision, Fault> {
    match command {
        Command::Board(command) => board::decide(connection, workspace, author, command, rights).await,
        Command::Conversation(command) => conversation::decide(connection, workspace, author, command, rights).await,
        Command::Pipeline(command) => pipeline::decide(connection, workspace, author, command).await,
        Command::Directory(command) => directory::decide(connection, workspace, author, id, command).await,
        Command::View(command) => view::decide(connection, workspace, author, command).await,
        Command::Responsibility(command) => responsibility::decide(connection, workspace, author, command).await,
        Command::Import(plan) => import::decide(connection, workspace, author, id, plan).await,
        Command::Undo { command } => undo::decide(connection, workspace, author, id, *command).await,
    }
}

/// Decides a command that will not be written.
pub(crate) async fn rehearse(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &Command,
) -> Result<Vec<Change>, Fault> {
    // No command has this id, and none will get it.
    let envelope = Envelope { id: CommandId(uuid::Uuid::nil()), command: command.clone() };
    match decide(connection, workspace, author, &envelope).await? {
        Step::Write { decision, .. } => Ok(decision.changes),
        Step::Known(_) => Err(Problem::of(Code::Invalid, "command").into()),
    }
}

/// Writes what was decided: tables, log, counter, command.
pub(crate) async fn write(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    envelope: &Envelope,
    seq: i64,
    decision: Decision,
) -> Result<Outcome, Fault> {
    let Decision { changes, mut cards, undo } = decision;
    for change in &changes {
        if let Err(fault) = tables::apply(connection, workspace, change, &mut cards).await {
            // Something hangs on what an undo would remove, or took the place of what it would bring back.
            let overtaken = undo.is_some() && (fault.is_dangling() || fault.is_double());
            return Err(if overtaken { Problem::of(Code::ChangedSince, change.subject().0).into() } else { fault });
        }
        identity::follow(connection, workspace, change).await?;
        failpoint::reach("tables.changed");
    }
    let label = match &envelope.command {
        Command::Import(plan) => plan.file.as_str(),
        _ => "",
    };
    let kind = undo.as_ref().map_or(envelope.command.kind(), |marks| marks.kind);
    let note = Note { command: envelope.id, kind, label, undoes: undo.as_ref().map(|marks| marks.origin) };
    let outcome = log::append(connection, workspace, seq, author, &note, changes).await?;
    if let Some(marks) = undo {
        for (command, by) in marks.marks {
            log::mark(connection, workspace, command, by).await?;
        }
    }
    failpoint::reach("command.written");
    Ok(outcome)
}

/// Writes a new workspace with its first person, as its first two changes.
pub(crate) async fn found(connection: &mut Connection, workspace: Workspace, founder: Person, author: &Author) -> Result<Outcome, Fault> {
    let slug = text::name("slug", &workspace.slug)?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if slug != workspace.slug || slug.len() > 60 || !slug.bytes().all(plain) {
        return Err(Problem::of(Code::Invalid, "slug").into());
    }
    let workspace = Workspace { name: text::name("workspace", &workspace.name)?, ..workspace };
    // Somebody has to let the others in.
    let founder = Person { name: text::name("person", &founder.name)?, access: Access::Administrator, active: true, ..founder };
    let id = workspace.id;
    let changes = vec![Change::made(Record::Workspace(workspace)), Change::made(Record::Person(founder))];
    for change in &changes {
        tables::apply(connection, id, change, &mut Cards::new()).await.map_err(|fault| match fault {
            Fault::Refused(problem) if problem.code == Code::NotFound => Problem::of(Code::Taken, "workspace").into(),
            fault => fault,
        })?;
    }
    // A workspace is founded once, so its own id serves as the id of the command.
    let note = Note { command: CommandId(id.0), kind: "found", label: "", undoes: None };
    log::append(connection, id, 0, author, &note, changes).await
}
