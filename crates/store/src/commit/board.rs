//! Facts for board commands: the part of the board that a command concerns, and no more.

use std::collections::BTreeSet;

use heliu_domain::{
    board::{self, Author, Board, BoardCommand, CARDS_MAX, Place},
    change::Change,
    id::*,
    opportunity::{Opportunity, State, Value},
    pipeline::Stage,
    problem::Problem,
};

use crate::{
    card::{self, CardRow, card_columns, card_tables, parsed},
    commit::{Decision, links::Links, rights::Rights},
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, CustomFieldRow, StageRow, columns},
};

statements! {
    AFTER = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.stage = $2 and o.workspace = $1 \
        and (o.rank, o.id) > ($3, $4) order by o.rank, o.id limit $5");
    BEFORE = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.stage = $2 and o.workspace = $1 \
        and (o.rank, o.id) < ($3, $4) order by o.rank desc, o.id desc limit $5");
    LAST = concat!("select ", card_columns!(), " from ", card_tables!(), " where o.stage = $2 and o.workspace = $1 \
        order by o.rank desc, o.id desc limit $3");
    STAGES = concat!("select ", columns!(stage), " from stage where pipeline = $2 and workspace = $1 order by rank, id");
    SIBLINGS = concat!("select ", columns!(stage), " from stage where workspace = $1 \
        and pipeline = (select pipeline from stage where id = $2 and workspace = $1) order by rank, id");
    FIELDS = concat!("select ", columns!(custom_field), " from custom_field where pipeline = $2 and workspace = $1 order by rank, id");
    PEOPLE = "select id, active from person where workspace = $1";
    // Counted no further than it matters.
    OPEN_CARDS = "select count(*) as cards from (select 1 from opportunity where stage = $1 and state = 'open' \
        and deleted_at is null limit $2) as bounded";
}

/// How many cards on each side are spread anew when ranks have grown long.
const SPREAD: usize = 100;

/// Decides a board command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &BoardCommand,
    rights: &Rights,
) -> Result<Decision, Fault> {
    let named = command.cards();
    if named.is_empty() || named.len() > CARDS_MAX {
        return Ok(board::decide(&Board::default(), command, author)?.into());
    }
    let mut slice = Slice { connection, workspace, board: Board::default() };
    slice.cards(command, &named).await?;
    for card in slice.board.cards() {
        rights.reach(card, true)?;
    }
    slice.stages(command).await?;
    let values = values(command);
    slice.people(&values).await?;
    slice.fields(command, &values).await?;
    slice.neighbours(command, &named).await?;
    let mut links = Links::default();
    let command = links.resolve_command(slice.connection, workspace, command, &slice.board).await?;
    let mut changes = board::decide(&slice.board, &command, author)?;
    if changes.iter().any(gives_long_rank) {
        slice.widen(&command, &named).await?;
        changes = board::decide(&slice.board, &command, author)?;
    }
    if changes.is_empty() {
        return Ok(Decision::default());
    }
    let mut all = links.changes;
    all.extend(changes);
    let cards = slice.board.cards().map(|card| (card.id, card.clone())).collect();
    let into = command.destination().and_then(|(stage, _)| slice.board.stages.get(&stage));
    let entered = into.filter(|stage| !stage.owner_rule.keeps() || has_note(&command)).cloned();
    Ok(Decision { changes: all, cards, entered, undo: None })
}

/// Every stage of a pipeline of the workspace.
pub(super) async fn stages_of(connection: &mut Connection, workspace: WorkspaceId, pipeline: PipelineId) -> Result<Vec<Stage>, Fault> {
    rows::read(sql(STAGES).bind(workspace).bind(pipeline).all::<StageRow>(connection).await?)
}

/// Every custom field of a pipeline of the workspace.
pub(super) async fn fields_of(
    connection: &mut Connection,
    workspace: WorkspaceId,
    pipeline: PipelineId,
) -> Result<Vec<heliu_domain::CustomField>, Fault> {
    rows::read(sql(FIELDS).bind(workspace).bind(pipeline).all::<CustomFieldRow>(connection).await?)
}

/// The last card of a stage, whatever its state.
pub(super) async fn last_of(connection: &mut Connection, workspace: WorkspaceId, stage: StageId) -> Result<Option<Opportunity>, Fault> {
    sql(LAST).bind(workspace).bind(stage).bind(1i64).optional::<CardRow>(connection).await?.map(CardRow::card).transpose()
}

struct Slice<'a> {
    connection: &'a mut Connection,
    workspace: WorkspaceId,
    board: Board,
}

