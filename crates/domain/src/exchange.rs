//! Import: what a person chose for a file, the rows read from it, and the decision what they make of the workspace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    id::*,
    money::{Currency, Money},
    opportunity::State,
    problem::Problem,
    time::{Date, Timestamp},
};

/// Most rows of one import.
pub const ROWS_MAX: usize = 50_000;
/// Largest file that can be imported, in bytes.
pub const IMPORT_MAX: usize = 32 * 1024 * 1024;

/// What a column of a file means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The column is not imported.
    Ignore,
    /// The id in the other system: the same file twice makes no doubles.
    ExternalId,
    Title,
    Account,
    Contact,
    Stage,
    Amount,
    /// The amount's currency, by ISO code; without such a column the mapping's currency holds.
    Currency,
    CloseOn,
    CreatedOn,
    Owner,
    Collaborators,
    Source,
    Campaign,
    Score,
    Tags,
    NextStep,
    NextStepDue,
    /// Open, won or lost; a stage called so decides as well.
    State,
    Reason,
    Description,
    /// Kept in a custom field of this name, made when missing.
    Custom(String),
}

/// How numbers are written in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFormat {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

/// How dates are written in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// `2026-03-01`, `2026/3/1`, `2026年3月1日`, with or without a time behind.
    #[default]
    YearMonthDay,
    /// `01.03.2026`, `1/3/2026`
    DayMonthYear,
    /// `3/1/2026`
    MonthDayYear,
}

/// The encodings that are recognised and can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    #[default]
    Utf8,
    Utf16Le,
    Utf16Be,
    Gb18030,
    Windows1252,
}

/// What the person chose for a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What each column means, by position.
    pub columns: Vec<Target>,
    pub encoding: Encoding,
    /// `,`, `;`, tab or `|`.
    pub delimiter: char,
    pub numbers: NumberFormat,
    pub dates: DateFormat,
    /// The currency of amounts without one.
    pub currency: Currency,
}

/// One row of a file, read and checked; texts are as they stand in the file, white space folded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportRow {
    /// The line in the file where the row begins, counted from 1.
    pub line: u64,
    pub external_id: String,
    pub title: String,
    pub account: String,
    pub contact: String,
    /// The stage by name; empty: the first.
    pub stage: String,
    pub amount: Option<Money>,
    pub close_on: Option<Date>,
    pub created_at: Option<Timestamp>,
    /// By name.
    pub owner: String,
    /// By name.
    pub collaborators: Vec<String>,
    pub source: String,
    pub campaign: String,
    pub score: Option<u8>,
    pub tags: Vec<String>,
    pub next_step: Option<(String, Date)>,
    pub state: Option<State>,
    pub reason: String,
    pub description: String,
    /// Values of custom fields by the field's name, as text.
    pub custom: BTreeMap<String, String>,
    pub comments: Vec<ImportComment>,
    /// Which columns the file has; a repeated import changes only these.
    #[serde(default)]
    pub deleted: bool,
}

/// A comment that comes with a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportComment {
    /// By name; unknown authors become people of the workspace.
    pub author: String,
    pub at: Timestamp,
    pub text: String,
}

/// More about an account, from a file of accounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportAccount {
    pub name: String,
    pub industry: String,
    pub location: String,
    pub parent: String,
}

/// Where the rows go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportInto {
    /// A pipeline that exists; stages that it lacks are added at its end.
    Existing(PipelineId),
    /// A new pipeline with these stages, and those that rows name besides.
    New { name: String, stages: Vec<String> },
}

/// Everything that an import is to do, as one command: all of it happens, or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// The name of the file.
    pub file: String,
    pub into: ImportInto,
    /// The fields that the file has: a row whose external id is known changes only these.
    pub fields: Vec<Target>,
    pub accounts: Vec<ImportAccount>,
    pub rows: Vec<ImportRow>,
}

/// Something wrong with a row; it says where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The line in the file, counted from 1.
    pub line: u64,
    /// The heading of the column, if one is to blame.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub found: String,
    pub problem: Problem,
}
