//! Who answers for what: roles with their profiles, lines of work, and the matrix between them.

mod chart;
mod command;
mod decide;
mod finding;
mod policy;
mod similar;
mod template;
mod watch;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::{
    chart::{Chart, Touched},
    command::{HoldingDates, NewResponsibility, NewRole, ResponsibilityCommand, RolePart},
    decide::{decide, row_department},
    finding::{Finding, Fix, Kind, Severity, Spot, fixes, loads, of_role, of_row},
    policy::{may_edit, may_edit_person, may_edit_settings},
    similar::{ALIKE, alike},
    template::templates,
    watch::{EVIDENCE_DAYS, OpenCard, Watch},
};
use crate::{
    assignment::Weights,
    directory::Department,
    id::*,
    rank::Rank,
    time::{Date, Timestamp},
};

/// Levels of a skill: from beginner to the one whom the others ask.
pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=5;
/// Most roles of a workspace.
pub const ROLES_MAX: usize = 500;
/// Most lines of work of one department.
pub const RESPONSIBILITIES_MAX: usize = 2_000;
/// Most characters of a purpose.
pub const PURPOSE_MAX: usize = 1000;
/// Most lines of each kind in one profile.
pub const LINES_MAX: usize = 50;
/// Most holdings of one role, ended ones included.
pub const HOLDINGS_MAX: usize = 200;
/// Most skills of one person.
pub const SKILLS_MAX: usize = 100;
/// The share of all R and A cells that one person may carry, in percent, unless the workspace says otherwise.
pub const SHARE: u8 = 40;

/// A role (岗位): a post of a department. What it answers for stands in the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    pub id: RoleId,
    pub department: Department,
    pub name: String,
    /// What it is there for; it may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    pub rank: Rank,
    /// An inactive role keeps its history, but is no column any more.
    pub active: bool,
    /// The version that was published last; 0 before the first.
    #[serde(default)]
    pub version: u32,
}

/// What a line of a profile says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A skill that the role requires, at this level at least (1 to 5).
    Skill(u8),
    /// What the role is measured by.
    Kpi,
}

/// One line of a role's profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: LineId,
    pub role: RoleId,
    pub kind: LineKind,
    pub text: String,
    pub rank: Rank,
}

/// Somebody who holds a role, or stands in for its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub id: HoldingId,
    pub role: RoleId,
    pub person: PersonId,
    /// Stands in when the holder is away.
    pub deputy: bool,
    pub dates: HoldingDates,
}

impl Holding {
    /// Whether it is in force on a day.
    pub fn is_current(&self, today: Date) -> bool {
        self.dates.from.is_none_or(|from| from <= today) && self.dates.until.is_none_or(|until| until >= today)
    }

    /// The last day of the absence that covers a day, if one does.
    pub fn away_until(&self, today: Date) -> Option<Date> {
        let from = self.dates.away_from?;
        let until = self.dates.away_until.unwrap_or(Date::MAX);
        (from <= today && until >= today).then_some(until)
    }
}

/// A line of work that belongs to a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    pub id: ResponsibilityId,
    pub department: Department,
    pub text: String,
    pub rank: Rank,
}

/// A row of the matrix. The stages of the pipelines are rows without being stored again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    Responsibility(ResponsibilityId),
    Stage(StageId),
}

/// A column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Role(RoleId),
    Person(PersonId),
}

impl Row {
    /// The id, whatever it is of.
    pub fn id(self) -> uuid::Uuid {
        match self {
            Self::Responsibility(id) => id.0,
            Self::Stage(id) => id.0,
        }
    }
}

impl Column {
    /// The id, whatever it is of.
    pub fn id(self) -> uuid::Uuid {
        match self {
            Self::Role(id) => id.0,
            Self::Person(id) => id.0,
        }
    }
}

