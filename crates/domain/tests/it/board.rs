use heliu_domain::{
    BoardCommand, Code, Currency, Field, Money, Place, Requirement, RequirementId, Set, StageLimit, State, Value, board::Edit,
    pipeline::Need,
};

use crate::fixture::*;

fn check(commands: &[BoardCommand], expected: [&[u64]; 3]) {
    let mut board = board_of(5);
    for command in commands {
        run(&mut board, command).unwrap();
    }
    assert_eq!([order(&board, 0), order(&board, 1), order(&board, 2)], expected.map(<[u64]>::to_vec));
}

fn beside(after: Option<u64>, before: Option<u64>) -> Place {
    Place::Beside { after: after.map(card_id), before: before.map(card_id) }
}

#[test]
fn cards_go_where_they_are_put() {
    check(&[move_to(&[1], 1, Place::Top)], [&[0, 2, 3, 4], &[1], &[]]);
    check(&[move_to(&[4], 0, Place::Top)], [&[4, 0, 1, 2, 3], &[], &[]]);
    check(&[move_to(&[0], 0, Place::End)], [&[1, 2, 3, 4, 0], &[], &[]]);
    check(&[move_to(&[0], 0, beside(Some(2), None))], [&[1, 2, 0, 3, 4], &[], &[]]);
    check(&[move_to(&[4], 0, beside(None, Some(1)))], [&[0, 4, 1, 2, 3], &[], &[]]);
    check(&[move_to(&[3, 1], 2, Place::End)], [&[0, 2, 4], &[], &[3, 1]]);
}

#[test]
fn when_the_card_above_has_left_the_one_below_decides_and_then_the_end() {
    check(&[move_to(&[2], 1, Place::Top), move_to(&[0], 0, beside(Some(2), Some(3)))], [&[1, 0, 3, 4], &[2], &[]]);
    check(&[move_to(&[2, 3], 1, Place::Top), move_to(&[0], 0, beside(Some(2), Some(3)))], [&[1, 4, 0], &[2, 3], &[]]);
}

#[test]
fn moving_a_card_to_its_own_place_changes_no_order() {
    check(&[move_to(&[2], 0, beside(Some(1), Some(3)))], [&[0, 1, 2, 3, 4], &[], &[]]);
}

#[test]
fn a_hard_limit_refuses_and_a_soft_one_does_not() {
    let mut board = board_of(3);
    let limit = |hard| Some(StageLimit { cards: 1, hard });
    board.stages.get_mut(&stage_id(1)).unwrap().limit = limit(true);
    run(&mut board, &move_to(&[0], 1, Place::Top)).unwrap();
    assert_eq!(run(&mut board, &move_to(&[1], 1, Place::Top)).unwrap_err().code, Code::StageFull);
    // Reordering within a full stage is no arrival.
    run(&mut board, &move_to(&[0], 1, Place::End)).unwrap();
    board.stages.get_mut(&stage_id(1)).unwrap().limit = limit(false);
    run(&mut board, &move_to(&[1], 1, Place::Top)).unwrap();
}

#[test]
fn a_stage_asks_for_just_what_is_missing() {
    let mut board = board_of(1);
    let need = |number, need| Requirement { id: RequirementId(uuid(9, number)), need };
    let requirements = vec![need(1, Need::Field(Field::Amount)), need(2, Need::Confirm("Budget confirmed".into()))];
    board.stages.get_mut(&stage_id(1)).unwrap().requirements = requirements.clone();
    let problem = run(&mut board, &move_to(&[0], 1, Place::Top)).unwrap_err();
    assert_eq!(problem.code, Code::Missing);
    assert_eq!(problem.missing.first().unwrap().requirements, requirements);
    let amount = Value::Amount(Some(Money::new(100, Currency::CNY)));
    run(&mut board, &edit(0, Value::Amount(None), amount)).unwrap();
    let check = BoardCommand::Check { card: card_id(0), requirements: vec![RequirementId(uuid(9, 2))], done: true };
    run(&mut board, &check).unwrap();
    run(&mut board, &move_to(&[0], 1, Place::Top)).unwrap();
}

fn edit(card: u64, was: Value, now: Value) -> BoardCommand {
    BoardCommand::Edit { edits: vec![Edit { card: card_id(card), sets: vec![Set { was, now }] }] }
}

