//! The design system: the controls that every room uses.

pub mod avatar;
pub mod dialog;
pub mod dynamic;
pub mod field;
pub mod icon;
pub mod local;
pub mod markup;
pub mod menu;
pub mod money;
pub mod saved;
pub mod shortcuts;
pub mod storage;
pub mod title;
pub mod toast;

pub use self::{
    avatar::{Avatar, hue},
    dialog::Modal,
    dynamic::{For, Show, effect, follow},
    icon::Icon,
    local::Local,
    markup::escaped,
    menu::{Anchor, Menu},
    money::MoneyText,
    title::PageTitle,
};

/// A length in a style.
pub fn pixels(length: f64) -> String {
    format!("{}px", crate::edge::decimal(length))
}

/// Whether a key goes into a text field, where shortcuts have no business.
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(target).ok());
    target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable())
}
