//! Menus: a popover with the keyboard of the ARIA menu pattern.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use crate::ui::{effect, pixels};

/// Where a menu opens, in pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    pub x: f64,
    pub y: f64,
}

impl Anchor {
    /// Below the element that an event came from.
    pub fn below(event: &web_sys::Event) -> Self {
        let element = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        element.map_or(Self { x: 0.0, y: 0.0 }, |element| {
            let place = element.get_bounding_client_rect();
            Self { x: place.left(), y: place.bottom() + 4.0 }
        })
    }
}

/// A menu that is open as long as it is mounted. Its items are `button.menu-item` with a menu role.
///
/// Arrow keys, Home, End and first letters move; Esc and clicks elsewhere call `on_close`.
#[component]
pub fn Menu(#[prop(into)] label: String, at: Anchor, on_close: Callback<()>, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let before = crate::ui::Local::<Option<web_sys::HtmlElement>>::default();
    effect(move |_| {
        let Some(menu) = node.get() else { return };
        let focused = document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
        before.set_value(focused);
        call(&menu, "showPopover");
        keep_inside(&menu, at);
        focus_item(&menu, |_, _| 0);
    });
    on_cleanup(move || {
        if let Some(element) = before.try_with_value(Clone::clone).flatten() {
            let _ = element.focus();
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        event.stop_propagation();
        let Some(menu) = node.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => focus_item(&menu, |now, count| (now + 1) % count.max(1)),
            "ArrowUp" => focus_item(&menu, |now, count| (now + count.max(1) - 1) % count.max(1)),
            "Home" => focus_item(&menu, |_, _| 0),
            "End" => focus_item(&menu, |_, count| count.saturating_sub(1)),
            "Escape" | "Tab" => on_close.run(()),
            _ => return,
        }
        event.prevent_default();
    };
    let on_toggle = move |event: web_sys::Event| {
        let state = js_sys::Reflect::get(&event, &"newState".into()).ok().and_then(|state| state.as_string());
        if state.as_deref() == Some("closed") {
            on_close.run(());
        }
    };
    view! {
        <div
            class="menu at" popover="auto" role="menu" aria-label=label node_ref=node
            style=format!("--x:{};--y:{}", pixels(at.x), pixels(at.y))
            on:keydown=on_key
            on:toggle=on_toggle
        >
            {children()}
        </div>
    }
}

fn items(menu: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(found) = menu.query_selector_all(".menu-item:not([aria-disabled=true]), input, select") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}

fn focus_item(menu: &web_sys::Element, next: impl Fn(usize, usize) -> usize) {
    let items = items(menu);
    let focused = document().active_element();
    let now =
        items.iter().position(|item| focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(item)))).unwrap_or(usize::MAX - 1);
    let index = if now == usize::MAX - 1 { next(0, 1) } else { next(now, items.len()) };
    if let Some(item) = items.get(index) {
        let _ = item.focus();
    }
}

/// Shifts the menu so that none of it lies outside the window.
fn keep_inside(menu: &web_sys::HtmlElement, at: Anchor) {
    let place = menu.get_bounding_client_rect();
    let Some(window) = web_sys::window() else { return };
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let x = at.x.min(width - place.width() - 8.0).max(8.0);
    let y = at.y.min(height - place.height() - 8.0).max(8.0);
    let style = menu.style();
    let _ = style.set_property("--x", &pixels(x));
    let _ = style.set_property("--y", &pixels(y));
}

fn call(element: &web_sys::Element, method: &str) {
    let function = js_sys::Reflect::get(element, &method.into()).ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok());
    if let Some(function) = function {
        let _ = function.call0(element);
    }
}
