//! The live feed: complete, in order, without doubles, and cheap to ignore.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::join_all;
use heliu::server::{accept::Limits, context::Settings};
use heliu_domain::{
    Code, Command, Entry, OpportunityId,
    board::{BoardCommand, Edit},
    change::Set,
};
use http_body_util::BodyExt;
use hyper::{Method, body::Incoming};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use heliu_store::{Options, Store};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::{command::Process, harness::*};

/// A stream as a browser reads it.
struct Events {
    body: Incoming,
    text: String,
}

#[derive(Debug)]
struct Event {
    id: Option<i64>,
    name: String,
    data: String,
    retry: Option<u64>,
}

impl Events {
    async fn open(client: &Client, query: &str, last: Option<i64>) -> Self {
        let last = last.map(|seq| seq.to_string());
        let headers: Vec<_> = last.iter().map(|last| ("last-event-id", last.as_str())).collect();
        let response = client.open(&format!("/live/{SLUG}{query}"), &headers).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body(), text: String::new() }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let mut read = Event { id: None, name: String::new(), data: String::new(), retry: None };
                for line in event.lines() {
                    match line.split_once(": ").unwrap_or((line.trim_end_matches(':'), "")) {
                        ("id", id) => read.id = Some(id.parse().unwrap()),
                        ("event", name) => read.name = name.to_owned(),
                        ("data", data) => read.data = data.to_owned(),
                        ("retry", retry) => read.retry = Some(retry.parse().unwrap()),
                        other => panic!("{other:?}"),
                    }
                }
                self.text = rest.to_owned();
                return Some(read);
            }
            let frame = timeout(LONG, self.body.frame()).await.unwrap()?.ok()?;
            self.text.push_str(std::str::from_utf8(&frame.into_data().unwrap()).unwrap());
        }
    }

    /// The next event of that name; others may come before.
    async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.name == name {
                return event;
            }
        }
    }

    /// The numbers of all changes up to `last`.
    async fn seqs_to(&mut self, last: i64) -> Vec<i64> {
        let mut seqs = Vec::new();
        while seqs.last().is_none_or(|seq| *seq < last) {
            let event = self.until("change").await;
            let entries: Vec<Entry> = serde_json::from_str(&event.data).unwrap();
            assert_eq!(event.id, entries.last().map(|entry| entry.seq));
            seqs.extend(entries.iter().map(|entry| entry.seq));
        }
        seqs
    }
}

#[tokio::test]
async fn a_move_arrives_in_another_browser() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let mut events = Events::open(&server.client, "", None).await;
    let hello = events.next().await.unwrap();
    assert_eq!((hello.name.as_str(), hello.retry), ("hello", Some(2000)));
    assert_eq!(hello.data, server.context.assets.build());
    let outcome = server.client.run(server.plot.move_to(card, 1)).await;
    let event = events.until("change").await;
    assert_eq!(event.id, Some(outcome.seq));
    let entries: Vec<Entry> = serde_json::from_str(&event.data).unwrap();
    assert_eq!(entries, outcome.entries);
}

