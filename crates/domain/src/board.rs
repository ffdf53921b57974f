//! The pure board: commands are decided against what is known, and their changes applied, alike on server and in browser.
//!
//! The server decides against the part of the board that a command concerns, the browser against what it has loaded.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, How, Set},
    handover::checked_note,
    id::*,
    opportunity::{Opportunity, State, Value},
    order::{gather, sort},
    pipeline::{CustomField, Stage},
    problem::{Code, Conflict, Missing, Problem},
    rank::Rank,
    record::Record,
    text,
    time::Timestamp,
};

/// Most cards that one command concerns.
pub const CARDS_MAX: usize = 1000;

/// Who acts, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub person: PersonId,
    pub at: Timestamp,
}

/// Where in a stage a card is to go: an intent, from which the rank is made where the truth is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before every other card.
    Top,
    /// Behind every other card.
    End,
    /// Directly behind `after`; if that card has left the stage, directly before `before`; if both have, at the end.
    Beside {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<OpportunityId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<OpportunityId>,
    },
}

/// What can be done on a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardCommand {
    /// A new opportunity; `values` are further editable fields.
    Create { id: OpportunityId, pipeline: PipelineId, stage: StageId, place: Place, title: String, values: Vec<Value> },
    /// Moves cards, in the given order, to a place in a stage. `seen` says in which stage the author saw each of them: one that
    /// another person has taken elsewhere meanwhile is not fetched back unseen. Empty where that does not matter.
    Move {
        cards: Vec<OpportunityId>,
        stage: StageId,
        place: Place,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        seen: Vec<StageId>,
        /// What the next owner should know, in Markdown.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Changes fields of cards.
    Edit { edits: Vec<Edit> },
    /// Confirms, or takes back, points of an entry checklist.
    Check { card: OpportunityId, requirements: Vec<RequirementId>, done: bool },
    /// Closes cards as won or lost, with the reason.
    Close { cards: Vec<OpportunityId>, won: bool, reason: String },
    /// Takes up closed cards again.
    Reopen { cards: Vec<OpportunityId> },
    /// Puts cards into the recycle bin.
    Delete { cards: Vec<OpportunityId> },
    /// Takes cards out of the recycle bin.
    Restore { cards: Vec<OpportunityId> },
}

/// New values for fields of one card, each with the value that the author saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    pub card: OpportunityId,
    pub sets: Vec<Set>,
}

impl BoardCommand {
    /// The cards that it names, those that it moves or edits first.
    pub fn cards(&self) -> Vec<OpportunityId> {
        match self {
            Self::Create { id, .. } => vec![*id],
            Self::Check { card, .. } => vec![*card],
            Self::Move { cards, .. }
            | Self::Close { cards, .. }
            | Self::Reopen { cards }
            | Self::Delete { cards }
            | Self::Restore { cards } => cards.clone(),
            Self::Edit { edits } => edits.iter().map(|edit| edit.card).collect(),
        }
    }

    /// The command as its author means it who sees these cards now.
    #[must_use]
    pub fn seeing(self, board: &Board) -> Self {
        match self {
            Self::Move { cards, stage, place, note, .. } => {
                let seen: Vec<StageId> = cards.iter().filter_map(|id| board.card(*id)).map(|card| card.stage).collect();
                // Cards that are not here cannot have been seen.
                let seen = if seen.len() == cards.len() { seen } else { Vec::new() };
                Self::Move { cards, stage, place, seen, note }
            }
            other => other,
        }
    }

    /// The stage and place that it puts cards into, if it does.
    pub fn destination(&self) -> Option<(StageId, Place)> {
        match self {
            Self::Create { stage, place, .. } | Self::Move { stage, place, .. } => Some((*stage, *place)),
            _ => None,
        }
    }
}

