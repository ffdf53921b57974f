//! The subscription to the change feed: one stream per browser, shared by its tabs, resumed after every interruption.

use std::rc::Rc;

use heliu_domain::{Entry, OpportunityId, PersonId, PipelineId};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use crate::{live::api, ui::Local, wire};

/// No sign of life for so long means that the stream is dead (milliseconds): two heartbeats of 15 s and some.
const SILENCE_MS: i64 = 35_000;

/// The event of the window that says that a request was refused because nobody is signed in any more.
pub const SIGNED_OUT: &str = "heliu-signed-out";

/// How the tab stands with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Not yet, or again; changes may be missing for a moment.
    #[default]
    Connecting,
    /// Changes arrive as they happen.
    Live,
    /// The server cannot be reached; what is done is kept here.
    Offline,
}

/// What the feed brings.
#[derive(Clone, Debug)]
pub enum News {
    /// Changes in order.
    Changes(Rc<Vec<Entry>>),
    /// Too much happened; read pages anew.
    Resync,
}

/// Somebody else who is looking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub person: PersonId,
    pub tab: String,
    #[serde(default)]
    pub pipeline: Option<PipelineId>,
    #[serde(default)]
    pub card: Option<OpportunityId>,
    /// A cell of the responsibility matrix: the ids of its row and column with a colon between them.
    #[serde(default)]
    pub cell: Option<String>,
}

type Listener = Rc<dyn Fn(&News)>;

/// The feed of one workspace, shared by all components of the tab.
#[derive(Clone, Copy)]
pub struct Feed {
    slug: StoredValue<String>,
    /// How the tab stands with the server.
    pub connection: RwSignal<Connection>,
    /// Everybody who is looking, this tab among them.
    pub presence: RwSignal<Vec<Presence>>,
    /// The cell of the responsibility matrix that this tab is in, for the others.
    pub cell: RwSignal<Option<String>>,
    /// The server is newer than this page.
    pub outdated: RwSignal<bool>,
    /// The session has ended; what is done is kept here until there is another.
    pub is_signed_out: RwSignal<bool>,
    seq: StoredValue<i64>,
    build: StoredValue<String>,
    heard: StoredValue<i64>,
    listeners: Local<Vec<(u32, Listener)>>,
    next_listener: StoredValue<u32>,
    wire: Local<Wire>,
}

/// The parts that belong to the browser.
#[derive(Default)]
struct Wire {
    source: Option<EventSource>,
    channel: Option<BroadcastChannel>,
    release: Option<js_sys::Function>,
    queued: bool,
}

/// What this tab says about itself.
#[derive(Serialize)]
struct Look<'a> {
    tab: &'a str,
    pipeline: Option<PipelineId>,
    card: Option<OpportunityId>,
    cell: Option<String>,
    leave: bool,
}

/// What the tab that holds the stream passes on to the others.
#[derive(Serialize, Deserialize)]
struct Passed {
    event: String,
    data: String,
    /// The `seq` after the event, if it has one.
    seq: Option<i64>,
}

impl Feed {
    /// A feed that is not connected yet.
    pub fn new(slug: String) -> Self {
        Self {
            slug: StoredValue::new(slug),
            connection: RwSignal::new(Connection::Connecting),
            presence: RwSignal::new(Vec::new()),
            cell: RwSignal::new(None),
            outdated: RwSignal::new(false),
            is_signed_out: RwSignal::new(false),
            seq: StoredValue::new(0),
            build: StoredValue::new(String::new()),
            heard: StoredValue::new(0),
            listeners: Local::default(),
            next_listener: StoredValue::new(0),
            wire: Local::default(),
        }
    }

    /// Calls back with everything that comes, until the calling component goes.
    pub fn listen(self, listener: impl Fn(&News) + 'static) {
        let id = self.next_listener.get_value();
        self.next_listener.set_value(id + 1);
        self.listeners.update_value(|listeners| listeners.push((id, Rc::new(listener))));
        on_cleanup(move || {
            self.listeners.try_update_value(|listeners| listeners.retain(|(other, _)| *other != id));
        });
    }

