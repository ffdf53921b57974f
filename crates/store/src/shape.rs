//! What reads give back.

use std::collections::BTreeMap;

use heliu_domain::{
    conversation::{Comment, File},
    id::*,
    money::Sums,
    opportunity::Opportunity,
    pipeline::{CustomField, Pipeline, Stage},
    time::Timestamp,
};

/// A board as one page shows it, all read at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardData {
    /// The last change contained.
    pub seq: i64,
    pub pipeline: Pipeline,
    /// In order.
    pub stages: Vec<Stage>,
    /// In order.
    pub fields: Vec<CustomField>,
    /// The first cards of every stage, in the order of `stages`.
    pub columns: Vec<Vec<Opportunity>>,
    pub totals: Totals,
}

/// Counts and sums of all cards that pass a filter, loaded or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The last change contained.
    pub seq: i64,
    /// Every stage of the pipeline has an entry.
    pub columns: BTreeMap<StageId, ColumnTotal>,
}

/// Count and sums of one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnTotal {
    /// Cards that pass the filter.
    pub count: i64,
    /// Open cards, whatever the filter: what a WIP limit counts.
    pub open: i64,
    /// Amounts of the cards that pass.
    pub sums: Sums,
    /// The same weighted: open ones by the stage's probability, won ones in full, lost ones not at all.
    pub weighted: Sums,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListPage {
    pub rows: Vec<Opportunity>,
    /// How many there are on all pages.
    pub total: i64,
}

/// An opportunity with everything said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    pub opportunity: Opportunity,
    pub description: String,
    /// Oldest first.
    pub comments: Vec<Comment>,
    /// Oldest first.
    pub files: Vec<File>,
}

/// An opportunity as it is exported.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    pub opportunity: Opportunity,
    pub description: String,
}

/// An import of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastImport {
    pub command: CommandId,
    pub at: Timestamp,
    pub actor: PersonId,
    /// The name of the file.
    pub file: String,
    pub changes: i64,
    pub undone: bool,
}
