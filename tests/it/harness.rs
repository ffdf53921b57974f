//! A server with a workspace in a folder of its own, and a small client.

use std::{borrow::Cow, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use heliu::server::{
    accept::{self, Limits},
    assets::Assets,
    clock,
    context::{Context, Settings},
    files::Files,
    findings::Watches,
    guard::Guard,
    live::Hub,
    random,
    router::router,
    session,
    uploads::Uploads,
};
use heliu_domain::{
    Code, Command, CommandId, Currency, Envelope, OpportunityId, Outcome, PersonId, PipelineId, Place, Problem, SessionId, StageId,
    WorkspaceId,
    board::{Author, BoardCommand},
    directory::{Access, Department, DirectoryCommand, Person, Workspace},
    pipeline::{NewStage, PipelineCommand},
};
use heliu_store::{IdentityStep, Options, Session, Store};
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request, StatusCode,
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

pub const SLUG: &str = "acme";

/// Nothing here takes longer than this unless it hangs.
pub const LONG: Duration = Duration::from_secs(20);

/// A workspace with one person and one pipeline of three stages.
#[derive(Clone)]
pub struct Plot {
    pub workspace: WorkspaceId,
    pub person: PersonId,
    pub pipeline: PipelineId,
    pub stages: [StageId; 3],
    /// The secret of the person's session.
    token: String,
}

/// A fresh id of any kind.
pub fn id<T>(make: fn(heliu_domain::Timestamp, [u8; 10]) -> T) -> T {
    make(clock::now(), random::bytes())
}

pub async fn open(folder: &Path) -> Store {
    Store::open(&Options::new(format!("sqlite:{}", folder.join("heliu.db").display()))).await.unwrap()
}

impl Plot {
    pub async fn lay(store: &Store, slug: &str) -> Self {
        let at = clock::now();
        let plot = Self {
            workspace: id(WorkspaceId::new),
            person: id(PersonId::new),
            pipeline: id(PipelineId::new),
            stages: [(); 3].map(|()| id(StageId::new)),
            token: session::secret(),
        };
        let workspace = Workspace {
            id: plot.workspace,
            slug: slug.to_owned(),
            name: slug.to_owned(),
            currency: Currency::CNY,
            sample: false,
            created_at: at,
        };
        let person = Person::member(plot.person, "Ann".to_owned(), Department::Sales);
        store.found(workspace, person, at).await.unwrap();
        plot.begin(store, plot.person, &plot.token).await;
        let stages = plot.stages.map(|id| NewStage { id, name: format!("Stage {id}"), probability: 50, rot_days: None });
        plot.commit(store, Command::Pipeline(PipelineCommand::Add { id: plot.pipeline, name: "Sales".to_owned(), stages: stages.into() }))
            .await;
        plot
    }

    /// Signs a person in under a token, past the password.
    pub async fn begin(&self, store: &Store, person: PersonId, token: &str) {
        let at = clock::now();
        let (device, address) = ("Test".to_owned(), "127.0.0.1".to_owned());
        let session = Session { id: id(SessionId::new), person, device, address, created_at: at, seen_at: at };
        store.identify(self.workspace, vec![IdentityStep::BeginSession { session, token: session::hash(token) }]).await.unwrap();
    }

    pub fn author(&self) -> Author {
        Author { person: self.person, at: clock::now() }
    }

    pub async fn commit(&self, store: &Store, command: Command) -> Outcome {
        store.commit(self.workspace, self.author(), envelope(command)).await.unwrap()
    }

    pub fn card(&self) -> (OpportunityId, Command) {
        let card = id(OpportunityId::new);
        let title = format!("Card {card}");
        let create =
            BoardCommand::Create { id: card, pipeline: self.pipeline, stage: self.stages[0], place: Place::End, title, values: Vec::new() };
        (card, Command::Board(create))
    }

    /// A new card in another pipeline, which belongs to nobody.
    pub fn card_in(&self, pipeline: PipelineId, stage: StageId) -> Command {
        let card = id(OpportunityId::new);
        let title = format!("Card {card}");
        Command::Board(BoardCommand::Create { id: card, pipeline, stage, place: Place::End, title, values: Vec::new() })
    }

    pub fn move_to(&self, card: OpportunityId, stage: usize) -> Command {
        Command::Board(BoardCommand::Move {
            cards: vec![card],
            stage: self.stages[stage % 3],
            place: Place::Top,
            seen: Vec::new(),
            note: String::new(),
        })
    }

    pub fn cookie(&self, slug: &str) -> String {
        format!("heliu_session_{slug}={}", self.token)
    }
}

pub fn envelope(command: Command) -> Envelope {
    Envelope { id: id(CommandId::new), command }
}

/// A running server; it is cut off when this goes.
pub struct Server {
    pub client: Client,
    pub context: Context,
    pub plot: Plot,
    pub folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(Settings { faults: true, ..Settings::default() }, Limits::default()).await
    }

    pub async fn start_with(settings: Settings, limits: Limits) -> Self {
        Self::start_guarded(settings, limits, Guard::new(10)).await
    }

    /// The same with another limit on tries to sign in.
    pub async fn start_guarded(settings: Settings, limits: Limits, guard: Guard) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let plot = Plot::lay(&store, SLUG).await;
        Self::serve(folder, store, plot, settings, limits, guard).await
    }

    /// A server on nothing; the plot is somewhere else.
    pub async fn start_empty(settings: Settings) -> Self {
        let elsewhere = tempfile::tempdir().unwrap();
        let plot = Plot::lay(&open(elsewhere.path()).await, SLUG).await;
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        Self::serve(folder, store, plot, settings, Limits::default(), Guard::new(10)).await
    }

    async fn serve(folder: TempDir, store: Store, plot: Plot, settings: Settings, limits: Limits, guard: Guard) -> Self {
        let assets = assets();
        let hub = Hub::new(store.clone(), assets.build(), settings.streams_max);
        let files = Files::local(folder.path()).unwrap();
        let uploads = Uploads::new(files.clone());
        let watches = Watches::default();
        let context = Context { store, files, uploads, hub: hub.clone(), assets, watches, guard, settings: Arc::new(settings) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = accept::serve(listener, router(context.clone()).unwrap(), limits, async move {
            let _ = stopped.await;
            hub.stop();
        });
        let client = Client { address, cookie: plot.cookie(SLUG) };
        Self { client, context, plot, folder, stop: Some(stop), running: tokio::spawn(serving) }
    }

    pub fn store(&self) -> &Store {
        &self.context.store
    }

    /// Stops the server as a signal would, and waits for its end.
    pub async fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        timeout(LONG, &mut self.running).await.unwrap().unwrap();
    }

    /// All rows of the database but those of the access log, where refusals are written down, as one number.
    pub async fn fingerprint(&self) -> u64 {
        use sqlx::{AssertSqlSafe, Connection, Row};
        use std::hash::{DefaultHasher, Hash, Hasher};
        let copy = self.folder.path().join(format!("copy-{}", random::token()));
        self.store().backup(&copy).await.unwrap();
        let mut connection = sqlx::SqliteConnection::connect(copy.to_str().unwrap()).await.unwrap();
        let tables = sqlx::query("select name from sqlite_schema where type = 'table' and name <> 'access_log' order by name");
        let tables: Vec<String> = tables.fetch_all(&mut connection).await.unwrap().iter().map(|row| row.get(0)).collect();
        assert!(tables.len() > 20, "{tables:?}");
        let mut hasher = DefaultHasher::new();
        for table in tables {
            let columns = sqlx::query(AssertSqlSafe(format!("select name from pragma_table_info('{table}')")));
            let columns = columns.fetch_all(&mut connection).await.unwrap();
            let columns: Vec<String> = columns.iter().map(|row| format!("quote({})", row.get::<String, _>(0))).collect();
            let rows = sqlx::query(AssertSqlSafe(format!("select {} from {table} order by 1", columns.join(" || ',' || "))));
            table.hash(&mut hasher);
            for row in rows.fetch_all(&mut connection).await.unwrap() {
                row.get::<String, _>(0).hash(&mut hasher);
            }
        }
        connection.close().await.unwrap();
        std::fs::remove_file(&copy).unwrap();
        hasher.finish()
    }

    /// Somebody who joins and is signed in.
    pub async fn admit(&self, name: &str, access: Access) -> Client {
        let person = Person { access, ..Person::member(id(PersonId::new), name.to_owned(), Department::Sales) };
        let joined = person.id;
        self.plot.commit(self.store(), Command::Directory(DirectoryCommand::SavePerson(person))).await;
        self.plot.begin(self.store(), joined, name).await;
        Client { cookie: format!("heliu_session_{SLUG}={name}"), ..self.client.clone() }
    }

    pub async fn add_card(&self) -> OpportunityId {
        let (card, command) = self.plot.card();
        self.plot.commit(self.store(), command).await;
        card
    }

    /// The address of the board.
    pub fn board(&self) -> String {
        format!("/w/{SLUG}/board/{}", self.plot.pipeline)
    }

    pub async fn seq(&self) -> i64 {
        self.store().seq(self.plot.workspace).await.unwrap()
    }
}

