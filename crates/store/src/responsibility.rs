//! Roles, responsibilities and the matrix as rows: one small type a table, both directions.

use heliu_domain::{
    assignment::Weights,
    directory::Department,
    id::*,
    responsibility::{
        Acceptance, Acknowledgement, Cell, Column, Holding, HoldingDates, Letter, Line, LineKind, Part, Profile, Reminder, Responsibility,
        Role, Row as MatrixRow, Skill, Version,
    },
    text,
    time::{Date, Timestamp},
};

use crate::{
    card::{narrow, parsed, rank, to_json},
    db::{Arg, Connection, sql, statements},
    fault::Fault,
    rows::{Row, rows},
};

/// The columns of each table, as its row type reads them.
macro_rules! part_columns {
    (role) => {
        "id, department, name, purpose, rank, active, version"
    };
    (role_line) => {
        "id, role, level, text, rank"
    };
    (holding) => {
        "id, role, person, deputy, from_day, until_day, away_from, away_until"
    };
    (responsibility) => {
        "id, department, text, rank"
    };
    (cell) => {
        "row_id, column_id, row_kind, column_kind, letter"
    };
    (skill) => {
        "person, name, level, years"
    };
    (role_version) => {
        "role, number, person, at, profile"
    };
    (acknowledgement) => {
        "role, number, person, at"
    };
    (reminder) => {
        "role, number, person, author, at"
    };
    (acceptance) => {
        "finding, because, person, at"
    };
    (assignment_weights) => {
        "skill, duty, load, results, presence"
    };
}
pub(crate) use part_columns;

statements! {
    ROLE = concat!("select ", part_columns!(role), " from role where workspace = $1 and id = $2");
    ROLE_INSERT = "insert into role (workspace, id, department, name, purpose, rank, active, version) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing";
    ROLE_UPDATE = "update role set department = $3, name = $4, purpose = $5, rank = $6, active = $7, version = $8 \
        where workspace = $1 and id = $2";
    ROLE_DELETE = "delete from role where workspace = $1 and id = $2";
    LINE = concat!("select ", part_columns!(role_line), " from role_line where workspace = $1 and id = $2");
    LINE_INSERT = "insert into role_line (workspace, id, role, level, text, rank) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing";
    LINE_UPDATE = "update role_line set role = $3, level = $4, text = $5, rank = $6 where workspace = $1 and id = $2";
    LINE_DELETE = "delete from role_line where workspace = $1 and id = $2";
    HOLDING = concat!("select ", part_columns!(holding), " from holding where workspace = $1 and id = $2");
    HOLDING_INSERT = "insert into holding (workspace, id, role, person, deputy, from_day, until_day, away_from, away_until) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing";
    HOLDING_UPDATE = "update holding set role = $3, person = $4, deputy = $5, from_day = $6, until_day = $7, away_from = $8, \
        away_until = $9 where workspace = $1 and id = $2";
    HOLDING_DELETE = "delete from holding where workspace = $1 and id = $2";
    RESPONSIBILITY = concat!("select ", part_columns!(responsibility), " from responsibility where workspace = $1 and id = $2");
    RESPONSIBILITY_INSERT = "insert into responsibility (workspace, id, department, text, rank) values ($1, $2, $3, $4, $5) \
        on conflict (id) do nothing";
    RESPONSIBILITY_UPDATE = "update responsibility set department = $3, text = $4, rank = $5 where workspace = $1 and id = $2";
    RESPONSIBILITY_DELETE = "delete from responsibility where workspace = $1 and id = $2";
    CELL = concat!("select ", part_columns!(cell), " from cell where workspace = $1 and row_id = $2 and column_id = $3");
    CELL_INSERT = "insert into cell (workspace, row_id, column_id, row_kind, column_kind, letter) values ($1, $2, $3, $4, $5, $6) \
        on conflict do nothing";
    CELL_UPDATE = "update cell set row_kind = $4, column_kind = $5, letter = $6 where workspace = $1 and row_id = $2 and column_id = $3";
    CELL_DELETE = "delete from cell where workspace = $1 and row_id = $2 and column_id = $3";
    SKILL = concat!("select ", part_columns!(skill), " from skill where workspace = $1 and person = $2 and folded = $3");
    SKILL_INSERT = "insert into skill (workspace, person, folded, name, level, years) values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
    SKILL_UPDATE = "update skill set name = $4, level = $5, years = $6 where workspace = $1 and person = $2 and folded = $3";
    SKILL_DELETE = "delete from skill where workspace = $1 and person = $2 and folded = $3";
    VERSION = concat!("select ", part_columns!(role_version), " from role_version where workspace = $1 and role = $2 and number = $3");
    VERSION_INSERT = "insert into role_version (workspace, role, number, person, at, profile) values ($1, $2, $3, $4, $5, $6) \
        on conflict do nothing";
    VERSION_UPDATE = "update role_version set person = $4, at = $5, profile = $6 where workspace = $1 and role = $2 and number = $3";
    VERSION_DELETE = "delete from role_version where workspace = $1 and role = $2 and number = $3";
    ACKNOWLEDGEMENT = concat!("select ", part_columns!(acknowledgement), " from acknowledgement \
        where workspace = $1 and role = $2 and number = $3 and person = $4");
    ACKNOWLEDGEMENT_INSERT = "insert into acknowledgement (workspace, role, number, person, at) values ($1, $2, $3, $4, $5) \
        on conflict do nothing";
    ACKNOWLEDGEMENT_UPDATE = "update acknowledgement set at = $5 where workspace = $1 and role = $2 and number = $3 and person = $4";
    ACKNOWLEDGEMENT_DELETE = "delete from acknowledgement where workspace = $1 and role = $2 and number = $3 and person = $4";
    REMINDER = concat!("select ", part_columns!(reminder), " from reminder where workspace = $1 and role = $2 and number = $3 and person = $4");
    REMINDER_INSERT = "insert into reminder (workspace, role, number, person, author, at) values ($1, $2, $3, $4, $5, $6) \
        on conflict do nothing";
    REMINDER_UPDATE = "update reminder set author = $5, at = $6 where workspace = $1 and role = $2 and number = $3 and person = $4";
    REMINDER_DELETE = "delete from reminder where workspace = $1 and role = $2 and number = $3 and person = $4";
    ACCEPTANCE = concat!("select ", part_columns!(acceptance), " from acceptance where workspace = $1 and finding_key = $2");
    ACCEPTANCE_INSERT = "insert into acceptance (workspace, finding_key, finding, because, person, at) values ($1, $2, $3, $4, $5, $6) \
        on conflict do nothing";
    ACCEPTANCE_UPDATE = "update acceptance set finding = $3, because = $4, person = $5, at = $6 where workspace = $1 and finding_key = $2";
    ACCEPTANCE_DELETE = "delete from acceptance where workspace = $1 and finding_key = $2";
    SHARE = "select percent from work_share where workspace = $1";
    SHARE_INSERT = "insert into work_share (workspace, percent) values ($1, $2) on conflict do nothing";
    SHARE_UPDATE = "update work_share set percent = $2 where workspace = $1";
    WEIGHTS = concat!("select ", part_columns!(assignment_weights), " from assignment_weights where workspace = $1");
    WEIGHTS_INSERT = "insert into assignment_weights (workspace, skill, duty, load, results, presence) values ($1, $2, $3, $4, $5, $6) \
        on conflict do nothing";
    WEIGHTS_UPDATE = "update assignment_weights set skill = $2, duty = $3, load = $4, results = $5, presence = $6 where workspace = $1";
    WEIGHTS_DELETE = "delete from assignment_weights where workspace = $1";
    SHARE_DELETE = "delete from work_share where workspace = $1";
}

