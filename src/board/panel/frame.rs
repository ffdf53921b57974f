//! How the panel behaves as a whole: its width, its keys, where the focus goes, the cards before and after it.

use heliu_domain::{OpportunityId, locale::panel as words};
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::Location,
};
use wasm_bindgen::JsCast;

use super::open::OpenCard;
use crate::{
    preferences::t,
    ui::{effect, is_typing, storage},
};

const WIDTH_MIN: i32 = 320;
const WIDTH_MAX: i32 = 860;
const WIDTH: i32 = 448;
const STEP: i32 = 16;
const KEY: &str = "heliu-panel-width";

/// The address without the card, or with another one; the query stays.
pub fn address(location: &Location, card: Option<OpportunityId>) -> String {
    let path = location.pathname.get();
    let base = path.split("/card/").next().unwrap_or_default().to_owned();
    let query = location.search.get();
    let query = query.trim_start_matches('?');
    let card = card.map(|id| format!("/card/{id}")).unwrap_or_default();
    if query.is_empty() { format!("{base}{card}") } else { format!("{base}{card}?{query}") }
}

/// Goes to the page without the card, or to another card.
pub fn goer() -> impl Fn(Option<OpportunityId>) + Clone + Send + Sync + 'static {
    let (navigate, location) = (use_navigate(), use_location());
    move |card| navigate(&untrack(|| address(&location, card)), NavigateOptions { scroll: false, ..NavigateOptions::default() })
}

/// The cards above and below, as the column or the list shows them.
pub fn neighbours(open: OpenCard) -> (Option<OpportunityId>, Option<OpportunityId>) {
    let beside = |ids: &[OpportunityId]| {
        let Some(index) = ids.iter().position(|id| *id == open.id) else { return (None, None) };
        (index.checked_sub(1).and_then(|above| ids.get(above).copied()), ids.get(index + 1).copied())
    };
    if let Some(list) = open.list {
        return list.order.with(|order| beside(order));
    }
    let stage = open.card.with(|card| card.stage);
    open.board.column(stage).map_or((None, None), |column| column.ids.with(|ids| beside(ids)))
}

/// Moves the focus into the panel, gives it back afterwards, and listens for Esc.
pub fn behave(open: OpenCard, panel: NodeRef<html::Aside>) {
    let go = goer();
    effect(move |_| {
        let Some(element) = panel.get() else { return };
        // Not before it stands in the page.
        request_animation_frame(move || {
            if is_idle() {
                let _ = element.focus();
            }
        });
        let id = open.id;
        on_cleanup(move || give_back_focus(id));
    });
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() && !is_typing(&event) && !is_covered() {
            event.prevent_default();
            go(None);
        }
    };
    effect(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, keys.clone());
        on_cleanup(move || handle.remove());
    });
}

/// The keys of the panel while it has the focus: J and K go to the next and the previous card. Esc leaves a text field first
/// and closes the panel only then; what was typed stays.
pub fn on_key(event: &web_sys::KeyboardEvent, open: OpenCard, panel: NodeRef<html::Aside>, go: &impl Fn(Option<OpportunityId>)) {
    if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    match (event.key().as_str(), is_typing(event)) {
        ("Escape", true) => {
            if let Some(panel) = panel.get_untracked() {
                let _ = panel.focus();
            }
        }
        (key @ ("j" | "k"), false) => {
            let (above, below) = untrack(|| neighbours(open));
            let Some(next) = (if key == "j" { below } else { above }) else { return };
            go(Some(next));
        }
        _ => return,
    }
    event.prevent_default();
}

/// Something lies over the page or is under way that Esc concerns.
fn is_covered() -> bool {
    document()
        .query_selector("dialog[open], .menu, .card.lifted, .drag-ghost, .view.selecting, .panel .inline-form :focus")
        .ok()
        .flatten()
        .is_some()
}

/// Whether the focus is nowhere or on a card: somebody who works elsewhere on the page must not be torn away, above all when
/// the panel is only drawn anew.
fn is_idle() -> bool {
    document()
        .active_element()
        .is_none_or(|focused| focused.tag_name() == "BODY" || focused.closest("[data-id]").is_ok_and(|card| card.is_some()))
}

/// Focuses the card on the page behind, unless the focus has gone somewhere else.
fn give_back_focus(id: OpportunityId) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            if document().active_element().is_some_and(|element| element.tag_name() != "BODY") {
                return;
            }
            let find = |selector: &str| document().query_selector(selector).ok().flatten();
            let place = find(&format!("[data-id=\"{id}\"] a")).or_else(|| find("#main"));
            if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = place.focus();
            }
        });
    });
}

/// The edge by which the panel is made wider and narrower, with mouse and keyboard.
#[component]
pub fn Resizer(panel: NodeRef<html::Aside>) -> impl IntoView {
    let width = RwSignal::new(WIDTH);
    let is_dragging = RwSignal::new(false);
    let apply = move |wanted: i32| {
        let wanted = wanted.clamp(WIDTH_MIN, WIDTH_MAX);
        width.set(wanted);
        let app = panel.get_untracked().and_then(|panel| panel.closest(".app").ok().flatten());
        if let Some(app) = app.and_then(|app| app.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = app.style().set_property("--panel-w", &format!("{wanted}px"));
        }
    };
    let keep = move || {
        if let Some(storage) = storage::lasting() {
            let _ = storage.set_item(KEY, &width.get_untracked().to_string());
        }
    };
    effect(move |_| {
        let kept = storage::lasting().and_then(|storage| storage.get_item(KEY).ok().flatten()).and_then(|text| text.parse().ok());
        if let (Some(kept), Some(_)) = (kept, panel.get()) {
            apply(kept);
        }
    });
    let on_down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        is_dragging.set(true);
        let edge = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(edge) = edge {
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: leptos::ev::PointerEvent| {
        if let (true, Some(panel)) = (is_dragging.get_untracked(), panel.get_untracked()) {
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            let right = panel.get_bounding_client_rect().right() as i32;
            apply(right - event.client_x());
        }
    };
    let on_up = move |_| {
        is_dragging.set(false);
        keep();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let now = width.get_untracked();
        match event.key().as_str() {
            "ArrowLeft" => apply(now + STEP),
            "ArrowRight" => apply(now - STEP),
            "Home" => apply(WIDTH_MAX),
            "End" => apply(WIDTH_MIN),
            _ => return,
        }
        event.prevent_default();
        keep();
    };
    view! {
        <div
            class="panel-resize" class:active=move || is_dragging.get()
            role="separator" aria-orientation="vertical" tabindex="0" aria-label=t(words::WIDTH)
            aria-valuemin=WIDTH_MIN.to_string() aria-valuemax=WIDTH_MAX.to_string() aria-valuenow=move || width.get().to_string()
            on:pointerdown=on_down on:pointermove=on_move on:pointerup=on_up on:pointercancel=on_up on:keydown=on_key
        ></div>
    }
}
