//! The live feed: one stream of server-sent events per browser, fed from what is committed.
//!
//! A stream subscribes first and then reads the log from where the browser left off, so nothing is left out; what it has sent
//! it knows by `seq`, so nothing comes twice. Events are written once and shared by all streams; a reader that falls behind
//! holds no memory, it goes back to the log.

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::stream;
use heliu_domain::{
    Change, Code, Entry, Outcome, PersonId, Problem, Record, WorkspaceId,
    directory::{Person, Workspace},
};
use heliu_store::{Committed, Store, Window, unaddress};
use serde::Deserialize;
use tokio::{
    sync::{broadcast, watch},
    time::{Interval, MissedTickBehavior, interval_at},
};

use crate::server::{
    clock,
    context::{Context, Visit, cookie},
    presence::{Presence, seen},
    random,
    refusal::Refusal,
    session::{cookie_name, hash},
};

/// Further behind than this, a browser reads its pages anew.
const BEHIND_MAX: i64 = 2000;
/// Events that a slow reader may lag before it goes back to the log.
const LAG_MAX: usize = 128;
/// How often a sign of life is sent.
const BEAT: Duration = Duration::from_secs(15);
/// After so many signs of life a stream looks whether its session has not ended unheard.
const BEATS_TRUSTED: u32 = 4;
/// Announced to every server when sessions of a workspace have ended.
const SESSIONS: &str = "sessions";

/// All streams of this server.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    store: Store,
    build: String,
    most: usize,
    open: AtomicUsize,
    feeds: Mutex<HashMap<WorkspaceId, broadcast::Sender<News>>>,
    presence: Presence,
    stopping: watch::Sender<bool>,
}

/// What happens in a workspace, as its streams hear it.
#[derive(Clone)]
enum News {
    /// Committed together, with the event if it carries them.
    Changes {
        first: i64,
        last: i64,
        event: Option<Bytes>,
        /// Who is told more than the event says.
        addressed: Arc<[PersonId]>,
    },
    /// Everybody who is looking, as JSON, and the event that says so.
    Presence { list: Arc<str>, event: Bytes },
    /// This server itself has missed something; the log knows.
    Missed,
    /// Sessions have ended, perhaps that of this stream.
    Sessions,
}

impl Hub {
    /// A hub that is fed from the store as long as it or one of its streams lives.
    pub fn new(store: Store, build: &str, most: usize) -> Self {
        let hub = Self(Arc::new(Inner {
            build: build.to_owned(),
            most,
            open: AtomicUsize::new(0),
            feeds: Mutex::default(),
            presence: Presence::default(),
            stopping: watch::Sender::new(false),
            store,
        }));
        tokio::spawn(hub.clone().pass_on_changes());
        tokio::spawn(hub.clone().pass_on_announcements());
        tokio::spawn(hub.clone().pass_on_presence());
        hub
    }

