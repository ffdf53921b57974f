//! Around the server functions: only JSON of bounded size comes in, in bounded time; problems go out as JSON with their status.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt};
use heliu_domain::{Code, Problem};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::server::{refusal::Refusal, security::is_json};

/// Largest body of a server function, in bytes.
pub const BODY_MAX: usize = 2 * 1024 * 1024;
/// Longest time for such a body to arrive.
const ARRIVAL: Duration = Duration::from_secs(20);

/// Bodies up to this size are always taken, in bytes.
const SMALL: usize = 16 * 1024;
/// Room for all larger ones together, in kilobytes: a flood of them must not fill the memory, nor keep small ones out.
static ROOM: Semaphore = Semaphore::const_new(64 * 1024);

/// Checks what comes in and words what goes out.
pub async fn json(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return worded(next.run(request).await).await;
    }
    if !is_json(request.headers()) {
        return Refusal::with_status(Problem::malformed("content-type"), StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response();
    }
    let (parts, body) = request.into_parts();
    match arrived(body, BODY_MAX).await {
        Ok(arrived) => {
            let answer = next.run(Request::from_parts(parts, Body::from(arrived.bytes))).await;
            drop(arrived.room);
            worded(answer).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// A body that is here, with the room that it takes.
pub struct Arrived {
    pub bytes: Bytes,
    room: Vec<SemaphorePermit<'static>>,
}

/// A body of bounded size, if it arrives in time.
///
/// # Errors
/// It is too large or too slow, breaks off, or there is no room for it.
pub async fn arrived(body: Body, most: usize) -> Result<Arrived, Refusal> {
    let mut pieces = body.into_data_stream();
    let arriving = async {
        let (mut bytes, mut room) = (BytesMut::new(), Vec::new());
        while let Some(piece) = pieces.try_next().await.map_err(|_| Problem::malformed("body"))? {
            let size = bytes.len() + piece.len();
            if size > most {
                return Err(Problem::new(Code::TooLarge).with(most));
            }
            if size > SMALL {
                let kilobytes = u32::try_from(piece.len().div_ceil(1024)).unwrap_or(u32::MAX);
                room.push(ROOM.try_acquire_many(kilobytes).map_err(|_| Problem::new(Code::Unavailable))?);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Arrived { bytes: bytes.freeze(), room })
    };
    let Ok(arrived) = timeout(ARRIVAL, arriving).await else {
        return Err(Refusal::with_status(Problem::malformed("body"), StatusCode::REQUEST_TIMEOUT));
    };
    if arrived.is_err() {
        discard(pieces).await;
    }
    Ok(arrived?)
}

/// Takes the rest of a refused body, within reason: a client that is still sending would not see the answer.
pub async fn discard<E>(pieces: impl Stream<Item = Result<Bytes, E>>) {
    const MOST: usize = 64 * 1024 * 1024;
    let taken = pieces.scan(0, |taken, piece| {
        *taken += piece.map_or(MOST, |piece| piece.len());
        std::future::ready((*taken < MOST).then_some(()))
    });
    // Whoever is slower than that has an answer coming, or not.
    let _ = timeout(Duration::from_secs(10), taken.for_each(|()| std::future::ready(()))).await;
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