/// Cards with their stages and order; a whole board or the part of it that matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// The stages of the pipelines concerned.
    pub stages: BTreeMap<StageId, Stage>,
    /// The custom fields of those pipelines.
    pub fields: BTreeMap<CustomFieldId, CustomField>,
    /// Everybody who can be named.
    pub people: BTreeSet<PersonId>,
    /// Open cards per stage, also those that are not here.
    pub counts: BTreeMap<StageId, i64>,
    cards: BTreeMap<OpportunityId, Opportunity>,
    order: BTreeMap<StageId, BTreeSet<(Rank, OpportunityId)>>,
}

impl Board {
    /// The card, if it is here.
    pub fn card(&self, id: OpportunityId) -> Option<&Opportunity> {
        self.cards.get(&id)
    }

    /// All cards that are here, in no meaningful order.
    pub fn cards(&self) -> impl Iterator<Item = &Opportunity> {
        self.cards.values()
    }

    /// The cards of a stage that are here, in order, whatever their state.
    pub fn column(&self, stage: StageId) -> impl DoubleEndedIterator<Item = &Opportunity> {
        self.order.get(&stage).into_iter().flatten().filter_map(|(_, id)| self.cards.get(id))
    }

    /// Puts a card onto the board, replacing the one of that id.
    pub fn insert(&mut self, card: Opportunity) {
        self.remove(card.id);
        self.order.entry(card.stage).or_default().insert((card.rank.clone(), card.id));
        self.cards.insert(card.id, card);
    }

    /// Takes a card off the board.
    pub fn remove(&mut self, id: OpportunityId) -> Option<Opportunity> {
        let card = self.cards.remove(&id)?;
        if let Some(order) = self.order.get_mut(&card.stage) {
            order.remove(&(card.rank.clone(), id));
            if order.is_empty() {
                self.order.remove(&card.stage);
            }
        }
        Some(card)
    }

    fn known(&self, id: OpportunityId) -> Result<&Opportunity, Problem> {
        self.cards.get(&id).ok_or_else(|| Problem::not_found("opportunity"))
    }

    /// A card that is neither closed nor in the bin.
    fn workable(&self, id: OpportunityId) -> Result<&Opportunity, Problem> {
        let card = self.live(id)?;
        if card.state == State::Open { Ok(card) } else { Err(Problem::of(Code::Closed, "opportunity").with(&card.title)) }
    }

    fn live(&self, id: OpportunityId) -> Result<&Opportunity, Problem> {
        let card = self.known(id)?;
        if card.deleted_at.is_none() { Ok(card) } else { Err(Problem::of(Code::Deleted, "opportunity").with(&card.title)) }
    }

    fn stage(&self, id: StageId) -> Result<&Stage, Problem> {
        self.stages.get(&id).ok_or_else(|| Problem::not_found("stage"))
    }

    /// Ranks for `count` cards at a place, as if the `moving` cards were not there.
    fn ranks(&self, stage: StageId, place: Place, moving: &[OpportunityId]) -> Vec<Rank> {
        let moving: BTreeSet<OpportunityId> = gather(moving.iter().copied());
        let mut others = self.column(stage).filter(|card| !moving.contains(&card.id)).peekable();
        let in_stage = |id: Option<OpportunityId>| {
            id.filter(|id| !moving.contains(id)).and_then(|id| self.cards.get(&id)).filter(|card| card.stage == stage)
        };
        let (low, high) = match place {
            Place::Top => (None, others.next()),
            Place::End => (others.next_back(), None),
            Place::Beside { after, before } => match (in_stage(after), in_stage(before)) {
                (Some(low), _) => (Some(low), others.find(|card| (&card.rank, card.id) > (&low.rank, low.id))),
                (None, Some(high)) => (others.rfind(|card| (&card.rank, card.id) < (&high.rank, high.id)), Some(high)),
                (None, None) => (others.next_back(), None),
            },
        };
        Rank::spread(low.map(|card| &card.rank), high.map(|card| &card.rank), moving.len())
    }
}

