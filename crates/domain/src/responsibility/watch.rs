//! The findings of a workspace kept current: a change computes anew only what hangs on it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::overloaded,
    similar::{dice, pairs},
    *,
};
use crate::{
    change::{Change, Entry},
    opportunity::{Opportunity, State, Value},
};

/// Days back from today in which a move is evidence.
pub const EVIDENCE_DAYS: i64 = 90;
/// Least number of moves into a stage from which they say anything.
const MOVES_MIN: u32 = 10;
/// From this share of a stage's moves on, in percent, somebody is doing its work.
const MOVES_SHARE: u32 = 30;

/// What an opportunity lacks, as far as findings need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCard {
    pub pipeline: PipelineId,
    /// Open, and not in the recycle bin.
    pub open: bool,
    pub deleted: bool,
    pub owner: bool,
    pub close: bool,
    pub step: bool,
}

impl OpenCard {
    /// What is seen of an opportunity.
    pub fn of(card: &Opportunity) -> Self {
        Self {
            pipeline: card.pipeline,
            open: card.state == State::Open,
            deleted: card.deleted_at.is_some(),
            owner: card.owner.is_some(),
            close: card.close_on.is_some(),
            step: card.next_step.is_some(),
        }
    }

    fn set(&mut self, value: &Value) {
        match value {
            Value::Stage(pipeline, _) => self.pipeline = *pipeline,
            Value::State(state) => self.open = *state == State::Open,
            Value::DeletedAt(at) => self.deleted = at.is_some(),
            Value::Owner(owner) => self.owner = owner.is_some(),
            Value::CloseOn(close) => self.close = close.is_some(),
            Value::NextStep(step) => self.step = step.is_some(),
            _ => {}
        }
    }

    fn counts(self) -> [bool; 3] {
        let is_open = self.open && !self.deleted;
        [is_open && !self.owner, is_open && !self.close, is_open && !self.step]
    }
}

/// What is computed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    Row(Row),
    Role(RoleId),
    Loads,
    Wording(ResponsibilityId),
    Cards(PipelineId),
}

/// The findings of one workspace on one day.
#[derive(Clone, Debug)]
pub struct Watch {
    pub chart: Chart,
    today: Date,
    cards: BTreeMap<OpportunityId, OpenCard>,
    lacking: BTreeMap<PipelineId, [u32; 3]>,
    moves: BTreeMap<StageId, BTreeMap<PersonId, u32>>,
    /// The columns that carry each row, and how many rows each column carries.
    carried: BTreeMap<Row, Vec<Column>>,
    columns: BTreeMap<Column, u32>,
    wordings: BTreeMap<ResponsibilityId, Vec<(char, char)>>,
    found: BTreeMap<Scope, Vec<Finding>>,
}

impl Watch {
    /// Everything computed once. `moves`: who moved a card into which stage, each move of the last 90 days.
    pub fn new(
        chart: Chart,
        today: Date,
        cards: BTreeMap<OpportunityId, OpenCard>,
        moves: impl IntoIterator<Item = (StageId, PersonId)>,
    ) -> Self {
        let mut watch = Self {
            today,
            cards: BTreeMap::new(),
            lacking: BTreeMap::new(),
            moves: BTreeMap::new(),
            carried: BTreeMap::new(),
            columns: BTreeMap::new(),
            wordings: chart.responsibilities.values().map(|it| (it.id, pairs(&it.text))).collect(),
            found: BTreeMap::new(),
            chart,
        };
        for (id, card) in cards {
            watch.count(card, 1);
            watch.cards.insert(id, card);
        }
        for (stage, person) in moves {
            *watch.moves.entry(stage).or_default().entry(person).or_default() += 1;
        }
        let rows = watch.chart.rows();
        let roles: Vec<RoleId> = watch.chart.roles.keys().copied().collect();
        let pipelines: Vec<PipelineId> = watch.chart.pipelines.keys().copied().collect();
        for row in &rows {
            watch.tally(*row);
        }
        let scopes = rows.into_iter().map(Scope::Row).chain(roles.into_iter().map(Scope::Role));
        for scope in scopes.chain(pipelines.into_iter().map(Scope::Cards)).chain([Scope::Loads]) {
            watch.look(scope);
        }
        watch.compare_all();
        watch
    }

    /// The day for which it holds.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Every finding, most severe first, accepted ones too.
    pub fn findings(&self) -> Vec<Finding> {
        let mut all: Vec<Finding> = self.found.values().flatten().cloned().collect();
        all.sort_by(|a, b| (a.severity(), a).cmp(&(b.severity(), b)));
        all
    }

    /// Takes in a change of the log.
    pub fn apply(&mut self, entry: &Entry) {
        let mut scopes = BTreeSet::new();
        match &entry.change {
            Change::OpportunityAdded { opportunity } => self.see(opportunity.id, OpenCard::of(opportunity), &mut scopes),
            Change::OpportunityChanged { id, sets, .. } => {
                if let Some(mut card) = self.cards.get(id).copied() {
                    sets.iter().for_each(|set| card.set(&set.now));
                    self.see(*id, card, &mut scopes);
                }
                if let Some(stage) = moved_into(&entry.change) {
                    *self.moves.entry(stage).or_default().entry(entry.actor).or_default() += 1;
                    scopes.insert(Scope::Row(Row::Stage(stage)));
                }
            }
            Change::Put { .. } => self.put(&entry.change, &mut scopes),
            Change::Described { .. } => {}
        }
        for scope in scopes {
            self.look(scope);
        }
    }

