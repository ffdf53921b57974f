//! The live feed: every commit of this and other servers once, in order, to whoever listens.

mod postgres;

use std::{collections::HashMap, sync::Arc, time::Duration};

use heliu_domain::{change::Entry, command::Outcome, id::*};
use tokio::{
    sync::{broadcast, mpsc},
    task::AbortHandle,
    time::MissedTickBehavior,
};

use crate::{
    Committed,
    fault::Fault,
    log,
    open::{Opener, Readers},
};

/// How often the log is looked at even when nobody says that there is news.
const POLL: Duration = Duration::from_secs(2);
/// How many commits a slow listener may lag behind before it must read the log instead.
const KEPT: usize = 1024;

/// Something that may be new.
pub(crate) enum News {
    /// This server committed something.
    Own { workspace: WorkspaceId, outcome: Outcome },
    /// Another server has committed this.
    Heard { workspace: WorkspaceId, seq: i64 },
    /// Another server may have committed something.
    Wake,
}

/// The channels of the feed and the tasks that fill them.
pub(crate) struct Feed {
    news: mpsc::Sender<News>,
    committed: broadcast::Sender<Arc<Committed>>,
    announcements: broadcast::Sender<(WorkspaceId, Arc<str>)>,
    notices: Option<mpsc::Sender<postgres::Notice>>,
    tasks: Vec<AbortHandle>,
}

impl Feed {
    /// Starts the feed behind what is in the log already.
    pub(crate) async fn start(opener: &Opener, readers: &Readers) -> Result<Self, Fault> {
        let published: HashMap<WorkspaceId, i64> = log::seqs(&mut readers.reader().await?).await?.into_iter().collect();
        let (news, incoming) = mpsc::channel(KEPT);
        let committed = broadcast::Sender::new(KEPT);
        let announcements = broadcast::Sender::new(KEPT);
        let publisher = Publisher { readers: readers.clone(), published, committed: committed.clone() };
        let mut tasks = vec![tokio::spawn(publisher.run(incoming)).abort_handle()];
        let notices = match opener {
            Opener::Sqlite(_) => None,
            Opener::Postgres(options) => {
                let (notices, outgoing) = mpsc::channel(KEPT);
                let server = postgres::server_name(readers).await?;
                tasks.push(tokio::spawn(postgres::notify(options.clone(), server.clone(), outgoing)).abort_handle());
                tasks.push(tokio::spawn(postgres::listen(options.clone(), server, news.clone(), announcements.clone())).abort_handle());
                Some(notices)
            }
        };
        Ok(Self { news, committed, announcements, notices, tasks })
    }

    /// Passes news on. When the publisher is behind, they are dropped: it finds them in the log.
    pub(crate) fn tell(&self, news: News) {
        if let (Some(notices), News::Own { workspace, outcome }) = (&self.notices, &news) {
            let _ = notices.try_send(postgres::Notice::Seq(*workspace, outcome.seq));
        }
        let _ = self.news.try_send(news);
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.committed.subscribe()
    }

    pub(crate) fn announce(&self, workspace: WorkspaceId, text: String) {
        let text: Arc<str> = text.into();
        let _ = self.announcements.send((workspace, text.clone()));
        if let Some(notices) = &self.notices {
            let _ = notices.try_send(postgres::Notice::Text(workspace, text));
        }
    }

    pub(crate) fn announcements(&self) -> broadcast::Receiver<(WorkspaceId, Arc<str>)> {
        self.announcements.subscribe()
    }

    /// Ends the tasks.
    pub(crate) fn stop(&self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.stop();
    }
}

struct Publisher {
    readers: Readers,
    /// The last `seq` of each workspace that was sent out.
    published: HashMap<WorkspaceId, i64>,
    committed: broadcast::Sender<Arc<Committed>>,
}

impl Publisher {
    async fn run(mut self, mut incoming: mpsc::Receiver<News>) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let news = tokio::select! {
                news = incoming.recv() => match news {
                    Some(news) => news,
                    None => return,
                },
                _ = poll.tick() => News::Wake,
            };
            let caught_up = match news {
                News::Own { workspace, outcome } => self.own(workspace, outcome).await,
                News::Heard { workspace, seq } => self.heard(workspace, seq).await,
                News::Wake => self.catch_up_all().await,
            };
            if let Err(fault) = caught_up {
                // The next poll tries again.
                tracing::warn!(?fault, "feed.behind");
            }
        }
    }

    async fn own(&mut self, workspace: WorkspaceId, outcome: Outcome) -> Result<(), Fault> {
        let published = self.published.get(&workspace).copied().unwrap_or(0);
        if outcome.seq <= published {
            return Ok(());
        }
        if outcome.seq - outcome.changes == published {
            self.publish(workspace, published, outcome.seq, outcome.entries);
            return Ok(());
        }
        self.catch_up(workspace, published, outcome.seq).await
    }

    async fn heard(&mut self, workspace: WorkspaceId, seq: i64) -> Result<(), Fault> {
        let published = self.published.get(&workspace).copied().unwrap_or(0);
        if seq > published { self.catch_up(workspace, published, seq).await } else { Ok(()) }
    }

    async fn catch_up_all(&mut self) -> Result<(), Fault> {
        let seqs = log::seqs(&mut self.readers.reader().await?).await?;
        for (workspace, seq) in seqs {
            let published = self.published.get(&workspace).copied().unwrap_or(0);
            if seq > published {
                self.catch_up(workspace, published, seq).await?;
            }
        }
        Ok(())
    }

    async fn catch_up(&mut self, workspace: WorkspaceId, published: i64, to: i64) -> Result<(), Fault> {
        let carried = usize::try_from(to - published).is_ok_and(|missing| missing <= Outcome::ENTRIES_MAX);
        let entries = if carried { log::between(&mut self.readers.reader().await?, workspace, published, to).await? } else { Vec::new() };
        self.publish(workspace, published, to, entries);
        Ok(())
    }

    fn publish(&mut self, workspace: WorkspaceId, published: i64, to: i64, entries: Vec<Entry>) {
        let json = if entries.is_empty() { String::new() } else { serde_json::to_string(&entries).unwrap_or_default() };
        let committed = Committed { workspace, first_seq: published + 1, last_seq: to, json: json.into(), entries };
        // Nobody may be listening.
        let _ = self.committed.send(Arc::new(committed));
        self.published.insert(workspace, to);
    }
}
