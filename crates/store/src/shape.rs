//! What reads give back besides the pages that the domain describes.

use heliu_domain::{id::*, opportunity::Opportunity, time::Timestamp};

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