fn department(word: &str) -> Result<Department, Fault> {
    Department::parse(word).ok_or_else(|| Fault::Stored(format!("department {word:?}")))
}

fn day(text: Option<String>) -> Result<Option<Date>, Fault> {
    text.as_deref().map(parsed).transpose()
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Stored(format!("{}: {error}", std::any::type_name::<T>())))
}

rows! {
    RoleRow -> Role { id: String, department: String, name: String, purpose: String, rank: String, active: i64, version: i64 } |row| Role {
        id: parsed(&row.id)?,
        department: department(&row.department)?,
        name: row.name,
        purpose: row.purpose,
        rank: rank(&row.rank)?,
        active: row.active != 0,
        version: narrow(row.version)?,
    };
    LineRow -> Line { id: String, role: String, level: Option<i64>, text: String, rank: String } |row| Line {
        id: parsed(&row.id)?,
        role: parsed(&row.role)?,
        kind: match row.level {
            Some(level) => LineKind::Skill(narrow(level)?),
            None => LineKind::Kpi,
        },
        text: row.text,
        rank: rank(&row.rank)?,
    };
    HoldingRow -> Holding {
        id: String, role: String, person: String, deputy: i64, from_day: Option<String>, until_day: Option<String>,
        away_from: Option<String>, away_until: Option<String>,
    } |row| Holding {
        id: parsed(&row.id)?,
        role: parsed(&row.role)?,
        person: parsed(&row.person)?,
        deputy: row.deputy != 0,
        dates: HoldingDates {
            from: day(row.from_day)?,
            until: day(row.until_day)?,
            away_from: day(row.away_from)?,
            away_until: day(row.away_until)?,
        },
    };
    ResponsibilityRow -> Responsibility { id: String, department: String, text: String, rank: String } |row| Responsibility {
        id: parsed(&row.id)?,
        department: department(&row.department)?,
        text: row.text,
        rank: rank(&row.rank)?,
    };
    CellRow -> Cell { row_id: String, column_id: String, row_kind: String, column_kind: String, letter: String } |row| Cell {
        row: match row.row_kind.as_str() {
            "stage" => MatrixRow::Stage(parsed(&row.row_id)?),
            _ => MatrixRow::Responsibility(parsed(&row.row_id)?),
        },
        column: match row.column_kind.as_str() {
            "person" => Column::Person(parsed(&row.column_id)?),
            _ => Column::Role(parsed(&row.column_id)?),
        },
        letter: Letter::parse(&row.letter).ok_or_else(|| Fault::Stored(format!("letter {:?}", row.letter)))?,
    };
    SkillRow -> Skill { person: String, name: String, level: i64, years: i64 } |row| Skill {
        person: parsed(&row.person)?,
        name: row.name,
        level: narrow(row.level)?,
        years: narrow(row.years)?,
    };
    VersionRow -> Version { role: String, number: i64, person: String, at: i64, profile: String } |row| Version {
        role: parsed(&row.role)?,
        number: narrow(row.number)?,
        by: parsed(&row.person)?,
        at: Timestamp(row.at),
        profile: json::<Profile>(&row.profile)?,
    };
    AcknowledgementRow -> Acknowledgement { role: String, number: i64, person: String, at: i64 } |row| Acknowledgement {
        role: parsed(&row.role)?,
        number: narrow(row.number)?,
        person: parsed(&row.person)?,
        at: Timestamp(row.at),
    };
    ReminderRow -> Reminder { role: String, number: i64, person: String, author: String, at: i64 } |row| Reminder {
        role: parsed(&row.role)?,
        number: narrow(row.number)?,
        person: parsed(&row.person)?,
        by: parsed(&row.author)?,
        at: Timestamp(row.at),
    };
    AcceptanceRow -> Acceptance { finding: String, because: String, person: String, at: i64 } |row| Acceptance {
        finding: json(&row.finding)?,
        because: row.because,
        by: parsed(&row.person)?,
        at: Timestamp(row.at),
    };
    ShareRow -> u8 { percent: i64 } |row| narrow(row.percent)?;
    WeightsRow -> Weights { skill: i64, duty: i64, load: i64, results: i64, presence: i64 } |row| Weights {
        skill: narrow(row.skill)?,
        duty: narrow(row.duty)?,
        load: narrow(row.load)?,
        results: narrow(row.results)?,
        presence: narrow(row.presence)?,
    };
}

