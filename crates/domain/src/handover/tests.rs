//! The rules of stages, and the turns that people take.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    opportunity::State,
    rank::Rank,
    responsibility::{HoldingDates, Row},
    time::date_from_days,
};

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn card(number: u128) -> OpportunityId {
    OpportunityId(Uuid::from_u128(number))
}

fn stage() -> StageId {
    StageId(Uuid::from_u128(900))
}

fn role(number: u128) -> RoleId {
    RoleId(Uuid::from_u128(800 + number))
}

fn author() -> Author {
    Author { person: person(99), at: Timestamp(1_000_000_000_000) }
}

fn ids() -> Ids {
    Ids::new(CommandId(Uuid::from_u128(7)))
}

fn holds(of: RoleId, who: u128, deputy: bool) -> Holding {
    Holding { id: HoldingId(Uuid::from_u128(who)), role: of, person: person(who), deputy, dates: HoldingDates::default() }
}

fn cell(column: Column, letter: Letter) -> Cell {
    Cell { row: Row::Stage(stage()), column, letter }
}

/// One accountable role with so many holders.
fn facts(holders: u128) -> Facts {
    let mut facts = Facts::new(stage(), OwnerRule::Accountable);
    facts.active = (1..=20).map(person).collect();
    facts.cells = vec![cell(Column::Role(role(1)), Letter::Accountable)];
    facts.holdings = (1..=holders).map(|number| holds(role(1), number, false)).collect();
    facts
}

fn records(changes: &[Change]) -> Vec<Handover> {
    let records = changes.iter().filter_map(|change| match change {
        Change::Put { was: None, now: Some(Record::Handover(handover)) } => Some(handover.clone()),
        _ => None,
    });
    records.collect()
}

#[test]
fn a_rule_is_read_as_it_was_written() {
    for rule in [OwnerRule::Keep, OwnerRule::Accountable, OwnerRule::BestMatch, OwnerRule::Person(person(5))] {
        assert_eq!(OwnerRule::parse(&rule.stored()), Some(rule));
    }
    assert_eq!(OwnerRule::parse("somebody"), None);
}

#[test]
fn a_note_is_trimmed_and_bounded() {
    assert_eq!(checked_note("  He pays late.\r\n\r\nAsk Li.  "), Ok("He pays late.\n\nAsk Li.".to_owned()));
    assert_eq!(checked_note(&"字".repeat(NOTE_MAX)).map(|note| note.chars().count()), Ok(NOTE_MAX));
    assert_eq!(checked_note(&"字".repeat(NOTE_MAX + 1)).map_err(|problem| problem.code), Err(Code::TooLong));
}

