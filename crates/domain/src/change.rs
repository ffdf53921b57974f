//! What happened: changes carry both what was and what is, so that each can be shown, replayed and undone.

use serde::{Deserialize, Serialize};

use crate::{
    id::*,
    opportunity::{Opportunity, Value},
    record::Record,
    time::Timestamp,
};

/// One effect of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A new opportunity.
    OpportunityAdded { opportunity: Box<Opportunity> },
    /// Fields of an opportunity changed.
    OpportunityChanged { id: OpportunityId, how: How, sets: Vec<Set> },
    /// The description of an opportunity changed.
    Described { id: OpportunityId, was: String, now: String },
    /// Anything else was made (`was` absent), changed, or removed (`now` absent).
    Put {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Record>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Record>,
    },
}

/// The gesture behind a change of an opportunity, as the timeline words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Moved,
    Edited,
    Checked,
    Won,
    Lost,
    Reopened,
    Deleted,
    Restored,
    /// A customer contact was recorded.
    Contacted,
    /// Only the stored order was spread anew; nothing that a person sees.
    Reranked,
    /// An earlier change was taken back.
    Undone,
    /// An import brought newer values.
    Imported,
    /// A stage's rule passed it on; the hand-over says which.
    HandedOver,
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Set {
    pub was: Value,
    pub now: Value,
}

impl Set {
    /// The sets that put `values` into the opportunity, without those that it has already.
    pub fn differing(opportunity: &Opportunity, values: impl IntoIterator<Item = Value>) -> Vec<Self> {
        let sets = values.into_iter().map(|now| Self { was: opportunity.get(now.field()), now });
        sets.filter(|set| set.was != set.now).collect()
    }
}

/// A change in the log. `seq` counts the changes of a workspace without gaps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub at: Timestamp,
    pub actor: PersonId,
    pub command: CommandId,
    pub change: Change,
}

impl Change {
    /// Something new.
    pub fn made(now: Record) -> Self {
        Self::Put { was: None, now: Some(now) }
    }

    /// Something removed.
    pub fn gone(was: Record) -> Self {
        Self::Put { was: Some(was), now: None }
    }

    /// The change from one version to another; none when they are equal.
    pub fn replaced(was: Record, now: Record) -> Vec<Self> {
        if was == now { Vec::new() } else { vec![Self::Put { was: Some(was), now: Some(now) }] }
    }

    /// The only person who may hear of it, if it is not for everybody who sees what it is about.
    pub fn addressee(&self) -> Option<PersonId> {
        match self {
            Self::Put { was, now } => match now.as_ref().or(was.as_ref()) {
                Some(Record::Notification(notification)) => Some(notification.person),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the change is about: kind and id, as the log's index has them. Comments, files and hand-overs belong to their
    /// opportunity, what a profile is made of to its role.
    pub fn subject(&self) -> (&'static str, String) {
        match self {
            Self::OpportunityAdded { opportunity } => ("opportunity", opportunity.id.to_string()),
            Self::OpportunityChanged { id, .. } | Self::Described { id, .. } => ("opportunity", id.to_string()),
            Self::Put { was, now } => match now.as_ref().or(was.as_ref()) {
                Some(Record::Comment(comment)) => ("opportunity", comment.opportunity.to_string()),
                Some(Record::File(file)) => ("opportunity", file.opportunity.to_string()),
                Some(Record::Handover(handover)) => ("opportunity", handover.opportunity.to_string()),
                Some(Record::Responsibility(part)) => part.subject(),
                Some(record) => (record.kind(), record.key()),
                None => ("nothing", String::new()),
            },
        }
    }
}
