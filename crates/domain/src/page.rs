//! What pages show: the answers of queries, shared by the store that gives them and the browser that reads them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, Entry},
    conversation::File,
    id::*,
    money::{Money, Sums},
    opportunity::{Opportunity, State},
    order::gather,
    pipeline::{CustomField, Pipeline, Stage},
    record::Record,
};

/// Count and sums of one stage over all its cards that pass a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnTotal {
    /// Cards that pass the filter.
    pub count: i64,
    /// Open cards whatever the filter: what a WIP limit counts.
    pub open: i64,
    /// Their amounts per currency.
    pub sums: Sums,
    /// The weighted forecast per currency: open cards by the stage's probability, won ones in full, lost ones not at all.
    pub weighted: Sums,
}

impl ColumnTotal {
    /// Adds `count` cards of one state and currency, together worth `amount`.
    /// The weighted part is rounded down to the minor unit once per call.
    pub fn add(&mut self, count: i64, amount: Option<Money>, state: State, probability: u8) {
        self.count += count;
        let Some(amount) = amount else { return };
        self.sums.add(amount);
        let percent = match state {
            State::Open => i128::from(probability),
            State::Won => 100,
            State::Lost => 0,
        };
        let minor = i64::try_from(i128::from(amount.minor) * percent / 100).unwrap_or(i64::MAX);
        self.weighted.add(Money::new(minor, amount.currency));
    }
}

/// The totals of a pipeline as of one point of the change log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The last change that is contained.
    pub seq: i64,
    /// Every stage of the pipeline, also empty ones.
    pub columns: BTreeMap<StageId, ColumnTotal>,
}

/// A board as a page shows it at first: all stages, the first cards of each, and the totals of all cards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardData {
    /// The last change that is contained; the live feed goes on from here.
    pub seq: i64,
    pub pipeline: Pipeline,
    /// In order.
    pub stages: Vec<Stage>,
    /// In order.
    pub fields: Vec<CustomField>,
    /// The first cards of each stage that pass the filter, by stage in order.
    pub columns: Vec<Vec<Opportunity>>,
    pub totals: Totals,
}

/// Some rows of a longer list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPage {
    /// The last change that is contained.
    #[serde(default)]
    pub seq: i64,
    pub rows: Vec<Opportunity>,
    /// How many rows there are in all.
    pub total: i64,
}

/// An opportunity with everything said and attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// The last change that is contained.
    pub seq: i64,
    pub opportunity: Opportunity,
    pub description: String,
    /// Oldest first.
    pub files: Vec<File>,
}

/// The comments that entries of a timeline speak of.
pub fn mentioned(entries: &[Entry]) -> BTreeSet<CommentId> {
    let records = entries.iter().flat_map(|entry| match &entry.change {
        Change::Put { was, now } => [was.as_ref(), now.as_ref()],
        _ => [None, None],
    });
    let comments = records.flatten().filter_map(|record| match record {
        Record::Comment(comment) => Some(comment.id),
        _ => None,
    });
    gather(comments)
}
