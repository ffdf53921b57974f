//! Measures Heliu against bare limits in the same run, and prints a table of ratios.
//!
//! The server is the release binary as it is shipped; the limits are hand-written here on the same machine at the same time.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool, not a server")]

mod duties;

use std::{
    path::Path,
    process::{Child, Command as Process, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, extract::State, response::Html, routing::get};
use heliu::{
    demo,
    server::{clock, random, session},
};
use heliu_domain::{
    BoardCommand, Command, CommandId, Date, Envelope, OpportunityId, Place, SessionId, StageId, Timestamp,
    board::Author,
    directory::{Access, Workspace},
    filter::Filter,
    id::{PersonId, PipelineId, WorkspaceId},
};
use heliu_store::{IdentityStep, Options, Session, Store};
use sqlx::{Connection, Executor};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const ROUNDS: usize = 9;

#[tokio::main]
async fn main() {
    println!("| what | measured | limit |\n|---|---|---|");
    let folder = tempfile::tempdir().unwrap();
    for cards in [100, 300, 1_000, 10_000] {
        prepare(folder.path(), cards).await;
    }
    moves(folder.path()).await;
    throughput(folder.path()).await;
    pages(folder.path()).await;
    duties::matrix(folder.path()).await;
    duties::findings();
    duties::sign_in(folder.path()).await;
    streams(folder.path()).await;
}

fn today() -> Date {
    Timestamp(1_790_000_000_000).date()
}

fn data(folder: &Path, cards: usize) -> std::path::PathBuf {
    folder.join(cards.to_string())
}

async fn open(folder: &Path, cards: usize) -> Bench {
    let store = Store::open(&Options::new(format!("sqlite:{}", data(folder, cards).join("heliu.db").display()))).await.unwrap();
    let workspace = store.workspaces().await.unwrap().into_iter().next().unwrap();
    let person = administrator(&store, workspace.id).await;
    let pipeline = store.pipelines(workspace.id).await.unwrap().first().unwrap().id;
    let board = store.board(workspace.id, pipeline, &Filter::default(), 100).await.unwrap().unwrap();
    let cards = board.columns.iter().flatten().map(|card| card.id).collect();
    let stages = board.stages.iter().map(|stage| stage.id).collect();
    Bench { store, workspace, person, pipeline, cards, stages }
}

#[derive(Clone)]
struct Bench {
    store: Store,
    workspace: Workspace,
    person: PersonId,
    pipeline: PipelineId,
    cards: Vec<OpportunityId>,
    stages: Vec<StageId>,
}

/// Whoever may do everything.
async fn administrator(store: &Store, workspace: WorkspaceId) -> PersonId {
    let people = store.people(workspace).await.unwrap();
    people.into_iter().find(|person| person.access == Access::Administrator).unwrap().id
}

/// The secret of the session under which the pages are read.
const TOKEN: &str = "benchmark";

fn cookie() -> String {
    format!("heliu_session_bench={TOKEN}")
}

async fn prepare(folder: &Path, cards: usize) {
    std::fs::create_dir_all(data(folder, cards)).unwrap();
    let store = Store::open(&Options::new(format!("sqlite:{}", data(folder, cards).join("heliu.db").display()))).await.unwrap();
    demo::put(&store, demo::big(cards, today())).await.unwrap();
    let workspace = store.workspaces().await.unwrap().remove(0).id;
    let person = administrator(&store, workspace).await;
    let at = clock::now();
    let id = SessionId::new(at, random::bytes());
    let session = Session { id, person, device: String::new(), address: String::new(), created_at: at, seen_at: at };
    store.identify(workspace, vec![IdentityStep::BeginSession { session, token: session::hash(TOKEN) }]).await.unwrap();
    store.close().await;
}

impl Bench {
    fn envelope(&self, number: usize) -> Envelope {
        let card = *self.cards.get(number % self.cards.len()).unwrap();
        let stage = *self.stages.get((number / self.cards.len() + number) % self.stages.len()).unwrap();
        let mut random = [0u8; 10];
        getrandom::fill(&mut random).unwrap();
        let id = CommandId::new(Timestamp(1_790_000_000_000), random);
        Envelope {
            id,
            command: Command::Board(BoardCommand::Move {
                cards: vec![card],
                stage,
                place: Place::Top,
                seen: Vec::new(),
                note: String::new(),
            }),
        }
    }

    async fn go(&self, number: usize) -> usize {
        let author = Author { person: self.person, at: Timestamp(1_790_000_000_000) };
        let outcome = self.store.commit(self.workspace.id, author, self.envelope(number)).await.unwrap();
        serde_json::to_vec(&outcome).unwrap().len()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index")]
    let index = ((values.len() - 1) as f64 * share) as usize;
    values.get(index).copied().unwrap_or(f64::NAN)
}

fn row(what: &str, measured: &str, limit: &str) {
    println!("| {what} | {measured} | {limit} |");
}

/// Time and size of one move on boards of different sizes, in turn, so that all see the same disk.
async fn moves(folder: &Path) {
    let benches = [open(folder, 100).await, open(folder, 1_000).await, open(folder, 10_000).await];
    let mut times: [Vec<f64>; 3] = Default::default();
    let mut size = 0;
    for number in 0..400 {
        for (bench, times) in benches.iter().zip(&mut times) {
            let begin = Instant::now();
            size = size.max(bench.go(number).await);
            times.push(begin.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let [small, middle, large] = times.map(median);
    row(
        "one move, p50 at 100 / 1,000 / 10,000 cards",
        &format!("{small:.2} / {middle:.2} / {large:.2} ms; {:.2}×", large / small),
        "≤ 1.3×",
    );
    row("answer to one move", &format!("{size} bytes"), "≤ 1 kB");
    for bench in benches {
        bench.store.close().await;
    }
}

/// Moves per second against the same four statements in a transaction each.
async fn throughput(folder: &Path) {
    let bench = open(folder, 1_000).await;
    let bare = folder.join("bare.db");
    let mut connection = bare_database(&bare).await;
    let (mut single, mut many) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let limit = bare_rate(&mut connection, round).await;
        let begin = Instant::now();
        for number in 0..100 {
            bench.go(round * 100 + number).await;
        }
        single.push(100.0 / begin.elapsed().as_secs_f64() / limit);
        let begin = Instant::now();
        let clients: Vec<_> = (0..16)
            .map(|client| {
                let bench = bench.clone();
                tokio::spawn(async move {
                    for number in 0..40 {
                        bench.go(round * 1000 + client * 40 + number).await;
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        many.push(640.0 / begin.elapsed().as_secs_f64() / limit);
    }
    row("moves per second, 1 client, against a bare loop", &format!("{:.0} %", median(single) * 100.0), "≥ 50 %");
    row("moves per second, 16 clients, against that loop", &format!("{:.0} %", median(many) * 100.0), "≥ 200 %");
    bench.store.close().await;
}

async fn bare_database(path: &Path) -> sqlx::SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let tables = "create table opportunity (id text primary key, stage text, rank text, entered_at integer, touched_at integer);
        create index place on opportunity (stage, rank, id);
        create table workspace (id text primary key, seq integer);
        create table change (workspace text, seq integer, subject_id text, data text, primary key (workspace, seq));
        create table command (id text primary key, first_seq integer, last_seq integer);
        insert into workspace values ('w', 0);
        insert into opportunity with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select 'o' || i, 's', 'r' || i, 0, 0 from n;";
    connection.execute(tables).await.unwrap();
    connection
}

async fn bare_rate(connection: &mut sqlx::SqliteConnection, round: usize) -> f64 {
    let begin = Instant::now();
    let data = "x".repeat(500);
    for number in 0..100 {
        let id = format!("o{}", (round * 100 + number) % 1000 + 1);
        let key = format!("c{round}-{number}");
        connection.execute("begin immediate").await.unwrap();
        sqlx::query("select * from opportunity where id = $1").bind(&id).fetch_one(&mut *connection).await.unwrap();
        sqlx::query("update workspace set seq = seq + 1 where id = 'w'").execute(&mut *connection).await.unwrap();
        sqlx::query("update opportunity set stage = $2, rank = $3, entered_at = 1, touched_at = 1 where id = $1")
            .bind(&id)
            .bind("t")
            .bind(&key)
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::query("insert into change select id, seq, $1, $2 from workspace")
            .bind(&id)
            .bind(&data)
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::query("insert into command select $1, seq, seq from workspace").bind(&key).execute(&mut *connection).await.unwrap();
        connection.execute("commit").await.unwrap();
    }
    100.0 / begin.elapsed().as_secs_f64()
}

/// The shipped binary on a data folder.
struct Server {
    child: Child,
    address: String,
    /// Milliseconds until the first answer.
    start: f64,
}

impl Server {
    async fn start(folder: &Path, cards: usize) -> Self {
        let address = format!("127.0.0.1:{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
        let binary = std::env::current_exe().unwrap().with_file_name("../heliu");
        let begin = Instant::now();
        let data = data(folder, cards);
        let child = Process::new(binary)
            .args(["serve", "--listen", &address, "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        loop {
            if let Ok(answer) = fetch(&address, "/health", "").await
                && answer.starts_with(b"HTTP/1.1 200")
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Self { child, address, start: begin.elapsed().as_secs_f64() * 1000.0 }
    }

    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole answer to a GET on a connection of its own.
async fn fetch(address: &str, path: &str, headers: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    stream
        .write_all(
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\nconnection: close\r\n{headers}\r\n", cookie()).as_bytes(),
        )
        .await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

async fn timed(address: &str, path: &str) -> f64 {
    let begin = Instant::now();
    let answer = fetch(address, path, "").await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    begin.elapsed().as_secs_f64() * 1000.0
}

/// The same queries, and the same bytes, by hand.
async fn floor(bench: Bench, html: String) -> String {
    let app = Router::new()
        .route(
            "/",
            get(|State((bench, html)): State<(Bench, Arc<str>)>| async move {
                let (store, space) = (&bench.store, bench.workspace.id);
                store.workspace("bench").await.unwrap();
                store.people(space).await.unwrap();
                store.pipelines(space).await.unwrap();
                store.rates(space).await.unwrap();
                store.workspaces().await.unwrap();
                store.board(space, bench.pipeline, &Filter::default(), 20).await.unwrap();
                Html(html.to_string())
            }),
        )
        .with_state((bench, Arc::from(html)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        #[expect(clippy::disallowed_methods, reason = "the bare limit")]
        axum::serve(listener, app).await.unwrap();
    });
    address
}

async fn pages(folder: &Path) {
    let bench = open(folder, 10_000).await;
    let path = format!("/w/bench/board/{}", bench.pipeline);
    let (large, small) = (Server::start(folder, 10_000).await, Server::start(folder, 100).await);
    let small_bench = open(folder, 100).await;
    let small_path = format!("/w/bench/board/{}", small_bench.pipeline);
    row("start to first answer, 10,000 cards", &format!("{:.0} ms", large.start), "≤ 300 ms");
    row("memory, idle", &format!("{:.0} MB", small.memory()), "≤ 60 MB");
    let answer = fetch(&large.address, &path, "").await.unwrap();
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let bare = floor(bench, body.to_owned()).await;
    let (mut against_bare, mut against_small) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut times: [Vec<f64>; 3] = Default::default();
        for _ in 0..20 {
            for (times, (address, path)) in
                times.iter_mut().zip([(&large.address, &path), (&bare, &"/".to_owned()), (&small.address, &small_path)])
            {
                times.push(timed(address, path).await);
            }
        }
        let [large, bare, small] = times.map(median);
        against_bare.push(large / bare);
        against_small.push(large / small);
    }
    row("board page against a hand-written handler", &format!("{:.2}×", median(against_bare)), "≤ 3×");
    row("board page, 10,000 cards against 100", &format!("{:.2}×", median(against_small)), "≤ 2×");
    first_visit(&large.address, &path, head, body).await;
}

/// Everything that a first visit downloads, as brotli, and what a second visit costs.
async fn first_visit(address: &str, path: &str, head: &str, body: &str) {
    let mut total = fetch(address, path, "accept-encoding: br\r\n").await.unwrap().len();
    let mut wasm = 0;
    let mut seen = std::collections::BTreeSet::new();
    for part in body.split(['"', '\'']).filter(|part| part.starts_with("/pkg/") || *part == "/icons.svg") {
        if seen.insert(part.to_owned()) {
            let size = fetch(address, part, "accept-encoding: br\r\n").await.unwrap().len();
            total += size;
            wasm += if part.ends_with(".wasm") { size } else { 0 };
        }
    }
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_default();
    let again = fetch(address, path, &format!("if-none-match: {tag}\r\n")).await.unwrap();
    row("first visit, all bytes as brotli", &format!("{} kB", total / 1000), "≤ 400 kB");
    row("wasm, brotli", &format!("{} kB", wasm / 1000), "≤ 350 kB");
    row("repeat visit of an unchanged board", &format!("{} bytes", again.len()), "≤ 2 kB");
}

/// How late a move is seen by the last of a thousand streams, against a bare broadcast.
async fn streams(folder: &Path) {
    const STREAMS: usize = 1000;
    let bench = open(folder, 10_000).await;
    let server = Server::start(folder, 10_000).await;
    let ours = listen(&server.address, "/live/bench?since=0", "event: change", STREAMS).await;
    let memory = server.memory();
    let mut late = Vec::new();
    for number in 0..30 {
        let cookie = cookie();
        let body = serde_json::json!({"workspace": "bench", "envelopes": [bench.envelope(number + 1)]}).to_string();
        let begin = Instant::now();
        let mut stream = TcpStream::connect(&server.address).await.unwrap();
        let request = format!(
            "POST /api/send HTTP/1.1\r\nhost: {0}\r\norigin: http://{0}\r\ncontent-type: application/json\r\ncookie: {cookie}\r\nconnection: close\r\ncontent-length: {1}\r\n\r\n{body}",
            server.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        late.extend(arrivals(&ours, begin, STREAMS).await);
    }
    let (bare, sender) = broadcast().await;
    let theirs = listen(&bare, "/", "data:", STREAMS).await;
    let mut bare_late = Vec::new();
    for _ in 0..30 {
        let begin = Instant::now();
        sender.send(Arc::from("x".repeat(600))).unwrap();
        bare_late.extend(arrivals(&theirs, begin, STREAMS).await);
    }
    let ratio = percentile(late, 0.99) / percentile(bare_late, 0.99);
    row("a move seen by 1,000 streams, p99 against a bare broadcast", &format!("{ratio:.2}×"), "≤ 3×");
    row("memory, 10,000 cards and 1,000 streams", &format!("{memory:.0} MB"), "≤ 250 MB");
}

type Heard = Arc<tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<Instant>>>;

/// Opens streams and reports the moment of every event whose text contains a word.
async fn listen(address: &str, path: &str, word: &'static str, count: usize) -> Heard {
    #[expect(clippy::disallowed_methods, reason = "bounded by the number of streams and moves")]
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    for _ in 0..count {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(
                format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\naccept: text/event-stream\r\n\r\n", cookie()).as_bytes(),
            )
            .await
            .unwrap();
        let sender = sender.clone();
        tokio::spawn(async move {
            let mut buffer = vec![0u8; 65_536];
            while let Ok(size @ 1..) = stream.read(&mut buffer).await {
                let text = String::from_utf8_lossy(buffer.get(..size).unwrap());
                for _ in text.matches(word) {
                    let _ = sender.send(Instant::now());
                }
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let heard: Heard = Arc::new(tokio::sync::Mutex::new(receiver));
    while heard.lock().await.try_recv().is_ok() {}
    heard
}

async fn arrivals(heard: &Heard, begin: Instant, count: usize) -> Vec<f64> {
    let mut receiver = heard.lock().await;
    let mut late = Vec::with_capacity(count);
    while late.len() < count {
        match tokio::time::timeout(Duration::from_secs(10), receiver.recv()).await {
            Ok(Some(at)) => late.push((at - begin).as_secs_f64() * 1000.0),
            _ => break,
        }
    }
    assert_eq!(late.len(), count, "every stream hears of every move");
    late
}

async fn broadcast() -> (String, tokio::sync::broadcast::Sender<Arc<str>>) {
    use axum::response::sse::{Event, Sse};
    use futures::StreamExt;
    let (sender, _) = tokio::sync::broadcast::channel::<Arc<str>>(64);
    let app = Router::new()
        .route(
            "/",
            get(|State(sender): State<tokio::sync::broadcast::Sender<Arc<str>>>| async move {
                let stream = tokio_stream::wrappers::BroadcastStream::new(sender.subscribe());
                Sse::new(stream.filter_map(|text| async move {
                    text.ok().map(|text| Ok::<_, std::convert::Infallible>(Event::default().data(&*text)))
                }))
            }),
        )
        .with_state(sender.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        #[expect(clippy::disallowed_methods, reason = "the bare limit")]
        axum::serve(listener, app).await.unwrap();
    });
    (address, sender)
}
