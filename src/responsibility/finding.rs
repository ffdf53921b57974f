//! A finding in words, and its fixes as buttons.

use heliu_domain::{
    HoldingId,
    locale::{Text, board, format, general, responsibility as words},
    responsibility::{Chart, Finding, Fix, HoldingDates, Kind, ResponsibilityCommand, Spot, may_edit, may_edit_person, row_department},
    time::Date,
};

use super::state::ChartState;
use crate::{
    live::fresh,
    preferences::{language, t, tr},
};

/// What kind of finding it is.
pub fn title(kind: &Kind) -> Text {
    match kind {
        Kind::NoAccountable => words::NO_ACCOUNTABLE,
        Kind::ManyAccountable { .. } => words::MANY_ACCOUNTABLE,
        Kind::NoResponsible => words::NO_RESPONSIBLE,
        Kind::Vacant => words::VACANT_ROLE,
        Kind::LacksSkill { .. } => words::LACKS_SKILL,
        Kind::Overloaded { .. } => words::OVERLOADED,
        Kind::NoDeputy { .. } => words::NO_DEPUTY,
        Kind::Alike { .. } => words::ALIKE,
        Kind::NoOwner { .. } => words::NO_OWNER,
        Kind::NoClose { .. } => words::NO_CLOSE,
        Kind::NoStep { .. } => words::NO_STEP,
        Kind::Unassigned { .. } => words::UNASSIGNED,
    }
}

/// Why it is one.
pub fn why(chart: &Chart, finding: &Finding) -> String {
    let spot = name(chart, finding.spot);
    let person = |id| chart.people.get(id).map(|person| person.name.as_str()).unwrap_or_default();
    match &finding.kind {
        Kind::NoAccountable => tr(words::NO_ACCOUNTABLE_WHY, &[&spot]),
        Kind::ManyAccountable { columns } => {
            let names: Vec<&str> = columns.iter().map(|column| chart.column_name(*column)).collect();
            tr(words::MANY_ACCOUNTABLE_WHY, &[&spot, &columns.len(), &names.join(t(board::LIST_SEPARATOR))])
        }
        Kind::NoResponsible => tr(words::NO_RESPONSIBLE_WHY, &[&spot]),
        Kind::Vacant => tr(words::VACANT_WHY, &[&spot]),
        Kind::LacksSkill { person: id, skill, needs, has: 0 } => tr(words::LACKS_SKILL_NONE, &[&person(id), &spot, skill, needs]),
        Kind::LacksSkill { person: id, skill, needs, has } => tr(words::LACKS_SKILL_WHY, &[&person(id), &spot, skill, needs, has]),
        Kind::Overloaded { cells, of, share } => {
            tr(words::OVERLOADED_WHY, &[&spot, cells, of, &(u64::from(*cells) * 100 / u64::from((*of).max(1))), share])
        }
        Kind::NoDeputy { person: id, until } if *until == Date::MAX => tr(words::NO_DEPUTY_OPEN, &[&person(id), &spot]),
        Kind::NoDeputy { person: id, until } => tr(words::NO_DEPUTY_WHY, &[&person(id), &spot, &format::date(language(), *until)]),
        Kind::Alike { other, percent } => {
            let other = Spot::Row(heliu_domain::responsibility::Row::Responsibility(*other));
            let department = |spot: Spot| spot.department(chart).map(|it| t(general::department(it))).unwrap_or_default();
            tr(words::ALIKE_WHY, &[&spot, &department(finding.spot), &name(chart, other), &department(other), percent])
        }
        Kind::NoOwner { cards } => tr(words::NO_OWNER_WHY, &[cards, &spot]),
        Kind::NoClose { cards } => tr(words::NO_CLOSE_WHY, &[cards, &spot]),
        Kind::NoStep { cards } => tr(words::NO_STEP_WHY, &[cards, &spot]),
        Kind::Unassigned { person: id, moves, of } => tr(words::UNASSIGNED_WHY, &[&person(id), moves, of, &spot]),
    }
}

/// The name of what a finding is about.
fn name(chart: &Chart, spot: Spot) -> String {
    let name = match spot {
        Spot::Row(row) => chart.row_name(row),
        Spot::Role(id) => chart.roles.get(&id).map(|role| role.name.as_str()),
        Spot::Person(id) => chart.people.get(&id).map(|person| person.name.as_str()),
        Spot::Pipeline(id) => chart.pipelines.get(&id).map(|pipeline| pipeline.name.as_str()),
    };
    name.unwrap_or_default().to_owned()
}