impl Slice<'_> {
    /// The cards that the command names; all must exist, except one that is to be made.
    async fn cards(&mut self, command: &BoardCommand, named: &[OpportunityId]) -> Result<(), Fault> {
        let is_new = matches!(command, BoardCommand::Create { .. });
        for id in named {
            match card::load(self.connection, self.workspace, *id).await? {
                Some(card) => self.board.insert(card),
                None if is_new => {}
                None => return Err(Problem::not_found("opportunity").into()),
            }
        }
        Ok(())
    }

    /// The stages that cards enter, with their siblings, and whose checklist is ticked; the counts of those with a hard limit.
    async fn stages(&mut self, command: &BoardCommand) -> Result<(), Fault> {
        let mut pipelines = BTreeSet::new();
        let mut counted = BTreeSet::new();
        if let Some((stage, _)) = command.destination() {
            for sibling in rows::read(sql(SIBLINGS).bind(self.workspace).bind(stage).all::<StageRow>(self.connection).await?)? {
                self.board.stages.insert(sibling.id, sibling);
            }
            if !self.board.stages.contains_key(&stage) {
                return Err(Problem::not_found("stage").into());
            }
            counted.insert(stage);
        }
        match command {
            BoardCommand::Check { .. } => pipelines.extend(self.board.cards().map(|card| card.pipeline)),
            BoardCommand::Reopen { .. } => {
                pipelines.extend(self.board.cards().map(|card| card.pipeline));
                counted.extend(self.board.cards().filter(|card| card.state != State::Open).map(|card| card.stage));
            }
            _ => {}
        }
        for pipeline in pipelines {
            for stage in stages_of(self.connection, self.workspace, pipeline).await? {
                self.board.stages.insert(stage.id, stage);
            }
        }
        for id in counted {
            let Some(limit) = self.board.stages.get(&id).and_then(|stage| stage.limit).filter(|limit| limit.hard) else { continue };
            let bound = i64::from(limit.cards) + 1;
            let (cards,): (i64,) = sql(OPEN_CARDS).bind(id).bind(bound).one(self.connection).await?;
            self.board.counts.insert(id, cards);
        }
        Ok(())
    }

    /// Who can be named: active people, and whoever stands on one of the cards already.
    async fn people(&mut self, values: &[&Value]) -> Result<(), Fault> {
        let named = values.iter().flat_map(|value| match value {
            Value::Owner(Some(person)) => vec![("owner", *person)],
            Value::Collaborators(people) => people.iter().map(|person| ("collaborators", *person)).collect(),
            _ => Vec::new(),
        });
        let named: Vec<(&str, PersonId)> = named.collect();
        if named.is_empty() {
            return Ok(());
        }
        let mut known = BTreeSet::new();
        let people: Vec<(String, i64)> = sql(PEOPLE).bind(self.workspace).all(self.connection).await?;
        for (id, active) in people {
            let id = parsed(&id)?;
            known.insert(id);
            if active == 1 {
                self.board.people.insert(id);
            }
        }
        if let Some((field, _)) = named.iter().find(|(_, person)| !known.contains(person)) {
            return Err(Problem::not_found(field).into());
        }
        let standing: Vec<PersonId> = self.board.cards().flat_map(|card| card.owner.iter().chain(&card.collaborators)).copied().collect();
        self.board.people.extend(standing);
        Ok(())
    }

    /// The custom fields of the pipelines in which values are set, or into which cards with values move.
    async fn fields(&mut self, command: &BoardCommand, values: &[&Value]) -> Result<(), Fault> {
        let mut pipelines = BTreeSet::new();
        let sets_custom = values.iter().any(|value| matches!(value, Value::Custom(..)));
        match command {
            BoardCommand::Create { pipeline, .. } if sets_custom => {
                pipelines.insert(*pipeline);
            }
            BoardCommand::Edit { .. } if sets_custom => pipelines.extend(self.board.cards().map(|card| card.pipeline)),
            BoardCommand::Move { stage, .. } => {
                let target = self.board.stages.get(stage).map(|stage| stage.pipeline);
                let leaving = self.board.cards().any(|card| Some(card.pipeline) != target && !card.custom.is_empty());
                pipelines.extend(target.filter(|_| leaving));
            }
            _ => {}
        }
        for pipeline in pipelines {
            for field in fields_of(self.connection, self.workspace, pipeline).await? {
                self.board.fields.insert(field.id, field);
            }
        }
        Ok(())
    }

    /// The anchors of the place and the cards next to it, of which some may be the moved ones themselves.
    async fn neighbours(&mut self, command: &BoardCommand, named: &[OpportunityId]) -> Result<(), Fault> {
        let Some((stage, place)) = command.destination() else { return Ok(()) };
        if let Place::Beside { after, before } = place {
            for anchor in [after, before].into_iter().flatten() {
                if self.board.card(anchor).is_none() {
                    let card = card::load(self.connection, self.workspace, anchor).await?;
                    self.board.insert(card.ok_or_else(|| Problem::not_found("opportunity"))?);
                }
            }
        }
        let enough = named.len() + 2;
        let beside = match pivot(&self.board, stage, place, named) {
            Pivot::Start => self.after(stage, None, enough).await?,
            Pivot::End => self.last(stage, enough).await?,
            Pivot::Behind(card) => self.after(stage, Some(&card), enough).await?,
            Pivot::Before(card) => self.before(stage, &card, enough).await?,
        };
        for card in beside {
            self.board.insert(card);
        }
        Ok(())
    }

    /// Loads so many cards around the place that long ranks can be spread anew between two short ones, without a gap.
    async fn widen(&mut self, command: &BoardCommand, named: &[OpportunityId]) -> Result<(), Fault> {
        let Some((stage, place)) = command.destination() else { return Ok(()) };
        let pivot = pivot(&self.board, stage, place, named);
        let strangers: Vec<OpportunityId> = self.board.column(stage).map(|card| card.id).filter(|id| !named.contains(id)).collect();
        for id in strangers {
            self.board.remove(id);
        }
        let is_closed = |cards: &[Opportunity], limit: usize| {
            cards.len() < limit || cards.iter().rev().find(|card| !named.contains(&card.id)).is_some_and(|card| !card.rank.is_long())
        };
        let mut limit = SPREAD + named.len();
        loop {
            let (left, right) = match &pivot {
                Pivot::Start => (Vec::new(), self.after(stage, None, limit).await?),
                Pivot::End => (self.last(stage, limit).await?, Vec::new()),
                Pivot::Behind(card) | Pivot::Before(card) => {
                    (self.before(stage, card, limit).await?, self.after(stage, Some(card), limit).await?)
                }
            };
            if is_closed(&left, limit) && is_closed(&right, limit) {
                let middle = match pivot {
                    Pivot::Behind(card) | Pivot::Before(card) => Some(*card),
                    Pivot::Start | Pivot::End => None,
                };
                for card in left.into_iter().chain(middle).chain(right) {
                    self.board.insert(card);
                }
                return Ok(());
            }
            limit *= 2;
        }
    }

    async fn after(&mut self, stage: StageId, card: Option<&Opportunity>, limit: usize) -> Result<Vec<Opportunity>, Fault> {
        let (rank, id) = card.map(|card| (card.rank.as_str().to_owned(), card.id.to_string())).unwrap_or_default();
        card::cards(sql(AFTER).bind(self.workspace).bind(stage).bind(rank).bind(id).bind(limit).all::<CardRow>(self.connection).await?)
    }

    async fn before(&mut self, stage: StageId, card: &Opportunity, limit: usize) -> Result<Vec<Opportunity>, Fault> {
        let statement = sql(BEFORE).bind(self.workspace).bind(stage).bind(&card.rank).bind(card.id).bind(limit);
        card::cards(statement.all::<CardRow>(self.connection).await?)
    }

    async fn last(&mut self, stage: StageId, limit: usize) -> Result<Vec<Opportunity>, Fault> {
        card::cards(sql(LAST).bind(self.workspace).bind(stage).bind(limit).all::<CardRow>(self.connection).await?)
    }
}

