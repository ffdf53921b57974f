//! Overlaps and gaps: rules over the chart, each with what it found and the commands that would mend it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::*;
use crate::{directory::Department, id::*, text, time::Date};

/// What a finding is about, and where it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    Row(Row),
    Role(RoleId),
    Person(PersonId),
    Pipeline(PipelineId),
}

impl Spot {
    /// The department that it belongs to; pipelines and their stages belong to Sales.
    pub fn department(self, chart: &Chart) -> Option<Department> {
        match self {
            Self::Row(row) => row_department(chart, row),
            Self::Role(id) => chart.roles.get(&id).map(|role| role.department),
            Self::Person(id) => chart.people.get(&id).map(|person| person.department),
            Self::Pipeline(_) => Some(Department::Sales),
        }
    }
}

/// How much a finding matters, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    High,
    Medium,
    Low,
}

impl Severity {
    /// All of them, most first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];
}

/// What was found, with the facts that make it so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nobody answers for the row.
    NoAccountable,
    /// Several answer for it, so nobody does.
    ManyAccountable { columns: Vec<Column> },
    /// Nobody does the work.
    NoResponsible,
    /// A role without a current holder.
    Vacant,
    /// A holder's skill is missing (`has` is 0) or below the level that the role requires.
    LacksSkill { person: PersonId, skill: String, needs: u8, has: u8 },
    /// A person carries `cells` of all `of` R and A cells, more than the set share.
    Overloaded { cells: u32, of: u32, share: u8 },
    /// The holder is away and nobody stands in.
    NoDeputy { person: PersonId, until: Date },
    /// Another line of work has nearly the same words.
    Alike { other: ResponsibilityId, percent: u8 },
    /// Open opportunities that nobody owns.
    NoOwner { cards: u32 },
    /// Open opportunities without an expected close.
    NoClose { cards: u32 },
    /// Open opportunities without a next step.
    NoStep { cards: u32 },
    /// Somebody moves cards into the stage without carrying it: so many in the last 90 days.
    Unassigned { person: PersonId, moves: u32, of: u32 },
}

/// Something to be mended, or accepted as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    pub spot: Spot,
    pub kind: Kind,
}

impl Finding {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self.kind {
            Kind::NoAccountable | Kind::ManyAccountable { .. } | Kind::Vacant | Kind::NoOwner { .. } => Severity::High,
            Kind::NoResponsible | Kind::Overloaded { .. } | Kind::NoDeputy { .. } | Kind::LacksSkill { .. } => Severity::Medium,
            Kind::Alike { .. } | Kind::NoClose { .. } | Kind::NoStep { .. } | Kind::Unassigned { .. } => Severity::Low,
        }
    }

    /// What stays the same while its facts change.
    pub fn key(&self) -> String {
        let spot = match self.spot {
            Spot::Row(row) => row.id(),
            Spot::Role(id) => id.0,
            Spot::Person(id) => id.0,
            Spot::Pipeline(id) => id.0,
        };
        match &self.kind {
            Kind::NoAccountable => format!("no_accountable:{spot}"),
            Kind::ManyAccountable { .. } => format!("many_accountable:{spot}"),
            Kind::NoResponsible => format!("no_responsible:{spot}"),
            Kind::Vacant => format!("vacant:{spot}"),
            Kind::LacksSkill { person, skill, .. } => format!("lacks_skill:{spot}:{person}:{}", text::fold(skill)),
            Kind::Overloaded { .. } => format!("overloaded:{spot}"),
            Kind::NoDeputy { person, .. } => format!("no_deputy:{spot}:{person}"),
            Kind::Alike { other, .. } => format!("alike:{spot}:{other}"),
            Kind::NoOwner { .. } => format!("no_owner:{spot}"),
            Kind::NoClose { .. } => format!("no_close:{spot}"),
            Kind::NoStep { .. } => format!("no_step:{spot}"),
            Kind::Unassigned { person, .. } => format!("unassigned:{spot}:{person}"),
        }
    }
}

/// What would mend a finding. The ids of what is made come with the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Gives the column the letter in the row.
    Give { row: Row, column: Column, letter: Letter },
    /// Of several that answer for the row only this one does; the others do the work.
    OnlyAccountable { row: Row, column: Column },
    /// Makes somebody holder or deputy of the role.
    Hold { role: RoleId, person: PersonId, deputy: bool },
    /// Notes that the person has learnt the skill.
    Learnt { person: PersonId, skill: String, level: u8 },
    /// Hands the row to another column.
    Pass { row: Row, from: Column, to: Column },
    /// Deletes one of two lines of work that say the same.
    Delete { responsibility: ResponsibilityId },
    /// Shows the opportunities concerned.
    Show { pipeline: PipelineId },
}