/// The statements of a part: by its key, to insert, to update, to delete.
fn texts(part: &Part) -> [&'static str; 4] {
    match part {
        Part::Role(_) => [ROLE, ROLE_INSERT, ROLE_UPDATE, ROLE_DELETE],
        Part::Line(_) => [LINE, LINE_INSERT, LINE_UPDATE, LINE_DELETE],
        Part::Holding(_) => [HOLDING, HOLDING_INSERT, HOLDING_UPDATE, HOLDING_DELETE],
        Part::Responsibility(_) => [RESPONSIBILITY, RESPONSIBILITY_INSERT, RESPONSIBILITY_UPDATE, RESPONSIBILITY_DELETE],
        Part::Cell(_) => [CELL, CELL_INSERT, CELL_UPDATE, CELL_DELETE],
        Part::Skill(_) => [SKILL, SKILL_INSERT, SKILL_UPDATE, SKILL_DELETE],
        Part::Version(_) => [VERSION, VERSION_INSERT, VERSION_UPDATE, VERSION_DELETE],
        Part::Acknowledgement(_) => [ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_INSERT, ACKNOWLEDGEMENT_UPDATE, ACKNOWLEDGEMENT_DELETE],
        Part::Reminder(_) => [REMINDER, REMINDER_INSERT, REMINDER_UPDATE, REMINDER_DELETE],
        Part::Acceptance(_) => [ACCEPTANCE, ACCEPTANCE_INSERT, ACCEPTANCE_UPDATE, ACCEPTANCE_DELETE],
        Part::Share(_) => [SHARE, SHARE_INSERT, SHARE_UPDATE, SHARE_DELETE],
        Part::Weights(_) => [WEIGHTS, WEIGHTS_INSERT, WEIGHTS_UPDATE, WEIGHTS_DELETE],
    }
}

