//! What is shown of a file before it is imported, and what was noticed about it.

use serde::{Deserialize, Serialize};

use super::{Encoding, ImportSummary, Mapping, RowProblem};

/// Most problems that a preview lists; it counts the others.
pub const PROBLEMS_MAX: usize = 200;
/// Rows of a file that a preview shows.
pub const SAMPLE_ROWS: usize = 8;

/// What a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Rows that become opportunities.
    #[default]
    Opportunities,
    /// Accounts with their industry, place and parent company.
    Accounts,
    /// Products with series and list price.
    Products,
    /// Salespeople with manager and office.
    Teams,
    /// A board exported from Trello.
    Trello,
    /// Nothing that is imported, for example a description of the other files.
    Other,
}

/// A file as it would be imported, for a person to check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub file: String,
    pub kind: FileKind,
    /// The encoding that was recognised in the file; `mapping` says which one was used.
    pub detected: Encoding,
    pub headings: Vec<String>,
    /// The first rows, as they stand in the file.
    pub sample: Vec<Vec<String>>,
    pub mapping: Mapping,
    pub ambiguous: Vec<Ambiguity>,
    /// The first problems, by line.
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all.
    pub problem_count: usize,
    pub notes: Vec<Note>,
    /// Rows that can be imported.
    pub rows: usize,
    /// The stages that the rows name, in their likely order; a new pipeline gets these.
    pub stages: Vec<String>,
    /// What importing would make of the workspace, once that has been worked out.
    pub summary: Option<ImportSummary>,
}

/// Something that can be read in two ways; what was taken stands in the mapping, for a person to confirm or change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ambiguity {
    /// The bytes fit several encodings.
    Encoding,
    /// Every number of the column can be read with a decimal point as well as with a decimal comma; with an example.
    Numbers { column: String, example: String },
    /// The numbers of the column are written in both ways.
    MixedNumbers { column: String },
    /// Day and month of every date of the column can be exchanged; with an example.
    Dates { column: String, example: String },
    /// The dates of the column are written in several orders.
    MixedDates { column: String },
}

/// Something noticed about a file that is kept as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// Cells of the column are empty.
    Empty { column: String, rows: usize },
    /// Cells of the column say zero.
    Zero { column: String, rows: usize },
    /// There is no column for titles: they are composed of account, product and id.
    TitlesComposed,
    /// The column is not imported.
    LeftOut { column: String },
    /// A value of the column is not listed in the file that describes those.
    Unlisted { column: String, value: String, rows: usize, file: String },
    /// Names of people who have no row of their own.
    Idle { people: usize, file: String },
    /// Names were shortened; the full text stands in the description.
    Shortened { rows: usize },
    /// Archived cards go to the recycle bin.
    Archived { cards: usize },
    /// An archived list becomes no stage; its cards go to the recycle bin.
    ArchivedList { name: String, cards: usize },
    /// A list or stage called so closes its deals instead of becoming a stage.
    Closing { name: String, rows: usize },
    /// Templates are not imported.
    Templates { cards: usize },
    /// Uploaded files are not fetched; their addresses stand in the descriptions.
    Attachments { count: usize },
    /// The export holds only the latest actions; older comments may be missing.
    OldComments,
    /// A file of which nothing is imported.
    NotImported { file: String },
}
