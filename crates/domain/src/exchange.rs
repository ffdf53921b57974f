//! Import: what a person chose for a file, the rows read from it, and the decision what they make of the workspace.

mod decide;
mod preview;
mod row;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::{
    decide::*,
    preview::*,
    row::{plain_thousandths, thousandths},
};
use crate::{
    change::Change,
    conversation::Comment,
    directory::{Account, Contact, Department, Person},
    id::*,
    money::{Currency, Money},
    opportunity::{NextStep, Opportunity, State},
    pipeline::{CustomField, Pipeline, Stage},
    problem::Problem,
    rank::Rank,
    text,
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
    /// The day on which it is expected to close, or did.
    CloseOn,
    CreatedOn,
    /// When it entered its stage.
    EnteredOn,
    /// When it was won or lost; without such a column the expected close holds.
    ClosedOn,
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

impl Target {
    /// Everything but custom fields, in the order of forms.
    pub const ALL: [Self; 23] = [
        Self::Ignore,
        Self::ExternalId,
        Self::Title,
        Self::Account,
        Self::Contact,
        Self::Stage,
        Self::Amount,
        Self::Currency,
        Self::CloseOn,
        Self::Owner,
        Self::Collaborators,
        Self::NextStep,
        Self::NextStepDue,
        Self::State,
        Self::Reason,
        Self::Source,
        Self::Campaign,
        Self::Score,
        Self::Tags,
        Self::Description,
        Self::CreatedOn,
        Self::EnteredOn,
        Self::ClosedOn,
    ];

    /// The word in problems, as fields of opportunities have it.
    pub fn name(&self) -> &str {
        match self {
            Self::Ignore => "ignore",
            Self::ExternalId => "external_id",
            Self::Title => "title",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Stage => "stage",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::CloseOn => "close_on",
            Self::CreatedOn => "created_on",
            Self::EnteredOn => "entered_at",
            Self::ClosedOn => "closed_at",
            Self::Owner => "owner",
            Self::Collaborators => "collaborators",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Score => "score",
            Self::Tags => "tags",
            Self::NextStep => "next_step",
            Self::NextStepDue => "next_step_due",
            Self::State => "state",
            Self::Reason => "reason",
            Self::Description => "description",
            Self::Custom(_) => "custom",
        }
    }
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

impl Default for Mapping {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            encoding: Encoding::default(),
            delimiter: ',',
            numbers: NumberFormat::default(),
            dates: DateFormat::default(),
            currency: Currency::CNY,
        }
    }
}

/// One row of a file, read and checked; names are one line with white space folded, bodies as they stand in the file.
/// What is empty or absent was not in the file: a known opportunity keeps what it has there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportRow {
    /// The line in the file where the row begins, counted from 1.
    pub line: u64,
    /// The id in the other system, or Heliu's own id from an export.
    pub external_id: String,
    pub title: String,
    pub account: String,
    pub contact: String,
    /// The stage by name; empty: the first one for open deals, the last one for closed deals.
    pub stage: String,
    pub amount: Option<Money>,
    pub close_on: Option<Date>,
    pub created_at: Option<Timestamp>,
    pub entered_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// By name.
    pub owner: String,
    /// By name.
    pub collaborators: Vec<String>,
    pub source: String,
    pub campaign: String,
    pub score: Option<u8>,
    pub tags: Vec<String>,
    pub next_step: Option<NextStep>,
    /// Absent: open for a new opportunity, unchanged for a known one.
    pub state: Option<State>,
    pub reason: String,
    /// In Markdown.
    pub description: String,
    /// Values of custom fields by the field's name, as text: numbers with a decimal point, dates as `2026-03-01`.
    pub custom: BTreeMap<String, String>,
    pub comments: Vec<ImportComment>,
    /// It was archived there and goes to the recycle bin here.
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
#[serde(default)]
pub struct ImportAccount {
    pub name: String,
    pub industry: String,
    pub location: String,
    pub website: String,
    pub phone: String,
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

/// Somebody to be known even without a row that names them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPerson {
    pub name: String,
    pub department: Department,
}

/// Everything that an import is to do, as one command: all of it happens, or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// The name of the file.
    pub file: String,
    pub into: ImportInto,
    /// The fields that the file has: a row whose external id is known changes only these.
    pub fields: Vec<Target>,
    pub people: Vec<ImportPerson>,
    pub accounts: Vec<ImportAccount>,
    pub rows: Vec<ImportRow>,
    /// The reason of won and lost deals for which the file gives none, in the language of whoever imports.
    pub reason: String,
    /// Leave out rows with problems; otherwise one problem refuses the whole import.
    pub skip: bool,
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

