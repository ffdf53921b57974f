//! What every page of a workspace needs, and how one is founded.

use heliu_domain::{
    Currency, PersonId, Pipeline,
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
    /// Who acts; `None` until somebody is chosen.
    pub me: Option<PersonId>,
    pub people: Vec<Person>,
    pub pipelines: Vec<Pipeline>,
    pub rates: Vec<Rate>,
    /// Slug and name of every workspace of this server.
    pub workspaces: Vec<(String, String)>,
    /// The last change that is contained.
    pub seq: i64,
}

/// Where a visitor of the start page belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Start {
    /// This workspace.
    Workspace(String),
    /// Nowhere yet: the first start.
    Welcome,
}

/// The workspace of a slug.
///
/// # Errors
/// No such workspace.
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
            workspaces: context.store.workspaces().await?.into_iter().map(|other| (other.slug, other.name)).collect(),
            me: visit.person.map(|person| person.id),
            workspace: visit.workspace,
        })
    })
    .await
}

/// Where the visitor belongs: the first workspace of the visitor's language, or the first start.
///
/// # Errors
/// The store does not answer.
#[server(prefix = "/api", endpoint = "start", protocol = Post)]
pub async fn start_page() -> Result<Start, Refused> {
    crate::server::gate::answer(crate::server::gate::start()).await
}

/// Founds a workspace with one person and a first pipeline; answers its slug.
///
/// # Errors
/// A problem naming the field; the name may be taken, or there is a workspace already and founding is over.
#[server(prefix = "/api", endpoint = "found", protocol = Post)]
pub async fn found(name: String, person: String, currency: Currency) -> Result<String, Refused> {
    crate::server::gate::answer(crate::server::gate::found(name, person, currency)).await
}

/// Loads the demonstration workspaces; answers the slug of the one in the visitor's language.
///
/// # Errors
/// The store does not answer.
#[server(prefix = "/api", endpoint = "demonstrate", protocol = Post)]
pub async fn demonstrate() -> Result<String, Refused> {
    crate::server::gate::answer(crate::server::gate::demonstrate()).await
}