/// The values of a part's key, behind the workspace.
pub(crate) fn key(part: &Part) -> Vec<Arg> {
    match part {
        Part::Role(it) => vec![it.id.into()],
        Part::Line(it) => vec![it.id.into()],
        Part::Holding(it) => vec![it.id.into()],
        Part::Responsibility(it) => vec![it.id.into()],
        Part::Cell(it) => vec![it.row.id().to_string().into(), it.column.id().to_string().into()],
        Part::Skill(it) => vec![it.person.into(), text::fold(&it.name).into()],
        Part::Version(it) => vec![it.role.into(), i64::from(it.number).into()],
        Part::Acknowledgement(it) => vec![it.role.into(), i64::from(it.number).into(), it.person.into()],
        Part::Reminder(it) => vec![it.role.into(), i64::from(it.number).into(), it.person.into()],
        Part::Acceptance(it) => vec![it.finding.key().into()],
        Part::Share(_) | Part::Weights(_) => Vec::new(),
    }
}

/// The other values of a part, in the order of its statements.
fn values(part: &Part) -> Result<Vec<Arg>, Fault> {
    let date = |date: Option<Date>| Arg::from(date.map(|date| date.to_string()));
    Ok(match part {
        Part::Role(it) => vec![
            it.department.as_str().into(),
            (&it.name).into(),
            (&it.purpose).into(),
            (&it.rank).into(),
            it.active.into(),
            i64::from(it.version).into(),
        ],
        Part::Line(it) => {
            let level = match it.kind {
                LineKind::Skill(level) => Some(i64::from(level)),
                LineKind::Kpi => None,
            };
            vec![it.role.into(), level.into(), (&it.text).into(), (&it.rank).into()]
        }
        Part::Holding(it) => {
            let dates = it.dates;
            let mut values: Vec<Arg> = vec![it.role.into(), it.person.into(), it.deputy.into()];
            values.extend([dates.from, dates.until, dates.away_from, dates.away_until].map(date));
            values
        }
        Part::Responsibility(it) => vec![it.department.as_str().into(), (&it.text).into(), (&it.rank).into()],
        Part::Cell(it) => {
            let row = if matches!(it.row, MatrixRow::Stage(_)) { "stage" } else { "responsibility" };
            let column = if matches!(it.column, Column::Person(_)) { "person" } else { "role" };
            vec![row.into(), column.into(), it.letter.as_str().into()]
        }
        Part::Skill(it) => vec![(&it.name).into(), it.level.into(), it.years.into()],
        Part::Version(it) => vec![it.by.into(), it.at.into(), to_json(&it.profile, false)?.into()],
        Part::Acknowledgement(it) => vec![it.at.into()],
        Part::Reminder(it) => vec![it.by.into(), it.at.into()],
        Part::Acceptance(it) => vec![to_json(&it.finding, false)?.into(), (&it.because).into(), it.by.into(), it.at.into()],
        Part::Share(percent) => vec![(*percent).into()],
        Part::Weights(it) => [it.skill, it.duty, it.load, it.results, it.presence].map(Arg::from).into(),
    })
}

/// The statement that inserts a part.
pub(crate) fn insertion(part: &Part) -> &'static str {
    let [_, insert, _, _] = texts(part);
    insert
}

/// The statement that updates a part.
pub(crate) fn update(part: &Part) -> &'static str {
    let [_, _, update, _] = texts(part);
    update
}

/// The statement that deletes a part.
pub(crate) fn deletion(part: &Part) -> &'static str {
    let [_, _, _, delete] = texts(part);
    delete
}

/// All values of a part in the order of its statements, behind the workspace.
pub(crate) fn columns(part: &Part) -> Result<Vec<Arg>, Fault> {
    let mut all = key(part);
    all.extend(values(part)?);
    Ok(all)
}

/// The stored part of the same kind and key.
pub(crate) async fn present(connection: &mut Connection, workspace: WorkspaceId, part: &Part) -> Result<Option<Part>, Fault> {
    let [by_key, ..] = texts(part);
    let found = sql(by_key).bind(workspace).bind_all(key(part));
    macro_rules! found {
        ($row:ident as $kind:ident) => {
            found.optional::<$row>(connection).await?.map(Row::read).transpose()?.map(Part::$kind)
        };
    }
    Ok(match part {
        Part::Role(_) => found!(RoleRow as Role),
        Part::Line(_) => found!(LineRow as Line),
        Part::Holding(_) => found!(HoldingRow as Holding),
        Part::Responsibility(_) => found!(ResponsibilityRow as Responsibility),
        Part::Cell(_) => found!(CellRow as Cell),
        Part::Skill(_) => found!(SkillRow as Skill),
        Part::Version(_) => found!(VersionRow as Version),
        Part::Acknowledgement(_) => found!(AcknowledgementRow as Acknowledgement),
        Part::Reminder(_) => found!(ReminderRow as Reminder),
        Part::Acceptance(_) => found!(AcceptanceRow as Acceptance),
        Part::Share(_) => found!(ShareRow as Share),
        Part::Weights(_) => found!(WeightsRow as Weights),
    })
}
