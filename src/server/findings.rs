//! The findings of every workspace, kept in memory and brought up to date by the log whenever somebody asks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use heliu_domain::{
    Problem, Timestamp, WorkspaceId,
    responsibility::{EVIDENCE_DAYS, Finding, Watch},
    time::DAY_MS,
};

use crate::{
    responsibility::api::{ChartData, TidingsData},
    server::{
        clock,
        context::{Context, Visit},
    },
};

/// Behind by more changes than this, everything is computed anew.
const BEHIND_MAX: i64 = 2000;

/// What is known of one workspace: the last change that is contained, and its findings.
type Known = Arc<tokio::sync::Mutex<Option<(i64, Watch)>>>;

/// The findings of all workspaces that were asked for.
#[derive(Clone, Default)]
pub struct Watches(Arc<Mutex<HashMap<WorkspaceId, Known>>>);

impl Watches {
    fn of(&self, workspace: WorkspaceId) -> Known {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(workspace).or_default().clone()
    }
}

/// Lets somebody look at a workspace's findings as they are now.
async fn look<T>(context: &Context, workspace: WorkspaceId, read: impl FnOnce(&Watch) -> T) -> Result<T, Problem> {
    let known = context.watches.of(workspace);
    let mut known = known.lock().await;
    let now = clock::now();
    let seq = context.store.seq(workspace).await?;
    let is_near = |(last, watch): &(i64, Watch)| watch.today() == now.date() && *last <= seq && seq - last <= BEHIND_MAX;
    if !known.as_ref().is_some_and(is_near) {
        *known = Some(context.store.watch(workspace, now, Timestamp(now.0 - EVIDENCE_DAYS * DAY_MS)).await?);
    }
    let Some((last, watch)) = known.as_mut() else { return Err(Problem::not_found("workspace")) };
    if *last < seq {
        for entry in context.store.changes_since(workspace, *last, usize::try_from(BEHIND_MAX).unwrap_or_default()).await? {
            watch.apply(&entry);
            *last = entry.seq;
        }
    }
    Ok(read(watch))
}

/// Roles, responsibilities and the matrix.
///
/// # Errors
/// The store does not answer.
pub async fn chart(context: &Context, visit: &Visit) -> Result<ChartData, Problem> {
    let read = visit.window(context).chart().await?;
    Ok(ChartData { seq: read.seq, people: read.people, pipelines: read.pipelines, stages: read.stages, parts: read.parts })
}

/// Everything that is amiss, most severe first.
///
/// # Errors
/// The store does not answer.
pub async fn all(context: &Context, visit: &Visit) -> Result<Vec<Finding>, Problem> {
    let findings = look(context, visit.workspace.id, Watch::findings).await?;
    visit.window(context).findings(findings).await
}

/// How much is amiss, and of what the visitor was reminded.
///
/// # Errors
/// The store does not answer.
pub async fn tidings(context: &Context, visit: &Visit) -> Result<TidingsData, Problem> {
    let (open, reminders) = look(context, visit.workspace.id, |watch| {
        let chart = &watch.chart;
        let open: Vec<Finding> = watch.findings().into_iter().filter(|finding| chart.acceptance(finding).is_none()).collect();
        let me = visit.person.id;
        let mut reminders = Vec::new();
        for reminder in chart.reminders.values().filter(|it| it.person == me) {
            let role = chart.roles.get(&reminder.role).filter(|role| role.version == reminder.number);
            if let Some(role) = role.filter(|role| chart.missing(role, watch.today()).contains(&reminder.person)) {
                reminders.push((role.id, role.name.clone(), role.version, reminder.by));
            }
        }
        (open, reminders)
    })
    .await?;
    Ok(TidingsData { open: visit.window(context).findings(open).await?.len(), reminders })
}
