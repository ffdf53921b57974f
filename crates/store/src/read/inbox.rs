//! Somebody's own inbox, and whom a stage's rule would give a card.

use heliu_domain::{
    Opportunity, Stage,
    board::Author,
    id::*,
    inbox::{Message, Notification},
    problem::Problem,
    time::Timestamp,
};

use crate::{
    Store, commit,
    db::{sql, statements},
    fault::Fault,
    rows::{self, NotificationRow, columns},
};

statements! {
    INBOX = concat!("select ", columns!(notification), " from notification where workspace = $1 and person = $2 \
        and (at, id) < ($3, $4) and (read_at is null or at >= $5) order by at desc, id desc limit $6");
    UNREAD = concat!("select ", columns!(notification), " from notification where workspace = $1 and person = $2 and read_at is null \
        and (at, id) < ($3, $4) order by at desc, id desc limit $5");
    UNREAD_COUNT = "select count(*) as entries from (select 1 from notification where workspace = $1 and person = $2 and read_at is null \
        limit $3) as bounded";
}

/// Which part of somebody's inbox is read.
#[derive(Clone, Copy, Debug)]
pub struct InboxPart {
    /// Only what is behind this one.
    pub before: Option<(Timestamp, NotificationId)>,
    pub unread_only: bool,
    /// The instant from which old read ones are counted back.
    pub now: Timestamp,
    pub limit: usize,
}

impl Store {
    /// Somebody's notifications, newest first, with what they speak of.
    pub(crate) async fn inbox_of(&self, workspace: WorkspaceId, person: PersonId, part: InboxPart) -> Result<Vec<Message>, Problem> {
        let read = async {
            let connection = &mut self.moment().await?;
            let (at, id) = part.before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
            let statement = sql(if part.unread_only { UNREAD } else { INBOX }).bind(workspace).bind(person).bind(at).bind(id);
            let statement = if part.unread_only { statement } else { statement.bind(Notification::kept_since(part.now)) };
            let found = rows::read(statement.bind(part.limit).all::<NotificationRow>(connection).await?)?;
            let mut messages = Vec::with_capacity(found.len());
            for notification in found {
                let mut message = Message { title: None, pipeline: None, stage: None, note: String::new(), notification };
                if let Some(handover) = message.notification.handover {
                    message.note = rows::handover(connection, workspace, handover).await?.map(|it| it.note).unwrap_or_default();
                }
                if let Some(stage) = message.notification.stage {
                    message.stage = rows::stage(connection, workspace, stage).await?.map(|it| it.name);
                }
                messages.push(message);
            }
            Ok::<_, Fault>(messages)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// How many of somebody's notifications are unread, counted no further than `limit`.
    pub(crate) async fn unread_of(&self, workspace: WorkspaceId, person: PersonId, limit: usize) -> Result<i64, Problem> {
        let read = async {
            let (count,): (i64,) = sql(UNREAD_COUNT).bind(workspace).bind(person).bind(limit).one(&mut self.reader().await?).await?;
            Ok::<_, Fault>(count)
        };
        read.await.map_err(Fault::into_problem)
    }

    /// Whom the stage's rule would give each of these cards now; for one that nobody would get, whoever has it.
    pub(crate) async fn outlook(
        &self,
        workspace: WorkspaceId,
        author: Author,
        stage: &Stage,
        cards: &[Opportunity],
    ) -> Result<Vec<Option<PersonId>>, Problem> {
        let read = async { commit::outlook(&mut self.moment().await?, workspace, stage, cards, &author).await };
        read.await.map_err(Fault::into_problem)
    }

    pub(crate) async fn stage_of(&self, workspace: WorkspaceId, id: StageId) -> Result<Option<Stage>, Problem> {
        let read = async { rows::stage(&mut self.reader().await?, workspace, id).await };
        read.await.map_err(Fault::into_problem)
    }
}
