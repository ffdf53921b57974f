//! Around the server functions: only JSON of bounded size comes in, in bounded time; problems go out as JSON with their status.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use heliu_domain::{Code, Problem};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

use crate::server::{refusal::Refusal, security::is_json};

/// Largest body of a server function, in bytes.
pub const BODY_MAX: usize = 2 * 1024 * 1024;
/// Longest time for such a body to arrive.
const ARRIVAL: Duration = Duration::from_secs(20);

/// Checks what comes in and words what goes out.
pub async fn json(request: Request, next: Next) -> Response {
    let request = match whole(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    worded(next.run(request).await).await
}

/// The request once its body has arrived.
async fn whole(request: Request) -> Result<Request, Refusal> {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(request);
    }
    if !is_json(request.headers()) {
        return Err(Refusal::with_status(Problem::malformed("content-type"), StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let (parts, body) = request.into_parts();
    let bytes = arrived(body, BODY_MAX).await?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// A body of bounded size, if it arrives in time.
///
/// # Errors
/// It is too large, too slow, or breaks off.
pub async fn arrived(body: Body, most: usize) -> Result<Bytes, Refusal> {
    let slow = |_| Refusal::with_status(Problem::malformed("body"), StatusCode::REQUEST_TIMEOUT);
    tokio::time::timeout(ARRIVAL, to_bytes(body, most)).await.map_err(slow)?.map_err(|error| {
        let is_too_long = std::error::Error::source(&error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if is_too_long { Problem::new(Code::TooLarge).with(most).into() } else { Problem::malformed("body").into() }
    })
}

/// leptos answers every error with status 500 and no content type; the problem in it knows better.
async fn worded(response: Response) -> Response {
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, BODY_MAX).await.unwrap_or_default();
    let mut problem = serde_json::from_slice::<Problem>(&bytes).unwrap_or_else(|_| Problem::malformed("request"));
    // A function that ran has set its problem's status. Status 500 for something passing is leptos' own word for arguments
    // that it could not read, which will not get better by being sent again.
    if parts.status == StatusCode::INTERNAL_SERVER_ERROR && problem.code.is_passing() {
        problem = Problem::malformed("request");
    }
    parts.status = StatusCode::from_u16(problem.code.status()).unwrap_or(parts.status);
    tracing::debug!(%problem, "a server function refused");
    let mut answer = Refusal::from(problem).into_response();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in &parts.headers {
        answer.headers_mut().insert(name, value.clone());
    }
    answer
}