/// Where the neighbours are looked for; the same choice as the board's own.
enum Pivot {
    Start,
    End,
    Behind(Box<Opportunity>),
    Before(Box<Opportunity>),
}

fn pivot(board: &Board, stage: StageId, place: Place, moving: &[OpportunityId]) -> Pivot {
    let standing = |id: Option<OpportunityId>| {
        id.filter(|id| !moving.contains(id)).and_then(|id| board.card(id)).filter(|card| card.stage == stage).cloned().map(Box::new)
    };
    match place {
        Place::Top => Pivot::Start,
        Place::End => Pivot::End,
        Place::Beside { after, before } => match (standing(after), standing(before)) {
            (Some(low), _) => Pivot::Behind(low),
            (None, Some(high)) => Pivot::Before(high),
            (None, None) => Pivot::End,
        },
    }
}

fn has_note(command: &BoardCommand) -> bool {
    matches!(command, BoardCommand::Move { note, .. } if !note.is_empty())
}

fn gives_long_rank(change: &Change) -> bool {
    match change {
        Change::OpportunityAdded { opportunity } => opportunity.rank.is_long(),
        Change::OpportunityChanged { sets, .. } => sets.iter().any(|set| matches!(&set.now, Value::Rank(rank) if rank.is_long())),
        _ => false,
    }
}

/// The values that a command sets.
fn values(command: &BoardCommand) -> Vec<&Value> {
    match command {
        BoardCommand::Create { values, .. } => values.iter().collect(),
        BoardCommand::Edit { edits } => edits.iter().flat_map(|edit| &edit.sets).map(|set| &set.now).collect(),
        _ => Vec::new(),
    }
}
