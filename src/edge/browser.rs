//! The browser's side of what differs: the clock, randomness, and the preferences that the server wrote into the page.

use heliu_domain::{Timestamp, locale::Language};

use crate::preferences::{Preferences, Theme};

/// The preferences written on the `<html>` element.
pub fn preferences() -> Preferences {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    let attribute = |name: &str| root.as_ref().and_then(|root| root.get_attribute(name)).unwrap_or_default();
    Preferences {
        language: Language::parse(&attribute("lang")).unwrap_or_default(),
        today: attribute("data-today").parse().unwrap_or_else(|_| now().date()),
        offset_minutes: attribute("data-offset").parse().unwrap_or(0),
        theme: Theme::parse(&attribute("data-theme")),
    }
}

/// The browser's clock.
pub fn now() -> Timestamp {
    // Milliseconds since 1970 are far below 2^53, where a double is exact.
    #[expect(clippy::cast_possible_truncation, reason = "exact below 2^53")]
    Timestamp(js_sys::Date::now() as i64)
}

/// Ten random bytes for an id.
pub fn random() -> [u8; 10] {
    let mut bytes = [0u8; 10];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.is_none_or(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_err()) {
        for byte in &mut bytes {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
            let drawn = (js_sys::Math::random() * 256.0) as u8;
            *byte = drawn;
        }
    }
    bytes
}

/// On the server, sets the status 404.
pub fn answer_not_found() {}

/// Whether this is the browser's side.
pub const IS_BROWSER: bool = true;

/// On the server, answers with a redirect; in the browser the router goes there.
pub fn redirect(_path: &str) {}
