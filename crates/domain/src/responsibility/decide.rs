//! What becomes of a command, and who may give it.

use super::*;
use crate::{
    board::Author,
    change::Change,
    directory::Person,
    problem::{Code, Problem},
    record::Record,
    text,
};

/// The department to which a row belongs; stages belong to Sales.
pub fn row_department(facts: &Chart, row: Row) -> Option<Department> {
    match row {
        Row::Responsibility(id) => facts.responsibilities.get(&id).map(|it| it.department),
        Row::Stage(id) => facts.stages.get(&id).map(|_| Department::Sales),
    }
}

/// Decides a command of `me` upon what is known: for an edit the thing itself and its neighbours, for publishing the whole chart.
///
/// # Errors
/// [`Code::Forbidden`], or a problem naming the field; then nothing is changed.
pub fn decide(facts: &Chart, me: &Person, command: &ResponsibilityCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    use ResponsibilityCommand as C;
    let today = author.at.date();
    match command {
        C::AddRoles { roles } => add_roles(facts, me, roles),
        C::EditRole { id, part } => edit_role(facts, me, *id, part),
        C::AddLine { id, role, kind, text } => {
            facts.role_for(me, *role)?;
            let others = facts.lines_of(*role, matches!(kind, LineKind::Skill(_)));
            if others.len() >= LINES_MAX {
                return Err(Problem::of(Code::TooLong, "line").with(LINES_MAX));
            }
            let rank = Rank::between(others.last().map(|line| &line.rank), None);
            let line = Line { id: *id, role: *role, kind: checked_kind(*kind)?, text: text::name("line", text)?, rank };
            Ok(vec![made(Part::Line(line))])
        }
        C::EditLine { id, seen, text } => {
            let was = facts.line_for(me, *id)?;
            let now = Line { text: rewritten("line", &was.text, seen, text::name("line", text)?)?, ..was.clone() };
            Ok(replaced(Part::Line(was.clone()), Part::Line(now)))
        }
        C::SetLevel { id, level } => {
            let was = facts.line_for(me, *id)?;
            if was.kind == LineKind::Kpi {
                return Err(Problem::of(Code::Invalid, "level"));
            }
            let now = Line { kind: LineKind::Skill(level_of(*level)?), ..was.clone() };
            Ok(replaced(Part::Line(was.clone()), Part::Line(now)))
        }
        C::MoveLine { id, after } => {
            let was = facts.line_for(me, *id)?;
            let others = facts.lines_of(was.role, matches!(was.kind, LineKind::Skill(_)));
            let ranks = others.iter().filter(|line| line.id != *id).map(|line| (line.id.0, &line.rank));
            let now = Line { rank: behind(ranks, after.map(|after| after.0), "line")?, ..was.clone() };
            Ok(if *after == Some(*id) { Vec::new() } else { replaced(Part::Line(was.clone()), Part::Line(now)) })
        }
        C::DeleteLine { id } => Ok(vec![gone(Part::Line(facts.line_for(me, *id)?.clone()))]),
        C::Hold { id, role, person, deputy, dates } => {
            facts.role_for(me, *role)?;
            if !facts.people.get(person).is_some_and(|person| person.active) {
                return Err(Problem::not_found("person"));
            }
            if facts.holdings_of(*role).len() >= HOLDINGS_MAX {
                return Err(Problem::of(Code::TooLong, "holding").with(HOLDINGS_MAX));
            }
            let holding = Holding { id: *id, role: *role, person: *person, deputy: *deputy, dates: checked_dates(*dates)? };
            let is_double = |other: &&Holding| other.role == *role && other.person == *person && other.is_current(today);
            if holding.is_current(today) && facts.holdings.values().any(|other| is_double(&other)) {
                return Err(Problem::of(Code::Taken, "holding"));
            }
            Ok(vec![made(Part::Holding(holding))])
        }
        C::EditHolding { id, dates } => {
            let was = facts.holding_for(me, *id)?;
            let now = Holding { dates: checked_dates(*dates)?, ..was.clone() };
            Ok(replaced(Part::Holding(was.clone()), Part::Holding(now)))
        }
        C::DeleteHolding { id } => Ok(vec![gone(Part::Holding(facts.holding_for(me, *id)?.clone()))]),
        C::AddResponsibility { department, new, role } => {
            permit(me, *department)?;
            if let Some(role) = role {
                facts.roles.get(role).ok_or_else(|| Problem::not_found("role"))?;
            }
            let last = facts.work_of(*department).last().map(|it| it.rank.clone());
            let (changes, _) = add_work(facts, *department, new, *role, last.as_ref())?;
            Ok(changes)
        }
        C::EditResponsibility { id, seen, text } => {
            let was = facts.work_for(me, *id)?;
            let text = rewritten("responsibility", &was.text, seen, text::name("responsibility", text)?)?;
            let now = Responsibility { text, ..was.clone() };
            Ok(replaced(Part::Responsibility(was.clone()), Part::Responsibility(now)))
        }
        C::MoveResponsibility { id, after } => {
            let was = facts.work_for(me, *id)?;
            let others = facts.work_of(was.department);
            let ranks = others.iter().filter(|it| it.id != *id).map(|it| (it.id.0, &it.rank));
            let now = Responsibility { rank: behind(ranks, after.map(|after| after.0), "responsibility")?, ..was.clone() };
            Ok(if *after == Some(*id) { Vec::new() } else { replaced(Part::Responsibility(was.clone()), Part::Responsibility(now)) })
        }
        C::DeleteResponsibility { id } => {
            let was = facts.work_for(me, *id)?.clone();
            let row = Row::Responsibility(*id);
            let cells = facts.cells.get(&row).into_iter().flatten();
            let mut changes: Vec<Change> =
                cells.map(|(column, letter)| gone(Part::Cell(Cell { row, column: *column, letter: *letter }))).collect();
            changes.push(gone(Part::Responsibility(was)));
            Ok(changes)
        }
        C::SetCell { row, column, seen, letter } => set_cell(facts, me, (*row, *column), *seen, *letter),
        C::PassCell { row, from, to } => pass_cell(facts, me, *row, *from, *to),
        C::KeepAccountable { row, column } => keep_accountable(facts, me, *row, *column),
        C::SaveSkill { person, name, level, years } => {
            facts.person_for(me, *person)?;
            let name = text::name("skill", name)?;
            let was = facts.skills.get(&(*person, text::fold(&name)));
            if was.is_none() && facts.skills.values().filter(|it| it.person == *person).count() >= SKILLS_MAX {
                return Err(Problem::of(Code::TooLong, "skill").with(SKILLS_MAX));
            }
            if *years > 60 {
                return Err(Problem::of(Code::OutOfRange, "years").with(0).with(60));
            }
            let now = Skill { person: *person, name, level: level_of(*level)?, years: *years };
            Ok(match was {
                Some(was) => replaced(Part::Skill(was.clone()), Part::Skill(now)),
                None => vec![made(Part::Skill(now))],
            })
        }
        C::DeleteSkill { person, name } => {
            facts.person_for(me, *person)?;
            let was = facts.skills.get(&(*person, text::fold(name))).ok_or_else(|| Problem::not_found("skill"))?;
            Ok(vec![gone(Part::Skill(was.clone()))])
        }
        C::Publish { role } => {
            let was = facts.role_for(me, *role)?;
            let number = was.version + 1;
            let now = Role { version: number, ..was.clone() };
            let version = Version { role: *role, number, by: author.person, at: author.at, profile: facts.profile(was) };
            let mut changes = replaced(Part::Role(was.clone()), Part::Role(now));
            changes.push(made(Part::Version(version)));
            Ok(changes)
        }
        C::Acknowledge { role, number } => {
            let role = facts.roles.get(role).ok_or_else(|| Problem::not_found("role"))?;
            if role.version != *number || *number == 0 {
                return Err(Problem::of(Code::Rewritten, "version").with(role.version));
            }
            let holds = |it: &Holding| it.role == role.id && it.person == me.id && it.is_current(today);
            if !facts.holdings.values().any(holds) {
                return Err(Problem::of(Code::Forbidden, "role"));
            }
            let known = facts.acknowledgements.get(&(role.id, me.id));
            if known.is_some_and(|known| known.number == *number) {
                return Ok(Vec::new());
            }
            Ok(vec![made(Part::Acknowledgement(Acknowledgement { role: role.id, number: *number, person: me.id, at: author.at }))])
        }
        C::Remind { role, person } => {
            let role = facts.role_for(me, *role)?;
            if !facts.missing(role, today).contains(person) {
                return Err(Problem::of(Code::Invalid, "person"));
            }
            let now = Reminder { role: role.id, number: role.version, person: *person, by: author.person, at: author.at };
            let was = facts.reminders.get(&(role.id, *person)).filter(|it| it.number == role.version);
            Ok(match was {
                Some(was) => replaced(Part::Reminder(was.clone()), Part::Reminder(now)),
                None => vec![made(Part::Reminder(now))],
            })
        }
        C::Accept { finding, because } => {
            permit(me, finding.spot.department(facts).ok_or_else(|| Problem::not_found("finding"))?)?;
            let acceptance =
                Acceptance { finding: finding.clone(), because: text::name("because", because)?, by: author.person, at: author.at };
            Ok(match facts.acceptances.get(&finding.key()) {
                Some(was) => replaced(Part::Acceptance(was.clone()), Part::Acceptance(acceptance)),
                None => vec![made(Part::Acceptance(acceptance))],
            })
        }
        C::Reopen { finding } => {
            permit(me, finding.spot.department(facts).ok_or_else(|| Problem::not_found("finding"))?)?;
            let was = facts.acceptances.get(&finding.key()).ok_or_else(|| Problem::not_found("finding"))?;
            Ok(vec![gone(Part::Acceptance(was.clone()))])
        }
        C::SetShare { percent } => {
            if !may_edit_settings(me) {
                return Err(Problem::new(Code::Forbidden));
            }
            if !(10..=100).contains(percent) {
                return Err(Problem::of(Code::OutOfRange, "share").with(10).with(100));
            }
            Ok(match facts.share {
                Some(was) => replaced(Part::Share(was), Part::Share(*percent)),
                None => vec![made(Part::Share(*percent))],
            })
        }
        C::SetWeight { factor, weight } => {
            if !may_edit_settings(me) {
                return Err(Problem::new(Code::Forbidden));
            }
            let weights = facts.weights.unwrap_or_default().with(*factor, *weight).checked()?;
            Ok(match facts.weights {
                Some(was) => replaced(Part::Weights(was), Part::Weights(weights)),
                None => vec![made(Part::Weights(weights))],
            })
        }
    }
}

