//! What the rooms of a workspace share: people, pipelines, who acts, the feed and the outbox.

use std::collections::BTreeMap;

use heliu_domain::{
    Code, Command, Currency, Opportunity, Outcome, PersonId, Pipeline, PipelineId, Problem, Record,
    board::Author,
    change::Change,
    directory::{Person, Workspace},
    locale::shell as words,
    money::Rate,
    order::{gather, sort},
    policy,
};
use leptos::{prelude::*, task::spawn_local};

use super::api::WorkspaceData;
use crate::{
    live::{Feed, News, Outbox, api},
    preferences::{say, t},
    ui::toast::{Toasts, toasts},
};

/// The shared state of one workspace.
#[derive(Clone, Copy)]
pub struct Space {
    slug: StoredValue<String>,
    pub workspace: RwSignal<Workspace>,
    pub people: RwSignal<BTreeMap<PersonId, Person>>,
    pub pipelines: RwSignal<Vec<Pipeline>>,
    pub rates: RwSignal<Vec<Rate>>,
    /// Who acts in this tab.
    pub me: StoredValue<Option<PersonId>>,
    others: StoredValue<Vec<(String, String)>>,
    pub feed: Feed,
    pub outbox: Outbox,
    pub toasts: Toasts,
}

/// The workspace around the calling component.
///
/// # Panics
/// Outside a workspace's pages, which is a mistake in the routes.
pub fn space() -> Space {
    expect_context()
}

impl Space {
    /// The shared state as the server sent it.
    pub fn new(data: WorkspaceData) -> Self {
        let slug = data.workspace.slug.clone();
        let feed = Feed::new(slug.clone());
        Self {
            workspace: RwSignal::new(data.workspace),
            people: RwSignal::new(gather(data.people.into_iter().map(|person| (person.id, person)))),
            pipelines: RwSignal::new(data.pipelines),
            rates: RwSignal::new(data.rates),
            me: StoredValue::new(data.me),
            others: StoredValue::new(data.workspaces),
            outbox: Outbox::new(slug.clone(), feed),
            slug: StoredValue::new(slug),
            feed,
            toasts: toasts(),
        }
    }

    /// The short name in URLs.
    pub fn slug(self) -> String {
        self.slug.get_value()
    }

    /// A path below the workspace: `path("bin")`.
    pub fn path(self, rest: &str) -> String {
        self.slug.with_value(|slug| format!("/w/{slug}/{rest}"))
    }

    /// Slug and name of the workspaces where the browser is signed in, and of sample data.
    pub fn others(self) -> Vec<(String, String)> {
        self.others.get_value()
    }

    /// A person by id.
    pub fn person(self, id: PersonId) -> Option<Person> {
        self.people.with(|people| people.get(&id).cloned())
    }

    /// Who acts in this tab, as they stand now.
    pub fn actor(self) -> Option<Person> {
        self.me.get_value().and_then(|me| self.person(me))
    }

    /// Whether whoever acts may do something in general, such as `policy::may_administer`. Nobody yet: they are asked first.
    pub fn may(self, what: fn(&Person) -> bool) -> bool {
        self.actor().is_none_or(|actor| what(&actor))
    }

    /// Whether whoever acts may change an opportunity.
    pub fn may_change(self, card: &Opportunity) -> bool {
        let owner = card.owner.and_then(|owner| self.person(owner)).map(|owner| owner.department);
        self.actor().is_none_or(|actor| policy::may_change(&actor, card, owner))
    }

    /// A person's name, also of those who have left.
    pub fn name(self, id: PersonId) -> String {
        self.person(id).map_or_else(|| "?".to_owned(), |person| person.name)
    }

    /// Those who can be chosen, by name.
    pub fn active_people(self) -> Vec<Person> {
        let mut people: Vec<Person> = self.people.with(|people| people.values().filter(|person| person.active).cloned().collect());
        sort(&mut people, |a, b| (a.department, &a.name).cmp(&(b.department, &b.name)));
        people
    }

    /// The currency of totals.
    pub fn currency(self) -> Currency {
        self.workspace.with(|workspace| workspace.currency)
    }