    /// Who is looking at what.
    pub fn presence(&self) -> &Presence {
        &self.0.presence
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// Ends the streams whose sessions have ended, on every server.
    pub fn sessions_changed(&self, workspace: WorkspaceId) {
        self.tell(workspace, || News::Sessions);
        self.0.store.announce(workspace, SESSIONS.to_owned());
    }

    /// Ends all streams with a word when to come back.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    async fn pass_on_changes(self) {
        let (mut committed, mut stopping) = (self.0.store.subscribe(), self.0.stopping.subscribe());
        loop {
            tokio::select! {
                news = committed.recv() => match news {
                    Ok(batch) => {
                        self.tell(batch.workspace, || changed(&batch));
                        if deactivates(&batch) {
                            self.tell(batch.workspace, || News::Sessions);
                        }
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => self.tell_all(&News::Missed),
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = stopped(&mut stopping) => return,
            }
        }
    }

    async fn pass_on_announcements(self) {
        let (mut announced, mut stopping) = (self.0.store.announcements(), self.0.stopping.subscribe());
        loop {
            tokio::select! {
                news = announced.recv() => match news {
                    Ok((workspace, text)) if &*text == SESSIONS => self.tell(workspace, || News::Sessions),
                    Ok((workspace, text)) => self.0.presence.hear(workspace, &text),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = stopped(&mut stopping) => return,
            }
        }
    }

    async fn pass_on_presence(self) {
        let mut stopping = self.0.stopping.subscribe();
        loop {
            tokio::select! {
                changed = self.0.presence.changed() => {
                    for (workspace, list) in changed {
                        self.tell(workspace, || News::Presence { event: event("presence", None, &list), list: list.as_str().into() });
                    }
                    self.feeds().retain(|_, feed| feed.receiver_count() > 0);
                }
                () = stopped(&mut stopping) => return,
            }
        }
    }

    fn tell(&self, workspace: WorkspaceId, news: impl FnOnce() -> News) {
        if let Some(feed) = self.feeds().get(&workspace).filter(|feed| feed.receiver_count() > 0) {
            // An error says only that nobody listens.
            let _ = feed.send(news());
        }
    }

    fn tell_all(&self, news: &News) {
        for feed in self.feeds().values() {
            let _ = feed.send(news.clone());
        }
    }

    fn listen(&self, workspace: WorkspaceId) -> broadcast::Receiver<News> {
        self.feeds().entry(workspace).or_insert_with(|| broadcast::Sender::new(LAG_MAX)).subscribe()
    }

    fn feeds(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, broadcast::Sender<News>>> {
        self.0.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more stream, if there is one.
    fn enter(&self) -> Option<Place> {
        let place = Place(self.clone());
        let before = self.0.open.fetch_add(1, Ordering::Relaxed);
        // Dropping the place gives it back.
        (before < self.0.most).then_some(place)
    }
}

/// Counts a stream as long as it lives.
struct Place(Hub);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// From where a stream goes on.
#[derive(Deserialize)]
pub struct From {
    since: Option<String>,
}

/// Opens a stream of a workspace's changes.
///
/// # Errors
/// No such workspace, nobody signed in, a malformed position, or too many streams.
pub async fn stream(
    State(context): State<Context>,
    Path(slug): Path<String>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let visit = Visit::new(&context, &headers, &slug).await?;
    let resumed = headers.get("last-event-id").map(|id| id.to_str().unwrap_or("?").to_owned()).filter(|id| !id.is_empty());
    let since = match resumed.or(from.since) {
        Some(text) => Some(text.parse::<i64>().ok().filter(|seq| *seq >= 0).ok_or_else(|| Problem::malformed("since"))?),
        None => None,
    };
    let token = cookie(&headers, &cookie_name(&context.settings, &slug)).map(hash).unwrap_or_default();
    let place = context.hub.enter().ok_or_else(|| Problem::new(Code::Unavailable))?;
    let reader = Reader::open(place, visit.workspace.clone(), visit.window(&context), token, since).await?;
    let events = stream::unfold(reader, async |mut reader| Some((Ok::<_, Infallible>(reader.next().await?), reader)));
    let mut response = Body::from_stream(events).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers would hold events back.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// One stream: what it has sent, and what comes next.
struct Reader {
    place: Place,
    workspace: Workspace,
    /// The workspace as whoever reads sees it.
    window: Window,
    /// Something of it is hidden from them, so that events meant for all do not do.
    is_partial: bool,
    /// The hash of the token of its session.
    token: String,
    news: broadcast::Receiver<News>,
    stopping: watch::Receiver<bool>,
    beat: Interval,
    beats: u32,
    /// The last change that was sent.
    sent: i64,
    /// Events that are due.
    due: VecDeque<Bytes>,
    is_over: bool,
}

impl Reader {
    async fn open(place: Place, workspace: Workspace, window: Window, token: String, since: Option<i64>) -> Result<Self, Problem> {
        let hub = place.0.clone();
        let news = hub.listen(workspace.id);
        let mut beat = interval_at(tokio::time::Instant::now() + BEAT, BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stopping = hub.0.stopping.subscribe();
        let present = hub.0.store.seq(workspace.id).await?;
        // What was seen before that may have been taken away meanwhile.
        let window = window.renewed().await?.ok_or_else(|| Problem::new(Code::SignedOut))?;
        let hello = format!("retry: 2000\nevent: hello\ndata: {}\n\n", hub.0.build);
        let mut due = VecDeque::from([Bytes::from(hello)]);
        let is_partial = window.is_partial().await?;
        if let Some(list) = hub.0.presence.list(workspace.id) {
            let list = if is_partial { seen(&list, &window).await? } else { list };
            due.push_back(event("presence", None, &list));
        }
        let sent = since.unwrap_or(present);
        let mut reader = Self { place, workspace, window, is_partial, token, news, stopping, beat, beats: 0, sent, due, is_over: false };
        // Ahead of the log: the database is an older one than this browser knew.
        if sent > present {
            reader.resync(present)
        } else {
            reader.catch_up().await?
        }
        Ok(reader)
    }

    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(due) = self.due.pop_front() {
                return Some(due);
            }
            if self.is_over {
                return None;
            }
            let news = tokio::select! {
                biased;
                () = stopped(&mut self.stopping) => {
                    self.is_over = true;
                    // Spread, so that all who are sent away do not come back at one moment.
                    let retry = 500 + random::below(6000);
                    return Some(Bytes::from(format!("retry: {retry}\nevent: bye\ndata:\n\n")));
                }
                news = self.news.recv() => news,
                // An event, not a comment, because scripts do not hear comments.
                _ = self.beat.tick() => {
                    self.beats += 1;
                    if self.beats.is_multiple_of(BEATS_TRUSTED) && !self.is_signed_in().await {
                        return None;
                    }
                    return Some(Bytes::from_static(b"event: beat\ndata:\n\n"));
                }
            };
            if let Err(problem) = self.take(news).await {
                tracing::debug!(%problem, "a stream ends; the browser will resume it");
                return None;
            }
        }
    }

    async fn take(&mut self, news: Result<News, broadcast::error::RecvError>) -> Result<(), Problem> {
        match news {
            Ok(News::Presence { list, .. }) if self.is_partial => {
                let list = seen(&list, &self.window).await?;
                self.due.push_back(event("presence", None, &list));
            }
            Ok(News::Presence { event, .. }) => self.due.push_back(event),
            Ok(News::Sessions) => self.is_over = !self.is_signed_in().await,
            Ok(News::Changes { last, .. }) if last <= self.sent => {}
            Ok(News::Changes { first, last, event: Some(event), addressed }) if first == self.sent + 1 => {
                let is_addressed = || self.window.person().is_some_and(|person| addressed.contains(&person));
                if concerns_rights(&event) || self.is_partial || is_addressed() {
                    self.catch_up().await?;
                } else {
                    self.due.push_back(event);
                    self.sent = last;
                }
            }
            Ok(News::Changes { last, event: None, .. }) => self.resync(last),
            Ok(News::Changes { .. } | News::Missed) | Err(broadcast::error::RecvError::Lagged(_)) => self.catch_up().await?,
            Err(broadcast::error::RecvError::Closed) => self.is_over = true,
        }
        Ok(())
    }

    /// Rights may have changed: what is seen is found out anew, and whoever may see nothing any more is sent away.
    async fn look_again(&mut self) -> Result<(), Problem> {
        match self.window.renewed().await? {
            Some(window) => self.window = window,
            None => self.is_over = true,
        }
        self.is_partial = self.window.is_partial().await?;
        Ok(())
    }

    /// Sends what the log has since; if that is too much, only the word to read pages anew.
    ///
    /// Rights are looked at after the end of what is sent was known: a change of them may be among it, and what comes behind it is
    /// judged by it.
    async fn catch_up(&mut self) -> Result<(), Problem> {
        let hub = self.place.0.clone();
        loop {
            let present = hub.0.store.seq(self.workspace.id).await?;
            if present - self.sent > BEHIND_MAX {
                self.resync(present);
                return Ok(());
            }
            if self.sent >= present {
                return Ok(());
            }
            self.look_again().await?;
            if self.is_over {
                return Ok(());
            }
            let mut entries = self.window.changes_since(self.sent, Outcome::ENTRIES_MAX).await?;
            entries.retain(|entry| entry.seq <= present);
            let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
            self.due.push_back(changes(&entries));
            self.sent = last;
        }
    }

    /// Whether the session still lasts. When the store does not answer, the next look will tell.
    async fn is_signed_in(&self) -> bool {
        let found = self.place.0.0.store.session(&self.workspace, &self.token, clock::now()).await;
        !matches!(found, Ok(None))
    }

    fn resync(&mut self, seq: i64) {
        self.due.push_back(event("resync", Some(seq), ""));
        self.sent = seq;
    }
}

/// Whether an event may change what somebody sees, or is not for everybody: people, pipelines, views.
fn concerns_rights(event: &Bytes) -> bool {
    [b"\"person\":{".as_slice(), b"\"pipeline\":{", b"\"view\":{"].iter().any(|word| event.windows(word.len()).any(|part| part == *word))
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error says that the hub is gone, which is the end as well.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Whether somebody may have been deactivated, which ends their sessions.
fn deactivates(batch: &Committed) -> bool {
    let is_one = |entry: &Entry| matches!(&entry.change, Change::Put { now: Some(Record::Person(Person { active: false, .. })), .. });
    batch.entries.is_empty() || batch.entries.iter().any(is_one)
}

fn changed(batch: &Committed) -> News {
    let addressed: Arc<[PersonId]> = batch.entries.iter().filter_map(|entry| entry.change.addressee()).collect();
    let event = if batch.json.is_empty() {
        None
    } else if addressed.is_empty() {
        Some(event("change", Some(batch.last_seq), &batch.json))
    } else {
        let mut entries = batch.entries.clone();
        entries.iter_mut().for_each(|entry| unaddress(entry, None));
        Some(changes(&entries))
    };
    News::Changes { first: batch.first_seq, last: batch.last_seq, event, addressed }
}

fn changes(entries: &[Entry]) -> Bytes {
    let json = serde_json::to_string(entries).unwrap_or_else(|_| "[]".to_owned());
    event("change", entries.last().map(|entry| entry.seq), &json)
}

/// An event as it stands on the wire. JSON has no line ends of its own, so the data is one line.
fn event(name: &str, id: Option<i64>, data: &str) -> Bytes {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    Bytes::from(format!("{id}event: {name}\ndata: {data}\n\n"))
}
