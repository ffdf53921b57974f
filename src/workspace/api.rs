//! How a workspace is founded.

use heliu_domain::Currency;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::live::Refused;

/// Where a visitor of the start page belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Start {
    /// This workspace.
    Workspace(String),
    /// Nowhere yet: the first start.
    Welcome,
}

/// Founds a workspace with one person and a first pipeline; answers its slug.
///
/// # Errors
/// A problem naming the field; there may be a workspace already, then founding is over.
#[server(prefix = "/api", endpoint = "found", input = Json)]
pub async fn found(name: String, person: String, currency: Currency) -> Result<String, Refused> {
    crate::server::gate::answer(crate::server::gate::found(name, person, currency)).await
}