/// The findings of one row of the matrix, evidence apart. A workspace without roles has no matrix yet, so nothing is amiss in it.
pub fn of_row(chart: &Chart, row: Row) -> Vec<Finding> {
    if chart.row_name(row).is_none() || !chart.roles.values().any(|role| role.active) {
        return Vec::new();
    }
    let mut accountable: Vec<Column> = Vec::new();
    let mut is_done = false;
    for (column, letter) in chart.live_cells(row) {
        match letter {
            Letter::Accountable => accountable.push(column),
            Letter::Responsible => is_done = true,
            _ => {}
        }
    }
    let mut kinds = Vec::new();
    match accountable.len() {
        0 => kinds.push(Kind::NoAccountable),
        1 => {}
        _ => kinds.push(Kind::ManyAccountable { columns: accountable }),
    }
    if !is_done {
        kinds.push(Kind::NoResponsible);
    }
    kinds.into_iter().map(|kind| Finding { spot: Spot::Row(row), kind }).collect()
}

/// The findings of one role.
pub fn of_role(chart: &Chart, role: RoleId, today: Date) -> Vec<Finding> {
    if !chart.roles.get(&role).is_some_and(|role| role.active) {
        return Vec::new();
    }
    let current: Vec<&Holding> =
        chart.holdings_of(role).into_iter().filter(|it| it.is_current(today) && chart.is_live(Column::Person(it.person))).collect();
    let mut kinds = Vec::new();
    if current.iter().all(|it| it.deputy) {
        kinds.push(Kind::Vacant);
    }
    let is_in = |it: &&&Holding| it.away_until(today).is_none();
    let has_deputy = current.iter().filter(is_in).any(|it| it.deputy);
    for holder in current.iter().filter(|it| !it.deputy) {
        for line in chart.lines_of(role, true) {
            let LineKind::Skill(needs) = line.kind else { continue };
            let has = chart.skills.get(&(holder.person, text::fold(&line.text))).map_or(0, |skill| skill.level);
            if has < needs {
                kinds.push(Kind::LacksSkill { person: holder.person, skill: line.text.clone(), needs, has });
            }
        }
        if let Some(until) = holder.away_until(today).filter(|_| !has_deputy) {
            kinds.push(Kind::NoDeputy { person: holder.person, until });
        }
    }
    kinds.into_iter().map(|kind| Finding { spot: Spot::Role(role), kind }).collect()
}

/// Least number of R and A cells in all from which a share of them says anything.
pub(super) const CELLS_MIN: u32 = 10;

/// How many R and A cells each active person carries: by their own column and by the roles that they hold.
pub fn loads(chart: &Chart, columns: &BTreeMap<Column, u32>, today: Date) -> BTreeMap<PersonId, u32> {
    let mut loads: BTreeMap<PersonId, u32> = BTreeMap::new();
    for (column, cells) in columns {
        if let Column::Person(person) = column {
            *loads.entry(*person).or_default() += cells;
        }
    }
    // A role that two people hold burdens both.
    let mut seen = BTreeSet::new();
    for holding in chart.holdings.values().filter(|it| !it.deputy && it.is_current(today)) {
        if let Some(cells) = columns.get(&Column::Role(holding.role))
            && seen.insert((holding.role, holding.person))
        {
            *loads.entry(holding.person).or_default() += cells;
        }
    }
    loads.retain(|person, _| chart.is_live(Column::Person(*person)));
    loads
}

/// The people who carry more than their share of the R and A cells, counted by column.
pub(super) fn overloaded(chart: &Chart, columns: &BTreeMap<Column, u32>, today: Date) -> Vec<Finding> {
    let of: u32 = columns.values().sum();
    let share = chart.share.unwrap_or(SHARE);
    let loads = loads(chart, columns, today);
    if of < CELLS_MIN || loads.len() < 2 {
        return Vec::new();
    }
    let heavy = loads.into_iter().filter(|(_, cells)| u64::from(*cells) * 100 > u64::from(of) * u64::from(share));
    heavy.map(|(person, cells)| Finding { spot: Spot::Person(person), kind: Kind::Overloaded { cells, of, share } }).collect()
}

/// Most ways of mending that are offered for one finding.
const FIXES_MAX: usize = 3;