fn made(part: Part) -> Change {
    Change::made(Record::Responsibility(part))
}

fn gone(part: Part) -> Change {
    Change::gone(Record::Responsibility(part))
}

fn replaced(was: Part, now: Part) -> Vec<Change> {
    Change::replaced(Record::Responsibility(was), Record::Responsibility(now))
}

fn permit(me: &Person, department: Department) -> Result<(), Problem> {
    if may_edit(me, department) { Ok(()) } else { Err(Problem::of(Code::Forbidden, "department")) }
}

/// The new text, unless somebody wrote another one that the author has not seen.
fn rewritten(field: &str, present: &str, seen: &str, now: String) -> Result<String, Problem> {
    if present == seen || present == now { Ok(now) } else { Err(Problem::of(Code::Rewritten, field).with(present)) }
}

fn level_of(level: u8) -> Result<u8, Problem> {
    if LEVELS.contains(&level) { Ok(level) } else { Err(Problem::of(Code::OutOfRange, "level").with(1).with(5)) }
}

fn checked_kind(kind: LineKind) -> Result<LineKind, Problem> {
    match kind {
        LineKind::Skill(level) => level_of(level).map(LineKind::Skill),
        LineKind::Kpi => Ok(kind),
    }
}

fn checked_dates(dates: HoldingDates) -> Result<HoldingDates, Problem> {
    let is_backward = |from: Option<Date>, until: Option<Date>| from.zip(until).is_some_and(|(from, until)| from > until);
    if is_backward(dates.from, dates.until) {
        return Err(Problem::of(Code::Invalid, "until"));
    }
    if is_backward(dates.away_from, dates.away_until) || (dates.away_from.is_none() && dates.away_until.is_some()) {
        return Err(Problem::of(Code::Invalid, "away"));
    }
    Ok(dates)
}

