//! Identities: UUIDs (version 7 where we make them) that cannot be mistaken for one another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{problem::Problem, time::Timestamp};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A version 7 id from an instant and 10 random bytes, both given by the caller.
            pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(at.0.max(0).unsigned_abs(), &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                Uuid::parse_str(text).map(Self).map_err(|_| Problem::malformed("id"))
            }
        }
    )*};
}

ids! {
    /// A workspace: one company's data, strictly apart from every other.
    WorkspaceId
    /// A person who acts or owns.
    PersonId
    /// A pipeline of ordered stages.
    PipelineId
    /// A stage of a pipeline.
    StageId
    /// An entry requirement of a stage.
    RequirementId
    /// A custom field of a pipeline's opportunities.
    CustomFieldId
    /// A customer organisation.
    AccountId
    /// A person at an account.
    ContactId
    /// An opportunity, shown as a card.
    OpportunityId
    /// A comment on an opportunity.
    CommentId
    /// A file attached to an opportunity.
    FileId
    /// A picture of a person, named by its bytes.
    AvatarId
    /// A saved view of a board.
    ViewId
    /// A session: one sign-in of one person on one device.
    SessionId
    /// A role: a post of a department with a profile.
    RoleId
    /// One line of a role's profile: a required skill or a KPI.
    LineId
    /// Somebody's holding of a role, or being its deputy.
    HoldingId
    /// A line of work that belongs to a department.
    ResponsibilityId
    /// A passing of a card from one owner to another.
    HandoverId
    /// One entry of somebody's inbox.
    NotificationId
    /// A command, made by the client; the same id has its effect once.
    CommandId
}

/// Ids that follow from a command's, in the order of asking: the first 48 bits (the time) and the last 48 bits of the command's id,
/// with a counter of 26 bits between them where version 7 has random bits. Version and variant bits are set, so each is a valid
/// version 7 id.
#[derive(Clone, Debug)]
pub struct Ids {
    frame: u128,
    count: u128,
}

impl Ids {
    /// The ids of a command.
    pub fn new(command: CommandId) -> Self {
        const KEPT: u128 = (u128::MAX << 80) | 0xFFFF_FFFF_FFFF;
        Self { frame: (command.0.as_u128() & KEPT) | (7 << 76) | (2 << 62), count: 0 }
    }

    /// The next id, never the same twice.
    pub fn take(&mut self) -> Uuid {
        let id = self.frame | ((self.count >> 14) & 0xFFF) << 64 | (self.count & 0x3FFF) << 48;
        self.count += 1;
        Uuid::from_u128(id)
    }
}