#[test]
fn only_those_who_answer_and_are_there_take_turns() {
    let today = author().at.date();
    let mut facts = facts(2);
    let find = |facts: &Facts| facts.accountable(today).into_iter().map(|it| it.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(find(&facts), [1, 2]);
    // Responsible is not accountable; a person may stand in the row beside roles.
    facts.cells.push(cell(Column::Person(person(3)), Letter::Accountable));
    facts.cells.push(cell(Column::Person(person(4)), Letter::Responsible));
    assert_eq!(find(&facts), [1, 2, 3]);
    facts.active.remove(&person(3));
    facts.active.remove(&person(2));
    assert_eq!(find(&facts), [1]);
    // A deputy stands in when every holder is away, and only as long as that.
    facts.holdings.push(holds(role(1), 7, true));
    assert_eq!(find(&facts), [1]);
    if let Some(holding) = facts.holdings.first_mut() {
        holding.dates.away_from = Some(date_from_days(crate::time::days_from_date(today) - 1));
    }
    assert_eq!(find(&facts), [7]);
    facts.active.remove(&person(7));
    assert_eq!(find(&facts), [0u128; 0]);
    assert_eq!(facts.receiver(card(1), Some(person(9)), today), None);
}

#[test]
fn a_holding_that_is_over_or_has_not_begun_does_not_count() {
    let today = author().at.date();
    let day = |days: i64| Some(date_from_days(crate::time::days_from_date(today) + days));
    let mut facts = facts(3);
    let [first, second, third] = facts.holdings.as_mut_slice() else { panic!("three hold it") };
    first.dates.until = day(-1);
    second.dates.from = day(1);
    third.dates.until = day(0);
    assert_eq!(facts.accountable(today), BTreeSet::from([person(3)]));
}

#[test]
fn a_card_that_stays_leaves_a_trace_only_if_there_is_a_note() {
    let mut facts = facts(2);
    let arrivals = [Arrival { card: card(1), owner: Some(person(2)) }];
    assert_eq!(react(&mut facts, &arrivals, "", &author(), &mut ids()), []);
    let [noted] = records(&react(&mut facts, &arrivals, "note", &author(), &mut ids())).try_into().unwrap_or_else(|_| panic!("one note"));
    assert_eq!((noted.from, noted.to, noted.turn, noted.passes()), (Some(person(2)), Some(person(2)), 0, false));
    assert_eq!(facts.last_turn, 0);
}

#[test]
fn a_named_person_who_has_left_receives_nothing() {
    let mut facts = Facts::new(stage(), OwnerRule::Person(person(5)));
    facts.active = BTreeSet::from([person(5)]);
    assert_eq!(facts.receiver(card(1), None, author().at.date()), Some(person(5)));
    facts.active.clear();
    let changes = react(&mut facts, &[Arrival { card: card(1), owner: Some(person(2)) }], "", &author(), &mut ids());
    let told = records(&changes);
    assert!(changes.len() == 1 && told.iter().all(|it| it.to.is_none() && it.from == Some(person(2))));
}

#[test]
fn only_cards_that_come_from_elsewhere_arrive() {
    let at = author().at;
    let mut known = crate::opportunity::Opportunity::new(card(1), PipelineId(Uuid::nil()), stage(), Rank::first(), "Card".to_owned(), at);
    known.owner = Some(person(3));
    let sets = |value: Value| Set::differing(&known, [value]);
    let moved = |how, value: Value| Change::OpportunityChanged { id: card(1), how, sets: sets(value) };
    let elsewhere = StageId(Uuid::from_u128(901));
    let into = Value::Stage(PipelineId(Uuid::nil()), elsewhere);
    let find = |change: Change| arrivals(elsewhere, &[change], |id| (id == known.id).then_some(&known));
    assert_eq!(find(moved(How::Moved, into.clone())), [Arrival { card: card(1), owner: Some(person(3)) }]);
    assert_eq!(find(moved(How::Undone, into.clone())), []);
    assert_eq!(find(moved(How::Imported, into)), []);
    assert_eq!(find(moved(How::Moved, Value::State(State::Won))), []);
    let mut made = known.clone();
    made.stage = elsewhere;
    assert_eq!(find(Change::OpportunityAdded { opportunity: Box::new(made) }).len(), 1);
    assert_eq!(find(Change::OpportunityAdded { opportunity: Box::new(known.clone()) }), []);
}

proptest! {
    /// After n times k cards each of n people has k of them, however the cards come: one by one or many at once, and whether the
    /// turns are remembered by these facts or read anew from what was recorded.
    #[test]
    fn turns_are_fair(holders in 1u128..8, rounds in 1usize..6, batches in prop::collection::vec(1usize..7, 1..60), forgets in any::<bool>()) {
        let total = usize::try_from(holders).unwrap_or(0) * rounds;
        let mut facts = facts(holders);
        let mut recorded: Vec<Handover> = Vec::new();
        let mut ids = ids();
        let mut sizes = batches.into_iter().cycle();
        while recorded.len() < total {
            let size = sizes.next().unwrap_or(1).min(total - recorded.len());
            let cards: Vec<Arrival> = (0..size).map(|index| Arrival { card: card((recorded.len() + index) as u128), owner: None }).collect();
            recorded.extend(records(&react(&mut facts, &cards, "", &author(), &mut ids)));
            if forgets {
                let mut again = Facts { turns: BTreeMap::new(), last_turn: 0, ..facts.clone() };
                for it in &recorded {
                    again.last_turn = again.last_turn.max(it.turn);
                    if let Some(to) = it.to {
                        let turn = again.turns.entry(to).or_default();
                        *turn = (*turn).max(it.turn);
                    }
                }
                prop_assert_eq!(&again.turns, &facts.turns);
                facts = again;
            }
        }
        let mut taken: BTreeMap<PersonId, usize> = BTreeMap::new();
        for it in &recorded {
            *taken.entry(it.to.unwrap_or(person(0))).or_default() += 1;
        }
        prop_assert_eq!(taken, (1..=holders).map(|number| (person(number), rounds)).collect::<BTreeMap<_, _>>());
        let turns: Vec<i64> = recorded.iter().map(|it| it.turn).collect();
        prop_assert_eq!(turns, (1..=i64::try_from(total).unwrap_or(0)).collect::<Vec<_>>());
    }

    /// The same facts give the same people, and nobody who does not answer for the stage ever receives a card by its rule.
    #[test]
    fn only_present_people_receive(holders in 0u128..6, inactive in prop::collection::btree_set(1u128..6, 0..6), owner in prop::option::of(1u128..9)) {
        let mut facts = facts(holders);
        facts.active.retain(|person| inactive.iter().all(|number| person.0.as_u128() != *number));
        let (today, owner) = (author().at.date(), owner.map(person));
        let receiver = facts.receiver(card(1), owner, today);
        prop_assert_eq!(receiver, facts.clone().receiver(card(1), owner, today));
        match receiver {
            Some(receiver) => prop_assert!(facts.accountable(today).contains(&receiver) && facts.active.contains(&receiver)),
            None => prop_assert!(facts.accountable(today).is_empty()),
        }
    }
}
