//! What a stage does with the owner of a card that enters it: a reaction to the move, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    assignment,
    board::Author,
    change::{Change, How, Set},
    directory::Person,
    id::*,
    opportunity::{Opportunity, Value},
    problem::{Code, Problem},
    record::Record,
    responsibility::{Cell, Column, Holding, Letter},
    text,
    time::{Date, Timestamp},
};

/// Most characters of a hand-over note.
pub const NOTE_MAX: usize = 2000;

/// Who owns a card that enters a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerRule {
    /// Whoever owned it before.
    #[default]
    Keep,
    /// Whoever answers for the stage by the matrix; several of them in turn.
    Accountable,
    /// Whom the ranking for the card names first.
    BestMatch,
    /// Always the same person.
    Person(PersonId),
}

impl OwnerRule {
    /// Whether it leaves the owner as it is.
    pub fn keeps(&self) -> bool {
        *self == Self::Keep
    }

    /// The text under which it is stored.
    pub fn stored(self) -> String {
        match self {
            Self::Keep => "keep".to_owned(),
            Self::Accountable => "accountable".to_owned(),
            Self::BestMatch => "best_match".to_owned(),
            Self::Person(person) => person.to_string(),
        }
    }

    /// The rule of that text.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "keep" => Some(Self::Keep),
            "accountable" => Some(Self::Accountable),
            "best_match" => Some(Self::BestMatch),
            person => person.parse().ok().map(Self::Person),
        }
    }
}

/// What a stage's rule did when a card entered, with the note of whoever moved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub id: HandoverId,
    pub opportunity: OpportunityId,
    /// The stage that was entered.
    pub stage: StageId,
    pub rule: OwnerRule,
    /// Who moved the card.
    pub by: PersonId,
    /// Who owned it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PersonId>,
    /// Who owns it by the rule; nobody could be found when absent, and whoever owned it keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
    /// Counts what was given out in turn by this stage, from 1; 0 when nobody's turn was taken.
    #[serde(default)]
    pub turn: i64,
    /// What the next owner should know, in Markdown; it may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    pub at: Timestamp,
}

impl Handover {
    /// Whether the card has another owner now.
    pub fn passes(&self) -> bool {
        self.to.is_some() && self.to != self.from
    }
}

/// The note as it is stored.
///
/// # Errors
/// [`Code::TooLong`] beyond [`NOTE_MAX`] characters.
pub fn checked_note(raw: &str) -> Result<String, Problem> {
    let note = text::body("note", raw.trim())?;
    if note.chars().count() > NOTE_MAX { Err(Problem::of(Code::TooLong, "note").with(NOTE_MAX)) } else { Ok(note) }
}

/// What is known when a stage's rule is followed.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The stage that cards enter.
    pub stage: StageId,
    pub rule: OwnerRule,
    /// Everybody who can own a card here.
    pub active: BTreeSet<PersonId>,
    /// The stage's row of the matrix, without roles that are no longer in use.
    pub cells: Vec<Cell>,
    /// Who holds the roles of that row.
    pub holdings: Vec<Holding>,
    /// The last turn that each of them took of this stage.
    pub turns: BTreeMap<PersonId, i64>,
    /// The last turn that anybody took of this stage.
    pub last_turn: i64,
    /// Whom the ranking names first for each card, for [`OwnerRule::BestMatch`].
    pub best: BTreeMap<OpportunityId, PersonId>,
}

impl Facts {
    /// Nothing but the rule.
    pub fn new(stage: StageId, rule: OwnerRule) -> Self {
        Self {
            stage,
            rule,
            active: BTreeSet::new(),
            cells: Vec::new(),
            holdings: Vec::new(),
            turns: BTreeMap::new(),
            last_turn: 0,
            best: BTreeMap::new(),
        }
    }

    /// Those who answer for the stage on a day: holders of its accountable roles who are there, and if of one all are away, its
    /// deputies.
    pub fn accountable(&self, today: Date) -> BTreeSet<PersonId> {
        let columns = self.cells.iter().filter(|cell| cell.letter == Letter::Accountable).map(|cell| cell.column);
        let mut found = BTreeSet::new();
        for column in columns {
            match column {
                Column::Person(person) => found.extend(self.active.get(&person)),
                Column::Role(role) => {
                    let present = |deputy: bool| {
                        let of_role = self.holdings.iter().filter(move |it| it.role == role && it.deputy == deputy);
                        let there = of_role.filter(|it| it.is_current(today) && it.away_until(today).is_none());
                        there.filter_map(|it| self.active.get(&it.person)).copied()
                    };
                    let mut holders: BTreeSet<PersonId> = present(false).collect();
                    if holders.is_empty() {
                        holders.extend(present(true));
                    }
                    found.extend(holders);
                }
            }
        }
        found
    }

