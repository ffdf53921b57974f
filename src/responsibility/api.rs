//! What the pages of this room read.

use heliu_domain::{
    Entry, PersonId, Pipeline, RoleId, Stage,
    directory::Person,
    responsibility::{Chart, Column, Finding, Part, Row, Version},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{live::Refused, wire::Post};

/// Most versions of a profile that are shown.
pub const VERSIONS_MAX: usize = 50;
/// Most changes of one cell that are shown.
pub const HISTORY_MAX: usize = 20;

/// Everything of the room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartData {
    /// The last change that is contained.
    pub seq: i64,
    pub people: Vec<Person>,
    pub pipelines: Vec<Pipeline>,
    pub stages: Vec<Stage>,
    pub parts: Vec<Part>,
}

impl ChartData {
    /// As the rules know it.
    pub fn chart(self) -> Chart {
        Chart::new(self.people, self.pipelines, self.stages, self.parts)
    }
}

/// What a page's frame says of this room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TidingsData {
    /// Findings that are open.
    pub open: usize,
    /// Profiles that the acting person was reminded of: role, name, version, who reminded.
    pub reminders: Vec<(RoleId, String, u32, PersonId)>,
}

/// Roles, responsibilities and the matrix.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "chart", protocol = Post)]
pub async fn read_chart(workspace: String) -> Result<ChartData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        crate::server::findings::chart(&context, &visit).await
    })
    .await
}

/// The newest versions of a role's profile, newest first.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "versions", protocol = Post)]
pub async fn read_versions(workspace: String, role: RoleId) -> Result<Vec<Version>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        context.store.versions(visit.workspace.id, role, VERSIONS_MAX).await
    })
    .await
}

/// What became of a cell, newest first.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "cell-history", protocol = Post)]
pub async fn read_cell(workspace: String, row: Row, column: Column) -> Result<Vec<Entry>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        visit.window(&context).cell(row, column, HISTORY_MAX).await
    })
    .await
}

/// Everything that is amiss, most severe first; what was accepted too.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "findings", protocol = Post)]
pub async fn read_findings(workspace: String) -> Result<Vec<Finding>, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        crate::server::findings::all(&context, &visit).await
    })
    .await
}

/// How much is amiss, and of what the acting person was reminded.
///
/// # Errors
/// No such workspace.
#[server(prefix = "/api", endpoint = "tidings", protocol = Post)]
pub async fn read_tidings(workspace: String) -> Result<TidingsData, Refused> {
    crate::server::gate::answer(async {
        let (context, visit) = crate::server::gate::enter(&workspace).await?;
        crate::server::findings::tidings(&context, &visit).await
    })
    .await
}