fn assets() -> Assets {
    let site: [(&str, &[u8]); 5] = [
        ("pkg/heliu.js", b"export default function init() {}"),
        ("pkg/heliu.wasm", b"\0asm"),
        ("pkg/heliu.wasm.br", b"packed"),
        ("pkg/heliu.css", b"body { margin: 0 }"),
        ("favicon.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    Assets::carried(site.map(|(path, bytes)| (Cow::Borrowed(path), Cow::Borrowed(bytes))))
}

/// Asks one server as one person.
#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    pub cookie: String,
}

/// An answer that has arrived.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text()))
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: Code) {
        let problem: Problem = self.json();
        assert_eq!((self.status.as_u16(), problem.code), (status, code), "{problem:?}");
    }
}

impl Client {
    pub async fn connect(&self) -> SendRequest<Full<Bytes>> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        sender
    }

    pub fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, self.address.to_string());
        if !headers.iter().any(|(name, _)| *name == "cookie") {
            request = request.header(header::COOKIE, &self.cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Full::new(body.into())).unwrap()
    }

    pub async fn open(&self, path: &str, headers: &[(&str, &str)]) -> hyper::Response<Incoming> {
        let request = self.request(Method::GET, path, headers, Bytes::new());
        timeout(LONG, self.connect().await.send_request(request)).await.unwrap().unwrap()
    }

    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
        let request = self.request(method, path, headers, body);
        let asked = async {
            let (head, body) = self.connect().await.send_request(request).await.unwrap().into_parts();
            Reply { status: head.status, headers: head.headers, body: body.collect().await.unwrap().to_bytes() }
        };
        timeout(LONG, asked).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, &[], Bytes::new()).await
    }

    pub async fn browse(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let headers = [&[("accept", "text/html")], headers].concat();
        self.ask(Method::GET, path, &headers, Bytes::new()).await
    }

    pub async fn post(&self, path: &str, body: impl Into<Bytes>) -> Reply {
        self.ask(Method::POST, path, &[("content-type", "application/json")], body).await
    }

    pub async fn send(&self, envelopes: &[Envelope]) -> Reply {
        self.post("/api/send", json!({"workspace": SLUG, "envelopes": envelopes}).to_string()).await
    }

    /// The outcome of one command.
    pub async fn run(&self, command: Command) -> Outcome {
        let answers: Vec<Value> = self.send(&[envelope(command)]).await.json();
        serde_json::from_value(answers[0]["Ok"].clone()).unwrap_or_else(|error| panic!("{error}: {answers:?}"))
    }
}
