//! Commands on their way: sent in order, kept while there is no connection, also over a reload of the tab.

use std::{collections::VecDeque, rc::Rc, time::Duration};

use heliu_domain::{BoardCommand, Code, Command, CommandId, Envelope, Outcome, Problem};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;

use crate::{
    live::{Connection, Feed, api, command_id, feed::on_window},
    ui::{Local, storage},
    wire,
};

/// Most commands of one request.
const BATCH: usize = 20;

type Answer = Box<dyn FnOnce(Result<Outcome, Problem>)>;
type Listener = Rc<dyn Fn(CommandId, &Result<Outcome, Problem>)>;

struct Item {
    id: CommandId,
    /// The envelope as JSON, which only the server reads again.
    written: String,
    /// The same if boards show it until it is answered.
    shown: Option<Envelope>,
    answer: Answer,
}

/// What boards must know of an envelope that was kept.
#[derive(Deserialize)]
struct Kept {
    id: CommandId,
    command: KeptCommand,
}

/// A command of any room but the board has other fields, which are passed over.
#[derive(Deserialize)]
struct KeptCommand {
    board: Option<BoardCommand>,
}

impl Item {
    fn new(envelope: Envelope, answer: Answer) -> Option<Self> {
        let written = serde_json::to_string(&envelope).ok()?;
        let id = envelope.id;
        Some(Self { id, written, shown: Some(envelope).filter(|envelope| matches!(envelope.command, Command::Board(_))), answer })
    }

    fn kept(written: &str, answer: Answer) -> Option<Self> {
        let Kept { id, command } = wire::read(written).ok()?;
        let shown = command.board.map(|command| Envelope { id, command: Command::Board(command) });
        Some(Self { id, written: written.to_owned(), shown, answer })
    }
}

/// Whether a command so refused stays in the queue: it may succeed later, or once somebody has signed in again.
fn stays(code: Code) -> bool {
    code.is_passing() || code == Code::SignedOut
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
        let kept = storage::of_tab().and_then(|storage| storage.get_item(&self.key()).ok().flatten());
        let kept = kept.unwrap_or_default();
        let kept = wire::items(&kept).unwrap_or_default();
        let orphan = |written: &str| {
            let lost = lost.clone();
            Item::kept(written, Box::new(move |answer| answer.err().iter().for_each(&lost)))
        };
        self.queue.update_value(|queue| queue.extend(kept.into_iter().filter_map(orphan)));
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
        self.queue.update_value(|queue| queue.extend(Item::new(envelope, Box::new(answer))));
        self.changed();
        self.send();
    }

    /// The commands to boards that wait, oldest first.
    pub fn shown(self) -> Vec<Envelope> {
        self.queue.with_value(|queue| queue.iter().filter_map(|item| item.shown.clone()).collect())
    }

    /// The first commands that wait, as JSON.
    fn written(self, most: usize) -> String {
        let written = self.queue.with_value(|queue| queue.iter().take(most).map(|item| item.written.clone()).collect::<Vec<_>>());
        format!("[{}]", written.join(","))
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
                let is_single = batch.min(self.queue.with_value(VecDeque::len)) == 1;
                let answers = match api::send_written(&self.slug.get_value(), &self.written(batch)).await {
                    Ok(answers) => answers,
                    Err(refused) if stays(refused.0.code) => vec![Err(refused.0)],
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
                && stays(problem.code)
            {
                self.pause(problem.code);
                return false;
            }
            self.failures.set_value(0);
            let item = self.queue.try_update_value(VecDeque::pop_front).flatten();
            self.changed();
            let Some(Item { id, answer: answering, .. }) = item else { continue };
            let listeners: Vec<Listener> =
                self.listeners.with_value(|listeners| listeners.iter().map(|(_, listener)| listener.clone()).collect());
            for listener in listeners {
                listener(id, &answer);
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
        let Some(storage) = storage::of_tab() else { return };
        if self.queue.with_value(VecDeque::is_empty) {
            let _ = storage.remove_item(&self.key());
        } else {
            let _ = storage.set_item(&self.key(), &self.written(usize::MAX));
        }
    }

    fn key(self) -> String {
        format!("heliu-outbox-{}", self.slug.get_value())
    }
}
