//! What every page of a workspace needs.

use heliu_domain::{
    PersonId, Pipeline,
    directory::{Person, Workspace},
    money::Rate,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// A workspace with its people and pipelines, as one person sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkspaceData {
    pub workspace: Workspace,
    /// Who is signed in.
    pub me: Option<PersonId>,
    pub people: Vec<Person>,
    pub pipelines: Vec<Pipeline>,
    pub rates: Vec<Rate>,
    /// Slug and name of the workspaces where the browser is signed in, and of sample data.
    pub workspaces: Vec<(String, String)>,
    /// How many messages in the own inbox are unread, counted to a bound.
    pub unread: i64,
    /// The last change that is contained.
    pub seq: i64,
}

/// The workspace of a slug.
///
/// # Errors
/// No such workspace, or nobody is signed in there.
#[server(prefix = "/api", endpoint = "workspace", protocol = Post)]
pub async fn read_workspace(workspace: String) -> Result<WorkspaceData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        let id = visit.workspace.id;
        Ok(WorkspaceData {
            seq: context.store.seq(id).await?,
            people: context.store.people(id).await?,
            pipelines: visit.window(&context).pipelines().await?,
            rates: context.store.rates(id).await?,
            workspaces: crate::server::session::workspaces(&context, &crate::server::gate::request()?.1.headers)
                .await?
                .into_iter()
                .map(|other| (other.slug, other.name))
                .collect(),
            unread: visit.window(&context).unread(usize::try_from(crate::inbox::api::COUNT_MAX).unwrap_or(0)).await?,
            me: Some(visit.person.id),
            workspace: visit.workspace,
        })
    })
    .await
}