    /// Connects, from `seq` on; only in the browser.
    pub fn start(self, seq: i64) {
        self.seq.set_value(seq);
        self.heard.set_value(crate::edge::now().0);
        let slug = self.slug.get_value();
        if let Ok(channel) = BroadcastChannel::new(&format!("heliu-live-{slug}")) {
            let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                let passed = message.data().as_string().and_then(|text| wire::read::<Passed>(&text).ok());
                if let Some(passed) = passed {
                    self.take(&passed.event, &passed.data, passed.seq);
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            hear.forget();
            self.wire.update_value(|wire| wire.channel = Some(channel));
        }
        on_window(SIGNED_OUT, move || self.is_signed_out.set(true));
        self.queue_for_stream();
        self.watch();
    }

    /// Reads what happened since the last change that is known, and tells the listeners.
    pub fn catch_up(self) {
        let (slug, since) = (self.slug.get_value(), self.seq.get_value());
        spawn_local(async move {
            let answer = api::changes(slug, since).await;
            if answer.is_ok() {
                self.is_signed_out.set(false);
            }
            match answer {
                Ok(missed) if missed.is_abridged => {
                    self.seq.set_value(missed.seq);
                    self.tell(&News::Resync);
                }
                Ok(missed) => {
                    self.seq.set_value(missed.seq.max(self.seq.get_value()));
                    self.tell(&News::Changes(Rc::new(missed.entries)));
                }
                Err(refused) if refused.0.code == heliu_domain::Code::Offline => self.connection.set(Connection::Offline),
                Err(_) => {}
            }
        });
    }

    /// Tells the server where this tab is looking.
    pub fn look(self, tab: &str, pipeline: Option<PipelineId>, card: Option<OpportunityId>, leave: bool) {
        let Ok(body) = serde_json::to_string(&Look { tab, pipeline, card, cell: self.cell.get_untracked(), leave }) else { return };
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&body.into());
        let headers = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&headers, &"content-type".into(), &"application/json".into());
        init.set_headers(&headers);
        let _ = js_sys::Reflect::set(&init, &"keepalive".into(), &true.into());
        let Some(window) = web_sys::window() else { return };
        let sent = window.fetch_with_str_and_init(&format!("/live/{}/presence", self.slug.get_value()), &init);
        // Presence is a courtesy: when it fails the connection itself already says so.
        spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(sent).await;
        });
    }

    fn tell(self, news: &News) {
        let listeners: Vec<Listener> =
            self.listeners.with_value(|listeners| listeners.iter().map(|(_, listener)| listener.clone()).collect());
        for listener in listeners {
            listener(news);
        }
    }

    /// One tab of the browser holds the stream; the others wait in line for it.
    fn queue_for_stream(self) {
        if self.wire.with_value(|wire| wire.queued || wire.source.is_some()) {
            return;
        }
        let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
        // Plain reflection, since the bindings count Web Locks as unstable. Only secure origins have them.
        let locks = js_sys::Reflect::get(&navigator, &"locks".into()).ok().filter(|locks| !locks.is_undefined());
        let request = locks.as_ref().and_then(|locks| js_sys::Reflect::get(locks, &"request".into()).ok());
        let Some((locks, request)) = locks.zip(request.and_then(|request| request.dyn_into::<js_sys::Function>().ok())) else {
            self.open();
            return;
        };
        self.wire.update_value(|wire| wire.queued = true);
        let granted = Closure::once_into_js(move || -> js_sys::Promise {
            self.wire.update_value(|wire| wire.queued = false);
            if is_hidden() {
                return js_sys::Promise::resolve(&wasm_bindgen::JsValue::NULL);
            }
            self.open();
            js_sys::Promise::new(&mut |resolve, _| self.wire.update_value(|wire| wire.release = Some(resolve)))
        });
        let name = format!("heliu-live-{}", self.slug.get_value());
        let _ = request.call2(&locks, &name.into(), &granted);
    }

    fn open(self) {
        self.close_source();
        let url = format!("/live/{}?since={}", self.slug.get_value(), self.seq.get_value());
        let Ok(source) = EventSource::new(&url) else { return };
        for name in ["hello", "change", "resync", "presence", "beat", "bye"] {
            let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
                let data = message.data().as_string().unwrap_or_default();
                let seq = message.last_event_id().parse().ok();
                self.pass_on(name, &data, seq);
                self.take(name, &data, seq);
            });
            let _ = source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            hear.forget();
        }
        let lost = Closure::<dyn FnMut()>::new(move || self.lost());
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        lost.forget();
        self.wire.update_value(|wire| wire.source = Some(source));
    }

    fn pass_on(self, event: &str, data: &str, seq: Option<i64>) {
        let passed = Passed { event: event.to_owned(), data: data.to_owned(), seq };
        let Ok(text) = serde_json::to_string(&passed) else { return };
        self.wire.with_value(|wire| {
            if let Some(channel) = &wire.channel {
                let _ = channel.post_message(&text.into());
            }
        });
    }

    /// Takes in one event, from the stream or from the tab that holds it.
    fn take(self, event: &str, data: &str, seq: Option<i64>) {
        self.heard.set_value(crate::edge::now().0);
        if event == "bye" || event == "lost" {
            self.connection.set(Connection::Connecting);
            return;
        }
        if self.connection.get_untracked() != Connection::Live && is_online() {
            self.connection.set(Connection::Live);
        }
        match event {
            "hello" => self.greet(data),
            "presence" => {
                if let Ok(presence) = wire::read(data) {
                    self.presence.set(presence);
                }
            }
            "resync" => {
                // What lies before is in the pages that are read now.
                self.seq.update_value(|known| *known = seq.unwrap_or(*known));
                self.tell(&News::Resync);
            }
            "change" => self.changes(data),
            _ => {}
        }
    }

    /// Keeps a page that was read as of `seq` current: `take` gets every change behind it, and `reread` is rung when some are missing.
    pub fn follow(self, seq: StoredValue<i64>, reread: Trigger, take: impl Fn(&[Entry]) + 'static) {
        self.listen(move |news| match news {
            News::Changes(entries) => {
                let Some((first, last)) = entries.first().zip(entries.last()) else { return };
                let known = seq.get_value();
                if first.seq > known + 1 {
                    return reread.notify();
                }
                seq.set_value(last.seq.max(known));
                take(entries);
            }
            News::Resync => reread.notify(),
        });
        self.catch_up();
    }

    fn greet(self, build: &str) {
        let known = self.build.get_value();
        if known.is_empty() {
            self.build.set_value(build.to_owned());
        } else if known != build {
            self.outdated.set(true);
        }
    }

    fn changes(self, data: &str) {
        let Ok(entries) = wire::read::<Vec<Entry>>(data) else {
            // Written by a newer server in words that this page does not know.
            self.outdated.set(true);
            return;
        };
        let known = self.seq.get_value();
        let Some(last) = entries.last().map(|last| last.seq).filter(|last| *last > known) else { return };
        if entries.first().is_some_and(|first| first.seq > known + 1) {
            self.catch_up();
            return;
        }
        self.seq.set_value(last);
        self.tell(&News::Changes(Rc::new(entries)));
    }

    fn lost(self) {
        self.pass_on("lost", "", None);
        // A stream breaks now and then and is back at once; one that cannot be had again means that the server is away.
        let is_first = self.connection.get_untracked() == Connection::Live;
        self.connection.set(if is_first && is_online() { Connection::Connecting } else { Connection::Offline });
        let is_closed = self.wire.with_value(|wire| wire.source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED));
        if is_closed {
            // The server refused (it is full, or going down): the browser does not try again by itself. Spread the return.
            let wait = 1500.0 + js_sys::Math::random() * 4000.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 6000")]
            let wait = std::time::Duration::from_millis(wait as u64);
            // Whether it is the session that has ended, the stream does not say.
            self.catch_up();
            set_timeout(move || self.reopen(), wait);
        }
    }

    fn reopen(self) {
        if self.is_signed_out.get_untracked() {
            return;
        }
        if self.wire.with_value(|wire| wire.source.is_some()) && !is_hidden() {
            self.open();
        }
    }

    fn close_source(self) {
        self.wire.update_value(|wire| {
            if let Some(source) = wire.source.take() {
                source.close();
            }
        });
    }

    /// Lets go of the stream, so that another tab can hold it.
    fn let_go(self) {
        self.close_source();
        self.wire.update_value(|wire| {
            if let Some(release) = wire.release.take() {
                let _ = release.call0(&wasm_bindgen::JsValue::NULL);
            }
        });
    }

    /// Notices sleep, return, loss of network and silence.
    fn watch(self) {
        let visibility = move || {
            if is_hidden() {
                self.let_go();
            } else {
                self.queue_for_stream();
                self.catch_up();
            }
        };
        let back = move || {
            self.connection.set(Connection::Connecting);
            self.reopen();
            self.queue_for_stream();
            self.catch_up();
        };
        let gone = move || {
            self.connection.set(Connection::Offline);
            // What still trickles in would only seem like a connection; the return opens the stream anew.
            self.wire.with_value(|wire| wire.source.iter().for_each(EventSource::close));
        };
        on_document("visibilitychange", visibility);
        on_window("pageshow", visibility);
        on_window("pagehide", move || self.let_go());
        on_window("online", back);
        on_window("offline", gone);
        let check = move || {
            let silent_since = crate::edge::now().0 - self.heard.get_value();
            if silent_since > SILENCE_MS && !is_hidden() {
                self.heard.set_value(crate::edge::now().0);
                self.connection.set(Connection::Connecting);
                self.reopen();
                self.queue_for_stream();
                self.catch_up();
            }
        };
        let _ = set_interval_with_handle(check, std::time::Duration::from_secs(5));
    }
}

fn is_online() -> bool {
    web_sys::window().is_some_and(|window| window.navigator().on_line())
}

fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Calls back on every such event of the window, for as long as the page lives.
pub fn on_window(event: &str, callback: impl FnMut() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn FnMut()>::new(callback);
    let _ = window.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn on_document(event: &str, callback: impl FnMut() + 'static) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let closure = Closure::<dyn FnMut()>::new(callback);
    let _ = document.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}
