//! Pages in the browser's cache: a page that would come out the same is not rendered and sent again.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::server::{
    assets::is_known,
    context::{Context, Visit},
    session,
};

const ASK_FIRST: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");

/// Answers a page that the browser has already, or renders it and names its version.
pub async fn conditional(State(context): State<Context>, request: Request, next: Next) -> Response {
    let version = match *request.method() {
        Method::GET | Method::HEAD => version(&context, Visit::known(request.extensions()), request.uri(), request.headers()).await,
        _ => None,
    };
    if let Some(version) = &version
        && is_known(request.headers(), version)
    {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        label(response.headers_mut(), Some(version));
        return response;
    }
    let mut response = next.run(request).await;
    let is_good = response.status() == StatusCode::OK;
    label(response.headers_mut(), version.as_ref().filter(|_| is_good));
    response
}

fn label(headers: &mut HeaderMap, version: Option<&String>) {
    headers.insert(header::CACHE_CONTROL, ASK_FIRST);
    headers.insert(header::VARY, VARY);
    if let Some(tag) = version.and_then(|version| HeaderValue::from_str(version).ok()) {
        headers.insert(header::ETAG, tag);
    }
}

/// Everything that a page of a workspace depends on. Read before rendering, so that it is never newer than the page.
async fn version(context: &Context, visit: Option<&Visit>, uri: &Uri, headers: &HeaderMap) -> Option<String> {
    // A development build changes without changing its name.
    if !context.assets.is_fixed() {
        return None;
    }
    let visit = visit?;
    let workspaces = session::workspaces(context, headers).await.ok()?;
    let seq = context.store.seq(visit.workspace.id).await.ok()?;
    let preferences = visit.preferences;
    let names: Vec<_> = workspaces.iter().map(|workspace| (&workspace.slug, &workspace.name)).collect();
    let theme = preferences.theme.map(|theme| theme.as_str());
    let looks = (preferences.language, theme, preferences.offset_minutes, preferences.today.to_string());
    let mut hasher = DefaultHasher::new();
    (context.assets.build(), names, visit.workspace.id, seq, visit.person.id, looks, uri.path(), uri.query()).hash(&mut hasher);
    Some(format!("W/\"{:016x}\"", hasher.finish()))
}
