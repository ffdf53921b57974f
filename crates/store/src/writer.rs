//! The one task that writes: waiting commands are committed together, then answered, then published.

use std::{sync::Arc, time::Duration};

use heliu_domain::{
    board::Author,
    command::{Envelope, Outcome},
    directory::{Person, Workspace},
    id::*,
    problem::{Code, Problem},
};
use tokio::sync::{mpsc, oneshot};

use crate::{
    commit::{self, LOCK, Step},
    db::{Connection, sql},
    failpoint,
    fault::Fault,
    feed::{Feed, News},
    identity::{self, IdentityStep},
    open::Opener,
};

/// Most commands that share a commit.
const TOGETHER: usize = 64;
/// Most commands that wait; a further one is told to come back.
const WAITING: usize = 1024;
/// Longest wait for a server that is out of reach.
const REACH: Duration = Duration::from_millis(1500);

/// What a writer is asked to do.
pub(crate) enum Work {
    Commit {
        workspace: WorkspaceId,
        author: Author,
        envelope: Box<Envelope>,
    },
    Found {
        workspace: Box<Workspace>,
        founder: Box<Person>,
        author: Author,
    },
    /// Several commands that are one: all are written, or none; first of all the workspace, if it is new.
    All {
        workspace: WorkspaceId,
        founded: Option<Box<(Workspace, Person, Author)>>,
        commands: Vec<(Author, Envelope)>,
    },
    /// What stands beside the log.
    Identity {
        workspace: WorkspaceId,
        steps: Vec<IdentityStep>,
    },
}

impl Work {
    fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Commit { workspace, .. } | Self::All { workspace, .. } | Self::Identity { workspace, .. } => *workspace,
            Self::Found { workspace, .. } => workspace.id,
        }
    }
}

struct Job {
    work: Work,
    reply: oneshot::Sender<Result<Outcome, Problem>>,
}

enum Message {
    Job(Job),
    Stop(oneshot::Sender<()>),
}

/// The way to the writing task.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
}

impl Writer {
    /// Starts the task on its own connection.
    pub(crate) fn start(opener: Opener, connection: Connection, feed: Arc<Feed>) -> Self {
        let (queue, jobs) = mpsc::channel(WAITING);
        let is_remote = connection.is_postgres();
        let task = Task { opener, connection: Some(connection), feed }.run(jobs);
        if is_remote {
            tokio::spawn(task);
        } else {
            // Every statement is a word with SQLite's own thread: a thread that waits for nothing else is woken sooner than a worker.
            let runtime = tokio::runtime::Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(task));
        }
        Self { queue }
    }

    /// Has it done; the answer comes once it is on disk.
    pub(crate) async fn ask(&self, work: Work) -> Result<Outcome, Problem> {
        let (reply, answer) = oneshot::channel();
        let unavailable = || Problem::new(Code::Unavailable);
        self.queue.try_send(Message::Job(Job { work, reply })).map_err(|_| unavailable())?;
        answer.await.map_err(|_| unavailable())?
    }

    /// Lets the task finish what waits and closes its connection.
    pub(crate) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.queue.send(Message::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}

struct Task {
    opener: Opener,
    /// Absent after a failure, until it can be opened again.
    connection: Option<Connection>,
    feed: Arc<Feed>,
}

/// What came of one job of a batch.
type Answer = Result<Outcome, Problem>;

impl Task {
    async fn run(mut self, mut queue: mpsc::Receiver<Message>) {
        let mut messages = Vec::with_capacity(TOGETHER);
        while queue.recv_many(&mut messages, TOGETHER).await > 0 {
            let mut jobs = Vec::with_capacity(messages.len());
            let mut stop = None;
            for message in messages.drain(..) {
                match message {
                    Message::Job(job) => jobs.push(job),
                    Message::Stop(done) => stop = Some(done),
                }
            }
            if !jobs.is_empty() && self.settle(jobs).await == Some(Code::Unavailable) {
                // Whoever waited meanwhile has waited as long as the others.
                while let Ok(message) = queue.try_recv() {
                    match message {
                        Message::Job(job) => drop(job.reply.send(Err(Problem::new(Code::Unavailable)))),
                        Message::Stop(done) => stop = Some(done),
                    }
                }
            }
            if let Some(done) = stop {
                if let Some(connection) = self.connection.take() {
                    connection.close().await;
                }
                let _ = done.send(());
                return;
            }
        }
    }

