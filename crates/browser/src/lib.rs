//! The wasm entry: hydrates what the server rendered.
//!
//! A crate of its own because an `rlib` beside a `cdylib` gets no link-time optimisation.

#![recursion_limit = "512"]

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(heliu::app::App);
}
