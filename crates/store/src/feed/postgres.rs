//! How servers on one PostgreSQL wake each other: NOTIFY after a commit, LISTEN with patience.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use heliu_domain::id::*;
use sqlx::{
    ConnectOptions, PgConnection,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::sync::{broadcast, mpsc};

use crate::{db::sql, fault::Fault, feed::News, open::Readers};

const COMMITS: &str = "heliu";
const PRESENCE: &str = "heliu_presence";
/// PostgreSQL refuses payloads of 8,000 bytes and more.
const PAYLOAD_MAX: usize = 7_900;
/// Longest pause between attempts to reach the server.
const PATIENCE: Duration = Duration::from_secs(2);

/// PostgreSQL only.
const NOTIFY: &str = "select pg_notify($1, $2)";
/// PostgreSQL only: a name by which a server knows its own texts.
const NAME: &str = "select gen_random_uuid()::text as name";

/// What other servers are told.
pub(super) enum Notice {
    Seq(WorkspaceId, i64),
    Text(WorkspaceId, Arc<str>),
}

/// A name for this server among those on the database.
pub(super) async fn server_name(readers: &Readers) -> Result<String, Fault> {
    let (name,): (String,) = sql(NAME).one(&mut readers.reader().await?).await?;
    Ok(name)
}

/// Sends notices, those about one workspace together, on a connection of its own: NOTIFY inside a transaction would
/// make commits wait for each other.
pub(super) async fn notify(options: Box<PgConnectOptions>, server: String, mut outgoing: mpsc::Receiver<Notice>) {
    let mut connection: Option<PgConnection> = None;
    let mut notices = Vec::new();
    while outgoing.recv_many(&mut notices, 256).await > 0 {
        let mut seqs: BTreeMap<WorkspaceId, i64> = BTreeMap::new();
        let mut payloads = Vec::new();
        for notice in notices.drain(..) {
            match notice {
                Notice::Seq(workspace, seq) => {
                    let newest = seqs.entry(workspace).or_insert(seq);
                    *newest = seq.max(*newest);
                }
                Notice::Text(workspace, text) => payloads.push((PRESENCE, format!("{server}:{workspace}:{text}"))),
            }
        }
        payloads.extend(seqs.into_iter().map(|(workspace, seq)| (COMMITS, format!("{workspace}:{seq}"))));
        for (channel, payload) in payloads.into_iter().filter(|(_, payload)| payload.len() <= PAYLOAD_MAX) {
            // What cannot be sent is found by the others' poll.
            if let Err(error) = send(&options, &mut connection, channel, &payload).await {
                tracing::warn!(%error, "feed.notify");
                connection = None;
            }
        }
    }
}

async fn send(options: &PgConnectOptions, connection: &mut Option<PgConnection>, channel: &str, payload: &str) -> Result<(), sqlx::Error> {
    let link = match connection.take() {
        Some(link) => link,
        None => options.connect().await?,
    };
    let link = connection.insert(link);
    sqlx::query(NOTIFY).bind(channel).bind(payload).execute(link).await.map(drop)
}

/// Listens for the notices of other servers, and for ever tries anew.
pub(super) async fn listen(
    options: Box<PgConnectOptions>,
    server: String,
    news: mpsc::Sender<News>,
    announcements: broadcast::Sender<(WorkspaceId, Arc<str>)>,
) {
    let mut pause = Duration::from_millis(100);
    loop {
        match attend(&options, &server, &news, &announcements, &mut pause).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(%error, "feed.listen"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PATIENCE);
    }
}

async fn attend(
    options: &PgConnectOptions,
    server: &str,
    news: &mpsc::Sender<News>,
    announcements: &broadcast::Sender<(WorkspaceId, Arc<str>)>,
    pause: &mut Duration,
) -> Result<(), sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen_all([COMMITS, PRESENCE]).await?;
    *pause = Duration::from_millis(100);
    loop {
        if news.is_closed() {
            return Ok(());
        }
        // Whatever was missed while nobody listened is in the log.
        let _ = news.try_send(News::Wake);
        while let Some(notification) = listener.try_recv().await? {
            match notification.channel() {
                PRESENCE => {
                    if let Some((workspace, text)) = foreign_text(notification.payload(), server) {
                        let _ = announcements.send((workspace, text));
                    }
                }
                _ => drop(news.try_send(commit(notification.payload()).unwrap_or(News::Wake))),
            }
        }
    }
}

/// The text of another server.
fn foreign_text(payload: &str, server: &str) -> Option<(WorkspaceId, Arc<str>)> {
    let (sender, rest) = payload.split_once(':')?;
    let (workspace, text) = rest.split_once(':')?;
    (sender != server).then_some((workspace.parse().ok()?, text.into()))
}

/// The commit that a payload tells of.
fn commit(payload: &str) -> Option<News> {
    let (workspace, seq) = payload.split_once(':')?;
    Some(News::Heard { workspace: workspace.parse().ok()?, seq: seq.parse().ok()? })
}