impl RowProblem {
    /// A problem with what stands there, which is shortened.
    pub fn new(line: u64, column: Option<String>, found: &str, problem: Problem) -> Self {
        const SHOWN: usize = 80;
        let mut shown: String = found.chars().take(SHOWN).collect();
        if found.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self { line, column, found: shown, problem }
    }
}

/// What is known when an import is decided.
#[derive(Clone, Debug, Default)]
pub struct ImportFacts {
    /// The pipeline that [`ImportInto::Existing`] names.
    pub pipeline: Option<Pipeline>,
    /// All pipelines of the workspace.
    pub pipelines: BTreeMap<PipelineId, Pipeline>,
    /// The stages of `pipeline`.
    pub stages: Vec<Stage>,
    /// The custom fields of `pipeline`.
    pub fields: Vec<CustomField>,
    /// Everybody in the workspace, also those no longer active.
    pub people: Vec<Person>,
    /// Accounts by folded name, at least those that the plan names ([`ImportPlan::account_names`]); live ones before deleted ones.
    pub accounts: BTreeMap<String, Account>,
    /// Contacts by account and folded name, at least those that the plan names.
    pub contacts: BTreeMap<(Option<AccountId>, String), Contact>,
    /// Opportunities of the whole workspace, also closed and deleted ones, by the id that a row gives ([`ImportPlan::ids`]):
    /// their external id, or else Heliu's own id.
    pub known: BTreeMap<String, Opportunity>,
    /// The descriptions of the known opportunities; absent: empty.
    pub descriptions: BTreeMap<OpportunityId, String>,
    /// The comments of the known opportunities; needed when rows of the plan have comments.
    pub comments: BTreeMap<OpportunityId, Vec<Comment>>,
    /// The last rank in use in each stage of `pipeline`, whatever the card's state.
    pub last_ranks: BTreeMap<StageId, Rank>,
}

/// What an import makes of the workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportDecision {
    /// In the order in which they are to be applied.
    pub changes: Vec<Change>,
    /// Rows that were left out, and why.
    pub problems: Vec<RowProblem>,
    pub summary: ImportSummary,
}

/// How much an import makes and changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportSummary {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Of the updated ones, those that come back from the recycle bin.
    pub restored: usize,
    /// Rows left out because of problems.
    pub skipped: usize,
    /// Made, or active again.
    pub people: usize,
    /// Made, changed or brought back.
    pub accounts: usize,
    pub contacts: usize,
    pub stages: usize,
    pub fields: usize,
    pub comments: usize,
}

impl ImportInto {
    /// The pipeline of that name (whatever its case), or a new one so called with these stages.
    pub fn named<'a>(name: &str, stages: Vec<String>, pipelines: impl IntoIterator<Item = &'a Pipeline>) -> Self {
        match pipelines.into_iter().find(|pipeline| text::fold(&pipeline.name) == text::fold(name)) {
            Some(pipeline) => Self::Existing(pipeline.id),
            None => Self::New { name: name.to_owned(), stages },
        }
    }
}

impl ImportPlan {
    /// The ids that rows give: as texts, which are external ids, and those of them that may be Heliu's own.
    pub fn ids(&self) -> (BTreeSet<&str>, BTreeSet<OpportunityId>) {
        let texts: BTreeSet<&str> = self.rows.iter().map(|row| row.external_id.as_str()).filter(|id| !id.is_empty()).collect();
        let own = texts.iter().filter_map(|id| id.parse().ok()).collect();
        (texts, own)
    }

    /// The folded names of all accounts that the plan names.
    pub fn account_names(&self) -> BTreeSet<String> {
        let listed = self.accounts.iter().map(|account| text::fold(&account.name));
        listed.chain(self.rows.iter().map(|row| text::fold(&row.account))).filter(|name| !name.is_empty()).collect()
    }

    /// The folded names of all contacts that the plan names, of whatever account.
    pub fn contact_names(&self) -> BTreeSet<String> {
        self.rows.iter().map(|row| text::fold(&row.contact)).filter(|name| !name.is_empty()).collect()
    }

    /// Whether rows bring comments, so that those of known opportunities are needed to tell old from new.
    pub fn has_comments(&self) -> bool {
        self.rows.iter().any(|row| !row.comments.is_empty())
    }
}
