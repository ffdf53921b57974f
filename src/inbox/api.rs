//! What the inbox reads; always that of whoever asks.

use heliu_domain::{
    NotificationId, Timestamp,
    inbox::{Message, Notification},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// Messages of a first page, and of every further one.
pub const PAGE: usize = 30;
/// Most messages that are read at once.
pub const PAGE_MAX: usize = 200;
/// Unread messages are counted no further.
pub const COUNT_MAX: i64 = 100;

/// Some messages of an inbox.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InboxData {
    /// Newest first; the notes are HTML.
    pub messages: Vec<Message>,
    /// There are older ones.
    pub has_older: bool,
}

/// Messages of one's own inbox behind one of them, newest first.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "inbox", protocol = Post)]
pub async fn read_inbox(
    workspace: String,
    unread_only: bool,
    before: Option<(Timestamp, NotificationId)>,
    limit: usize,
) -> Result<InboxData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let limit = limit.min(PAGE_MAX);
        let part = heliu_store::InboxPart { before, unread_only, now: visit.author().at, limit: limit + 1 };
        let mut messages = visit.window(&context).inbox(part).await?;
        let has_older = messages.len() > limit;
        messages.truncate(limit);
        for message in &mut messages {
            message.note = crate::server::markdown::render(&message.note).to_string();
        }
        Ok(InboxData { messages, has_older })
    })
    .await
}

/// How many of one's own messages are unread, counted no further than [`COUNT_MAX`].
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "unread", protocol = Post)]
pub async fn count_unread(workspace: String) -> Result<i64, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).unread(usize::try_from(COUNT_MAX).unwrap_or(0)).await
    })
    .await
}

/// What tells a message's place in the inbox.
pub fn place(notification: &Notification) -> (Timestamp, NotificationId) {
    (notification.at, notification.id)
}
