//! Taking back: a command's changes are inverted last first, each against what the ones before have left.

use std::collections::HashMap;

use heliu_domain::{
    board::Author,
    change::{Change, Entry, Set},
    id::*,
    opportunity::{Field, Opportunity, Value},
    problem::{Code, Problem},
    rank::Rank,
    record::Record,
    undo::{self, Present},
};

use crate::{
    card::{self, parsed, rank},
    commit::{Decision, conversation::description},
    db::{Connection, sql, statements},
    fault::Fault,
    log, rows,
    tables::Cards,
};

statements! {
    IN_STAGE = "select id, deleted_at from opportunity where stage = $2 and workspace = $1";
    AT_RANK = "select id from opportunity where stage = $2 and workspace = $1 and rank = $3";
    ABOVE_RANK = "select id, rank from opportunity where stage = $2 and workspace = $1 and rank > $3 order by rank, id limit $4";
    STAGE_OF_PIPELINE = "select id from stage where pipeline = $2 and workspace = $1";
}

/// What an undo marks once it is written.
pub(super) struct Marks {
    /// `undo` or `redo`.
    pub(super) kind: &'static str,
    /// The command that was first taken back.
    pub(super) origin: CommandId,
    /// Commands with what took them back, if anything does now.
    pub(super) marks: Vec<(CommandId, Option<CommandId>)>,
}

/// Decides an undo, `id`, of the command `target`.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    id: CommandId,
    target: CommandId,
) -> Result<Decision, Fault> {
    let past = log::past(connection, workspace, target).await?.ok_or_else(|| Problem::not_found("command"))?;
    if past.actor != author.person {
        return Err(Problem::of(Code::Forbidden, "command").into());
    }
    if past.undone_by.is_some() || past.changes == 0 || past.kind == "found" {
        return Err(Problem::new(Code::NothingToUndo).into());
    }
    let origin = past.undoes.unwrap_or(past.id);
    let marks = match past.kind.as_str() {
        "undo" => Marks { kind: "redo", origin, marks: vec![(origin, None), (past.id, Some(id))] },
        "redo" => Marks { kind: "undo", origin, marks: vec![(origin, Some(id)), (past.id, Some(id))] },
        _ => Marks { kind: "undo", origin, marks: vec![(origin, Some(id))] },
    };
    let limit = usize::try_from(past.changes).unwrap_or(usize::MAX);
    let entries = log::of_command(connection, workspace, past.id, limit).await?;
    let mut overlay = Overlay { connection, workspace, cards: Cards::new(), descriptions: HashMap::new(), records: HashMap::new() };
    let mut changes = Vec::new();
    let mut originals = Cards::new();
    for Entry { change, .. } in entries.iter().rev() {
        let present = overlay.present(change, &mut originals).await?;
        let mut inverse = undo::invert(change, &present, author)?;
        if overlay.must_keep(&inverse).await? {
            continue;
        }
        for change in &mut inverse {
            overlay.make_room(change).await?;
            overlay.apply(change);
        }
        changes.extend(inverse);
    }
    Ok(Decision { changes, cards: originals, undo: Some(marks), ..Decision::default() })
}

/// What is there after the inversions so far, read from the tables as needed.
struct Overlay<'a> {
    connection: &'a mut Connection,
    workspace: WorkspaceId,
    cards: Cards,
    descriptions: HashMap<OpportunityId, String>,
    records: HashMap<(&'static str, String), Option<Record>>,
}

