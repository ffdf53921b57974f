//! Who is looking at what: kept in memory, told to all servers, forgotten when nothing is heard for a while.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use heliu_domain::{OpportunityId, PersonId, PipelineId, Problem, WorkspaceId};
use heliu_store::Window;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use crate::server::{
    api::arrived,
    context::{Context, Visit},
    refusal::Refusal,
    security::is_json,
};

/// A tab of which nothing was heard for so long is gone.
const LIFE: Duration = Duration::from_secs(40);
/// How often that is looked after.
const SWEEP: Duration = Duration::from_secs(10);
/// Changes within so long are told together.
const PAUSE: Duration = Duration::from_millis(300);
/// Most bytes of what a tab says of itself.
const LOOK_MAX: usize = 4096;
/// Most tabs of a workspace that are kept.
const TABS_MAX: usize = 5000;
/// Most tabs that are told; more nobody can see.
const TOLD_MAX: usize = 100;

/// The tabs of all workspaces.
#[derive(Default)]
pub struct Presence {
    spaces: Mutex<HashMap<WorkspaceId, Space>>,
    news: Notify,
}

#[derive(Default)]
struct Space {
    tabs: BTreeMap<(PersonId, String), Seen>,
    is_changed: bool,
}

struct Seen {
    view: View,
    at: Instant,
}

/// What a tab shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct View {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pipeline: Option<PipelineId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<OpportunityId>,
    /// A cell of the responsibility matrix: the ids of its row and column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

/// What a tab says of itself.
#[derive(Deserialize)]
struct Look {
    tab: String,
    #[serde(flatten)]
    view: View,
    /// It is being closed.
    #[serde(default)]
    leave: bool,
}

/// The same as servers tell it to one another, and, without `leave`, to browsers.
#[derive(Clone, Serialize, Deserialize)]
struct Told {
    person: PersonId,
    tab: String,
    #[serde(flatten)]
    view: View,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    leave: bool,
}