    /// Whom the rule gives a card of that owner, if anybody; an owner who is one of several stays.
    pub fn receiver(&self, card: OpportunityId, owner: Option<PersonId>, today: Date) -> Option<PersonId> {
        match self.rule {
            OwnerRule::Keep => owner,
            OwnerRule::Person(person) => self.active.get(&person).copied(),
            OwnerRule::BestMatch => self.best.get(&card).copied(),
            OwnerRule::Accountable => {
                let answering = self.accountable(today);
                let is_one = |owner: &PersonId| answering.contains(owner);
                // Whose last turn lies longest ago; whoever never had one comes first.
                let next = || answering.iter().copied().min_by_key(|person| (self.turns.get(person).copied().unwrap_or(0), *person));
                owner.filter(is_one).or_else(next)
            }
        }
    }

    /// Takes a turn, which the next card then finds taken.
    fn take_turn(&mut self, person: PersonId) -> i64 {
        self.last_turn += 1;
        self.turns.insert(person, self.last_turn);
        self.last_turn
    }
}

/// Whom the ranking names first for each of the cards that enter a stage, among those who are there. Every card adds to the load of
/// whoever gets it, so that many at once are spread.
pub fn best_matches<'a>(
    facts: &mut assignment::Facts,
    stage: StageId,
    candidates: &[Person],
    cards: impl IntoIterator<Item = &'a Opportunity>,
    today: Date,
) -> BTreeMap<OpportunityId, PersonId> {
    let mut best = BTreeMap::new();
    for card in cards {
        let ranked = assignment::rank(facts, stage, &card.tags, candidates, today);
        let Some(first) = ranked.into_iter().find(|proposal| !proposal.is_away()) else { continue };
        if card.owner != Some(first.person) {
            facts.works.entry(first.person).or_default().open += 1;
        }
        best.insert(card.id, first.person);
    }
    best
}

/// A card that enters the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub card: OpportunityId,
    pub owner: Option<PersonId>,
}

/// The cards that enter the stage by changes, in order; `known` are cards as they were before.
pub fn arrivals<'a>(stage: StageId, changes: &[Change], known: impl Fn(OpportunityId) -> Option<&'a Opportunity>) -> Vec<Arrival> {
    let arrival = |change: &Change| match change {
        Change::OpportunityAdded { opportunity } if opportunity.stage == stage => {
            Some(Arrival { card: opportunity.id, owner: opportunity.owner })
        }
        Change::OpportunityChanged { id, how: How::Moved, sets } => {
            let enters = sets.iter().any(|set| matches!(set.now, Value::Stage(_, now) if now == stage));
            enters.then(|| Arrival { card: *id, owner: known(*id).and_then(|card| card.owner) })
        }
        _ => None,
    };
    changes.iter().filter_map(arrival).collect()
}

/// What follows from cards entering a stage: new owners, and the record of the hand-over.
///
/// Nothing is recorded of a card that stays with its owner as the rule wants it, unless there is a note.
pub fn react(facts: &mut Facts, arrivals: &[Arrival], note: &str, author: &Author, ids: &mut Ids) -> Vec<Change> {
    let (mut owners, mut records) = (Vec::new(), Vec::new());
    for Arrival { card, owner } in arrivals.iter().copied() {
        let to = facts.receiver(card, owner, author.at.date());
        let passes = to.is_some() && to != owner;
        if !passes && to.is_some() && note.is_empty() || facts.rule.keeps() && note.is_empty() {
            continue;
        }
        let turn = match to {
            Some(person) if passes && facts.rule == OwnerRule::Accountable => facts.take_turn(person),
            _ => 0,
        };
        if passes {
            let set = Set { was: Value::Owner(owner), now: Value::Owner(to) };
            owners.push(Change::OpportunityChanged { id: card, how: How::HandedOver, sets: vec![set] });
        }
        let handover = Handover {
            id: HandoverId(ids.take()),
            opportunity: card,
            stage: facts.stage,
            rule: facts.rule,
            by: author.person,
            from: owner,
            to,
            turn,
            note: note.to_owned(),
            at: author.at,
        };
        records.push(Change::made(Record::Handover(handover)));
    }
    owners.extend(records);
    owners
}

#[cfg(test)]
mod tests;
