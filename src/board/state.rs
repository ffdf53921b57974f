//! The board in the browser: one signal per card, one list per column, so that a change touches only what it changes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use heliu_domain::{
    Board, BoardCommand, Code, Command, CommandId, CustomField, Entry, Opportunity, OpportunityId, Outcome, PersonId, PipelineId, Problem,
    Rank, Stage, StageId, State,
    board::Author,
    change::Change,
    command::Envelope,
    filter::Filter,
    money::Money,
    order::{gather, sort},
    page::{BoardData, Totals},
    replica::{Replica, Touched},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{self, CARDS_MAX, Cards, FIRST_CARDS, MORE_CARDS},
    entering,
};
use crate::{
    live::{Connection, News, command_id},
    preferences::say,
    workspace::{Space, space},
};

/// How long totals wait for more changes before they are read anew.
const SETTLE: Duration = Duration::from_millis(400);

/// The cards of one stage that are shown, in order.
#[derive(Clone, Copy)]
pub struct Column {
    /// The loaded cards that pass the filter.
    pub ids: RwSignal<Arc<Vec<OpportunityId>>>,
    /// Loaded up to here; `None`: to the end.
    bound: StoredValue<Option<(Rank, OpportunityId)>>,
    is_loading: StoredValue<bool>,
}

/// What must be asked before something can be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Cards enter a stage: the command to send, and the problem that names what is missing or stands in the way.
    Enter(BoardCommand, Problem),
    /// Somebody else changed the same fields meanwhile: the command, and the problem with the versions.
    Conflict(BoardCommand, Problem),
    /// Why were these won or lost?
    Reason { cards: Vec<OpportunityId>, won: bool },
}

/// The state of one board page.
#[derive(Clone, Copy)]
pub struct BoardState {
    pub pipeline: PipelineId,
    /// In order.
    pub stages: RwSignal<Vec<Stage>>,
    /// In order.
    pub fields: RwSignal<Vec<CustomField>>,
    pub totals: RwSignal<Totals>,
    pub selected: RwSignal<BTreeSet<OpportunityId>>,
    /// Where a range of cards to be selected begins.
    pub last_picked: StoredValue<Option<OpportunityId>>,
    /// Cards with commands that the server has not answered.
    pub pending: RwSignal<BTreeSet<OpportunityId>>,
    /// Cards that somebody else has just changed.
    pub arrived: RwSignal<BTreeSet<OpportunityId>>,
    pub question: RwSignal<Option<Question>>,
    filter: StoredValue<Filter>,
    replica: StoredValue<Replica>,
    cards: StoredValue<HashMap<OpportunityId, ArcRwSignal<Opportunity>>>,
    columns: RwSignal<BTreeMap<StageId, Column>>,
    wanted: StoredValue<BTreeSet<OpportunityId>>,
    refresh_is_due: StoredValue<bool>,
    /// Asks the page to read the whole board anew.
    pub reread: Trigger,
    space: Space,
}

/// The board around the calling component.
pub fn board_state() -> BoardState {
    expect_context()
}

impl BoardState {
    /// The state of a board as the server sent it.
    pub fn new(data: BoardData, filter: Filter) -> Self {
        let space = space();
        let mut board = Board::default();
        board.stages = gather(data.stages.iter().map(|stage| (stage.id, stage.clone())));
        board.fields = gather(data.fields.iter().map(|field| (field.id, field.clone())));
        board.people = space.people.with_untracked(|people| gather(people.keys().copied()));
        board.counts = gather(data.totals.columns.iter().map(|(stage, total)| (*stage, total.open)));
        let mut columns = BTreeMap::new();
        for (stage, cards) in data.stages.iter().zip(&data.columns) {
            let last = cards.last().map(|card| (card.rank.clone(), card.id));
            columns.insert(stage.id, Column::new(if cards.len() < FIRST_CARDS { None } else { last }));
            for card in cards {
                board.insert(card.clone());
            }
        }
        let cards = board.cards().map(|card| (card.id, ArcRwSignal::new(card.clone()))).collect();
        let state = Self {
            pipeline: data.pipeline.id,
            stages: RwSignal::new(data.stages),
            fields: RwSignal::new(data.fields),
            totals: RwSignal::new(data.totals),
            selected: RwSignal::default(),
            last_picked: StoredValue::new(None),
            pending: RwSignal::default(),
            arrived: RwSignal::default(),
            question: RwSignal::new(None),
            filter: StoredValue::new(filter),
            replica: StoredValue::new(Replica::new(board, data.seq)),
            cards: StoredValue::new(cards),
            columns: RwSignal::new(columns),
            wanted: StoredValue::default(),
            refresh_is_due: StoredValue::new(false),
            reread: Trigger::new(),
            space,
        };
        state.arrange();
        state
    }