/// What stands in a cell of the matrix (RACI).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Does the work.
    Responsible,
    /// Answers for it; exactly one.
    Accountable,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Letter {
    /// All of them, in the order of the word.
    pub const ALL: [Self; 4] = [Self::Responsible, Self::Accountable, Self::Consulted, Self::Informed];

    /// The letter itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Responsible => "R",
            Self::Accountable => "A",
            Self::Consulted => "C",
            Self::Informed => "I",
        }
    }

    /// The one of that letter, whatever its case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letter| letter.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether it means carrying the work, not only hearing of it.
    pub fn carries(self) -> bool {
        matches!(self, Self::Responsible | Self::Accountable)
    }
}

/// A filled cell of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub row: Row,
    pub column: Column,
    pub letter: Letter,
}

/// A skill that a person has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    pub person: PersonId,
    pub name: String,
    /// 1 to 5.
    pub level: u8,
    /// Years of experience.
    pub years: u8,
}

/// A profile as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub role: RoleId,
    /// Counts from 1.
    pub number: u32,
    pub by: PersonId,
    pub at: Timestamp,
    pub profile: Profile,
}

/// All that a profile says, as text that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub department: Department,
    pub purpose: String,
    /// The rows that the role carries, with its letter.
    pub responsibilities: Vec<(Letter, String)>,
    /// Skill and least level.
    pub skills: Vec<(String, u8)>,
    pub kpis: Vec<String>,
}

/// "Read and agreed": a holder's word on a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub role: RoleId,
    pub number: u32,
    pub person: PersonId,
    pub at: Timestamp,
}

/// A holder was reminded to acknowledge a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    pub role: RoleId,
    pub number: u32,
    pub person: PersonId,
    pub by: PersonId,
    pub at: Timestamp,
}

/// A finding that was accepted as it is; it counts as long as the finding says the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    pub finding: Finding,
    pub because: String,
    pub by: PersonId,
    pub at: Timestamp,
}

/// Everything of this room that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Role(Role),
    Line(Line),
    Holding(Holding),
    Responsibility(Responsibility),
    Cell(Cell),
    Skill(Skill),
    Version(Version),
    Acknowledgement(Acknowledgement),
    Reminder(Reminder),
    Acceptance(Acceptance),
    /// The share of all R and A cells that one person may carry, in percent.
    Share(u8),
    /// What proposals for an owner are ranked by.
    Weights(Weights),
}

impl Part {
    /// The word for its kind, as in the change log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::Line(_) => "line",
            Self::Holding(_) => "holding",
            Self::Responsibility(_) => "responsibility",
            Self::Cell(_) => "cell",
            Self::Skill(_) => "skill",
            Self::Version(_) => "version",
            Self::Acknowledgement(_) => "acknowledgement",
            Self::Reminder(_) => "reminder",
            Self::Acceptance(_) => "acceptance",
            Self::Share(_) => "share",
            Self::Weights(_) => "weights",
        }
    }

    /// Its id within its kind.
    pub fn key(&self) -> String {
        match self {
            Self::Role(it) => it.id.to_string(),
            Self::Line(it) => it.id.to_string(),
            Self::Holding(it) => it.id.to_string(),
            Self::Responsibility(it) => it.id.to_string(),
            Self::Cell(it) => cell_key(it.row, it.column),
            Self::Skill(it) => format!("{}:{}", it.person, crate::text::fold(&it.name)),
            Self::Version(it) => format!("{}:{}", it.role, it.number),
            Self::Acknowledgement(it) => format!("{}:{}:{}", it.role, it.number, it.person),
            Self::Reminder(it) => format!("{}:{}:{}", it.role, it.number, it.person),
            Self::Acceptance(it) => it.finding.key(),
            Self::Share(_) => "share".to_owned(),
            Self::Weights(_) => "weights".to_owned(),
        }
    }

    /// What the log files it under: a profile's parts under their role.
    pub fn subject(&self) -> (&'static str, String) {
        match self {
            Self::Line(Line { role, .. })
            | Self::Holding(Holding { role, .. })
            | Self::Version(Version { role, .. })
            | Self::Acknowledgement(Acknowledgement { role, .. })
            | Self::Reminder(Reminder { role, .. }) => ("role", role.to_string()),
            part => (part.kind(), part.key()),
        }
    }
}

/// What the log files a cell under.
pub fn cell_key(row: Row, column: Column) -> String {
    format!("{}:{}", row.id(), column.id())
}