/// Takes down where a tab is looking.
///
/// # Errors
/// No such workspace, nobody is signed in there, or something that cannot be read.
pub async fn look(State(context): State<Context>, Path(slug): Path<String>, headers: HeaderMap, body: Body) -> Result<StatusCode, Refusal> {
    let bytes = arrived(body, LOOK_MAX).await?.bytes;
    let look: Look = serde_json::from_slice(&bytes).ok().filter(|_| is_json(&headers)).ok_or_else(|| Problem::malformed("request"))?;
    if look.tab.is_empty() || look.tab.len() > 64 || look.tab.chars().any(char::is_control) {
        return Err(Problem::malformed("tab").into());
    }
    if look.view.cell.as_ref().is_some_and(|cell| !is_cell(cell)) {
        return Err(Problem::malformed("cell").into());
    }
    let visit = Visit::new(&context, &headers, &slug).await?;
    let told = Told { person: visit.person.id, tab: look.tab, view: look.view, leave: look.leave };
    if let Ok(text) = serde_json::to_string(&told) {
        context.hub.presence().note(visit.workspace.id, told);
        context.store.announce(visit.workspace.id, text);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Two ids with a colon between them.
fn is_cell(text: &str) -> bool {
    let is_id = |id: &str| id.parse::<PersonId>().is_ok();
    text.split_once(':').is_some_and(|(row, column)| is_id(row) && is_id(column))
}

/// The list as whoever looks through a window may have it: who is there, but not where that is hidden from them.
///
/// # Errors
/// The store does not answer.
pub async fn seen(list: &str, window: &Window) -> Result<String, Problem> {
    let mut told: Vec<Told> = serde_json::from_str(list).unwrap_or_default();
    for one in &mut told {
        let View { pipeline, card, cell } = &one.view;
        let row = cell.as_ref().and_then(|cell| cell.split(':').next()?.parse::<PersonId>().ok()).map(|id| id.0);
        if !window.sees_place(*pipeline, *card, row).await? {
            one.view = View::default();
        }
    }
    Ok(serde_json::to_string(&told).unwrap_or_else(|_| "[]".to_owned()))
}

impl Presence {
    /// Takes in what a server announced.
    pub fn hear(&self, workspace: WorkspaceId, text: &str) {
        if let Ok(told) = serde_json::from_str(text) {
            self.note(workspace, told);
        }
    }

    /// Everybody who is looking, as JSON; `None` when nobody is.
    pub fn list(&self, workspace: WorkspaceId) -> Option<String> {
        self.spaces().get(&workspace).filter(|space| !space.tabs.is_empty()).map(Space::list)
    }

    /// Waits until something has changed; then every changed workspace with everybody who is looking, as JSON.
    pub async fn changed(&self) -> Vec<(WorkspaceId, String)> {
        if timeout(SWEEP, self.news.notified()).await.is_ok() {
            sleep(PAUSE).await;
        }
        let mut spaces = self.spaces();
        let mut changed = Vec::new();
        for (workspace, space) in spaces.iter_mut() {
            space.forget();
            if std::mem::take(&mut space.is_changed) {
                changed.push((*workspace, space.list()));
            }
        }
        spaces.retain(|_, space| !space.tabs.is_empty());
        changed
    }

    fn note(&self, workspace: WorkspaceId, told: Told) {
        let is_changed = self.spaces().entry(workspace).or_default().note(told);
        if is_changed {
            self.news.notify_one();
        }
    }

    fn spaces(&self) -> MutexGuard<'_, HashMap<WorkspaceId, Space>> {
        self.spaces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Space {
    fn note(&mut self, told: Told) -> bool {
        let key = (told.person, told.tab);
        let is_changed = if told.leave {
            self.tabs.remove(&key).is_some()
        } else if self.tabs.len() >= TABS_MAX && !self.tabs.contains_key(&key) {
            false
        } else {
            let view = told.view.clone();
            let before = self.tabs.insert(key, Seen { view: told.view, at: Instant::now() });
            before.is_none_or(|before| before.view != view)
        };
        self.is_changed |= is_changed;
        is_changed
    }

    fn forget(&mut self) {
        let before = self.tabs.len();
        self.tabs.retain(|_, seen| seen.at.elapsed() < LIFE);
        self.is_changed |= self.tabs.len() != before;
    }

    fn list(&self) -> String {
        let mut newest: Vec<_> = self.tabs.iter().collect();
        if newest.len() > TOLD_MAX {
            newest.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.at));
            newest.truncate(TOLD_MAX);
        }
        let told = newest.into_iter().map(|((person, tab), seen)| Told {
            person: *person,
            tab: tab.clone(),
            view: seen.view.clone(),
            leave: false,
        });
        serde_json::to_string(&told.collect::<Vec<_>>()).unwrap_or_else(|_| "[]".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use heliu_domain::Timestamp;

    use super::*;

    fn workspace() -> WorkspaceId {
        WorkspaceId::new(Timestamp(0), [0; 10])
    }

    fn told(tab: &str, leave: bool) -> String {
        format!(r#"{{"person":"00000000-0000-7000-8000-000000000000","tab":"{tab}","leave":{leave}}}"#)
    }

    #[tokio::test(start_paused = true)]
    async fn a_tab_that_falls_silent_is_forgotten() {
        let presence = Presence::default();
        presence.hear(workspace(), &told("a", false));
        assert_eq!(presence.changed().await.len(), 1);
        assert!(presence.list(workspace()).is_some_and(|list| list.contains("\"a\"")));
        tokio::time::advance(LIFE).await;
        assert_eq!(presence.changed().await, [(workspace(), "[]".to_owned())]);
        assert_eq!(presence.list(workspace()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn changes_in_quick_succession_are_told_together() {
        let presence = Presence::default();
        presence.hear(workspace(), &told("a", false));
        presence.hear(workspace(), &told("b", false));
        presence.hear(workspace(), &told("a", true));
        let changed = presence.changed().await;
        assert_eq!(changed.len(), 1);
        assert!(changed.iter().all(|(_, list)| list.contains("\"b\"") && !list.contains("\"a\"")));
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_again_is_no_news() {
        let presence = Presence::default();
        presence.hear(workspace(), &told("a", false));
        presence.changed().await;
        presence.hear(workspace(), &told("a", false));
        assert!(presence.changed().await.is_empty());
    }
}