/// Decides a board command against what is known.
///
/// # Errors
/// A problem naming the field; then nothing is changed.
pub fn decide(board: &Board, command: &BoardCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    let named = command.cards();
    if named.is_empty() {
        return Err(Problem::of(Code::Required, "cards"));
    }
    if named.len() > CARDS_MAX {
        return Err(Problem::of(Code::TooLong, "cards").with(CARDS_MAX));
    }
    if gather::<BTreeSet<OpportunityId>, _>(named.iter().copied()).len() != named.len() {
        return Err(Problem::of(Code::Invalid, "cards"));
    }
    match command {
        BoardCommand::Create { id, pipeline, stage, place, title, values } => {
            create(board, author, *id, *pipeline, *stage, *place, title, values)
        }
        BoardCommand::Move { cards, stage, place, seen, note } => {
            checked_note(note)?;
            relocate(board, author, cards, *stage, *place, seen)
        }
        BoardCommand::Edit { edits } => {
            let changes: Vec<Change> =
                edits.iter().map(|edit| revise(board, edit)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
            Ok(changes)
        }
        BoardCommand::Check { card, requirements, done } => check(board, *card, requirements, *done),
        BoardCommand::Close { cards, won, reason } => close(board, author, cards, *won, reason),
        BoardCommand::Reopen { cards } => reopen(board, author, cards),
        BoardCommand::Delete { cards } => {
            each(cards, How::Deleted, |id| Ok(Set::differing(board.live(id)?, [Value::DeletedAt(Some(author.at))])))
        }
        BoardCommand::Restore { cards } => each(cards, How::Restored, |id| Ok(Set::differing(board.known(id)?, [Value::DeletedAt(None)]))),
    }
}

/// One change for every card whose sets are not empty.
fn each(
    cards: &[OpportunityId],
    how: How,
    mut sets: impl FnMut(OpportunityId) -> Result<Vec<Set>, Problem>,
) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::with_capacity(cards.len());
    for id in cards {
        let sets = sets(*id)?;
        if !sets.is_empty() {
            changes.push(Change::OpportunityChanged { id: *id, how, sets });
        }
    }
    Ok(changes)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one command, taken apart once")]
fn create(
    board: &Board,
    author: &Author,
    id: OpportunityId,
    pipeline: PipelineId,
    stage: StageId,
    place: Place,
    title: &str,
    values: &[Value],
) -> Result<Vec<Change>, Problem> {
    let into = board.stage(stage)?;
    if into.pipeline != pipeline {
        return Err(Problem::not_found("stage"));
    }
    if board.cards.contains_key(&id) {
        return Err(Problem::of(Code::Taken, "id"));
    }
    let rank = board.ranks(stage, place, &[id]).pop().unwrap_or_else(Rank::first);
    let mut card = Opportunity::new(id, pipeline, stage, rank, text::name("title", title)?, author.at);
    for value in values {
        card.set(valid(board, pipeline, value.clone())?);
    }
    // A first stage's checklist speaks of cards that enter from elsewhere; creating there is how a card comes to be.
    if !board.is_first(into) {
        demand(into, [&card])?;
    }
    make_room(board, into, 1)?;
    let mut changes = vec![Change::OpportunityAdded { opportunity: Box::new(card.clone()) }];
    changes.extend(shorten(board, stage, &[(id, card.rank)]));
    Ok(changes)
}

fn relocate(
    board: &Board,
    author: &Author,
    cards: &[OpportunityId],
    stage: StageId,
    place: Place,
    seen: &[StageId],
) -> Result<Vec<Change>, Problem> {
    let into = board.stage(stage)?;
    let moved: Vec<&Opportunity> = cards.iter().map(|id| board.workable(*id)).collect::<Result<_, _>>()?;
    if !seen.is_empty() && seen.len() != cards.len() {
        return Err(Problem::of(Code::Invalid, "seen"));
    }
    if let Some((card, _)) = moved.iter().zip(seen).find(|(card, seen)| card.stage != **seen && card.stage != stage) {
        let there = board.stages.get(&card.stage).map(|stage| stage.name.as_str()).unwrap_or_default();
        return Err(Problem::of(Code::Overtaken, "stage").with(&card.title).with(there));
    }
    let arriving: Vec<&Opportunity> = moved.iter().copied().filter(|card| card.stage != stage).collect();
    if arriving.iter().any(|card| card.pipeline != into.pipeline && !card.custom.is_empty() && board.fields.is_empty()) {
        return Err(Problem::of(Code::Invalid, "stage"));
    }
    demand(into, arriving.iter().copied())?;
    make_room(board, into, arriving.len())?;
    let ranks = board.ranks(stage, place, cards);
    let mut changes = Vec::with_capacity(moved.len());
    for (card, rank) in moved.iter().zip(&ranks) {
        let mut values = vec![Value::Rank(rank.clone())];
        if card.stage != stage {
            values.extend([Value::Stage(into.pipeline, stage), Value::EnteredAt(author.at), Value::TouchedAt(author.at)]);
        }
        changes.push(Change::OpportunityChanged { id: card.id, how: How::Moved, sets: Set::differing(card, values) });
    }
    let placed: Vec<(OpportunityId, Rank)> = cards.iter().copied().zip(ranks).collect();
    changes.extend(shorten(board, stage, &placed));
    changes.retain(|change| !matches!(change, Change::OpportunityChanged { sets, .. } if sets.is_empty()));
    Ok(changes)
}

fn revise(board: &Board, edit: &Edit) -> Result<Option<Change>, Problem> {
    let card = board.live(edit.card)?;
    let mut conflicts = Vec::new();
    let mut values = Vec::with_capacity(edit.sets.len());
    for set in &edit.sets {
        let field = set.now.field();
        if set.was.field() != field || !field.is_editable() {
            return Err(Problem::of(Code::Invalid, field.name()));
        }
        let present = card.get(field);
        let wanted = merged(&present, &set.was, &set.now);
        if present != set.was && present != wanted && matches!(wanted, Value::Collaborators(_) | Value::Tags(_)) {
            values.push(valid(board, card.pipeline, wanted)?);
        } else if !same(&present, &set.was) && !same(&present, &set.now) {
            conflicts.push(Conflict { opportunity: card.id, before: set.was.clone(), theirs: present, yours: set.now.clone() });
        } else {
            values.push(valid(board, card.pipeline, set.now.clone())?);
        }
    }
    if !conflicts.is_empty() {
        return Err(Problem { conflicts, ..Problem::of(Code::Conflict, "opportunity").with(&card.title) });
    }
    let sets = Set::differing(card, values);
    Ok((!sets.is_empty()).then_some(Change::OpportunityChanged { id: card.id, how: How::Edited, sets }))
}

/// Equal for the purpose of noticing another person's edit: a renamed account is still the same account.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Account(Some(a)), Value::Account(Some(b))) => a.id == b.id,
        (Value::Contact(Some(a)), Value::Contact(Some(b))) => a.id == b.id,
        _ => a == b,
    }
}