#[tokio::test]
async fn a_stream_goes_on_where_it_broke_off_without_gap_or_double() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let start = server.seq().await;
    let writer = async {
        for turn in 0..120 {
            server.client.run(server.plot.move_to(card, turn + 1)).await;
        }
        server.seq().await
    };
    let reader = async {
        let (mut seen, mut since) = (Vec::new(), start);
        // Breaks off in the middle of everything, again and again, by header and by address in turn.
        while seen.len() < 120 {
            let mut events = match seen.len() % 2 {
                0 => Events::open(&server.client, &format!("?since={since}"), None).await,
                _ => Events::open(&server.client, "?since=0", Some(since)).await,
            };
            for _ in 0..7 {
                if seen.len() < 120 {
                    let event = events.until("change").await;
                    let entries: Vec<Entry> = serde_json::from_str(&event.data).unwrap();
                    seen.extend(entries.iter().map(|entry| entry.seq));
                    since = event.id.unwrap();
                }
            }
        }
        seen
    };
    let (last, seen) = tokio::join!(writer, reader);
    assert_eq!(seen, (start + 1..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn many_streams_all_hear_everything_once() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let start = server.seq().await;
    let mut streams = join_all((0..50).map(|_| Events::open(&server.client, "", None))).await;
    let writers = (0..4).map(|writer| {
        let server = &server;
        async move {
            for turn in 0..15 {
                server.client.run(server.plot.move_to(card, writer + turn)).await;
            }
        }
    });
    join_all(writers).await;
    let last = server.seq().await;
    for stream in &mut streams {
        assert_eq!(stream.seqs_to(last).await, (start + 1..=last).collect::<Vec<_>>());
    }
    assert_eq!(server.context.hub.streams(), 50);
    drop(streams);
    let gone = async {
        while server.context.hub.streams() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, gone).await.unwrap();
}

#[tokio::test]
async fn who_is_far_behind_is_told_to_read_anew() {
    let server = Server::start().await;
    let mut cards = Vec::new();
    for _ in 0..250 {
        cards.push(server.add_card().await);
    }
    for _ in 0..4 {
        server.plot.commit(server.store(), Command::Board(BoardCommand::Delete { cards: cards.clone() })).await;
        server.plot.commit(server.store(), Command::Board(BoardCommand::Restore { cards: cards.clone() })).await;
    }
    let present = server.seq().await;
    let mut events = Events::open(&server.client, "?since=1", None).await;
    let event = events.until("resync").await;
    assert_eq!((event.id, event.data.as_str()), (Some(present), ""));
    // Somewhat behind is made up for.
    let mut events = Events::open(&server.client, &format!("?since={}", present - 900), None).await;
    assert_eq!(events.seqs_to(present).await.len(), 900);
    // Ahead of the log is where a browser finds itself after a restore.
    let mut events = Events::open(&server.client, &format!("?since={}", present + 7), None).await;
    assert_eq!(events.until("resync").await.id, Some(present));
}

#[tokio::test]
async fn a_change_too_large_to_send_is_only_named() {
    let server = Server::start().await;
    let mut cards = Vec::new();
    for _ in 0..300 {
        cards.push(server.add_card().await);
    }
    let mut events = Events::open(&server.client, "", None).await;
    let outcome = server.client.run(Command::Board(BoardCommand::Delete { cards })).await;
    assert!(outcome.is_abridged());
    assert_eq!(events.until("resync").await.id, Some(outcome.seq));
}

#[tokio::test]
async fn a_foreign_workspace_is_never_heard() {
    let server = Server::start().await;
    let other = Plot::lay(server.store(), "other").await;
    let mut events = Events::open(&server.client, "", None).await;
    let (_, create) = other.card();
    other.commit(server.store(), create).await;
    let own = server.add_card().await;
    let event = events.until("change").await;
    assert!(event.data.contains(&own.to_string()), "{}", event.data);
}

#[tokio::test]
async fn where_a_stream_begins_must_be_a_number() {
    let server = Server::start().await;
    for query in ["?since=x", "?since=-1", "?since=99999999999999999999"] {
        server.client.get(&format!("/live/acme{query}")).await.refused(400, Code::Malformed);
    }
    server.client.get("/live/nowhere").await.refused(404, Code::NotFound);
}

#[tokio::test]
async fn beyond_the_cap_streams_are_told_to_come_back() {
    let server = Server::start_with(Settings { streams_max: 3, ..Settings::default() }, Limits::default()).await;
    let streams = join_all((0..3).map(|_| Events::open(&server.client, "", None))).await;
    let refused = server.client.get("/live/acme").await;
    refused.refused(503, Code::Unavailable);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(server.client.get("/health").await.status, 200);
    drop(streams);
    let again = async {
        while server.client.open("/live/acme", &[]).await.status() != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LONG, again).await.unwrap();
}

#[tokio::test]
async fn others_are_seen_until_they_leave() {
    let server = Server::start().await;
    let card = server.add_card().await;
    let mut events = Events::open(&server.client, "", None).await;
    let look = |leave: bool| json!({"tab": "t1", "pipeline": server.plot.pipeline, "card": card, "leave": leave}).to_string();
    assert_eq!(server.client.post("/live/acme/presence", look(false)).await.status, 204);
    let seen: Value = serde_json::from_str(&events.until("presence").await.data).unwrap();
    let expected = json!([{"person": server.plot.person, "tab": "t1", "pipeline": server.plot.pipeline, "card": card}]);
    assert_eq!(seen, expected);
    // Who comes later hears at once who is there.
    let mut later = Events::open(&server.client, "", None).await;
    assert_eq!(serde_json::from_str::<Value>(&later.until("presence").await.data).unwrap(), expected);
    assert_eq!(server.client.post("/live/acme/presence", look(true)).await.status, 204);
    assert_eq!(events.until("presence").await.data, "[]");
    // Nobody is seen who is not signed in.
    let anonymous = [("content-type", "application/json"), ("cookie", "")];
    server.client.ask(Method::POST, "/live/acme/presence", &anonymous, look(false)).await.refused(401, Code::SignedOut);
    server.client.run(server.plot.move_to(card, 1)).await;
    assert_eq!(events.next().await.unwrap().name, "change");
}

/// Gives all cards another long title, in one command.
async fn retitle(server: &Server, cards: &[OpportunityId], was: impl Fn(OpportunityId) -> String, now: &str) {
    let title = |title: String| heliu_domain::Value::Title(title);
    let edit = |card: &OpportunityId| Edit { card: *card, sets: vec![Set { was: title(was(*card)), now: title(now.to_owned()) }] };
    let edits = cards.iter().map(edit).collect();
    server.plot.commit(server.store(), Command::Board(BoardCommand::Edit { edits })).await;
}

#[tokio::test]
async fn a_reader_that_does_not_read_holds_no_memory_and_is_cut_off() {
    const TURNS: usize = 200;
    let limits = Limits { stuck: Duration::from_secs(2), ..Limits::default() };
    let server = Server::start_with(Settings::default(), limits).await;
    let mut cards = Vec::new();
    for _ in 0..100 {
        cards.push(server.add_card().await);
    }
    let mut lazy = Vec::new();
    for _ in 0..20 {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream: TcpStream = socket.connect(server.client.address).await.unwrap();
        stream
            .write_all(format!("GET /live/{SLUG} HTTP/1.1\r\nhost: x\r\ncookie: {}\r\n\r\n", server.client.cookie).as_bytes())
            .await
            .unwrap();
        lazy.push(stream);
    }
    let mut attentive = Events::open(&server.client, "", None).await;
    let start = server.seq().await;
    let last = start + i64::try_from(TURNS * cards.len()).unwrap();
    // Long titles fill the buffers of the system and then those of the server.
    let long = |turn: usize| format!("{turn}{}", "x".repeat(190));
    let write = async {
        retitle(&server, &cards, |card| format!("Card {card}"), &long(0)).await;
        for turn in 1..TURNS {
            retitle(&server, &cards, |_| long(turn - 1), &long(turn)).await;
        }
    };
    let (seqs, ()) = tokio::join!(attentive.seqs_to(last), write);
    assert_eq!(seqs, (start + 1..=last).collect::<Vec<_>>());
    let cut = async {
        while server.context.hub.streams() > 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(LONG, cut).await.unwrap();
    drop(lazy);
}

#[tokio::test]
async fn streams_are_ended_with_a_word_when_the_server_stops() {
    let mut server = Server::start().await;
    let mut streams = join_all((0..20).map(|_| Events::open(&server.client, "", None))).await;
    let begun = Instant::now();
    server.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let mut retries = Vec::new();
    for stream in &mut streams {
        retries.push(stream.until("bye").await.retry.unwrap());
        assert!(stream.next().await.is_none());
    }
    let spread = retries.iter().max().unwrap() - retries.iter().min().unwrap();
    assert!(spread > 1000, "{retries:?}");
}

#[tokio::test]
async fn what_is_under_way_is_finished_when_the_server_stops() {
    let mut server = Server::start().await;
    let (_, create) = server.plot.card();
    let body = json!({"workspace": SLUG, "envelopes": [envelope(create)]}).to_string();
    let mut stream = TcpStream::connect(server.client.address).await.unwrap();
    let head = format!(
        "POST /api/send HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncookie: {}\r\ncontent-length: {}\r\n\r\n",
        server.client.cookie,
        body.len()
    );
    let (first, second) = body.split_at(20);
    stream.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let before = server.seq().await;
    let second = Bytes::from(second.to_owned());
    let store = server.store().clone();
    let workspace = server.plot.workspace;
    let (answer, ()) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            stream.write_all(&second).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        },
        server.stop()
    );
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(store.seq(workspace).await.unwrap() > before);
}