    /// Commits jobs, together if all goes well, and answers them. Gives the code with which all of them failed, if so.
    async fn settle(&mut self, mut jobs: Vec<Job>) -> Option<Code> {
        // Servers that take the workspaces' locks in one order never wait for each other in a circle.
        jobs.sort_by_key(|job| job.work.workspace());
        match self.commit(&jobs).await {
            Ok(answers) => {
                self.answer(jobs, answers);
                None
            }
            Err(fault) if (jobs.len() > 1 || fault.is_double()) && !is_lasting(&fault) => {
                tracing::warn!(?fault, jobs = jobs.len(), "store.batch");
                let mut jobs = jobs.into_iter();
                while let Some(job) = jobs.next() {
                    match self.commit(std::slice::from_ref(&job)).await {
                        Ok(answers) => self.answer(vec![job], answers),
                        Err(fault) if is_lasting(&fault) => {
                            return Some(refuse_all(std::iter::once(job).chain(jobs).collect(), fault));
                        }
                        Err(fault) => drop(refuse_all(vec![job], fault)),
                    }
                }
                None
            }
            Err(fault) => Some(refuse_all(jobs, fault)),
        }
    }

    fn answer(&self, jobs: Vec<Job>, answers: Vec<(Answer, bool)>) {
        for (job, (answer, is_new)) in jobs.into_iter().zip(answers) {
            let news = match &answer {
                Ok(outcome) if is_new && outcome.changes > 0 => {
                    Some(News::Own { workspace: job.work.workspace(), outcome: outcome.clone() })
                }
                _ => None,
            };
            // Whoever asked may have gone; what was committed stays committed.
            let _ = job.reply.send(answer);
            if let Some(news) = news {
                self.feed.tell(news);
            }
        }
    }

    /// Runs jobs in one transaction. A fault means that nothing of them is to be acknowledged.
    async fn commit(&mut self, jobs: &[Job]) -> Result<Vec<(Answer, bool)>, Fault> {
        let mut connection = self.take().await?;
        if let Err(fault) = begin(&mut connection).await {
            if !is_broken(&fault) {
                self.connection = Some(connection);
                return Err(fault);
            }
            // The server was started anew since the last command: nothing has been said yet, so it can be said again.
            connection.close().await;
            connection = self.take().await?;
            begin(&mut connection).await?;
        }
        match transaction(&mut connection, jobs).await {
            Ok(answers) => {
                self.connection = Some(connection);
                Ok(answers)
            }
            Err((fault, at_commit)) => {
                let rolled_back = sql("rollback").run(&mut connection).await.is_ok();
                // After a failed commit the connection's view of the file cannot be trusted any more.
                if rolled_back && !at_commit && !is_broken(&fault) {
                    self.connection = Some(connection);
                } else {
                    tracing::warn!(?fault, "store.reopen");
                    connection.close().await;
                }
                Err(fault)
            }
        }
    }

    async fn take(&mut self) -> Result<Connection, Fault> {
        if let Some(connection) = self.connection.take() {
            return Ok(connection);
        }
        let opened = tokio::time::timeout(REACH, self.opener.writer()).await;
        opened.map_err(|_| sqlx::Error::PoolTimedOut)?
    }
}

async fn begin(connection: &mut Connection) -> Result<(), Fault> {
    sql(if connection.is_postgres() { "begin" } else { "begin immediate" }).run(connection).await.map(drop)
}

