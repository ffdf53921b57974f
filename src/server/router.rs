//! Every address that the server answers, and what stands around the answers.

use std::pin::Pin;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use heliu_domain::{Code, Problem};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower_http::{CompressionLevel, compression::CompressionLayer, csrf::ConfigError};

use crate::{
    app::{App, shell},
    server::{
        api, audit, avatar,
        context::Context,
        denied, exchange, fault, files, founding, live, matrix, openid,
        overload::{self, Places},
        page, people, presence, profile,
        refusal::{self, Refusal},
        security, sign_in, uploads,
    },
};

/// Largest body of a plain form, in bytes.
const FORM_MAX: usize = 16 * 1024;

/// The whole server as one service.
///
/// # Errors
/// The public URL is not an origin.
pub fn router(context: Context) -> Result<Router, ConfigError> {
    let places = Places::new(context.settings.requests_max);
    let limited = from_fn_with_state(places, overload::limit);
    // A body that is still on its way takes no place from others.
    let functions = functions(&context).layer(limited.clone()).layer(from_fn(api::json));
    let worked_on = pages(&context).layer(limited).merge(functions).layer(compression());
    let router = Router::new()
        .route("/health", get(health))
        .route("/live/{slug}", get(live::stream))
        .route("/live/{slug}/presence", post(presence::look))
        .route("/files/{slug}/{id}", get(files::download).post(files::upload).layer(DefaultBodyLimit::disable()))
        .route("/import/{slug}/file", post(uploads::keep).layer(DefaultBodyLimit::disable()))
        .route("/export/{slug}/{name}", get(exchange::export).layer(compression()))
        .route("/matrix/{slug}/{name}", get(matrix::export).layer(compression()))
        .route("/w/{workspace}/profile/picture", post(profile::picture).layer(DefaultBodyLimit::disable()))
        .route("/avatar/{slug}/{id}", get(avatar::show))
        .merge(worked_on)
        .route("/w/{workspace}/audit", get(audit::page))
        .route("/w/{workspace}/audit/{name}", get(audit::export).layer(compression()))
        .merge(forms())
        .fallback(other)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(context.clone(), denied::record))
        .layer(from_fn_with_state(context.clone(), fault::inject))
        .layer(from_fn(fault::catch))
        .layer(security::same_site(&context.settings)?)
        .layer(from_fn(refusal::for_people))
        .layer(from_fn_with_state(context.clone(), security::headers));
    Ok(router.with_state(context))
}

/// The pages of the app, which come anew only when they have changed.
fn pages(context: &Context) -> Router<Context> {
    Router::new()
        .leptos_routes_with_handler(generate_route_list(App), render(context))
        .route_layer(from_fn_with_state(context.clone(), page::conditional))
        .route_layer(from_fn_with_state(context.clone(), sign_in::guard_pages))
}

/// The pages of sign-in and what their forms do.
fn forms() -> Router<Context> {
    Router::new()
        .route("/", get(founding::start))
        .route("/start", post(founding::found))
        .route("/demo", post(founding::demonstrate))
        .route("/language", post(sign_in::language))
        .route("/w/{workspace}/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/w/{workspace}/openid", get(openid::leave))
        .route(openid::RETURN, get(openid::arrive))
        .route("/w/{workspace}/sign-out", post(sign_in::sign_out))
        .route("/w/{workspace}/code", post(sign_in::code))
        .route("/w/{workspace}/forgot", get(sign_in::forgot).post(sign_in::forgot))
        .route("/w/{workspace}/ticket/{token}", get(sign_in::by_link).post(sign_in::by_link))
        .route("/w/{workspace}/profile", get(profile::page))
        .route("/w/{workspace}/profile/{action}", post(profile::act))
        .route("/w/{workspace}/people/{person}", get(people::page))
        .route("/w/{workspace}/people/{person}/{action}", post(people::act))
        .layer(DefaultBodyLimit::max(FORM_MAX))
}

/// The server functions, which are wanted as JSON only.
fn functions(context: &Context) -> Router<Context> {
    let mut functions = Router::new();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        let context = context.clone();
        let run = move |request: Request| {
            let context = context.clone();
            leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request)
        };
        functions = match method {
            Method::GET => functions.route(path, get(run)),
            _ => functions.route(path, post(run)),
        };
    }
    functions.route("/api/{*unknown}", post(outdated))
}

/// A page rendered as a whole, with the context and the policy of its scripts.
fn render(context: &Context) -> impl Fn(Request) -> Rendered + Clone + Send + Sync + 'static {
    let (context, options) = (context.clone(), context.assets.options());
    let provide = move || {
        provide_context(context.clone());
        security::provide_policy();
    };
    let app = move || shell(options.clone());
    move |request| Box::pin(render_app_async_with_context(provide.clone(), app.clone())(request))
}

type Rendered = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Whether the server works, for those who watch over it.
async fn health(State(context): State<Context>) -> Result<&'static str, Refusal> {
    context.store.workspaces().await?;
    Ok("ok")
}

/// A file of the site, else the page for addresses that lead nowhere.
async fn other(State(context): State<Context>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::from(Problem::not_found("page")).into_response();
    }
    if let Some(file) = context.assets.answer(request.uri(), request.headers()).await {
        return file;
    }
    let wants_page =
        request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return Refusal::from(Problem::not_found("page")).into_response();
    }
    match sign_in::known(&context, request).await {
        Ok(request) => render(&context)(request).await,
        Err(response) => response,
    }
}

/// A function that a page of another version asks for.
async fn outdated() -> Refusal {
    Problem::new(Code::Outdated).into()
}

async fn wrong_method() -> Refusal {
    Refusal::with_status(Problem::malformed("method"), StatusCode::METHOD_NOT_ALLOWED)
}

/// Dynamic answers are packed at a level that costs little; the files of the site come packed already.
fn compression() -> CompressionLayer {
    CompressionLayer::new().br(true).gzip(true).quality(CompressionLevel::Precise(5))
}