/// A rank directly behind `after`, or before all.
fn behind<'a>(
    ranks: impl Iterator<Item = (uuid::Uuid, &'a Rank)> + Clone,
    after: Option<uuid::Uuid>,
    field: &str,
) -> Result<Rank, Problem> {
    let low = match after {
        Some(after) => Some(ranks.clone().find(|(id, _)| *id == after).ok_or_else(|| Problem::not_found(field))?.1),
        None => None,
    };
    let high = ranks.map(|(_, rank)| rank).filter(|rank| low.is_none_or(|low| *rank > low)).min();
    Ok(Rank::between(low, high))
}

fn add_roles(facts: &Chart, me: &Person, roles: &[NewRole]) -> Result<Vec<Change>, Problem> {
    if roles.is_empty() {
        return Err(Problem::of(Code::Required, "role"));
    }
    if facts.roles.len() + roles.len() > ROLES_MAX {
        return Err(Problem::of(Code::TooLong, "role").with(ROLES_MAX));
    }
    let mut changes = Vec::new();
    let mut last = facts.roles.values().map(|role| &role.rank).max().cloned();
    let mut ends: std::collections::BTreeMap<Department, Rank> = std::collections::BTreeMap::new();
    for new in roles {
        permit(me, new.department)?;
        let name = facts.role_name(None, &new.name)?;
        let purpose = text::line("purpose", &new.purpose, PURPOSE_MAX)?;
        let rank = Rank::between(last.as_ref(), None);
        last = Some(rank.clone());
        changes.push(made(Part::Role(Role { id: new.id, department: new.department, name, purpose, rank, active: true, version: 0 })));
        if new.lines.len() > 2 * LINES_MAX || new.responsibilities.len() > LINES_MAX {
            return Err(Problem::of(Code::TooLong, "line").with(LINES_MAX));
        }
        let ranks = Rank::spread(None, None, new.lines.len());
        for ((id, kind, text), rank) in new.lines.iter().zip(ranks) {
            let line = Line { id: *id, role: new.id, kind: checked_kind(*kind)?, text: text::name("line", text)?, rank };
            changes.push(made(Part::Line(line)));
        }
        let known = ends.remove(&new.department).or_else(|| facts.work_of(new.department).last().map(|it| it.rank.clone()));
        let mut end = known;
        for work in &new.responsibilities {
            let (added, rank) = add_work(facts, new.department, work, Some(new.id), end.as_ref())?;
            changes.extend(added);
            end = Some(rank);
        }
        if let Some(end) = end {
            ends.insert(new.department, end);
        }
    }
    Ok(changes)
}