#[test]
fn different_fields_are_both_kept_and_the_same_field_is_a_conflict_of_three_values() {
    let mut board = board_of(1);
    run(&mut board, &edit(0, Value::Title("card 0".into()), Value::Title("theirs".into()))).unwrap();
    run(&mut board, &edit(0, Value::Source(String::new()), Value::Source("fair".into()))).unwrap();
    let problem = run(&mut board, &edit(0, Value::Title("card 0".into()), Value::Title("mine".into()))).unwrap_err();
    let conflict = problem.conflicts.first().unwrap();
    assert_eq!(problem.code, Code::Conflict);
    assert_eq!(
        (&conflict.before, &conflict.theirs, &conflict.yours),
        (&Value::Title("card 0".into()), &Value::Title("theirs".into()), &Value::Title("mine".into()))
    );
    assert_eq!(board.card(card_id(0)).unwrap().source, "fair");
}

#[test]
fn tags_of_two_editors_are_merged() {
    let mut board = board_of(1);
    let tags = |list: &[&str]| Value::Tags(list.iter().map(ToString::to_string).collect());
    run(&mut board, &edit(0, tags(&[]), tags(&["a", "b"]))).unwrap();
    run(&mut board, &edit(0, tags(&["a", "b"]), tags(&["b", "c"]))).unwrap();
    // This editor still saw a and b, and adds d.
    run(&mut board, &edit(0, tags(&["a", "b"]), tags(&["a", "b", "d"]))).unwrap();
    assert_eq!(board.card(card_id(0)).unwrap().get(Field::Tags), tags(&["b", "c", "d"]));
}

#[test]
fn a_closed_card_stays_closed_until_reopened() {
    let mut board = board_of(1);
    let close = BoardCommand::Close { cards: vec![card_id(0)], won: false, reason: "price".into() };
    run(&mut board, &close).unwrap();
    assert_eq!(run(&mut board, &move_to(&[0], 1, Place::Top)).unwrap_err().code, Code::Closed);
    // Editing the tags of a lost card does not revive it.
    run(&mut board, &edit(0, Value::Tags(vec![]), Value::Tags(vec!["x".into()]))).unwrap();
    assert_eq!(board.card(card_id(0)).unwrap().state, State::Lost);
    assert_eq!(board.counts.get(&stage_id(0)), Some(&0));
    run(&mut board, &BoardCommand::Reopen { cards: vec![card_id(0)] }).unwrap();
    assert_eq!(board.card(card_id(0)).unwrap().state, State::Open);
    assert_eq!(board.counts.get(&stage_id(0)), Some(&1));
}

#[test]
fn closing_asks_for_a_reason() {
    let mut board = board_of(1);
    let problem = run(&mut board, &BoardCommand::Close { cards: vec![card_id(0)], won: true, reason: " ".into() }).unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::Required, Some("reason")));
}

#[test]
fn bookkeeping_fields_cannot_be_edited() {
    let mut board = board_of(1);
    let problem = run(&mut board, &edit(0, Value::State(State::Open), Value::State(State::Won))).unwrap_err();
    assert_eq!(problem.code, Code::Invalid);
}

#[test]
fn ranks_that_grow_long_are_spread_and_the_order_stays() {
    let mut board = board_of(3);
    let mut expected = vec![0, 1, 2];
    for round in 0..400 {
        // Always into the same gap, behind the first card.
        let moving = *expected.get(if round % 2 == 0 { 2 } else { 1 }).unwrap();
        expected.retain(|card| *card != moving);
        expected.insert(1, moving);
        run(&mut board, &move_to(&[moving], 0, beside(Some(0), None))).unwrap();
        assert_eq!(order(&board, 0), expected, "round {round}");
        assert!(board.cards().all(|card| card.rank.as_str().len() <= 30), "round {round}");
    }
}

#[test]
fn a_card_that_somebody_took_elsewhere_is_not_fetched_back_unseen() {
    let mut board = board_of(3);
    let stale = move_to(&[0, 1], 1, Place::End).seeing(&board);
    run(&mut board, &move_to(&[1], 2, Place::End)).unwrap();
    let refused = run(&mut board, &stale).unwrap_err();
    assert_eq!((refused.code, refused.params), (Code::Overtaken, vec!["card 1".to_owned(), "S2".to_owned()]));
    assert_eq!([order(&board, 0), order(&board, 1), order(&board, 2)], [vec![0, 2], vec![], vec![1]]);
    // Where both wanted the same, there is nothing to tell; and whoever has seen the new place may move it on.
    let same = move_to(&[2], 2, Place::Top).seeing(&board);
    run(&mut board, &move_to(&[2], 2, Place::End)).unwrap();
    run(&mut board, &same).unwrap();
    assert_eq!(order(&board, 2), [2, 1]);
    let seeing = move_to(&[1], 1, Place::End).seeing(&board);
    run(&mut board, &seeing).unwrap();
    assert_eq!(order(&board, 1), [1]);
}
