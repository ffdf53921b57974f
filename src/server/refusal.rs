//! How a problem leaves the server: JSON for programs, a page for people.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use heliu_domain::{
    Code, Problem,
    locale::{Language, problem::problem, shell as words},
};

use crate::server::{context::preferences_of, random};

/// A problem on its way to the client.
#[derive(Clone, Debug)]
pub struct Refusal {
    problem: Problem,
    status: StatusCode,
}

impl Refusal {
    /// A problem answered with another status than its code's.
    pub fn with_status(problem: Problem, status: StatusCode) -> Self {
        Self { problem, status }
    }

    /// A fault of ours: the cause goes to the log, the client gets the id under which it stands there.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let id = random::token();
        tracing::error!(id, %cause, "a request failed");
        Problem::new(Code::Internal).with(id).into()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { problem, status }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.problem.code.is_passing() {
            // Spread, so that those who are turned away together do not come back together.
            headers.insert(header::RETRY_AFTER, HeaderValue::from(1 + random::below(5)));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns a refusal into a page where a person is looking: a browser opening an address.
pub async fn for_people(request: Request, next: Next) -> Response {
    let wants_page = accepts_html(request.headers()) && matches!(*request.method(), Method::GET | Method::HEAD);
    let language = wants_page.then(|| preferences_of(request.headers()).language);
    let mut response = next.run(request).await;
    let (Some(language), Some(refusal)) = (language, response.extensions_mut().remove::<Refusal>()) else { return response };
    *response.body_mut() = Body::from(page(language, &refusal));
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn page(language: Language, refusal: &Refusal) -> String {
    let back = words::TO_START.in_(language);
    let sentence = escape(&problem(language, &refusal.problem));
    let (tag, status) = (language.tag(), refusal.status.as_u16());
    format!(
        "<!DOCTYPE html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{status} · Heliu</title><main><h1>{status}</h1><p>{sentence}</p><p><a href=\"/\">{back}</a></p></main></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passing_problem_says_when_to_come_back() {
        let response = Refusal::from(Problem::new(Code::Unavailable)).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.headers().contains_key(header::RETRY_AFTER));
    }

    #[test]
    fn a_page_shows_names_as_text() {
        let refusal = Problem::of(Code::Closed, "opportunity").with("<script>").into();
        assert!(page(Language::En, &refusal).contains("“&lt;script&gt;” is closed"));
    }
}
