//! Panics: a request that panics is answered, logged under an id, and harms no other; on purpose in tests.

use std::{any::Any, panic::AssertUnwindSafe};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;

use crate::server::{context::Context, refusal::Refusal};

/// Answers a panicking request as a fault of ours.
pub async fn catch(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => Refusal::internal(&words(&*panic)).into_response(),
    }
}

/// Panics where the request asks for it and the operator allows it.
pub async fn inject(State(context): State<Context>, request: Request, next: Next) -> Response {
    if context.settings.faults && request.headers().contains_key("x-heliu-panic") {
        #[expect(clippy::panic, reason = "tests ask for it")]
        {
            panic!("asked to panic by {}", request.uri().path());
        }
    }
    next.run(request).await
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".to_owned())
}
