//! The server is killed in the middle of everything, and nothing that it acknowledged is lost.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use heliu_domain::{CommandId, Entry, Envelope, Outcome, Problem};
use serde_json::json;

use crate::{command::Process, harness::*};

const MOVES: usize = 1000;
const WRITERS: usize = 8;

/// The outcomes of the commands that were acknowledged.
type Acknowledged = Arc<Mutex<BTreeMap<CommandId, Outcome>>>;

/// Sends moves over one connection until there are enough or the server is gone; answers what is not known to be done.
async fn write(
    client: Client,
    plot: Plot,
    cards: Vec<heliu_domain::OpportunityId>,
    acknowledged: Acknowledged,
    most: usize,
) -> Option<Envelope> {
    let mut connection = client.connect().await;
    for turn in 0.. {
        if acknowledged.lock().unwrap().len() >= most {
            return None;
        }
        let envelope = envelope(plot.move_to(cards[turn % cards.len()], turn));
        let body = json!({"workspace": SLUG, "envelopes": [envelope]}).to_string();
        let request = client.request(hyper::Method::POST, "/api/send", &[("content-type", "application/json")], body);
        let answer = async {
            let response = connection.send_request(request).await.ok()?;
            let bytes = http_body_util::BodyExt::collect(response.into_body()).await.ok()?.to_bytes();
            serde_json::from_slice::<Vec<Result<Outcome, Problem>>>(&bytes).ok()?.pop()?.ok()
        };
        match answer.await {
            Some(outcome) => drop(acknowledged.lock().unwrap().insert(envelope.id, outcome)),
            None => return Some(envelope),
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_the_server_in_the_middle_of_a_thousand_moves_loses_none_that_was_acknowledged() {
    let kills = if std::env::var_os("HELIU_TORTURE").is_some() { 200 } else { 5 };
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let plot = Plot::lay(&store, SLUG).await;
    let mut cards = Vec::new();
    for _ in 0..24 {
        let (card, create) = plot.card();
        plot.commit(&store, create).await;
        cards.push(card);
    }
    store.close().await;
    let acknowledged = Acknowledged::default();
    let mut doubtful = Vec::new();
    for kill in 0..=kills {
        let begun = Instant::now();
        let mut process = Process::start(folder.path(), &plot.cookie(SLUG)).await;
        let ready = begun.elapsed();
        // Whatever was in doubt is sent again, and has its effect once.
        for envelope in doubtful.drain(..) {
            let outcomes: Vec<Result<Outcome, Problem>> = process.client.send(&[envelope]).await.json();
            let outcome = outcomes.into_iter().next().unwrap().unwrap();
            acknowledged.lock().unwrap().insert(outcome.command, outcome);
        }
        let most = acknowledged.lock().unwrap().len() + MOVES.div_ceil(kills + 1);
        let writers = (0..WRITERS).map(|writer| {
            let own = cards.iter().copied().skip(writer).step_by(WRITERS).collect();
            tokio::spawn(write(process.client.clone(), plot.clone(), own, acknowledged.clone(), most))
        });
        let writers: Vec<_> = writers.collect();
        if kill < kills {
            tokio::time::sleep(Duration::from_millis(10 + u64::from(heliu::server::random::below(490)))).await;
            process.child.kill().await.unwrap();
        }
        for writer in writers {
            doubtful.extend(writer.await.unwrap());
        }
        assert!(ready < Duration::from_secs(5), "ready after {ready:?}");
    }
    assert!(doubtful.is_empty(), "nobody killed the last server");
    let acknowledged = Arc::into_inner(acknowledged).unwrap().into_inner().unwrap();
    println!("{} moves acknowledged, {kills} kills", acknowledged.len());

    let store = open(folder.path()).await;
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let page = store.changes_since(plot.workspace, entries.last().map_or(0, |entry| entry.seq), 1000).await.unwrap();
        if page.is_empty() {
            break;
        }
        entries.extend(page);
    }
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..).take(entries.len()).collect::<Vec<_>>());
    let mut stored: BTreeMap<CommandId, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        stored.entry(entry.command).or_default().push(entry);
    }
    for (command, outcome) in &acknowledged {
        let found = stored.get(command).cloned().unwrap_or_default();
        assert_eq!(found, outcome.entries, "{command}");
    }
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.check().await, Vec::<String>::new());
}
