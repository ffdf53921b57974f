//! Somebody leaves: all that is theirs goes to somebody else in one step.

use std::collections::BTreeMap;

use crate::{
    board::Author,
    change::{Change, How, Set},
    directory::{Access, Person},
    id::*,
    opportunity::{Opportunity, Value},
    problem::{Code, Problem},
    record::Record,
    responsibility::{Cell, Column, Holding, HoldingDates, Letter, Part, Row},
    time::{DAY_MS, Timestamp},
};

/// What would belong to nobody if a person left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Burden {
    /// Open opportunities that they own or help with, also those in the recycle bin.
    pub cards: Vec<Opportunity>,
    /// What they and the successor hold, ended holdings included.
    pub holdings: Vec<Holding>,
    /// The letters of their own and of the successor's own in the matrix.
    pub cells: Vec<Cell>,
}

impl Burden {
    /// How many open opportunities, roles and rows of the matrix would be left without a person.
    pub fn counts(&self, person: PersonId, at: Timestamp) -> [usize; 3] {
        let owned = self.cards.iter().filter(|card| card.owner == Some(person)).count();
        let held = self.holdings.iter().filter(|holding| holding.person == person && lasts(holding, at)).count();
        let carried = self.cells.iter().filter(|cell| cell.column == Column::Person(person) && cell.letter.carries()).count();
        [owned, held, carried]
    }
}

/// Whether a holding is in force or will be.
fn lasts(holding: &Holding, at: Timestamp) -> bool {
    holding.dates.until.is_none_or(|until| until >= at.date())
}

/// Hands everything of `person` to `successor` and deactivates the person.
///
/// Open opportunities change their owner, closed ones keep theirs for the record. Roles held end yesterday and begin today for the
/// successor; letters in the matrix go over, of two in one row the stronger one stays. `ids` are for the new holdings, as many as
/// there are holdings.
///
/// # Errors
/// The successor is the same person, not active, or only reads.
pub fn decide(
    burden: &Burden,
    person: &Person,
    successor: &Person,
    mut ids: impl Iterator<Item = HoldingId>,
    author: &Author,
) -> Result<Vec<Change>, Problem> {
    if successor.id == person.id || !successor.active || successor.access == Access::Viewer {
        return Err(Problem::of(Code::Invalid, "successor"));
    }
    let mut changes: Vec<Change> = burden.cards.iter().filter_map(|card| hand_over(card, person.id, successor.id)).collect();
    for holding in burden.holdings.iter().filter(|holding| holding.person == person.id && lasts(holding, author.at)) {
        changes.extend(pass(holding, burden, successor.id, &mut ids, author.at));
    }
    changes.extend(letters(&burden.cells, person.id, successor.id));
    if person.active {
        changes.extend(Change::replaced(Record::Person(person.clone()), Record::Person(Person { active: false, ..person.clone() })));
    }
    Ok(changes)
}

fn hand_over(card: &Opportunity, from: PersonId, to: PersonId) -> Option<Change> {
    let owner = if card.owner == Some(from) { Some(to) } else { card.owner };
    let helpers: Vec<PersonId> = card.collaborators.iter().copied().filter(|helper| *helper != from && Some(*helper) != owner).collect();
    let sets = Set::differing(card, [Value::Owner(owner), Value::Collaborators(helpers)]);
    (!sets.is_empty()).then_some(Change::OpportunityChanged { id: card.id, how: How::Edited, sets })
}

fn pass(holding: &Holding, burden: &Burden, to: PersonId, ids: &mut impl Iterator<Item = HoldingId>, at: Timestamp) -> Vec<Change> {
    let today = at.date();
    let yesterday = Timestamp(at.0 - DAY_MS).date();
    let record = |holding: Holding| Record::Responsibility(Part::Holding(holding));
    let has_begun = holding.dates.from.is_none_or(|from| from <= yesterday);
    let mut changes = if has_begun {
        let ended = Holding { dates: HoldingDates { until: Some(yesterday), ..holding.dates }, ..holding.clone() };
        Change::replaced(record(holding.clone()), record(ended))
    } else {
        vec![Change::gone(record(holding.clone()))]
    };
    let from = holding.dates.from.map_or(today, |from| from.max(today));
    let same = |other: &&Holding| other.person == to && other.role == holding.role && lasts(other, at);
    let has_already = burden.holdings.iter().filter(same).any(|other| other.is_current(from) && (holding.deputy || !other.deputy));
    if let Some(id) = ids.next().filter(|_| !has_already) {
        let dates = HoldingDates { from: Some(from), until: holding.dates.until, away_from: None, away_until: None };
        changes.push(Change::made(record(Holding { id, role: holding.role, person: to, deputy: holding.deputy, dates })));
    }
    changes
}

fn letters(cells: &[Cell], from: PersonId, to: PersonId) -> Vec<Change> {
    let record = |cell: Cell| Record::Responsibility(Part::Cell(cell));
    let of = |person| {
        let own = cells.iter().filter(move |cell| cell.column == Column::Person(person));
        own.map(|cell| (cell.row, *cell)).collect::<BTreeMap<Row, Cell>>()
    };
    let theirs = of(to);
    let mut changes = Vec::new();
    for (row, cell) in of(from) {
        changes.push(Change::gone(record(cell)));
        let now = |letter| Cell { row, column: Column::Person(to), letter };
        match theirs.get(&row) {
            None => changes.push(Change::made(record(now(cell.letter)))),
            Some(own) => changes.extend(Change::replaced(record(*own), record(now(stronger(own.letter, cell.letter))))),
        }
    }
    changes
}

/// Who answers for a row does more for it than who does the work, is asked, or is told.
fn stronger(one: Letter, other: Letter) -> Letter {
    let order = [Letter::Accountable, Letter::Responsible, Letter::Consulted, Letter::Informed];
    order.into_iter().find(|letter| *letter == one || *letter == other).unwrap_or(one)
}