/// Lists are edited by adding and removing; what two people added and removed is kept of both.
fn merged(present: &Value, was: &Value, now: &Value) -> Value {
    fn merge<T: Clone + PartialEq>(present: &[T], was: &[T], now: &[T]) -> Vec<T> {
        let kept = present.iter().filter(|item| now.contains(item) || !was.contains(item));
        let added = now.iter().filter(|item| !was.contains(item) && !present.contains(item));
        kept.chain(added).cloned().collect()
    }
    match (present, was, now) {
        (Value::Tags(present), Value::Tags(was), Value::Tags(now)) => Value::Tags(merge(present, was, now)),
        (Value::Collaborators(present), Value::Collaborators(was), Value::Collaborators(now)) => {
            Value::Collaborators(merge(present, was, now))
        }
        _ => now.clone(),
    }
}

/// The value as it is stored, if everything that it names exists.
fn valid(board: &Board, pipeline: PipelineId, value: Value) -> Result<Value, Problem> {
    let field = value.field();
    if !field.is_editable() {
        return Err(Problem::of(Code::Invalid, field.name()));
    }
    let exists = match &value {
        Value::Owner(Some(person)) => board.people.contains(person),
        Value::Collaborators(people) => people.iter().all(|person| board.people.contains(person)),
        Value::Custom(id, Some(custom)) => {
            let Some(field) = board.fields.get(id).filter(|field| field.pipeline == pipeline) else {
                return Err(Problem::not_found("custom"));
            };
            field.accepts(custom)
        }
        _ => true,
    };
    if exists { value.checked() } else { Err(Problem::of(Code::Invalid, field.name())) }
}

