//! The headers that every answer carries, and the refusal of requests that other sites forge.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use heliu_domain::{Code, Problem};
use leptos::nonce::{Nonce, use_nonce};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::server::{
    context::{Context, Settings},
    refusal::Refusal,
};

/// Names the build that answered, so that an old page notices.
pub const BUILD: HeaderName = HeaderName::from_static("x-heliu-build");

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Puts the headers onto an answer that every one has, where a more particular one is not there already.
pub async fn headers(State(context): State<Context>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_known = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    set(OPENER, "same-origin");
    set(RESOURCE, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if context.settings.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    // An unchanged page keeps the policy that came with it: its scripts bear the nonce of that one.
    if !is_known {
        let policy = policy(None);
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if let Ok(build) = HeaderValue::from_str(context.assets.build()) {
        headers.insert(BUILD, build);
    }
    headers.remove(header::SERVER);
    response
}

/// Gives the page that leptos is about to render its nonce, and the answer the policy that names it.
pub fn provide_policy() {
    let nonce = use_nonce().unwrap_or_else(|| {
        let nonce = Nonce::new();
        provide_context(nonce.clone());
        nonce
    });
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy(Some(&nonce)));
    }
}

/// Only what comes from here runs; the nonce lets the page's own inline scripts run. Style attributes carry geometry.
fn policy(nonce: Option<&str>) -> HeaderValue {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    // While developing, the page listens on another port for the next build.
    let reload = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    let policy = format!(
        "default-src 'self'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'{reload}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Refuses requests that change something and come from another site's page.
///
/// # Errors
/// The public URL is not an origin.
pub fn same_site(settings: &Settings) -> Result<CsrfLayer<Refuse>, ConfigError> {
    let layer = CsrfLayer::new().with_rejection_response(refuse as Refuse);
    match &settings.public_url {
        Some(origin) => layer.add_trusted_origin(origin.trim_end_matches('/')),
        None => Ok(layer),
    }
}

type Refuse = fn(ProtectionError) -> Response;

fn refuse(error: ProtectionError) -> Response {
    tracing::debug!(%error, "a request from another site was refused");
    Refusal::from(Problem::of(Code::Forbidden, "origin")).into_response()
}

/// Whether a request's body is said to be JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
