//! What happens when more comes than can be done: beyond a number of requests at once, the rest is told to come back.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use heliu_domain::{Code, Problem};
use tokio::sync::Semaphore;

use crate::server::refusal::Refusal;

/// Longest time for one page or server function.
const PATIENCE: Duration = Duration::from_secs(30);

/// The places for requests that are worked on at once.
#[derive(Clone)]
pub struct Places(Arc<Semaphore>);

impl Places {
    /// So many places.
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }
}

/// Lets a request in while there is a place, and gives it up when it takes too long.
pub async fn limit(State(places): State<Places>, request: Request, next: Next) -> Response {
    let Ok(_place) = places.0.try_acquire() else {
        return Refusal::from(Problem::new(Code::Unavailable)).into_response();
    };
    let path = request.uri().path().to_owned();
    tokio::time::timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| {
        tracing::warn!(path, "a request took too long and was given up");
        Refusal::from(Problem::new(Code::Unavailable)).into_response()
    })
}