    fn put(&mut self, change: &Change, scopes: &mut BTreeSet<Scope>) {
        let had_roles = self.has_roles();
        let touched = self.chart.apply(change);
        match touched {
            Touched::Cells(row) => {
                self.tally(row);
                scopes.extend([Scope::Row(row), Scope::Loads]);
            }
            Touched::Row(row) => {
                self.tally(row);
                scopes.extend([Scope::Row(row), Scope::Loads]);
                if let Row::Responsibility(id) = row {
                    self.word(id, scopes);
                }
            }
            Touched::Role(role) => {
                scopes.insert(Scope::Role(role));
                self.column(Column::Role(role), scopes);
            }
            Touched::Person(person) => {
                let roles = self.chart.holdings.values().filter(|it| it.person == person).map(|it| it.role);
                let roles: BTreeSet<RoleId> = roles.collect();
                for role in roles {
                    scopes.insert(Scope::Role(role));
                    self.column(Column::Role(role), scopes);
                }
                self.column(Column::Person(person), scopes);
                let stages = self.moves.iter().filter(|(_, movers)| movers.contains_key(&person));
                scopes.extend(stages.map(|(stage, _)| Scope::Row(Row::Stage(*stage))));
            }
            Touched::Pipeline(pipeline) => {
                scopes.insert(Scope::Cards(pipeline));
                let stages: Vec<Row> =
                    self.chart.stages.values().filter(|it| it.pipeline == pipeline).map(|it| Row::Stage(it.id)).collect();
                for row in stages {
                    self.tally(row);
                    scopes.extend([Scope::Row(row), Scope::Loads]);
                }
            }
            Touched::Share => drop(scopes.insert(Scope::Loads)),
            Touched::Acceptance | Touched::Weights | Touched::Nothing => {}
        }
        if had_roles != self.has_roles() {
            scopes.extend(self.chart.rows().into_iter().map(Scope::Row));
        }
    }

    fn has_roles(&self) -> bool {
        self.chart.roles.values().any(|role| role.active)
    }

    /// A column came, went, or is held by others: the rows that it has cells in.
    fn column(&mut self, column: Column, scopes: &mut BTreeSet<Scope>) {
        let rows: Vec<Row> = self.chart.cells.iter().filter(|(_, cells)| cells.contains_key(&column)).map(|(row, _)| *row).collect();
        for row in rows {
            self.tally(row);
            scopes.insert(Scope::Row(row));
        }
        scopes.insert(Scope::Loads);
    }

    /// Counts anew what carries a row.
    fn tally(&mut self, row: Row) {
        for column in self.carried.remove(&row).unwrap_or_default() {
            if let Some(count) = self.columns.get_mut(&column) {
                *count -= 1;
            }
        }
        self.columns.retain(|_, count| *count > 0);
        if !self.is_shown(row) {
            return;
        }
        let now: Vec<Column> = self.chart.live_cells(row).filter(|(_, letter)| letter.carries()).map(|(column, _)| column).collect();
        for column in &now {
            *self.columns.entry(*column).or_default() += 1;
        }
        self.carried.insert(row, now);
    }

    fn is_shown(&self, row: Row) -> bool {
        match row {
            Row::Responsibility(id) => self.chart.responsibilities.contains_key(&id),
            Row::Stage(id) => self.chart.stages.get(&id).is_some_and(|stage| self.chart.pipelines.contains_key(&stage.pipeline)),
        }
    }

    fn see(&mut self, id: OpportunityId, card: OpenCard, scopes: &mut BTreeSet<Scope>) {
        if let Some(before) = self.cards.insert(id, card) {
            if before == card {
                return;
            }
            self.count(before, -1);
            scopes.insert(Scope::Cards(before.pipeline));
        }
        self.count(card, 1);
        scopes.insert(Scope::Cards(card.pipeline));
    }

    fn count(&mut self, card: OpenCard, by: i32) {
        let lacking = self.lacking.entry(card.pipeline).or_default();
        for (count, lacks) in lacking.iter_mut().zip(card.counts()) {
            if lacks {
                *count = count.saturating_add_signed(by);
            }
        }
    }

    fn look(&mut self, scope: Scope) {
        let findings = match scope {
            Scope::Row(row) if self.is_shown(row) => {
                let mut findings = of_row(&self.chart, row);
                findings.extend(self.evidence(row));
                findings
            }
            Scope::Role(role) => of_role(&self.chart, role, self.today),
            Scope::Loads => overloaded(&self.chart, &self.columns, self.today),
            Scope::Cards(pipeline) if self.chart.pipelines.contains_key(&pipeline) => self.of_cards(pipeline),
            Scope::Wording(_) => return,
            Scope::Row(_) | Scope::Cards(_) => Vec::new(),
        };
        self.file(scope, findings);
    }