fn check(board: &Board, card: OpportunityId, requirements: &[RequirementId], done: bool) -> Result<Vec<Change>, Problem> {
    let card = board.live(card)?;
    let known: BTreeSet<RequirementId> =
        gather(board.stages.values().flat_map(|stage| &stage.requirements).map(|requirement| requirement.id));
    let mut checks = card.checks.clone();
    for requirement in requirements {
        if !known.contains(requirement) {
            return Err(Problem::not_found("requirement"));
        }
        if done {
            checks.insert(*requirement)
        } else {
            checks.remove(requirement)
        };
    }
    each(&[card.id], How::Checked, |_| Ok(Set::differing(card, [Value::Checks(checks.clone())])))
}

fn close(board: &Board, author: &Author, cards: &[OpportunityId], won: bool, reason: &str) -> Result<Vec<Change>, Problem> {
    let reason = text::line("reason", reason, 500)?;
    if reason.is_empty() {
        return Err(Problem::of(Code::Required, "reason"));
    }
    let (state, how) = if won { (State::Won, How::Won) } else { (State::Lost, How::Lost) };
    each(cards, how, |id| {
        let card = board.live(id)?;
        let closed_at = if card.state == State::Open { Some(author.at) } else { card.closed_at };
        Ok(Set::differing(
            card,
            [Value::State(state), Value::Reason(reason.clone()), Value::ClosedAt(closed_at), Value::TouchedAt(author.at)],
        ))
    })
}

fn reopen(board: &Board, author: &Author, cards: &[OpportunityId]) -> Result<Vec<Change>, Problem> {
    let mut returning: BTreeMap<StageId, usize> = BTreeMap::new();
    for id in cards {
        let card = board.live(*id)?;
        if card.state != State::Open {
            *returning.entry(card.stage).or_default() += 1;
        }
    }
    for (stage, count) in returning {
        make_room(board, board.stage(stage)?, count)?;
    }
    each(cards, How::Reopened, |id| {
        let values = [Value::State(State::Open), Value::Reason(String::new()), Value::ClosedAt(None), Value::TouchedAt(author.at)];
        let card = board.live(id)?;
        Ok(if card.state == State::Open { Vec::new() } else { Set::differing(card, values) })
    })
}

/// Refuses when a card lacks what the stage asks for on entry.
fn demand<'a>(stage: &Stage, cards: impl IntoIterator<Item = &'a Opportunity>) -> Result<(), Problem> {
    let lacking = cards.into_iter().map(|card| Missing { opportunity: card.id, requirements: stage.unmet(card) });
    let missing: Vec<Missing> = lacking.filter(|missing| !missing.requirements.is_empty()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Problem { missing, ..Problem::of(Code::Missing, "stage").with(&stage.name) }) }
}

/// Refuses when the stage's hard limit leaves no room for `arriving` more cards.
fn make_room(board: &Board, stage: &Stage, arriving: usize) -> Result<(), Problem> {
    let Some(limit) = stage.limit.filter(|limit| limit.hard) else { return Ok(()) };
    let present = board.counts.get(&stage.id).copied().unwrap_or(0);
    let arriving = i64::try_from(arriving).unwrap_or(i64::MAX);
    if arriving == 0 || present.saturating_add(arriving) <= i64::from(limit.cards) {
        return Ok(());
    }
    Err(Problem::of(Code::StageFull, "stage").with(&stage.name).with(limit.cards))
}

