//! Everything of the room at once: what a page shows, what rules look at, what commands are decided upon.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{
    change::Change,
    directory::Person,
    order::sort,
    pipeline::{Pipeline, Stage},
    record::Record,
    text,
};

/// Roles, responsibilities and the matrix, with the people and stages that they speak of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    pub people: BTreeMap<PersonId, Person>,
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
    pub stages: BTreeMap<StageId, Stage>,
    pub roles: BTreeMap<RoleId, Role>,
    pub lines: BTreeMap<LineId, Line>,
    pub holdings: BTreeMap<HoldingId, Holding>,
    pub responsibilities: BTreeMap<ResponsibilityId, Responsibility>,
    pub cells: BTreeMap<Row, BTreeMap<Column, Letter>>,
    /// By person and folded name.
    pub skills: BTreeMap<(PersonId, String), Skill>,
    pub acknowledgements: BTreeMap<(RoleId, PersonId), Acknowledgement>,
    pub reminders: BTreeMap<(RoleId, PersonId), Reminder>,
    /// By the finding's key.
    pub acceptances: BTreeMap<String, Acceptance>,
    /// The share that one person may carry, in percent, if it was set.
    pub share: Option<u8>,
    /// What proposals for an owner are ranked by, if it was set.
    pub weights: Option<Weights>,
}

/// What a change touches, as far as a view or rule needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// One row's cells.
    Cells(Row),
    /// A row came, went or was worded anew.
    Row(Row),
    Role(RoleId),
    Person(PersonId),
    /// A pipeline's name or existence.
    Pipeline(PipelineId),
    Acceptance,
    Share,
    Weights,
    /// Nothing that the chart shows.
    Nothing,
}

impl Chart {
    /// A chart of parts, as the server sends them.
    pub fn new(people: Vec<Person>, pipelines: Vec<Pipeline>, stages: Vec<Stage>, parts: Vec<Part>) -> Self {
        let mut chart = Self::default();
        for person in people {
            chart.people.insert(person.id, person);
        }
        for pipeline in pipelines {
            chart.pipelines.insert(pipeline.id, pipeline);
        }
        for stage in stages {
            chart.stages.insert(stage.id, stage);
        }
        for part in parts {
            chart.put(part);
        }
        chart
    }

    /// Takes in a change; the same one twice does no harm.
    pub fn apply(&mut self, change: &Change) -> Touched {
        let Change::Put { was, now } = change else { return Touched::Nothing };
        match (was, now) {
            (_, Some(Record::Responsibility(part))) => self.put(part.clone()),
            (Some(Record::Responsibility(part)), None) => self.drop(part),
            (_, Some(Record::Person(person))) => {
                self.people.insert(person.id, person.clone());
                Touched::Person(person.id)
            }
            (_, Some(Record::Stage(stage))) => {
                self.stages.insert(stage.id, stage.clone());
                Touched::Row(Row::Stage(stage.id))
            }
            (Some(Record::Stage(stage)), None) => {
                self.stages.remove(&stage.id);
                Touched::Row(Row::Stage(stage.id))
            }
            (_, Some(Record::Pipeline(pipeline))) => {
                self.pipelines.insert(pipeline.id, pipeline.clone());
                Touched::Pipeline(pipeline.id)
            }
            (Some(Record::Pipeline(pipeline)), None) => {
                self.pipelines.remove(&pipeline.id);
                Touched::Pipeline(pipeline.id)
            }
            _ => Touched::Nothing,
        }
    }

    fn put(&mut self, part: Part) -> Touched {
        let touched = touched(&part);
        match part {
            Part::Role(it) => drop(self.roles.insert(it.id, it)),
            Part::Line(it) => drop(self.lines.insert(it.id, it)),
            Part::Holding(it) => drop(self.holdings.insert(it.id, it)),
            Part::Responsibility(it) => drop(self.responsibilities.insert(it.id, it)),
            Part::Cell(it) => drop(self.cells.entry(it.row).or_default().insert(it.column, it.letter)),
            Part::Skill(it) => drop(self.skills.insert((it.person, text::fold(&it.name)), it)),
            Part::Version(_) => {}
            Part::Acknowledgement(it) => {
                if self.acknowledgements.get(&(it.role, it.person)).is_none_or(|known| known.number <= it.number) {
                    self.acknowledgements.insert((it.role, it.person), it);
                }
            }
            Part::Reminder(it) => {
                if self.reminders.get(&(it.role, it.person)).is_none_or(|known| known.number <= it.number) {
                    self.reminders.insert((it.role, it.person), it);
                }
            }
            Part::Acceptance(it) => drop(self.acceptances.insert(it.finding.key(), it)),
            Part::Share(percent) => self.share = Some(percent),
            Part::Weights(weights) => self.weights = Some(weights),
        }
        touched
    }