fn add_work(
    facts: &Chart,
    department: Department,
    new: &NewResponsibility,
    role: Option<RoleId>,
    last: Option<&Rank>,
) -> Result<(Vec<Change>, Rank), Problem> {
    if facts.work_of(department).len() >= RESPONSIBILITIES_MAX {
        return Err(Problem::of(Code::TooLong, "responsibility").with(RESPONSIBILITIES_MAX));
    }
    let rank = Rank::between(last, None);
    let work = Responsibility { id: new.id, department, text: text::name("responsibility", &new.text)?, rank: rank.clone() };
    let mut changes = vec![made(Part::Responsibility(work))];
    if let Some((role, letter)) = role.zip(new.letter) {
        changes.push(made(Part::Cell(Cell { row: Row::Responsibility(new.id), column: Column::Role(role), letter })));
    }
    Ok((changes, rank))
}

fn edit_role(facts: &Chart, me: &Person, id: RoleId, part: &RolePart) -> Result<Vec<Change>, Problem> {
    let was = facts.role_for(me, id)?;
    let mut now = was.clone();
    match part {
        RolePart::Name { seen, now: name } => now.name = rewritten("role", &was.name, seen, facts.role_name(Some(id), name)?)?,
        RolePart::Purpose { seen, now: purpose } => {
            now.purpose = rewritten("purpose", &was.purpose, seen, text::line("purpose", purpose, PURPOSE_MAX)?)?;
        }
        RolePart::Department(department) => {
            permit(me, *department)?;
            now.department = *department;
        }
        RolePart::Active(active) => now.active = *active,
    }
    Ok(replaced(Part::Role(was.clone()), Part::Role(now)))
}

