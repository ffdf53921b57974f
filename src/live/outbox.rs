//! Commands on their way: sent in order, kept while there is no connection, also over a reload of the tab.

use std::{collections::VecDeque, rc::Rc, time::Duration};

use heliu_domain::{Code, Command, CommandId, Envelope, Outcome, Problem};
use leptos::{prelude::*, task::spawn_local};

use crate::live::{Connection, Feed, api, command_id, feed::on_window};
use crate::ui::Local;

/// Most commands of one request.
const BATCH: usize = 20;

type Answer = Box<dyn FnOnce(Result<Outcome, Problem>)>;
type Listener = Rc<dyn Fn(CommandId, &Result<Outcome, Problem>)>;

struct Item {
    envelope: Envelope,
    answer: Answer,
}

/// The queue of one tab.
#[derive(Clone, Copy)]
pub struct Outbox {
    slug: StoredValue<String>,
    feed: Feed,
    queue: Local<VecDeque<Item>>,
    listeners: Local<Vec<(u32, Listener)>>,
    next_listener: StoredValue<u32>,
    is_sending: StoredValue<bool>,
    failures: StoredValue<u32>,
    /// How many commands are not answered yet.
    pub waiting: RwSignal<usize>,
}

impl Outbox {
    /// An empty queue.
    pub fn new(slug: String, feed: Feed) -> Self {
        Self {
            slug: StoredValue::new(slug),
            feed,
            queue: Local::default(),
            listeners: Local::default(),
            next_listener: StoredValue::new(0),
            is_sending: StoredValue::new(false),
            failures: StoredValue::new(0),
            waiting: RwSignal::new(0),
        }
    }

    /// Calls back with the answer to every command, also of those that an earlier page of this tab gave up, until the calling
    /// component goes.
    pub fn listen(self, listener: impl Fn(CommandId, &Result<Outcome, Problem>) + 'static) {
        let id = self.next_listener.get_value();
        self.next_listener.set_value(id + 1);
        self.listeners.update_value(|listeners| listeners.push((id, Rc::new(listener))));
        on_cleanup(move || {
            self.listeners.try_update_value(|listeners| listeners.retain(|(other, _)| *other != id));
        });
    }

    /// Takes up what an earlier page of this tab could not send; only in the browser. `lost` hears of those that are refused
    /// after all, since nobody else does.
    pub fn start(self, lost: impl Fn(&Problem) + Clone + 'static) {
        let kept = storage().and_then(|storage| storage.get_item(&self.key()).ok().flatten());
        let kept: Vec<Envelope> = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let orphan = |envelope| {
            let lost = lost.clone();
            let answer: Answer = Box::new(move |answer| answer.err().iter().for_each(&lost));
            Item { envelope, answer }
        };
        self.queue.update_value(|queue| queue.extend(kept.into_iter().map(orphan)));
        self.changed();
        self.send();
        on_window("online", move || self.send());
    }

    /// Puts a command into the queue and sends it as soon as possible; `answer` is called once, unless the page goes first.
    pub fn submit(self, command: Command, answer: impl FnOnce(Result<Outcome, Problem>) + 'static) -> CommandId {
        let id = command_id();
        self.submit_as(Envelope { id, command }, answer);
        id
    }

    /// The same with an id that was made before.
    pub fn submit_as(self, envelope: Envelope, answer: impl FnOnce(Result<Outcome, Problem>) + 'static) {
        self.queue.update_value(|queue| queue.push_back(Item { envelope, answer: Box::new(answer) }));
        self.changed();
        self.send();
    }

    /// The commands that wait, oldest first.
    pub fn envelopes(self) -> Vec<Envelope> {
        self.queue.with_value(|queue| queue.iter().map(|item| item.envelope.clone()).collect())
    }

    /// Sends what waits, unless that is under way.
    pub fn send(self) {
        if self.is_sending.get_value() || self.queue.with_value(VecDeque::is_empty) {
            return;
        }
        self.is_sending.set_value(true);
        spawn_local(async move {
            let mut batch = BATCH;
            while !self.queue.with_value(VecDeque::is_empty) {
                let envelopes: Vec<Envelope> =
                    self.queue.with_value(|queue| queue.iter().take(batch).map(|item| item.envelope.clone()).collect());
                let is_single = envelopes.len() == 1;
                let answers = match api::send_commands(self.slug.get_value(), envelopes).await {
                    Ok(answers) => answers,
                    Err(refused) if refused.0.code.is_passing() => vec![Err(refused.0)],
                    Err(refused) if is_single => vec![Err(refused.0)],
                    // Something in the batch cannot be read as a whole: one by one shows which.
                    Err(_) => {
                        batch = 1;
                        continue;
                    }
                };
                if !self.settle(answers) {
                    break;
                }
            }
            self.is_sending.set_value(false);
        });
    }

    /// Hands out the answers; false when sending must pause.
    fn settle(self, answers: Vec<Result<Outcome, Problem>>) -> bool {
        for answer in answers {
            if let Err(problem) = &answer
                && problem.code.is_passing()
            {
                self.pause(problem.code);
                return false;
            }
            self.failures.set_value(0);
            let item = self.queue.try_update_value(VecDeque::pop_front).flatten();
            self.changed();
            let Some(Item { envelope, answer: answering }) = item else { continue };
            let listeners: Vec<Listener> =
                self.listeners.with_value(|listeners| listeners.iter().map(|(_, listener)| listener.clone()).collect());
            for listener in listeners {
                listener(envelope.id, &answer);
            }
            answering(answer);
        }
        true
    }

    /// Tries again later: at once when the network returns, else with growing, scattered pauses.
    fn pause(self, code: Code) {
        if code == Code::Offline {
            self.feed.connection.set(Connection::Offline);
        }
        let failures = self.failures.get_value();
        self.failures.set_value((failures + 1).min(5));
        let base = 500 * 2u64.pow(failures);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 500")]
        let scatter = (js_sys::Math::random() * 500.0) as u64;
        set_timeout(move || self.send(), Duration::from_millis(base + scatter));
    }

    fn changed(self) {
        self.waiting.set(self.queue.with_value(VecDeque::len));
        let Some(storage) = storage() else { return };
        let envelopes = self.envelopes();
        if envelopes.is_empty() {
            let _ = storage.remove_item(&self.key());
        } else if let Ok(text) = serde_json::to_string(&envelopes) {
            let _ = storage.set_item(&self.key(), &text);
        }
    }

    fn key(self) -> String {
        format!("heliu-outbox-{}", self.slug.get_value())
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