    fn drop(&mut self, part: &Part) -> Touched {
        match part {
            Part::Role(it) => drop(self.roles.remove(&it.id)),
            Part::Line(it) => drop(self.lines.remove(&it.id)),
            Part::Holding(it) => drop(self.holdings.remove(&it.id)),
            Part::Responsibility(it) => drop(self.responsibilities.remove(&it.id)),
            Part::Cell(it) => {
                if let Some(cells) = self.cells.get_mut(&it.row) {
                    cells.remove(&it.column);
                    if cells.is_empty() {
                        self.cells.remove(&it.row);
                    }
                }
            }
            Part::Skill(it) => drop(self.skills.remove(&(it.person, text::fold(&it.name)))),
            Part::Version(_) => {}
            Part::Acknowledgement(it) => drop(self.acknowledgements.remove(&(it.role, it.person))),
            Part::Reminder(it) => drop(self.reminders.remove(&(it.role, it.person))),
            Part::Acceptance(it) => drop(self.acceptances.remove(&it.finding.key())),
            Part::Share(_) => self.share = None,
            Part::Weights(_) => self.weights = None,
        }
        touched(part)
    }

    /// What stands in a cell.
    pub fn letter(&self, row: Row, column: Column) -> Option<Letter> {
        self.cells.get(&row)?.get(&column).copied()
    }

    /// The cells of a row whose columns are still there: active roles and people.
    pub fn live_cells(&self, row: Row) -> impl Iterator<Item = (Column, Letter)> {
        let cells = self.cells.get(&row).into_iter().flatten();
        cells.filter(|(column, _)| self.is_live(**column)).map(|(column, letter)| (*column, *letter))
    }

    /// Whether the column is there and in use.
    pub fn is_live(&self, column: Column) -> bool {
        match column {
            Column::Role(id) => self.roles.get(&id).is_some_and(|role| role.active),
            Column::Person(id) => self.people.get(&id).is_some_and(|person| person.active),
        }
    }

    /// The text of a row, if it is there.
    pub fn row_name(&self, row: Row) -> Option<&str> {
        match row {
            Row::Responsibility(id) => self.responsibilities.get(&id).map(|it| it.text.as_str()),
            Row::Stage(id) => self.stages.get(&id).map(|it| it.name.as_str()),
        }
    }

    /// The name of a column; empty when it is not known.
    pub fn column_name(&self, column: Column) -> &str {
        let name = match column {
            Column::Role(id) => self.roles.get(&id).map(|it| it.name.as_str()),
            Column::Person(id) => self.people.get(&id).map(|it| it.name.as_str()),
        };
        name.unwrap_or_default()
    }