    /// Joins the live feed; only in the browser.
    pub fn start(self) {
        self.space.feed.listen(move |news| match news {
            News::Changes(entries) => self.receive(entries),
            News::Resync => self.reread.notify(),
        });
        self.space.outbox.listen(move |command, answer| self.hear(command, answer));
        if let Some(author) = self.space.me.get_value().map(|person| Author { person, at: crate::edge::now() }) {
            for envelope in self.space.outbox.shown() {
                self.show(envelope, author);
            }
        }
        self.space.feed.catch_up();
    }

    /// The signal of a card, if it is loaded.
    pub fn card(self, id: OpportunityId) -> Option<ArcRwSignal<Opportunity>> {
        self.cards.with_value(|cards| cards.get(&id).cloned())
    }

    /// A card as it is shown now, without subscribing.
    pub fn peek(self, id: OpportunityId) -> Option<Opportunity> {
        self.card(id).map(|card| card.get_untracked())
    }

    /// The column of a stage.
    pub fn column(self, stage: StageId) -> Option<Column> {
        self.columns.with(|columns| columns.get(&stage).copied())
    }

    /// A stage by id.
    pub fn stage(self, id: StageId) -> Option<Stage> {
        self.stages.with(|stages| stages.iter().find(|stage| stage.id == id).cloned())
    }

    /// The filter of the page.
    pub fn filter(self) -> Filter {
        self.filter.get_value()
    }

    /// The workspace of the board.
    pub fn space(self) -> Space {
        self.space
    }

    /// Does a board command, unless something has to be asked before. `done` hears how it ended; it does not when the person was
    /// asked.
    pub fn run(self, command: BoardCommand, done: impl FnOnce(Result<Outcome, Problem>) + 'static) {
        match entering::question(self, &command) {
            Some(question) => self.question.set(Some(question)),
            None => self.run_now(command, done),
        }
    }

    /// Does a board command: shown at once, sent, settled or taken back. `done` hears how it ended.
    pub fn run_now(self, command: BoardCommand, done: impl FnOnce(Result<Outcome, Problem>) + 'static) {
        let Some(author) = self.space.author() else { return };
        let command = self.replica.with_value(|replica| command.seeing(replica.view()));
        let envelope = Envelope { id: command_id(), command: Command::Board(command.clone()) };
        self.show(envelope.clone(), author);
        let toasts = self.space.toasts;
        self.space.outbox.submit_as(envelope, move |answer| {
            // The page may have gone, or been read anew, before the answer came.
            if let Err(problem) = &answer {
                match problem.code {
                    Code::Missing if self.is_here() => self.question.set(Some(Question::Enter(command, problem.clone()))),
                    Code::Conflict if self.is_here() => self.question.set(Some(Question::Conflict(command, problem.clone()))),
                    _ => toasts.warn(say(problem)),
                }
            }
            done(answer);
        });
    }

    /// Whether the page of this state is still there.
    fn is_here(self) -> bool {
        self.replica.try_with_value(|_| ()).is_some()
    }

    /// What became of a command of this tab, also of one that an earlier page has sent.
    fn hear(self, command: CommandId, answer: &Result<Outcome, Problem>) {
        if !self.replica.try_with_value(|replica| replica.awaits(command)).unwrap_or(false) {
            return;
        }
        match answer {
            Ok(outcome) => self.settle(outcome),
            Err(_) => {
                let touched = self.replica.try_update_value(|replica| replica.reject(command)).unwrap_or_default();
                self.touch(&touched);
                self.refresh_soon();
            }
        }
    }

