//! What follows from a command's changes in the same transaction: stages' rules pass cards on, and people are told.

use std::collections::BTreeMap;

use heliu_domain::{
    BoardCommand, Opportunity, OwnerRule, Problem, Record, Stage, assignment,
    board::Author,
    change::{Change, How},
    command::Command,
    directory::Person,
    handover::{self, Arrival, Facts, checked_note},
    id::*,
    inbox,
    opportunity::Value,
    policy::Scope,
};

use crate::{
    commit::Decision,
    db::{Connection, sql, statements},
    fault::Fault,
    read,
    responsibility::{CellRow, HoldingRow, part_columns},
    rows::{self, PersonRow, columns},
};

statements! {
    PEOPLE = concat!("select ", columns!(person), " from person where workspace = $1 and active = 1");
    CELLS = concat!("select ", part_columns!(cell), " from cell where workspace = $1 and row_id = $2 and letter = 'A' \
        and (column_kind <> 'role' or column_id in (select id from role where workspace = $1 and active = 1))");
    HOLDINGS = concat!("select ", part_columns!(holding), " from holding where workspace = $1 \
        and role in (select column_id from cell where workspace = $1 and row_id = $2 and letter = 'A')");
    LAST_TURN = "select turn from handover where workspace = $1 and stage = $2 order by turn desc limit 1";
    TURN_OF = "select turn from handover where workspace = $1 and stage = $2 and receiver = $3 order by turn desc limit 1";
}

/// Adds to a decision what follows from it. Only what is done on a board has consequences: an undo restores what was, and an import
/// says how things are.
pub(super) async fn react(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    id: CommandId,
    command: &Command,
    decision: &mut Decision,
) -> Result<(), Fault> {
    let Command::Board(command) = command else { return Ok(()) };
    let mut ids = Ids::new(id);
    if let Some(stage) = decision.entered.take() {
        let note = match command {
            BoardCommand::Move { note, .. } => checked_note(note)?,
            _ => String::new(),
        };
        let arrivals = handover::arrivals(stage.id, &decision.changes, |id| decision.cards.get(&id));
        if !arrivals.is_empty() {
            let made = decision.changes.iter().filter_map(|change| match change {
                Change::OpportunityAdded { opportunity } => Some(&**opportunity),
                _ => None,
            });
            let cards: Vec<&Opportunity> = made.chain(arrivals.iter().filter_map(|arrival| decision.cards.get(&arrival.card))).collect();
            let mut facts = facts(connection, workspace, &stage, &cards, author).await?;
            decision.changes.extend(handover::react(&mut facts, &arrivals, &note, author, &mut ids));
        }
    }
    if decision.changes.iter().any(concerns_people) {
        let told = inbox::react(&decision.changes, author, &mut ids);
        decision.changes.extend(told);
    }
    Ok(())
}

/// Whom a stage's rule would give each of these cards now; for one that nobody would get, whoever has it.
pub(crate) async fn outlook(
    connection: &mut Connection,
    workspace: WorkspaceId,
    stage: &Stage,
    cards: &[Opportunity],
    author: &Author,
) -> Result<Vec<Option<PersonId>>, Fault> {
    let mut facts = facts(connection, workspace, stage, &cards.iter().collect::<Vec<_>>(), author).await?;
    let arrivals: Vec<Arrival> = cards.iter().map(|card| Arrival { card: card.id, owner: card.owner }).collect();
    let changes = handover::react(&mut facts, &arrivals, "", author, &mut Ids::new(CommandId(uuid::Uuid::nil())));
    let passed: BTreeMap<OpportunityId, PersonId> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Put { now: Some(Record::Handover(it)), .. } => Some((it.opportunity, it.to?)),
            _ => None,
        })
        .collect();
    Ok(cards.iter().map(|card| passed.get(&card.id).copied().or(card.owner)).collect())
}

/// Reads what the stage's rule asks for, and no more. Only people who see the pipeline, and do more than read, receive cards.
async fn facts(
    connection: &mut Connection,
    workspace: WorkspaceId,
    stage: &Stage,
    cards: &[&Opportunity],
    author: &Author,
) -> Result<Facts, Fault> {
    let mut facts = Facts::new(stage.id, stage.owner_rule);
    if stage.owner_rule == OwnerRule::Keep {
        return Ok(facts);
    }
    let pipeline = rows::pipeline(connection, workspace, stage.pipeline).await?.ok_or_else(|| Problem::not_found("pipeline"))?;
    let people = rows::read(sql(PEOPLE).bind(workspace).all::<PersonRow>(connection).await?)?;
    let candidates: Vec<Person> =
        assignment::candidates(people.iter()).filter(|person| Scope::of(person, &pipeline.visibility).is_some()).cloned().collect();
    facts.active = candidates.iter().map(|person| person.id).collect();
    let today = author.at.date();
    match stage.owner_rule {
        OwnerRule::Accountable => {
            let row = stage.id.to_string();
            facts.cells = rows::read(sql(CELLS).bind(workspace).bind(&row).all::<CellRow>(connection).await?)?;
            facts.holdings = rows::read(sql(HOLDINGS).bind(workspace).bind(&row).all::<HoldingRow>(connection).await?)?;
            let last: Option<(i64,)> = sql(LAST_TURN).bind(workspace).bind(stage.id).optional(connection).await?;
            facts.last_turn = last.map_or(0, |(turn,)| turn);
            for person in facts.accountable(today) {
                let turn: Option<(i64,)> = sql(TURN_OF).bind(workspace).bind(stage.id).bind(person).optional(connection).await?;
                facts.turns.extend(turn.map(|(turn,)| (person, turn)));
            }
        }
        OwnerRule::BestMatch => {
            let mut ranking = read::assignment(connection, workspace, stage.pipeline, stage.id, author.at).await?;
            facts.best = handover::best_matches(&mut ranking, stage.id, &candidates, cards.iter().copied(), today);
        }
        OwnerRule::Keep | OwnerRule::Person(_) => {}
    }
    Ok(facts)
}

/// Whether a change gives somebody a part in a card, or takes it.
fn concerns_people(change: &Change) -> bool {
    match change {
        Change::OpportunityAdded { opportunity } => opportunity.owner.is_some() || !opportunity.collaborators.is_empty(),
        Change::OpportunityChanged { how: How::HandedOver, .. } => true,
        Change::OpportunityChanged { how: How::Edited, sets, .. } => {
            sets.iter().any(|set| matches!(set.now, Value::Owner(_) | Value::Collaborators(_)))
        }
        _ => false,
    }
}
