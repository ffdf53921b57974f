use heliu_domain::{
    Board, BoardCommand, Change, Code, Currency, Money, Place, Value,
    board::{self},
    undo::{Present, invert},
};
use proptest::prelude::*;

use crate::fixture::*;

fn take_back(board: &mut Board, changes: &[Change]) -> Result<(), heliu_domain::Problem> {
    for change in changes.iter().rev() {
        let opportunity = match change {
            Change::OpportunityAdded { opportunity } => board.card(opportunity.id).cloned(),
            Change::OpportunityChanged { id, .. } => board.card(*id).cloned(),
            _ => None,
        };
        for inverse in invert(change, &Present { opportunity, ..Present::default() }, &author(9))? {
            board::apply(board, &inverse);
        }
    }
    Ok(())
}

fn command() -> impl Strategy<Value = BoardCommand> {
    let place =
        prop_oneof![Just(Place::Top), Just(Place::End), (0u64..6).prop_map(|n| Place::Beside { after: Some(card_id(n)), before: None })];
    prop_oneof![
        (prop::collection::btree_set(0u64..6, 1..3), 0u64..3, place).prop_map(|(cards, stage, place)| move_to(
            &cards.into_iter().collect::<Vec<_>>(),
            stage,
            place
        )),
        (0u64..6, any::<bool>()).prop_map(|(card, won)| BoardCommand::Close { cards: vec![card_id(card)], won, reason: "r".into() }),
        (0u64..6).prop_map(|card| BoardCommand::Reopen { cards: vec![card_id(card)] }),
        (0u64..6).prop_map(|card| BoardCommand::Delete { cards: vec![card_id(card)] }),
        (0u64..6).prop_map(|card| BoardCommand::Restore { cards: vec![card_id(card)] }),
    ]
}

proptest! {
    #[test]
    fn taking_back_a_command_restores_the_board(before in prop::collection::vec(command(), 0..8), last in command()) {
        let mut board = board_of(6);
        for command in &before {
            let _ = run(&mut board, command);
        }
        let saved = board.clone();
        if let Ok(changes) = run(&mut board, &last) {
            take_back(&mut board, &changes).unwrap();
            prop_assert_eq!(board, saved);
        }
    }
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let mut board = board_of(1);
    let edit = |was, now| BoardCommand::Edit { edits: vec![board::Edit { card: card_id(0), sets: vec![heliu_domain::Set { was, now }] }] };
    let amount = |minor| Value::Amount(Some(Money::new(minor, Currency::CNY)));
    let first = run(&mut board, &edit(Value::Amount(None), amount(1))).unwrap();
    run(&mut board, &edit(amount(1), amount(2))).unwrap();
    let problem = take_back(&mut board, &first).unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (Code::ChangedSince, Some("amount")));
    assert_eq!(board.card(card_id(0)).unwrap().amount, Some(Money::new(2, Currency::CNY)));
}

#[test]
fn a_new_card_goes_to_the_bin() {
    let mut board = board_of(1);
    let create = BoardCommand::Create {
        id: card_id(7),
        pipeline: pipeline(),
        stage: stage_id(0),
        place: Place::Top,
        title: "new".into(),
        values: Vec::new(),
    };
    let changes = run(&mut board, &create).unwrap();
    take_back(&mut board, &changes).unwrap();
    assert!(board.card(card_id(7)).unwrap().deleted_at.is_some());
}