/// The answers of a committed transaction, and whether each is news; or the fault, and whether it happened at the commit.
async fn transaction(connection: &mut Connection, jobs: &[Job]) -> Result<Vec<(Answer, bool)>, (Fault, bool)> {
    let early = |fault| (fault, false);
    let mut answers = Vec::with_capacity(jobs.len());
    let mut locked = None;
    for job in jobs {
        let workspace = job.work.workspace();
        if connection.is_postgres() && locked != Some(workspace) {
            sql(LOCK).bind(workspace).all::<(String,)>(connection).await.map_err(early)?;
            locked = Some(workspace);
        }
        answers.push(run(connection, &job.work, jobs.len() > 1).await.map_err(early)?);
    }
    failpoint::reach("batch.before_commit");
    if answers.iter().any(|(answer, is_new)| answer.is_ok() && *is_new) {
        sql("commit").run(connection).await.map_err(|fault| (fault, true))?;
    } else {
        sql("rollback").run(connection).await.map_err(early)?;
    }
    failpoint::reach("batch.committed");
    Ok(answers)
}

/// One job inside the transaction: a refusal leaves no trace, a fault ends the transaction.
///
/// A job that shares the transaction with others and is refused after it has begun to write is a fault, too: each is then
/// done by itself, which costs less than a savepoint around every one of them.
async fn run(connection: &mut Connection, work: &Work, shared: bool) -> Result<(Answer, bool), Fault> {
    let written = match work {
        Work::Commit { workspace, author, envelope } => match commit::decide(connection, *workspace, author, envelope).await {
            Ok(Step::Known(outcome)) => return Ok((Ok(outcome), false)),
            Ok(Step::Write { seq, decision }) => commit::write(connection, *workspace, author, envelope, seq, *decision).await,
            Err(Fault::Refused(problem)) => return Ok((Err(*problem), false)),
            Err(fault) => return Err(fault),
        },
        Work::Found { workspace, founder, author } => commit::found(connection, (**workspace).clone(), (**founder).clone(), author).await,
        Work::All { workspace, founded, commands } => all(connection, *workspace, founded.as_deref(), commands).await,
        Work::Identity { workspace, steps } => identity::write(connection, *workspace, steps).await.map(|()| nothing(*workspace)),
    };
    match written {
        Ok(outcome) => Ok((Ok(outcome), true)),
        Err(Fault::Refused(_)) if shared => Err(Fault::Late),
        Err(Fault::Refused(problem)) => Ok((Err(*problem), true)),
        Err(fault) => Err(fault),
    }
}

/// Writes the commands one after the other. The outcome is that of all of them together and carries no entries.
async fn all(
    connection: &mut Connection,
    workspace: WorkspaceId,
    founded: Option<&(Workspace, Person, Author)>,
    commands: &[(Author, Envelope)],
) -> Result<Outcome, Fault> {
    let mut sum = nothing(workspace);
    if let Some((workspace, founder, author)) = founded {
        let outcome = commit::found(connection, workspace.clone(), founder.clone(), author).await?;
        sum = Outcome { entries: Vec::new(), ..outcome };
    }
    for (author, envelope) in commands {
        let outcome = match commit::decide(connection, workspace, author, envelope).await? {
            Step::Known(outcome) => Outcome { changes: 0, ..outcome },
            Step::Write { seq, decision } => commit::write(connection, workspace, author, envelope, seq, *decision).await?,
        };
        sum = Outcome {
            command: outcome.command,
            seq: sum.seq.max(outcome.seq),
            entries: Vec::new(),
            changes: sum.changes + outcome.changes,
        };
    }
    Ok(sum)
}

/// The outcome of what changes nothing in the log.
fn nothing(workspace: WorkspaceId) -> Outcome {
    Outcome { command: CommandId(workspace.0), seq: 0, entries: Vec::new(), changes: 0 }
}

/// Whether trying each job by itself would meet the same fault again.
fn is_lasting(fault: &Fault) -> bool {
    matches!(fault, Fault::Refused(_)) || fault.is_busy() || is_broken(fault) || fault.is_full()
}

/// Whether the connection is gone or its file cannot be written.
fn is_broken(fault: &Fault) -> bool {
    matches!(fault, Fault::Database(sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed)) || fault.is_input_output()
}

fn refuse_all(jobs: Vec<Job>, fault: Fault) -> Code {
    let problem = fault.into_problem();
    let code = problem.code;
    for job in jobs {
        let _ = job.reply.send(Err(problem.clone()));
    }
    code
}
