//! The live feed: everything once and in order, also between servers.

use std::{sync::Arc, time::Duration};

use heliu_domain::{
    board::Author,
    command::{Command, Envelope},
    *,
};
use heliu_store::{Committed, Store};
use tokio::{sync::broadcast::Receiver, time::timeout};

use crate::house::{House, fresh, now};

crate::stories! {
    the_feed_has_every_change_once_and_in_order
    the_feed_goes_on_from_any_seq
    two_servers_see_each_others_commits
    a_killed_listener_comes_back
    texts_reach_every_server_once
}

/// Reads the feed until it has reached `last`; every commit must join onto the one before.
async fn follow(feed: &mut Receiver<Arc<Committed>>, workspace: WorkspaceId, mut seq: i64, last: i64) -> Vec<i64> {
    let mut entries = Vec::new();
    while seq < last {
        let committed = timeout(Duration::from_secs(5), feed.recv()).await.expect("the feed is silent").unwrap();
        if committed.workspace != workspace {
            continue;
        }
        assert_eq!(committed.first_seq, seq + 1);
        assert_eq!(serde_json::from_str::<Vec<Entry>>(&committed.json).unwrap(), committed.entries);
        entries.extend(committed.entries.iter().map(|entry| entry.seq));
        seq = committed.last_seq;
    }
    entries
}

async fn add(house: &House, store: &Store, title: &str) -> i64 {
    let command = Command::Board(house.new_card(fresh!(OpportunityId), 0, title, Vec::new()));
    let author = Author { person: house.company.founder, at: now() };
    store.commit(house.company.workspace, author, Envelope { id: fresh!(CommandId), command }).await.unwrap().seq
}

/// Joins the feed, and says behind which `seq`. What was written before may still be on its way; it is not counted.
async fn join(house: &House) -> (Receiver<Arc<Committed>>, i64) {
    let mut feed = house.store.subscribe();
    let start = add(house, &house.store, "First").await;
    while feed.recv().await.unwrap().last_seq < start {}
    (feed, start)
}

async fn the_feed_has_every_change_once_and_in_order(house: House) {
    let (mut feed, start) = join(&house).await;
    let mut last = start;
    for index in 0..40 {
        last = add(&house, &house.store, &format!("Card {index}")).await;
    }
    let seen = follow(&mut feed, house.company.workspace, start, last).await;
    assert_eq!(seen, (start + 1..=last).collect::<Vec<_>>());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(feed.try_recv().is_err(), "something was published twice");
}

async fn the_feed_goes_on_from_any_seq(house: House) {
    let mut last = 0;
    for index in 0..10 {
        last = add(&house, &house.store, &format!("Card {index}")).await;
    }
    for since in 0..=last {
        let entries = house.store.changes_since(house.company.workspace, since, 1000).await.unwrap();
        assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (since + 1..=last).collect::<Vec<_>>());
    }
    let page = house.store.changes_since(house.company.workspace, 2, 3).await.unwrap();
    assert_eq!(page.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 4, 5]);
}

/// On SQLite the second server is another process on the same file, such as an import from the command line.
async fn two_servers_see_each_others_commits(house: House) {
    let (mut here, start) = join(&house).await;
    let other = Store::open(&house.options).await.unwrap();
    let mut there = other.subscribe();
    let mut last = start;
    for index in 0..20 {
        let store = if index % 2 == 0 { &house.store } else { &other };
        last = add(&house, store, &format!("Card {index}")).await;
    }
    let begun = std::time::Instant::now();
    let all = (start + 1..=last).collect::<Vec<_>>();
    assert_eq!(follow(&mut here, house.company.workspace, start, last).await, all);
    assert_eq!(follow(&mut there, house.company.workspace, start, last).await, all);
    if house.is_postgres() {
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }
    house.is_sound().await;
    other.close().await;
}

async fn a_killed_listener_comes_back(house: House) {
    if !house.is_postgres() {
        return;
    }
    let other = Store::open(&house.options).await.unwrap();
    let (mut feed, mut seq) = join(&house).await;
    for round in 0..3 {
        let mut raw = house.raw_postgres().await;
        let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
            and query ilike 'listen%'";
        let (killed,): (i64,) = sqlx::query_as(kill).fetch_one(&mut raw).await.unwrap();
        assert!(killed >= 1, "nobody listens");
        let last = add(&house, &other, &format!("Card {round}")).await;
        let begun = std::time::Instant::now();
        follow(&mut feed, house.company.workspace, seq, last).await;
        assert!(begun.elapsed() < Duration::from_millis(2500), "{:?}", begun.elapsed());
        seq = last;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    other.close().await;
}

async fn texts_reach_every_server_once(house: House) {
    let other = Store::open(&house.options).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (mut here, mut there) = (house.store.announcements(), other.announcements());
    house.store.announce(house.company.workspace, "someone: looks at a card".to_owned());
    let (workspace, text) = timeout(Duration::from_secs(2), here.recv()).await.unwrap().unwrap();
    assert_eq!((workspace, &*text), (house.company.workspace, "someone: looks at a card"));
    if house.is_postgres() {
        let (workspace, text) = timeout(Duration::from_secs(2), there.recv()).await.unwrap().unwrap();
        assert_eq!((workspace, &*text), (house.company.workspace, "someone: looks at a card"));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(here.try_recv().is_err());
    other.close().await;
}