/// Where it is to be seen, below the workspace.
pub fn path(finding: &Finding) -> String {
    match finding.spot {
        Spot::Row(_) | Spot::Person(_) => "matrix".to_owned(),
        Spot::Role(id) => format!("roles/{id}"),
        Spot::Pipeline(id) => format!("list/{id}"),
    }
}

/// The id by which the page can be asked to show it.
pub fn anchor(finding: &Finding) -> String {
    match finding.spot {
        Spot::Row(row) => row.id().to_string(),
        Spot::Role(id) => id.to_string(),
        Spot::Person(id) => id.to_string(),
        Spot::Pipeline(id) => id.to_string(),
    }
}

/// The words on a fix's button.
pub fn label(chart: &Chart, fix: &Fix) -> String {
    let person = |id| chart.people.get(id).map(|person| person.name.as_str()).unwrap_or_default();
    match fix {
        Fix::Give { column, letter, .. } => tr(words::FIX_GIVE, &[&chart.column_name(*column), &letter.as_str()]),
        Fix::OnlyAccountable { column, .. } => tr(words::FIX_ONLY, &[&chart.column_name(*column)]),
        Fix::Hold { person: id, deputy: false, .. } => tr(words::FIX_HOLD, &[&person(id)]),
        Fix::Hold { person: id, .. } => tr(words::FIX_DEPUTY, &[&person(id)]),
        Fix::Learnt { skill, level, .. } => tr(words::FIX_LEARNT, &[skill, level]),
        Fix::Pass { row, to, .. } => tr(words::FIX_PASS, &[&chart.row_name(*row).unwrap_or_default(), &chart.column_name(*to)]),
        Fix::Delete { responsibility } => {
            let spot = Spot::Row(heliu_domain::responsibility::Row::Responsibility(*responsibility));
            let department = spot.department(chart).map(|it| t(general::department(it))).unwrap_or_default();
            tr(words::FIX_DELETE, &[&name(chart, spot), &department])
        }
        Fix::Show { .. } => t(words::FIX_SHOW).to_owned(),
    }
}

/// Whether the acting person may do it.
pub fn is_offered(state: ChartState, chart: &Chart, fix: &Fix) -> bool {
    let Some(me) = state.me() else { return false };
    let department = match fix {
        Fix::Show { .. } => return true,
        Fix::Learnt { person, .. } => return chart.people.get(person).is_some_and(|other| may_edit_person(&me, other)),
        Fix::Give { row, .. } | Fix::OnlyAccountable { row, .. } | Fix::Pass { row, .. } => row_department(chart, *row),
        Fix::Hold { role, .. } => chart.roles.get(role).map(|role| role.department),
        Fix::Delete { responsibility } => chart.responsibilities.get(responsibility).map(|it| it.department),
    };
    department.is_some_and(|department| may_edit(&me, department))
}

/// The command of a fix; none for one that only leads elsewhere.
pub fn command(chart: &Chart, fix: &Fix) -> Option<ResponsibilityCommand> {
    Some(match fix.clone() {
        Fix::Give { row, column, letter } => {
            ResponsibilityCommand::SetCell { row, column, seen: chart.letter(row, column), letter: Some(letter) }
        }
        Fix::OnlyAccountable { row, column } => ResponsibilityCommand::KeepAccountable { row, column },
        Fix::Hold { role, person, deputy } => {
            let (at, random) = fresh();
            ResponsibilityCommand::Hold { id: HoldingId::new(at, random), role, person, deputy, dates: HoldingDates::default() }
        }
        Fix::Learnt { person, skill, level } => {
            let known = chart.skills.get(&(person, heliu_domain::text::fold(&skill)));
            let years = known.map_or(0, |known| known.years);
            ResponsibilityCommand::SaveSkill { person, name: skill, level, years }
        }
        Fix::Pass { row, from, to } => ResponsibilityCommand::PassCell { row, from, to },
        Fix::Delete { responsibility } => ResponsibilityCommand::DeleteResponsibility { id: responsibility },
        Fix::Show { .. } => return None,
    })
}
