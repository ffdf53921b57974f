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

use heliu_domain::{Code, CommandId, Timestamp};

/// A fresh random part with the time for an id: `OpportunityId::new(at, random)`.
pub fn fresh() -> (Timestamp, [u8; 10]) {
    (crate::edge::now(), crate::edge::random())
}

/// An id for a new command.
pub fn command_id() -> CommandId {
    let (at, random) = fresh();
    CommandId::new(at, random)
}

/// How long reading waits before it tries again without a connection.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Reads until there is an answer: while there is no connection what is shown stays, and what was asked for comes with the return.
///
/// # Errors
/// As the reading has them, but for the lack of a connection.
pub async fn patiently<T, F: Future<Output = Result<T, Refused>>>(read: impl Fn() -> F) -> Result<T, Refused> {
    loop {
        match read().await {
            Err(refused) if crate::edge::IS_BROWSER && refused.0.code == Code::Offline => {
                let (wake, woken) = futures::channel::oneshot::channel::<()>();
                leptos::prelude::set_timeout(
                    move || {
                        let _ = wake.send(());
                    },
                    AGAIN,
                );
                let _ = woken.await;
            }
            answer => return answer,
        }
    }
}
