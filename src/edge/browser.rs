//! The browser's side of what differs: the clock, randomness, and the preferences that the server wrote into the page.

use std::pin::Pin;

use heliu_domain::{Code, Problem, Timestamp, locale::Language};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{
    live::Refused,
    preferences::{Preferences, Theme},
};

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

/// A number as text. The engine knows how, so that its tables need not be loaded a second time.
pub fn decimal(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// The number that a text begins with.
pub fn number(text: &str) -> Option<f64> {
    Some(js_sys::parse_float(text)).filter(|number| !number.is_nan())
}

/// A letter as a capital.
pub fn capital(letter: char) -> String {
    js_sys::JsString::from(letter.to_string()).to_upper_case().into()
}

/// On the server, sets the status 404.
pub fn answer_not_found() {}

/// Whether this is the browser's side.
pub const IS_BROWSER: bool = true;

/// On the server, answers with a redirect; in the browser the router goes there.
pub fn redirect(_path: &str) {}

/// Sends JSON to the server and gives back the JSON that it answers. Nobody waits any more when the future is dropped, so that
/// ends the request.
pub fn post(path: &str, body: String) -> Pin<Box<dyn Future<Output = Result<String, Refused>> + Send>> {
    let request = Request { path: path.to_owned(), body, abort: web_sys::AbortController::new().ok() };
    Box::pin(SendWrapper::new(async move { request.send().await.map_err(Refused) }))
}

struct Request {
    path: String,
    body: String,
    abort: Option<web_sys::AbortController>,
}

impl Drop for Request {
    fn drop(&mut self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }
}

impl Request {
    async fn send(mut self) -> Result<String, Problem> {
        let offline = |_: JsValue| Problem::new(Code::Offline);
        let broken = |_: JsValue| Problem::new(Code::Unavailable);
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&JsValue::from_str(&self.body));
        init.set_signal(self.abort.as_ref().map(web_sys::AbortController::signal).as_ref());
        let headers = js_sys::Object::new();
        for name in ["content-type", "accept"] {
            let _ = js_sys::Reflect::set(&headers, &name.into(), &"application/json".into());
        }
        init.set_headers(&headers);
        let window = web_sys::window().ok_or_else(|| Problem::new(Code::Offline))?;
        let response = JsFuture::from(window.fetch_with_str_and_init(&self.path, &init)).await.map_err(offline)?;
        let response: web_sys::Response = response.dyn_into().map_err(broken)?;
        let text = JsFuture::from(response.text().map_err(broken)?).await.map_err(broken)?;
        // It has been answered in full.
        self.abort = None;
        let text = text.as_string().unwrap_or_default();
        if response.status() < 400 {
            return Ok(text);
        }
        if response.status() == 401
            && let Ok(event) = web_sys::Event::new(crate::live::feed::SIGNED_OUT)
        {
            let _ = window.dispatch_event(&event);
        }
        Err(crate::wire::read(&text).unwrap_or_else(|_| Problem::new(Code::Unavailable)))
    }
}