    fn file(&mut self, scope: Scope, findings: Vec<Finding>) {
        if findings.is_empty() {
            self.found.remove(&scope);
        } else {
            self.found.insert(scope, findings);
        }
    }

    fn of_cards(&self, pipeline: PipelineId) -> Vec<Finding> {
        let [owner, close, step] = self.lacking.get(&pipeline).copied().unwrap_or_default();
        let kinds =
            [(owner, Kind::NoOwner { cards: owner }), (close, Kind::NoClose { cards: close }), (step, Kind::NoStep { cards: step })];
        let kinds = kinds.into_iter().filter(|(cards, _)| *cards > 0);
        kinds.map(|(_, kind)| Finding { spot: Spot::Pipeline(pipeline), kind }).collect()
    }

    /// Those who move many cards into the stage although no letter of theirs carries it.
    fn evidence(&self, row: Row) -> Vec<Finding> {
        let Row::Stage(stage) = row else { return Vec::new() };
        let Some(movers) = self.moves.get(&stage).filter(|_| self.has_roles()) else { return Vec::new() };
        let of: u32 = movers.values().sum();
        if of < MOVES_MIN {
            return Vec::new();
        }
        let carriers = self.carried.get(&row).cloned().unwrap_or_default();
        let carries = |person: PersonId| {
            carriers.iter().any(|column| match column {
                Column::Person(own) => *own == person,
                Column::Role(role) => {
                    self.chart.holdings.values().any(|it| it.role == *role && it.person == person && it.is_current(self.today))
                }
            })
        };
        let heavy = movers.iter().filter(|(person, moves)| {
            **moves * 100 >= of * MOVES_SHARE && self.chart.is_live(Column::Person(**person)) && !carries(**person)
        });
        heavy
            .map(|(person, moves)| Finding { spot: Spot::Row(row), kind: Kind::Unassigned { person: *person, moves: *moves, of } })
            .collect()
    }

    fn compare_all(&mut self) {
        let ids: Vec<ResponsibilityId> = self.wordings.keys().copied().collect();
        let mut rest = ids.as_slice();
        while let [id, others @ ..] = rest {
            let found = self.alike(*id, others.iter().copied());
            self.file(Scope::Wording(*id), found);
            rest = others;
        }
    }

    /// A line of work came, went or was worded anew. A pair of findings is filed under the smaller id.
    fn word(&mut self, id: ResponsibilityId, scopes: &mut BTreeSet<Scope>) {
        let now = self.chart.responsibilities.get(&id).map(|it| pairs(&it.text));
        if self.wordings.get(&id) == now.as_ref() {
            return;
        }
        scopes.insert(Scope::Wording(id));
        match now {
            Some(pairs) => drop(self.wordings.insert(id, pairs)),
            None => drop(self.wordings.remove(&id)),
        }
        let is_of_it = |finding: &Finding| matches!(finding.kind, Kind::Alike { other, .. } if other == id);
        for findings in self.found.values_mut() {
            findings.retain(|finding| !is_of_it(finding));
        }
        self.found.retain(|_, findings| !findings.is_empty());
        let (smaller, larger): (Vec<ResponsibilityId>, Vec<ResponsibilityId>) =
            self.wordings.keys().copied().partition(|other| *other < id);
        let found = self.alike(id, larger.into_iter().filter(|other| *other != id));
        self.file(Scope::Wording(id), found);
        for other in smaller {
            if let Some(finding) = self.alike(other, std::iter::once(id)).pop() {
                let filed = self.found.entry(Scope::Wording(other)).or_default();
                filed.push(finding);
                filed.sort();
            }
        }
    }

    fn alike(&self, id: ResponsibilityId, others: impl Iterator<Item = ResponsibilityId>) -> Vec<Finding> {
        let Some(own) = self.wordings.get(&id) else { return Vec::new() };
        let mut found = Vec::new();
        for other in others {
            let Some(theirs) = self.wordings.get(&other) else { continue };
            // Texts of very different lengths cannot be alike.
            if own.len() * 2 < theirs.len() || theirs.len() * 2 < own.len() {
                continue;
            }
            let percent = dice(own, theirs);
            if percent >= ALIKE {
                found.push(Finding { spot: Spot::Row(Row::Responsibility(id)), kind: Kind::Alike { other, percent } });
            }
        }
        found.sort();
        found
    }
}

/// The stage that a card came into by a change, if it did.
fn moved_into(change: &Change) -> Option<StageId> {
    let Change::OpportunityChanged { how: crate::change::How::Moved, sets, .. } = change else { return None };
    sets.iter().find_map(|set| match (&set.was, &set.now) {
        (Value::Stage(_, was), Value::Stage(_, now)) if was != now => Some(*now),
        _ => None,
    })
}

impl Watch {
    /// The stage and person of a move, if the entry is one; for counting those of the past.
    pub fn evidence_of(entry: &Entry) -> Option<(StageId, PersonId)> {
        moved_into(&entry.change).map(|stage| (stage, entry.actor))
    }
}