#[tokio::test]
async fn a_move_through_one_server_arrives_at_the_browsers_of_another() {
    let Ok(cluster) = std::env::var("HELIU_TEST_POSTGRES") else {
        println!("skipped: HELIU_TEST_POSTGRES is not set; run it under tools/with-postgres.sh");
        return;
    };
    let name = format!("servers_{}", std::process::id());
    let mut admin = PgConnection::connect(&cluster).await.unwrap();
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let url = format!("{}/{name}", cluster.rsplit_once('/').unwrap().0);
    let store = Store::open(&Options::new(url.clone())).await.unwrap();
    let plot = Plot::lay(&store, SLUG).await;
    let (card, create) = plot.card();
    plot.commit(&store, create).await;
    store.close().await;
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let cookie = plot.cookie(SLUG);
    let one = Process::start_with(&["--database-url", &url], folders[0].path(), &cookie).await;
    let other = Process::start_with(&["--database-url", &url], folders[1].path(), &cookie).await;
    let mut events = [Events::open(&one.client, "", None).await, Events::open(&other.client, "", None).await];
    for turn in 1..4 {
        let here = if turn % 2 == 0 { &one } else { &other };
        let outcome = here.client.run(plot.move_to(card, turn)).await;
        let begun = Instant::now();
        for stream in &mut events {
            let entries: Vec<Entry> = serde_json::from_str(&stream.until("change").await.data).unwrap();
            assert_eq!(entries, outcome.entries);
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }
}