    /// The same, with a toast that offers to take it back.
    pub fn run_saying(self, command: BoardCommand, text: impl FnOnce() -> String + 'static) {
        let space = self.space;
        self.run(command, move |answer| {
            if let Ok(outcome) = answer
                && outcome.changes > 0
            {
                space.offer_undo(text(), &outcome);
            }
        });
    }

    fn show(self, envelope: Envelope, author: Author) {
        let touched = self.replica.try_update_value(|replica| replica.submit(envelope, author)).unwrap_or_default();
        self.touch(&touched);
    }

    fn settle(self, outcome: &Outcome) {
        let touched = self.replica.try_update_value(|replica| replica.settle(outcome)).unwrap_or_default();
        self.touch(&touched);
        self.note(&outcome.entries);
        if outcome.is_abridged() {
            self.reread.notify();
        }
        self.refresh_soon();
    }

    fn receive(self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        if !self.replica.with_value(|replica| replica.joins(entries)) {
            self.reread.notify();
            return;
        }
        let before = self.replica.with_value(Replica::seq);
        let touched = self.replica.try_update_value(|replica| replica.receive(entries)).unwrap_or_default();
        self.note(entries);
        self.touch(&touched);
        let me = self.space.me.get_value();
        let fresh = entries.iter().filter(|entry| entry.seq > before && Some(entry.actor) != me);
        self.flash(
            fresh
                .filter_map(|entry| match &entry.change {
                    Change::OpportunityAdded { opportunity } => Some(opportunity.id),
                    Change::OpportunityChanged { id, .. } => Some(*id),
                    _ => None,
                })
                .collect(),
        );
        self.refresh_soon();
    }

    /// Notes what the changes say about stages, fields and cards that are not here.
    fn note(self, entries: &[Entry]) {
        let mut has_new_stages = false;
        for entry in entries {
            match &entry.change {
                Change::OpportunityChanged { id, .. } if !self.replica.with_value(|replica| replica.view().card(*id).is_some()) => {
                    self.want(BTreeSet::from([*id]));
                }
                Change::Put { was, now } => {
                    let kind = now.as_ref().or(was.as_ref()).map(heliu_domain::Record::kind);
                    has_new_stages |= matches!(kind, Some("stage" | "custom_field"));
                    if matches!(kind, Some("account" | "contact")) {
                        self.rename_links();
                    }
                }
                _ => {}
            }
        }
        if has_new_stages {
            self.restage();
        }
    }

    fn rename_links(self) {
        let all: Touched = self.cards.with_value(|cards| gather(cards.keys().copied()));
        self.touch(&all);
    }

