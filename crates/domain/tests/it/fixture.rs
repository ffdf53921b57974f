//! A small board for tests.

use std::collections::BTreeMap;

use heliu_domain::{
    Board, BoardCommand, Change, Opportunity, OpportunityId, PersonId, PipelineId, Place, Problem, Rank, Stage, StageId, Timestamp,
    board::{self, Author},
};
use uuid::Uuid;

pub fn uuid(kind: u8, number: u64) -> Uuid {
    Uuid::from_u64_pair(u64::from(kind), number)
}

pub fn card_id(number: u64) -> OpportunityId {
    OpportunityId(uuid(1, number))
}

pub fn stage_id(number: u64) -> StageId {
    StageId(uuid(2, number))
}

pub fn person(number: u64) -> PersonId {
    PersonId(uuid(3, number))
}

pub fn pipeline() -> PipelineId {
    PipelineId(uuid(4, 0))
}

pub fn author(at: i64) -> Author {
    Author { person: person(1), at: Timestamp(at) }
}

pub fn stage(number: u64) -> Stage {
    let rank = Rank::spread(None, None, usize::try_from(number).unwrap() + 1).pop().unwrap();
    Stage {
        id: stage_id(number),
        pipeline: pipeline(),
        name: format!("S{number}"),
        rank,
        probability: 50,
        limit: None,
        rot_days: None,
        requirements: Vec::new(),
        owner_rule: Default::default(),
    }
}

/// Three stages and, in the first, `cards` cards in order.
pub fn board_of(cards: u64) -> Board {
    let mut board = Board::default();
    board.stages = (0..3).map(|number| (stage_id(number), stage(number))).collect();
    board.people = [person(1), person(2)].into();
    board.counts = BTreeMap::from([(stage_id(0), i64::try_from(cards).unwrap()), (stage_id(1), 0), (stage_id(2), 0)]);
    for (number, rank) in (0..cards).zip(Rank::spread(None, None, usize::try_from(cards).unwrap())) {
        board.insert(Opportunity::new(card_id(number), pipeline(), stage_id(0), rank, format!("card {number}"), Timestamp(0)));
    }
    board
}

/// Decides and applies.
pub fn run(board: &mut Board, command: &BoardCommand) -> Result<Vec<Change>, Problem> {
    let changes = board::decide(board, command, &author(1))?;
    for change in &changes {
        board::apply(board, change);
    }
    Ok(changes)
}

pub fn move_to(cards: &[u64], stage: u64, place: Place) -> BoardCommand {
    BoardCommand::Move {
        cards: cards.iter().map(|number| card_id(*number)).collect(),
        stage: stage_id(stage),
        place,
        seen: Vec::new(),
        note: String::new(),
    }
}

/// The numbers of a stage's cards in order.
pub fn order(board: &Board, stage: u64) -> Vec<u64> {
    board.column(stage_id(stage)).map(|card| card.id.0.as_u64_pair().1).collect()
}
