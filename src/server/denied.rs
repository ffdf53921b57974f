//! What was refused for want of rights is written down: who tried what, and from where.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use heliu_store::{Event, IdentityStep};

use crate::server::{
    context::{Context, Visit},
    session::Origin,
};

/// Most characters that are kept of an address.
const ADDRESS_MAX: usize = 200;
/// The address of the function that takes commands, which writes down each by itself.
const SEND: &str = "/api/send";

/// Who a request turned out to be of, for those addresses that do not name the workspace.
#[derive(Clone, Debug, Default)]
pub struct Asker(Arc<OnceLock<Visit>>);

impl Asker {
    /// Notes who asks.
    pub fn note(parts: &Parts, visit: &Visit) {
        if let Some(asker) = parts.extensions.get::<Self>() {
            let _ = asker.0.set(visit.clone());
        }
    }
}

/// Writes down every request of a workspace that is answered with 403.
pub async fn record(State(context): State<Context>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let mut parts = path.split('/').skip(1);
    let (Some(room), slug) = (parts.next(), parts.next()) else { return next.run(request).await };
    let is_named = matches!(room, "w" | "files" | "export" | "matrix" | "live" | "import" | "avatar");
    if !(is_named || room == "api") || path == SEND {
        return next.run(request).await;
    }
    let slug = slug.filter(|_| is_named).map(str::to_owned);
    let tried: String = format!("{} {path}", request.method()).chars().take(ADDRESS_MAX).collect();
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let (headers, origin) = (request.headers().clone(), Origin::of(&context.settings, request.extensions(), request.headers()));
    let response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN
        && let Some(visit) = visitor(&context, &headers, asker, slug).await
    {
        note(&context, &visit, &origin, tried).await;
    }
    response
}

async fn visitor(context: &Context, headers: &HeaderMap, asker: Asker, slug: Option<String>) -> Option<Visit> {
    match (asker.0.get(), slug) {
        (Some(visit), _) => Some(visit.clone()),
        (None, Some(slug)) => Visit::new(context, headers, &slug).await.ok(),
        (None, None) => None,
    }
}

/// Writes down a command that was refused, by the word of its room.
pub async fn command(context: &Context, parts: &Parts, visit: &Visit, kind: &str) {
    let origin = Origin::of(&context.settings, &parts.extensions, &parts.headers);
    note(context, visit, &origin, kind.to_owned()).await;
}

async fn note(context: &Context, visit: &Visit, origin: &Origin, tried: String) {
    // Whoever keeps trying must not fill the disk.
    if !context.guard.notes(visit.workspace.id, visit.person.id) {
        return;
    }
    let step = match origin.note(Some(visit.person.id), None, Event::Refused) {
        IdentityStep::Record { id, note } => IdentityStep::Record { id, note: heliu_store::Note { tried, ..note } },
        step => step,
    };
    if let Err(problem) = context.store.identify(visit.workspace.id, vec![step]).await {
        tracing::warn!(%problem, "a refusal could not be written down");
    }
}