    fn restage(self) {
        let (mut stages, mut fields) = self.replica.with_value(|replica| {
            let board = replica.view();
            let stages: Vec<Stage> = board.stages.values().filter(|stage| stage.pipeline == self.pipeline).cloned().collect();
            let fields: Vec<CustomField> = board.fields.values().filter(|field| field.pipeline == self.pipeline).cloned().collect();
            (stages, fields)
        });
        sort(&mut stages, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        sort(&mut fields, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        let known: BTreeSet<StageId> = self.columns.with_untracked(|columns| gather(columns.keys().copied()));
        if stages.iter().any(|stage| !known.contains(&stage.id)) {
            self.columns.update(|columns| {
                for stage in &stages {
                    columns.entry(stage.id).or_insert_with(|| Column::new(None));
                }
            });
        }
        self.fields.set(fields);
        self.stages.set(stages);
        self.arrange();
    }

    /// Shows what changed: the cards themselves, the columns they left and entered, the totals.
    fn touch(self, touched: &Touched) {
        let filter = self.filter.get_value();
        let mut totals = self.totals.get_untracked();
        for id in touched {
            let now = self.replica.with_value(|replica| replica.view().card(*id).cloned());
            let was = self.peek(*id);
            if let Some(was) = was.as_ref().filter(|was| filter.matches(was)) {
                self.tally(&mut totals, was, -1);
            }
            if let Some(now) = now.as_ref().filter(|now| filter.matches(now)) {
                self.tally(&mut totals, now, 1);
            }
            match (now, self.card(*id)) {
                (Some(now), Some(signal)) => {
                    if signal.with_untracked(|was| *was != now) {
                        signal.set(now);
                    }
                }
                (Some(now), None) => self.cards.update_value(|cards| {
                    cards.insert(*id, ArcRwSignal::new(now));
                }),
                // A card that came only by a command which was then refused.
                (None, _) => {}
            }
        }
        if self.totals.with_untracked(|shown| *shown != totals) {
            self.totals.set(totals);
        }
        self.arrange();
    }

    /// Adds or subtracts a card until the server says how much it really is.
    fn tally(self, totals: &mut Totals, card: &Opportunity, sign: i64) {
        let Some(total) = totals.columns.get_mut(&card.stage) else { return };
        let probability =
            self.stages.with_untracked(|stages| stages.iter().find(|stage| stage.id == card.stage).map_or(0, |stage| stage.probability));
        let amount = card.amount.map(|amount| Money::new(amount.minor * sign, amount.currency));
        total.add(sign, amount, card.state, probability);
        if card.state == State::Open {
            total.open += sign;
        }
    }

    /// Puts the loaded cards that pass the filter into their columns, in order.
    fn arrange(self) {
        let filter = self.filter.get_value();
        let pending = self.replica.with_value(|replica| {
            let view = replica.view();
            for (stage, column) in self.columns.get_untracked() {
                let bound = column.bound.get_value();
                let is_loaded = |card: &&Opportunity| bound.as_ref().is_none_or(|(rank, id)| (&card.rank, card.id) <= (rank, *id));
                let ids: Vec<OpportunityId> =
                    view.column(stage).filter(is_loaded).filter(|card| filter.matches(card)).map(|card| card.id).collect();
                if column.ids.with_untracked(|shown| **shown != ids) {
                    column.ids.set(Arc::new(ids));
                }
            }
            let commands = replica.pending().filter_map(|envelope| match &envelope.command {
                Command::Board(command) => Some(command.cards()),
                _ => None,
            });
            gather::<BTreeSet<_>, _>(commands.flatten())
        });
        if self.pending.with_untracked(|shown| *shown != pending) {
            self.pending.set(pending);
        }
    }

    /// Loads the next cards of a column, if there are more.
    pub fn load_more(self, stage: StageId) {
        let Some(column) = self.columns.with_untracked(|columns| columns.get(&stage).copied()) else { return };
        let Some(bound) = column.bound.get_value() else { return };
        if column.is_loading.get_value() {
            return;
        }
        column.is_loading.set_value(true);
        spawn_local(async move {
            let answer = api::column(self.space.slug(), stage, self.filter.get_value(), Some(bound)).await;
            if !self.is_here() {
                return;
            }
            column.is_loading.set_value(false);
            let Ok(Cards { seq, cards }) = answer else { return };
            let last = cards.last().map(|card| (card.rank.clone(), card.id));
            column.bound.set_value(if cards.len() < MORE_CARDS { None } else { last });
            self.load(seq, cards);
        });
    }

    /// Whether the column has cards that are not loaded.
    pub fn has_more(self, stage: StageId) -> bool {
        self.columns.with_untracked(|columns| columns.get(&stage).is_some_and(|column| column.bound.with_value(Option::is_some)))
    }

    /// Takes in cards that were read from the server as of `seq`.
    pub fn load(self, seq: i64, cards: Vec<Opportunity>) {
        let (touched, stale) = self.replica.try_update_value(|replica| replica.load(seq, cards)).unwrap_or_default();
        if !stale.is_empty() {
            self.want(stale);
            self.refresh_soon();
        }
        for id in &touched {
            let card = self.replica.with_value(|replica| replica.view().card(*id).cloned());
            if let Some(card) = card {
                match self.card(*id) {
                    Some(signal) => signal.set(card),
                    None => self.cards.update_value(|cards| {
                        cards.insert(*id, ArcRwSignal::new(card));
                    }),
                }
            }
        }
        self.arrange();
    }

    /// Reads totals and unknown cards anew when things have calmed down.
    fn refresh_soon(self) {
        if self.refresh_is_due.get_value() {
            return;
        }
        self.refresh_is_due.set_value(true);
        set_timeout(
            move || {
                self.refresh_is_due.try_set_value(false);
                self.refresh();
            },
            SETTLE,
        );
    }

    fn refresh(self) {
        let Some(has_pending) = self.replica.try_with_value(|replica| replica.pending().next().is_some()) else { return };
        if has_pending && self.space.feed.connection.get_untracked() == Connection::Live {
            self.refresh_soon();
            return;
        }
        let mut wanted = self.wanted.try_update_value(std::mem::take).unwrap_or_default();
        if let Some(first_later) = wanted.iter().nth(CARDS_MAX).copied() {
            self.want(wanted.split_off(&first_later));
            self.refresh_soon();
        }
        spawn_local(async move {
            let answer = api::refresh(self.space.slug(), self.pipeline, self.filter.get_value(), wanted.iter().copied().collect()).await;
            if !self.is_here() {
                return;
            }
            let Ok(refreshed) = answer else {
                // The return of the connection, or the next change, asks again.
                self.want(wanted);
                return;
            };
            // Commands that were shown meanwhile are not in these totals; the next round has them.
            if self.replica.try_with_value(|replica| replica.pending().next().is_some()) != Some(false) {
                self.refresh_soon();
            } else {
                self.replica.update_value(|replica| {
                    replica.refresh(|board| {
                        board.counts = gather(refreshed.totals.columns.iter().map(|(stage, total)| (*stage, total.open)));
                    });
                });
                if self.totals.with_untracked(|shown| *shown != refreshed.totals) {
                    self.totals.set(refreshed.totals);
                }
            }
            let here = refreshed.cards.into_iter().filter(|card| card.pipeline == self.pipeline).collect::<Vec<_>>();
            if !here.is_empty() {
                self.load(refreshed.seq, here);
            }
        });
    }

    /// Has cards read with the next refresh.
    fn want(self, ids: BTreeSet<OpportunityId>) {
        self.wanted.update_value(|wanted| wanted.extend(ids));
    }

    fn flash(self, ids: BTreeSet<OpportunityId>) {
        if ids.is_empty() {
            return;
        }
        self.arrived.set(ids);
        set_timeout(
            move || {
                self.arrived.try_update(BTreeSet::clear);
            },
            Duration::from_millis(1500),
        );
    }

    /// Who else is looking at the card.
    pub fn visitor(self, id: OpportunityId) -> Option<PersonId> {
        let me = self.space.me.get_value();
        self.space.feed.presence.with(|all| all.iter().find(|one| one.card == Some(id) && Some(one.person) != me).map(|one| one.person))
    }

    /// The cards that a gesture on one of them concerns: the selection when it is part of it, in the order of the board.
    pub fn gesture(self, id: OpportunityId) -> Vec<OpportunityId> {
        let selected = self.selected.get_untracked();
        if !selected.contains(&id) {
            return vec![id];
        }
        self.in_order(&selected)
    }

    /// How many of these cards would come into a stage from another one.
    pub fn arriving(self, stage: StageId, cards: &[OpportunityId]) -> i64 {
        let count = cards.iter().filter(|id| self.peek(**id).is_some_and(|card| card.stage != stage)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Asks why the open ones of these cards were won or lost.
    pub fn ask_reason(self, mut cards: Vec<OpportunityId>, won: bool) {
        cards.retain(|id| self.peek(*id).is_some_and(|card| card.state == State::Open && card.deleted_at.is_none()));
        if !cards.is_empty() {
            self.question.set(Some(Question::Reason { cards, won }));
        }
    }

    /// The given cards in the order of the board.
    pub fn in_order(self, ids: &BTreeSet<OpportunityId>) -> Vec<OpportunityId> {
        let stages = self.stages.get_untracked();
        let columns = self.columns.get_untracked();
        let shown = stages.iter().filter_map(|stage| columns.get(&stage.id)).flat_map(|column| column.ids.get_untracked().to_vec());
        shown.filter(|id| ids.contains(id)).collect()
    }
}

impl Column {
    fn new(bound: Option<(Rank, OpportunityId)>) -> Self {
        Self { ids: RwSignal::default(), bound: StoredValue::new(bound), is_loading: StoredValue::new(false) }
    }
}
