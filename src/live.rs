//! The browser's half of the live platform: commands go out, changes come in.

pub mod api;
pub mod feed;
pub mod outbox;
pub mod presence;
pub mod refused;

pub use self::{
    feed::{Connection, Feed, News},
    outbox::Outbox,
    refused::Refused,
};

use heliu_domain::{CommandId, Timestamp};

/// A fresh random part with the time for an id: `OpportunityId::new(at, random)`.
pub fn fresh() -> (Timestamp, [u8; 10]) {
    (crate::edge::now(), crate::edge::random())
}

/// An id for a new command.
pub fn command_id() -> CommandId {
    let (at, random) = fresh();
    CommandId::new(at, random)
}
