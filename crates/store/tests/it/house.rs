//! A workspace to try things in: a founder, a colleague, a pipeline of four stages.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use heliu_domain::{
    board::Author,
    command::{Command, Envelope, Outcome},
    directory::{Department, DirectoryCommand, Person, Workspace},
    pipeline::{NewStage, PipelineCommand},
    *,
};
use heliu_store::{Options, Store};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

static COUNT: AtomicU64 = AtomicU64::new(1);

/// A number that was not given before.
pub fn number() -> u64 {
    COUNT.fetch_add(1, Ordering::SeqCst)
}

/// An instant later than those given before.
pub fn now() -> Timestamp {
    Timestamp(1_767_225_600_000 + i64::try_from(number()).unwrap())
}

/// Ten bytes that were not given before.
pub fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    // Spread, so that the order of ids is not the order of making.
    bytes[2..].copy_from_slice(&number().wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    bytes
}

macro_rules! fresh {
    ($id:ident) => {
        heliu_domain::$id::new(crate::house::now(), crate::house::random())
    };
}
pub(crate) use fresh;

/// How many rounds a long story takes: more with `HELIU_TORTURE`.
pub fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("HELIU_TORTURE").is_some() { long } else { short }
}

/// One company in a database.
#[derive(Clone)]
pub struct Company {
    pub workspace: WorkspaceId,
    pub founder: PersonId,
    pub colleague: PersonId,
    pub pipeline: PipelineId,
    pub stages: Vec<StageId>,
}

pub struct House {
    pub store: Store,
    pub options: Options,
    pub company: Company,
    folder: Option<TempDir>,
}

impl House {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::new(format!("sqlite:{}", folder.path().join("data/heliu.db").display()));
        Self::build(options, Some(folder)).await
    }

    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("HELIU_TEST_POSTGRES") else {
            println!("skipped: HELIU_TEST_POSTGRES is not set; run it under tools/with-postgres.sh");
            return None;
        };
        let mut admin = PgConnection::connect(&server).await.unwrap();
        let name = format!("story_{}_{}", std::process::id(), number());
        admin.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self::build(Options::new(format!("{base}/{name}")), None).await)
    }

    async fn build(options: Options, folder: Option<TempDir>) -> Self {
        let store = Store::open(&options).await.unwrap();
        let company = found(&store).await;
        Self { store, options, company, folder }
    }

    pub fn is_postgres(&self) -> bool {
        self.options.url.starts_with("postgres")
    }

    /// The file of the database, on SQLite.
    pub fn file(&self) -> PathBuf {
        PathBuf::from(self.options.url.strip_prefix("sqlite:").unwrap())
    }

    /// A path in the house's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.as_ref().unwrap().path().join(name)
    }

    pub fn stage(&self, index: usize) -> StageId {
        self.company.stages[index]
    }

    pub fn founder(&self) -> Author {
        Author { person: self.company.founder, at: now() }
    }

    pub fn colleague(&self) -> Author {
        Author { person: self.company.colleague, at: now() }
    }

    /// Has the founder do something.
    pub async fn does(&self, command: Command) -> Result<Outcome, Problem> {
        self.commit(self.founder(), command).await
    }

    pub async fn commit(&self, author: Author, command: Command) -> Result<Outcome, Problem> {
        self.store.commit(self.company.workspace, author, Envelope { id: fresh!(CommandId), command }).await
    }

    pub async fn board(&self, command: BoardCommand) -> Result<Outcome, Problem> {
        self.does(Command::Board(command)).await
    }

    pub async fn undo(&self, outcome: &Outcome) -> Result<Outcome, Problem> {
        self.does(Command::Undo { command: outcome.command }).await
    }

    /// A new card at the end of a stage.
    pub async fn card(&self, stage: usize, title: &str, values: Vec<Value>) -> OpportunityId {
        let id = fresh!(OpportunityId);
        self.board(self.new_card(id, stage, title, values)).await.unwrap();
        id
    }

    pub fn new_card(&self, id: OpportunityId, stage: usize, title: &str, values: Vec<Value>) -> BoardCommand {
        let (pipeline, stage) = (self.company.pipeline, self.stage(stage));
        BoardCommand::Create { id, pipeline, stage, place: Place::End, title: title.to_owned(), values }
    }

    pub async fn get(&self, id: OpportunityId) -> Opportunity {
        self.store.cards(self.company.workspace, &[id]).await.unwrap().pop().unwrap()
    }

    /// The titles of a stage's open cards, in order.
    pub async fn titles(&self, stage: usize) -> Vec<String> {
        let cards = self.store.column(self.company.workspace, self.stage(stage), &filter::Filter::default(), None, 10_000).await.unwrap();
        cards.into_iter().map(|card| card.title).collect()
    }

    pub async fn seq(&self) -> i64 {
        self.store.seq(self.company.workspace).await.unwrap()
    }

    /// Nothing of what must always hold is broken.
    pub async fn is_sound(&self) {
        assert_eq!(self.store.check().await, Vec::<String>::new());
    }

    /// A connection past the store, on SQLite.
    pub async fn raw(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.options.url).await.unwrap()
    }

    /// A connection past the store, on PostgreSQL.
    pub async fn raw_postgres(&self) -> PgConnection {
        PgConnection::connect(&self.options.url).await.unwrap()
    }
}

/// A new company in the store.
pub async fn found(store: &Store) -> Company {
    let workspace = fresh!(WorkspaceId);
    let founder = Person::member(fresh!(PersonId), "Founder".into(), Department::Sales);
    let colleague = Person::member(fresh!(PersonId), "Colleague".into(), Department::Service);
    let row = Workspace {
        id: workspace,
        slug: format!("company-{}", number()),
        name: "Company".into(),
        currency: Currency::CNY,
        sample: false,
        created_at: now(),
    };
    store.found(row, founder.clone(), now()).await.unwrap();
    let pipeline = fresh!(PipelineId);
    let names = ["Contact", "Need", "Offer", "Contract"];
    let stages: Vec<NewStage> = names
        .iter()
        .zip([10, 25, 50, 90])
        .map(|(name, probability)| NewStage { id: fresh!(StageId), name: (*name).to_owned(), probability, rot_days: None })
        .collect();
    let ids = stages.iter().map(|stage| stage.id).collect();
    let author = Author { person: founder.id, at: now() };
    for command in [
        Command::Directory(DirectoryCommand::SavePerson(colleague.clone())),
        Command::Pipeline(PipelineCommand::Add { id: pipeline, name: "Sales".into(), stages }),
    ] {
        store.commit(workspace, author, Envelope { id: fresh!(CommandId), command }).await.unwrap();
    }
    Company { workspace, founder: founder.id, colleague: colleague.id, pipeline, stages: ids }
}

/// A small source of numbers that look random and can be had again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}
