//! The server's side of what differs: the clock, randomness, and the preferences of the request.

use heliu_domain::{Code, Problem, Timestamp};

use crate::{live::Refused, preferences::Preferences};

/// The preferences of the request that is being answered.
pub fn preferences() -> Preferences {
    crate::server::context::preferences()
}

/// The server's clock.
pub fn now() -> Timestamp {
    crate::server::clock::now()
}

/// Ten random bytes for an id.
pub fn random() -> [u8; 10] {
    crate::server::random::bytes()
}

/// A number as text.
pub fn decimal(number: f64) -> String {
    number.to_string()
}

/// The number that a text is.
pub fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A letter as a capital.
pub fn capital(letter: char) -> String {
    letter.to_uppercase().collect()
}

/// Answers the page with status 404.
pub fn answer_not_found() {
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}

/// Whether this is the browser's side.
pub const IS_BROWSER: bool = false;

/// Answers the page with a redirect.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// In the browser, sends JSON to the server; the server calls its functions itself.
///
/// # Errors
/// Always.
pub async fn post(_path: &str, _body: String) -> Result<String, Refused> {
    Err(Problem::new(Code::Internal).into())
}