/// The ways to mend a finding, best first.
pub fn fixes(chart: &Chart, finding: &Finding, today: Date) -> Vec<Fix> {
    let mut found = match (finding.spot, &finding.kind) {
        (Spot::Row(row), Kind::NoAccountable) => give(chart, row, Letter::Accountable, today),
        (Spot::Row(row), Kind::NoResponsible) => give(chart, row, Letter::Responsible, today),
        (Spot::Row(row), Kind::ManyAccountable { columns }) => {
            columns.iter().map(|column| Fix::OnlyAccountable { row, column: *column }).collect()
        }
        (Spot::Role(role), Kind::Vacant) => hold(chart, role, false, today),
        (Spot::Role(role), Kind::NoDeputy { .. }) => hold(chart, role, true, today),
        (_, Kind::LacksSkill { person, skill, needs, .. }) => {
            vec![Fix::Learnt { person: *person, skill: skill.clone(), level: *needs }]
        }
        (Spot::Person(person), Kind::Overloaded { .. }) => relieve(chart, person, today),
        (Spot::Row(Row::Responsibility(id)), Kind::Alike { other, .. }) => {
            vec![Fix::Delete { responsibility: *other }, Fix::Delete { responsibility: id }]
        }
        (Spot::Pipeline(pipeline), _) => vec![Fix::Show { pipeline }],
        (Spot::Row(row), Kind::Unassigned { person, .. }) => carry(chart, row, *person, today),
        _ => Vec::new(),
    };
    found.truncate(FIXES_MAX);
    found
}

/// Columns that could carry the row: held roles first, then those of its department, then those with the least work.
fn give(chart: &Chart, row: Row, letter: Letter, today: Date) -> Vec<Fix> {
    let department = row_department(chart, row);
    let mut free: Vec<((bool, bool, usize), &Role)> = Vec::new();
    for role in chart.active_roles() {
        let column = Column::Role(role.id);
        if chart.letter(row, column).is_some_and(Letter::carries) {
            continue;
        }
        let carried = chart.cells.values().filter(|cells| cells.get(&column).is_some_and(|letter| letter.carries())).count();
        free.push(((chart.holders(role.id, today).is_empty(), Some(role.department) != department, carried), role));
    }
    free.sort_by(|a, b| (a.0, &a.1.rank, a.1.id).cmp(&(b.0, &b.1.rank, b.1.id)));
    free.into_iter().map(|(_, role)| Fix::Give { row, column: Column::Role(role.id), letter }).collect()
}

/// People who could hold the role: those of its department who have most of the skills it requires.
fn hold(chart: &Chart, role: RoleId, deputy: bool, today: Date) -> Vec<Fix> {
    let Some(department) = chart.roles.get(&role).map(|role| role.department) else { return Vec::new() };
    let is_in = |person: PersonId| chart.holdings.values().any(|it| it.role == role && it.person == person && it.is_current(today));
    let unmet = |person: PersonId| {
        let skills = chart.lines_of(role, true);
        let lacks = |line: &&&Line| match line.kind {
            LineKind::Skill(needs) => chart.skills.get(&(person, text::fold(&line.text))).map_or(0, |skill| skill.level) < needs,
            LineKind::Kpi => false,
        };
        skills.iter().filter(lacks).count()
    };
    let mut people: Vec<_> = chart
        .active_people()
        .into_iter()
        .filter(|person| !is_in(person.id))
        .map(|person| (person.department != department, unmet(person.id), person))
        .collect();
    people.sort_by(|a, b| (a.0, a.1, &a.2.name).cmp(&(b.0, b.1, &b.2.name)));
    people.into_iter().map(|(_, _, person)| Fix::Hold { role, person: person.id, deputy }).collect()
}

/// Rows that the person could hand to another role of the same department which others hold.
fn relieve(chart: &Chart, person: PersonId, today: Date) -> Vec<Fix> {
    let own: Vec<Column> = std::iter::once(Column::Person(person))
        .chain(chart.roles.keys().filter(|role| chart.holders(**role, today).contains(&person)).map(|role| Column::Role(*role)))
        .collect();
    let mut found = Vec::new();
    for row in chart.rows() {
        let Some((from, _)) = chart.live_cells(row).find(|(column, letter)| own.contains(column) && letter.carries()) else { continue };
        let department = row_department(chart, row);
        let to = chart.active_roles().into_iter().find(|role| {
            let column = Column::Role(role.id);
            Some(role.department) == department
                && !own.contains(&column)
                && !chart.holders(role.id, today).is_empty()
                && !chart.letter(row, column).is_some_and(Letter::carries)
        });
        found.extend(to.map(|role| Fix::Pass { row, from, to: Column::Role(role.id) }));
        if found.len() == FIXES_MAX {
            break;
        }
    }
    found
}

/// Columns by which somebody who already does the work would also be seen to carry it.
fn carry(chart: &Chart, row: Row, person: PersonId, today: Date) -> Vec<Fix> {
    let roles = chart.active_roles().into_iter().filter(|role| chart.holders(role.id, today).contains(&person));
    let columns = roles.map(|role| Column::Role(role.id)).chain([Column::Person(person)]);
    let free = columns.filter(|column| !chart.letter(row, *column).is_some_and(Letter::carries));
    free.map(|column| Fix::Give { row, column, letter: Letter::Responsible }).collect()
}