    /// The lines of work of a department, in order.
    pub fn work_of(&self, department: Department) -> Vec<&Responsibility> {
        let mut found: Vec<_> = self.responsibilities.values().filter(|it| it.department == department).collect();
        sort(&mut found, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        found
    }

    /// The stages of a pipeline, in order.
    pub fn stages_of(&self, pipeline: PipelineId) -> Vec<&Stage> {
        let mut found: Vec<_> = self.stages.values().filter(|it| it.pipeline == pipeline).collect();
        sort(&mut found, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        found
    }

    /// The pipelines, in order.
    pub fn pipelines_in_order(&self) -> Vec<&Pipeline> {
        let mut found: Vec<_> = self.pipelines.values().collect();
        sort(&mut found, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        found
    }

    /// Every row, in the order of the page: the departments, then the pipelines.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for department in Department::ALL {
            rows.extend(self.work_of(department).into_iter().map(|it| Row::Responsibility(it.id)));
        }
        for pipeline in self.pipelines_in_order() {
            rows.extend(self.stages_of(pipeline.id).into_iter().map(|it| Row::Stage(it.id)));
        }
        rows
    }

    /// The active roles, by department and order.
    pub fn active_roles(&self) -> Vec<&Role> {
        let mut found: Vec<_> = self.roles.values().filter(|it| it.active).collect();
        sort(&mut found, |a, b| (a.department, &a.rank, a.id).cmp(&(b.department, &b.rank, b.id)));
        found
    }

    /// The active people, by department and name.
    pub fn active_people(&self) -> Vec<&Person> {
        let mut found: Vec<_> = self.people.values().filter(|it| it.active).collect();
        sort(&mut found, |a, b| (a.department, &a.name, a.id).cmp(&(b.department, &b.name, b.id)));
        found
    }

    /// The columns of the matrix by role: the active roles, and behind them the people who have letters of their own.
    pub fn role_columns(&self) -> Vec<Column> {
        let mut columns: Vec<Column> = self.active_roles().into_iter().map(|role| Column::Role(role.id)).collect();
        let own: BTreeSet<Column> = self.cells.values().flat_map(|cells| cells.keys().copied()).collect();
        let people = self.active_people().into_iter().map(|person| Column::Person(person.id));
        columns.extend(people.filter(|column| own.contains(column)));
        columns
    }

    /// The lines of a role's profile, in order: skills, or KPIs.
    pub fn lines_of(&self, role: RoleId, skills: bool) -> Vec<&Line> {
        let of_kind = |line: &&Line| line.role == role && matches!(line.kind, LineKind::Skill(_)) == skills;
        let mut found: Vec<_> = self.lines.values().filter(of_kind).collect();
        sort(&mut found, |a, b| (&a.rank, a.id).cmp(&(&b.rank, b.id)));
        found
    }

    /// The holdings of a role, holders before deputies.
    pub fn holdings_of(&self, role: RoleId) -> Vec<&Holding> {
        let mut found: Vec<_> = self.holdings.values().filter(|it| it.role == role).collect();
        sort(&mut found, |a, b| (a.deputy, a.id).cmp(&(b.deputy, b.id)));
        found
    }

    /// The active people who hold a role on a day, without deputies.
    pub fn holders(&self, role: RoleId, today: Date) -> BTreeSet<PersonId> {
        let current = self.holdings.values().filter(|it| it.role == role && !it.deputy && it.is_current(today));
        current.map(|it| it.person).filter(|person| self.is_live(Column::Person(*person))).collect()
    }

    /// The rows that a role carries, in order, with its letter.
    pub fn carried_by(&self, column: Column) -> Vec<(Row, Letter)> {
        let carried = self.rows().into_iter().filter_map(|row| Some((row, self.letter(row, column)?)));
        carried.filter(|(_, letter)| letter.carries()).collect()
    }

    /// The profile as it stands.
    pub fn profile(&self, role: &Role) -> Profile {
        let carried = self.carried_by(Column::Role(role.id)).into_iter();
        let responsibilities = carried.map(|(row, letter)| (letter, self.row_name(row).unwrap_or_default().to_owned()));
        let level = |line: &Line| match line.kind {
            LineKind::Skill(level) => level,
            LineKind::Kpi => 0,
        };
        Profile {
            name: role.name.clone(),
            department: role.department,
            purpose: role.purpose.clone(),
            responsibilities: responsibilities.collect(),
            skills: self.lines_of(role.id, true).into_iter().map(|line| (line.text.clone(), level(line))).collect(),
            kpis: self.lines_of(role.id, false).into_iter().map(|line| line.text.clone()).collect(),
        }
    }

    /// Current holders who have not acknowledged the present version.
    pub fn missing(&self, role: &Role, today: Date) -> Vec<PersonId> {
        if role.version == 0 {
            return Vec::new();
        }
        let has = |person: &PersonId| self.acknowledgements.get(&(role.id, *person)).is_some_and(|it| it.number == role.version);
        self.holders(role.id, today).into_iter().filter(|person| !has(person)).collect()
    }

    /// Whether a finding is accepted as it is.
    pub fn acceptance(&self, finding: &Finding) -> Option<&Acceptance> {
        self.acceptances.get(&finding.key()).filter(|it| it.finding == *finding)
    }
}

fn touched(part: &Part) -> Touched {
    match part {
        Part::Role(Role { id: role, .. })
        | Part::Line(Line { role, .. })
        | Part::Holding(Holding { role, .. })
        | Part::Version(Version { role, .. })
        | Part::Acknowledgement(Acknowledgement { role, .. })
        | Part::Reminder(Reminder { role, .. }) => Touched::Role(*role),
        Part::Responsibility(it) => Touched::Row(Row::Responsibility(it.id)),
        Part::Cell(it) => Touched::Cells(it.row),
        Part::Skill(it) => Touched::Person(it.person),
        Part::Acceptance(_) => Touched::Acceptance,
        Part::Share(_) => Touched::Share,
        Part::Weights(_) => Touched::Weights,
    }
}