    /// A pipeline by id.
    pub fn pipeline(self, id: PipelineId) -> Option<Pipeline> {
        self.pipelines.try_with(|pipelines| pipelines.iter().find(|pipeline| pipeline.id == id).cloned()).flatten()
    }

    /// Who acts and when, for showing a command before the server has answered; `None` and a hint when nobody is chosen.
    pub fn author(self) -> Option<Author> {
        let person = self.me.get_value();
        if person.is_none() {
            self.toasts.warn(say(&Problem::new(Code::SignedOut)));
        }
        person.map(|person| Author { person, at: crate::edge::now() })
    }

    /// Sends a command; a refusal is shown as a toast, then `done` hears of it too.
    pub fn run(self, command: Command, done: impl FnOnce(Result<Outcome, Problem>) + 'static) {
        let toasts = self.toasts;
        self.outbox.submit(command, move |answer| {
            if let Err(problem) = &answer {
                toasts.warn(say(problem));
            }
            done(answer);
        });
    }

    /// Takes back the acting person's last command, or does it again.
    pub fn undo(self, again: bool) {
        if self.author().is_none() {
            return;
        }
        let toasts = self.toasts;
        spawn_local(async move {
            match api::undoable(self.slug(), again).await {
                Ok(Some(command)) => self.take_back(command, again, || ()),
                Ok(None) => toasts.tell(say(&Problem::new(Code::NothingToUndo))),
                Err(refused) => toasts.warn(say(&refused.0)),
            }
        });
    }

    /// Takes back one command; `done` hears when it is.
    pub fn take_back(self, command: heliu_domain::CommandId, again: bool, done: impl FnOnce() + 'static) {
        let toasts = self.toasts;
        self.run(Command::Undo { command }, move |answer| {
            if answer.is_ok() {
                toasts.tell(t(if again { words::REDONE } else { words::UNDONE }).to_owned());
                done();
            }
        });
    }

    /// Says that a command was done and offers to take it back.
    pub fn offer_undo(self, text: String, outcome: &Outcome) {
        let command = outcome.command;
        self.toasts.offer(text, t(words::UNDO).to_owned(), move || self.take_back(command, false, || ()));
    }

    /// After a change of people, pipelines or rates: shows it without waiting for the feed, and offers to take it back.
    pub fn saved(self, text: String, outcome: &Outcome) {
        self.note(&outcome.entries);
        if outcome.changes > 0 {
            self.offer_undo(text, outcome);
        }
    }

    /// Connects and keeps people, pipelines and rates current; only in the browser.
    pub fn start(self, seq: i64) {
        self.feed.listen(move |news| match news {
            News::Changes(entries) => self.note(entries),
            News::Resync => {}
        });
        self.feed.start(seq);
        let toasts = self.toasts;
        self.outbox.start(move |problem| toasts.warn(say(problem)));
    }

    /// Notes what changes say about people, pipelines and rates; hearing of one twice does no harm.
    pub fn note(self, entries: &[heliu_domain::Entry]) {
        for entry in entries {
            if let Change::Put { was, now } = &entry.change {
                self.take(was.as_ref(), now.as_ref());
            }
        }
    }

    fn take(self, was: Option<&Record>, now: Option<&Record>) {
        match (was, now) {
            (_, Some(Record::Person(person))) => {
                self.people.update(|people| {
                    people.insert(person.id, person.clone());
                });
            }
            (_, Some(Record::Workspace(workspace))) => self.workspace.set(workspace.clone()),
            (_, Some(Record::Rate(rate))) => self.rates.update(|rates| {
                rates.retain(|other| (other.currency, other.date) != (rate.currency, rate.date));
                rates.push(*rate);
            }),
            (Some(Record::Rate(rate)), None) => {
                self.rates.update(|rates| rates.retain(|other| (other.currency, other.date) != (rate.currency, rate.date)))
            }
            (_, Some(Record::Pipeline(pipeline))) => self.pipelines.update(|pipelines| {
                pipelines.retain(|other| other.id != pipeline.id);
                pipelines.push(pipeline.clone());
                sort(pipelines, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
            }),
            (Some(Record::Pipeline(pipeline)), None) => {
                self.pipelines.update(|pipelines| pipelines.retain(|other| other.id != pipeline.id))
            }
            _ => {}
        }
    }
}
