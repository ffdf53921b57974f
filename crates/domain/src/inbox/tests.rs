//! Who is told what.

use uuid::Uuid;

use super::*;
use crate::{change::Set, handover::OwnerRule, opportunity::Opportunity, rank::Rank};

const ACTOR: u128 = 9;

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn author() -> Author {
    Author { person: person(ACTOR), at: Timestamp(5) }
}

fn card(number: u128) -> OpportunityId {
    OpportunityId(Uuid::from_u128(number))
}

fn edited(number: u128, how: How, was: Value, now: Value) -> Change {
    Change::OpportunityChanged { id: card(number), how, sets: vec![Set { was, now }] }
}

fn owner(number: u128, was: Option<u128>, now: Option<u128>) -> Change {
    edited(number, How::Edited, Value::Owner(was.map(person)), Value::Owner(now.map(person)))
}

fn handed(number: u128, from: Option<u128>, to: Option<u128>) -> Change {
    Change::made(Record::Handover(Handover {
        id: HandoverId(Uuid::from_u128(100 + number)),
        opportunity: card(number),
        stage: StageId(Uuid::from_u128(50)),
        rule: OwnerRule::Accountable,
        by: person(ACTOR),
        from: from.map(person),
        to: to.map(person),
        turn: 1,
        note: String::new(),
        at: Timestamp(5),
    }))
}

/// Whom these changes tell what: kind, person, further cards.
fn check(changes: &[Change], expected: &[(Kind, u128, i64)]) {
    let told = react(changes, &author(), &mut Ids::new(CommandId(Uuid::from_u128(3))));
    let told: Vec<(Kind, u128, i64)> = told
        .iter()
        .map(|change| match change {
            Change::Put { was: None, now: Some(Record::Notification(it)) } => (it.kind, it.person.0.as_u128(), it.more),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn both_sides_are_told_and_the_actor_is_not() {
    check(&[handed(1, Some(1), Some(2))], &[(Kind::HandedOver, 2, 0), (Kind::PassedOn, 1, 0)]);
    check(&[handed(1, Some(ACTOR), Some(2))], &[(Kind::HandedOver, 2, 0)]);
    check(&[handed(1, Some(1), Some(ACTOR))], &[(Kind::PassedOn, 1, 0)]);
    check(&[handed(1, None, Some(2))], &[(Kind::HandedOver, 2, 0)]);
    check(&[owner(1, Some(1), Some(2))], &[(Kind::Given, 2, 0), (Kind::Taken, 1, 0)]);
    check(&[owner(1, Some(1), None)], &[(Kind::Taken, 1, 0)]);
    check(&[owner(1, Some(ACTOR), Some(ACTOR))], &[]);
}

#[test]
fn what_passes_nothing_on_tells_nobody() {
    check(&[handed(1, Some(1), None)], &[]);
    check(&[handed(1, Some(1), Some(1))], &[]);
    for how in [How::Undone, How::Imported, How::HandedOver] {
        check(&[edited(1, how, Value::Owner(Some(person(1))), Value::Owner(Some(person(2))))], &[]);
    }
}

#[test]
fn only_those_added_to_a_card_are_asked_for_help() {
    let people = |numbers: &[u128]| Value::Collaborators(numbers.iter().copied().map(person).collect());
    check(&[edited(1, How::Edited, people(&[1]), people(&[2, 1, ACTOR]))], &[(Kind::Involved, 2, 0)]);
    check(&[edited(1, How::Edited, people(&[1, 2]), people(&[2]))], &[]);
}

#[test]
fn a_card_passed_on_as_it_is_made_never_was_with_its_first_owner() {
    let stage = StageId(Uuid::from_u128(50));
    let mut made = Opportunity::new(card(1), PipelineId(Uuid::nil()), stage, Rank::first(), "Card".to_owned(), Timestamp(0));
    made.owner = Some(person(1));
    made.collaborators = vec![person(3)];
    let added = Change::OpportunityAdded { opportunity: Box::new(made) };
    check(std::slice::from_ref(&added), &[(Kind::Given, 1, 0), (Kind::Involved, 3, 0)]);
    check(&[added, handed(1, Some(1), Some(2))], &[(Kind::HandedOver, 2, 0), (Kind::Involved, 3, 0)]);
}

#[test]
fn many_cards_of_one_command_are_told_together() {
    let some: Vec<Change> = (0..5).map(|number| handed(number, Some(1), Some(2))).collect();
    check(&some, &[[(Kind::HandedOver, 2, 0); 5], [(Kind::PassedOn, 1, 0); 5]].concat());
    let many: Vec<Change> = (0..6).map(|number| handed(number, Some(1), Some(if number == 0 { 3 } else { 2 }))).collect();
    let single = [(Kind::HandedOver, 2, 0); 5];
    check(&many, &[&single[..], &[(Kind::HandedOver, 3, 0), (Kind::PassedOn, 1, 5)]].concat());
}

#[test]
fn one_marks_only_ones_own_and_only_once() {
    let notification = |id: u128, whose: u128, read_at: Option<i64>| Notification {
        id: NotificationId(Uuid::from_u128(id)),
        person: person(whose),
        kind: Kind::Given,
        opportunity: card(1),
        more: 0,
        stage: None,
        handover: None,
        owner: None,
        actor: person(1),
        at: Timestamp(1),
        read_at: read_at.map(Timestamp),
    };
    let present = [notification(1, ACTOR, None), notification(2, 1, None), notification(3, ACTOR, Some(2))];
    let changes = decide(&present, &author());
    let read = notification(1, ACTOR, Some(5));
    assert_eq!(changes, Change::replaced(Record::Notification(present[0].clone()), Record::Notification(read)));
    assert_eq!(changes.first().and_then(Change::addressee), Some(person(ACTOR)));
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(Kind::parse("told"), None);
}