impl Overlay<'_> {
    async fn present(&mut self, change: &Change, originals: &mut Cards) -> Result<Present, Fault> {
        let mut present = Present::default();
        match change {
            Change::OpportunityAdded { opportunity } => present.opportunity = self.card(opportunity.id, originals).await?,
            Change::OpportunityChanged { id, .. } => present.opportunity = self.card(*id, originals).await?,
            Change::Described { id, .. } => {
                present.description = match self.descriptions.get(id) {
                    Some(text) => text.clone(),
                    None => description(self.connection, self.workspace, *id).await?,
                };
            }
            Change::Put { was, now } => {
                if let Some(record) = now.as_ref().or(was.as_ref()) {
                    present.record = match self.records.get(&(record.kind(), record.key())) {
                        Some(record) => record.clone(),
                        None => rows::present(self.connection, self.workspace, record).await?,
                    };
                }
            }
        }
        Ok(present)
    }

    async fn card(&mut self, id: OpportunityId, originals: &mut Cards) -> Result<Option<Opportunity>, Fault> {
        if !self.cards.contains_key(&id) {
            let Some(card) = card::load(self.connection, self.workspace, id).await? else { return Ok(None) };
            originals.insert(id, card.clone());
            self.cards.insert(id, card);
        }
        Ok(self.cards.get(&id).cloned())
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::OpportunityAdded { opportunity } => {
                self.cards.insert(opportunity.id, (**opportunity).clone());
            }
            Change::OpportunityChanged { id, sets, .. } => {
                if let Some(card) = self.cards.get_mut(id) {
                    for set in sets {
                        card.set(set.now.clone());
                    }
                }
            }
            Change::Described { id, now, .. } => {
                self.descriptions.insert(*id, now.clone());
            }
            Change::Put { was, now } => {
                if let Some(record) = now.as_ref().or(was.as_ref()) {
                    self.records.insert((record.kind(), record.key()), now.clone());
                }
            }
        }
    }

    /// A card whose place was taken meanwhile goes directly behind whoever took it.
    async fn make_room(&mut self, change: &mut Change) -> Result<(), Fault> {
        let Change::OpportunityChanged { id, sets, .. } = change else { return Ok(()) };
        let Some(was) = self.cards.get(id) else { return Ok(()) };
        let mut card = was.clone();
        for set in sets.iter() {
            card.set(set.now.clone());
        }
        if (card.stage, &card.rank) == (was.stage, &was.rank) {
            return Ok(());
        }
        let was = Value::Rank(was.rank.clone());
        let at: Vec<(String,)> = sql(AT_RANK).bind(self.workspace).bind(card.stage).bind(&card.rank).all(self.connection).await?;
        let mut taken = self.others(&card).any(|other| other.rank == card.rank);
        for (other,) in at {
            taken |= !self.cards.contains_key(&parsed(&other)?);
        }
        if !taken {
            return Ok(());
        }
        // One more than those that may have left meanwhile.
        let enough = self.cards.len() + 1;
        let above = sql(ABOVE_RANK).bind(self.workspace).bind(card.stage).bind(&card.rank).bind(enough);
        let mut next: Option<Rank> = self.others(&card).map(|other| &other.rank).filter(|rank| **rank > card.rank).min().cloned();
        for (other, other_rank) in above.all::<(String, String)>(self.connection).await? {
            if !self.cards.contains_key(&parsed(&other)?) {
                let other_rank = rank(&other_rank)?;
                next = Some(next.map_or(other_rank.clone(), |next| next.min(other_rank)));
                break;
            }
        }
        let now = Value::Rank(Rank::between(Some(&card.rank), next.as_ref()));
        sets.retain(|set| set.now.field() != Field::Rank);
        sets.push(Set { was, now });
        Ok(())
    }

    /// The other cards of the overlay in the card's stage.
    fn others(&self, card: &Opportunity) -> impl Iterator<Item = &Opportunity> {
        self.cards.values().filter(move |other| other.stage == card.stage && other.id != card.id)
    }

    /// A stage or pipeline that cards in the recycle bin still name stays: they may be taken out again.
    ///
    /// Cards that are at work there stand in the way of the undo.
    async fn must_keep(&mut self, inverse: &[Change]) -> Result<bool, Fault> {
        let [Change::Put { was: Some(gone), now: None }] = inverse else { return Ok(false) };
        match gone {
            Record::Stage(stage) => {
                let mut deleted: Vec<bool> = Vec::new();
                let rows: Vec<(String, Option<i64>)> = sql(IN_STAGE).bind(self.workspace).bind(stage.id).all(self.connection).await?;
                for (id, deleted_at) in rows {
                    if !self.cards.contains_key(&parsed(&id)?) {
                        deleted.push(deleted_at.is_some());
                    }
                }
                deleted.extend(self.cards.values().filter(|card| card.stage == stage.id).map(|card| card.deleted_at.is_some()));
                if deleted.contains(&false) {
                    return Err(Problem::of(Code::ChangedSince, "stage").with(&stage.name).into());
                }
                Ok(!deleted.is_empty())
            }
            Record::Pipeline(pipeline) => {
                let stages: Vec<(String,)> = sql(STAGE_OF_PIPELINE).bind(self.workspace).bind(pipeline.id).all(self.connection).await?;
                let gone = |id: &str| self.records.get(&("stage", id.to_owned())).is_some_and(Option::is_none);
                Ok(stages.iter().any(|(id,)| !gone(id)))
            }
            _ => Ok(false),
        }
    }
}
