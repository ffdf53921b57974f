//! Facts for somebody's own inbox.

use heliu_domain::{
    board::Author,
    id::*,
    inbox::{self, InboxCommand, READ_MAX},
    problem::{Code, Problem},
};

use crate::{
    commit::Decision,
    db::{Connection, sql, statements},
    fault::Fault,
    rows::{self, NotificationRow, columns},
};

statements! {
    UNREAD = concat!("select ", columns!(notification), " from notification where workspace = $1 and person = $2 and read_at is null \
        order by at desc, id desc limit $3");
}

/// Decides an inbox command.
pub(super) async fn decide(
    connection: &mut Connection,
    workspace: WorkspaceId,
    author: &Author,
    command: &InboxCommand,
) -> Result<Decision, Fault> {
    let present = match command {
        InboxCommand::Read { ids } if ids.len() > READ_MAX => return Err(Problem::of(Code::TooLong, "ids").with(READ_MAX).into()),
        InboxCommand::Read { ids } => {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(rows::notification(connection, workspace, *id).await?);
            }
            // The same one twice is read once.
            found.sort_unstable_by_key(|notification| notification.id);
            found.dedup_by_key(|notification| notification.id);
            found
        }
        InboxCommand::ReadAll => {
            rows::read(sql(UNREAD).bind(workspace).bind(author.person).bind(READ_MAX).all::<NotificationRow>(connection).await?)?
        }
    };
    Ok(inbox::decide(&present, author).into())
}