fn set_cell(
    facts: &Chart,
    me: &Person,
    (row, column): (Row, Column),
    seen: Option<Letter>,
    letter: Option<Letter>,
) -> Result<Vec<Change>, Problem> {
    permit(me, row_department(facts, row).ok_or_else(|| Problem::not_found("row"))?)?;
    if !facts.is_live(column) {
        return Err(Problem::not_found("column"));
    }
    let was = facts.letter(row, column);
    if was == letter {
        return Ok(Vec::new());
    }
    if was != seen {
        let standing = was.map_or("–", Letter::as_str);
        let names = (facts.row_name(row).unwrap_or_default(), facts.column_name(column));
        return Err(Problem::of(Code::Overtaken, "cell").with(names.0).with(names.1).with(standing));
    }
    let part = |letter: Letter| Part::Cell(Cell { row, column, letter });
    Ok(match (was, letter) {
        (None, Some(letter)) => vec![made(part(letter))],
        (Some(was), Some(letter)) => replaced(part(was), part(letter)),
        (Some(was), None) => vec![gone(part(was))],
        (None, None) => Vec::new(),
    })
}

fn pass_cell(facts: &Chart, me: &Person, row: Row, from: Column, to: Column) -> Result<Vec<Change>, Problem> {
    let letter = facts.letter(row, from).ok_or_else(|| Problem::not_found("cell"))?;
    let there = facts.letter(row, to);
    if from == to || there.is_some_and(Letter::carries) {
        return Err(Problem::of(Code::Invalid, "column"));
    }
    let mut changes = set_cell(facts, me, (row, from), Some(letter), None)?;
    changes.extend(set_cell(facts, me, (row, to), there, Some(letter))?);
    Ok(changes)
}

fn keep_accountable(facts: &Chart, me: &Person, row: Row, column: Column) -> Result<Vec<Change>, Problem> {
    permit(me, row_department(facts, row).ok_or_else(|| Problem::not_found("row"))?)?;
    if facts.letter(row, column) != Some(Letter::Accountable) {
        return Err(Problem::of(Code::Invalid, "column"));
    }
    let cells = facts.cells.get(&row).into_iter().flatten();
    let others = cells.filter(|(other, letter)| **other != column && **letter == Letter::Accountable);
    let part = |column: Column, letter: Letter| Part::Cell(Cell { row, column, letter });
    Ok(others.flat_map(|(other, _)| replaced(part(*other, Letter::Accountable), part(*other, Letter::Responsible))).collect())
}

impl Chart {
    fn role_for(&self, me: &Person, id: RoleId) -> Result<&Role, Problem> {
        let role = self.roles.get(&id).ok_or_else(|| Problem::not_found("role"))?;
        permit(me, role.department)?;
        Ok(role)
    }

    fn line_for(&self, me: &Person, id: LineId) -> Result<&Line, Problem> {
        let line = self.lines.get(&id).ok_or_else(|| Problem::not_found("line"))?;
        self.role_for(me, line.role)?;
        Ok(line)
    }

    fn holding_for(&self, me: &Person, id: HoldingId) -> Result<&Holding, Problem> {
        let holding = self.holdings.get(&id).ok_or_else(|| Problem::not_found("holding"))?;
        self.role_for(me, holding.role)?;
        Ok(holding)
    }

    fn work_for(&self, me: &Person, id: ResponsibilityId) -> Result<&Responsibility, Problem> {
        let work = self.responsibilities.get(&id).ok_or_else(|| Problem::not_found("responsibility"))?;
        permit(me, work.department)?;
        Ok(work)
    }

    fn person_for(&self, me: &Person, id: PersonId) -> Result<(), Problem> {
        let person = self.people.get(&id).ok_or_else(|| Problem::not_found("person"))?;
        if may_edit_person(me, person) { Ok(()) } else { Err(Problem::of(Code::Forbidden, "person")) }
    }

    fn role_name(&self, id: Option<RoleId>, name: &str) -> Result<String, Problem> {
        let name = text::name("role", name)?;
        let is_taken = |role: &Role| Some(role.id) != id && role.active && text::fold(&role.name) == text::fold(&name);
        if self.roles.values().any(is_taken) { Err(Problem::of(Code::Taken, "role").with(name)) } else { Ok(name) }
    }
}