/// When a new rank has grown long, spreads the ranks of the cards around it that are known, within the outermost of them.
fn shorten(board: &Board, stage: StageId, placed: &[(OpportunityId, Rank)]) -> Vec<Change> {
    if !placed.iter().any(|(_, rank)| rank.is_long()) {
        return Vec::new();
    }
    let new: BTreeMap<OpportunityId, &Rank> = gather(placed.iter().map(|(id, rank)| (*id, rank)));
    let standing = board.column(stage).filter(|card| !new.contains_key(&card.id)).map(|card| (&card.rank, card.id));
    let mut column: Vec<(&Rank, OpportunityId)> = standing.chain(placed.iter().map(|(id, rank)| (rank, *id))).collect();
    sort(&mut column, Ord::cmp);
    let is_short = |entry: &(&Rank, OpportunityId)| !entry.0.is_long() && !new.contains_key(&entry.1);
    let low = column.first().copied().filter(is_short);
    let high = column.last().copied().filter(is_short);
    let from = usize::from(low.is_some());
    let to = column.len() - usize::from(high.is_some());
    let inner = column.get(from..to).unwrap_or_default();
    let ranks = Rank::spread(low.map(|entry| entry.0), high.map(|entry| entry.0), inner.len());
    let respread = inner.iter().zip(ranks).filter(|((was, _), now)| **was != *now);
    respread
        .map(|((was, id), now)| {
            let set = Set { was: Value::Rank((*was).clone()), now: Value::Rank(now) };
            Change::OpportunityChanged { id: *id, how: How::Reranked, sets: vec![set] }
        })
        .collect()
}

impl Board {
    fn is_first(&self, stage: &Stage) -> bool {
        self.stages
            .values()
            .filter(|other| other.pipeline == stage.pipeline)
            .all(|other| (&stage.rank, stage.id) <= (&other.rank, other.id))
    }

    fn count(&mut self, card: &Opportunity, by: i64) {
        if card.state == State::Open && card.deleted_at.is_none() {
            *self.counts.entry(card.stage).or_default() += by;
        }
    }
}

/// Applies a change to what is known; returns the opportunity concerned, if it is here now or was.
pub fn apply(board: &mut Board, change: &Change) -> Option<OpportunityId> {
    match change {
        Change::OpportunityAdded { opportunity } => {
            if board.cards.contains_key(&opportunity.id) {
                return Some(opportunity.id);
            }
            board.count(opportunity, 1);
            board.insert((**opportunity).clone());
            Some(opportunity.id)
        }
        Change::OpportunityChanged { id, sets, .. } => {
            let mut card = board.remove(*id)?;
            board.count(&card, -1);
            for set in sets {
                card.set(set.now.clone());
            }
            board.count(&card, 1);
            board.insert(card);
            Some(*id)
        }
        Change::Described { id, .. } => board.cards.contains_key(id).then_some(*id),
        Change::Put { was, now } => {
            place_record(board, was.as_ref(), now.as_ref());
            None
        }
    }
}

fn place_record(board: &mut Board, was: Option<&Record>, now: Option<&Record>) {
    match (was, now) {
        (_, Some(Record::Stage(stage))) => {
            board.stages.insert(stage.id, stage.clone());
        }
        (Some(Record::Stage(stage)), None) => {
            board.stages.remove(&stage.id);
        }
        (_, Some(Record::CustomField(field))) => {
            board.fields.insert(field.id, field.clone());
        }
        (Some(Record::CustomField(field)), None) => {
            board.fields.remove(&field.id);
        }
        (_, Some(Record::Person(person))) => {
            board.people.insert(person.id);
        }
        (Some(Record::Account(was)), Some(Record::Account(now))) if was.name != now.name => {
            for card in board.cards.values_mut() {
                if let Some(link) = card.account.as_mut().filter(|link| link.id == now.id) {
                    link.name.clone_from(&now.name);
                }
            }
        }
        (Some(Record::Contact(was)), Some(Record::Contact(now))) if was.name != now.name => {
            for card in board.cards.values_mut() {
                if let Some(link) = card.contact.as_mut().filter(|link| link.id == now.id) {
                    link.name.clone_from(&now.name);
                }
            }
        }
        _ => {}
    }
}
