//! Keys that work everywhere, and the dialog that lists all of them.

use heliu_domain::locale::{Text, list as words};
use leptos::prelude::*;

use crate::{
    preferences::t,
    ui::{Modal, Show, is_typing, storage},
};

/// Where the browser remembers that single letters mean nothing.
const STORED: &str = "heliu-keys";

const EVERYWHERE: [(&str, Text); 5] = [
    ("?", words::KEY_HELP),
    ("/", words::KEY_SEARCH),
    ("N", words::KEY_NEW),
    ("Ctrl Z", words::KEY_UNDO),
    ("Ctrl Shift Z", words::KEY_REDO),
];
const ON_A_CARD: [(&str, Text); 11] = [
    ("↑ ↓ ← →", words::KEY_WALK),
    ("Enter", words::KEY_OPEN),
    ("E", words::KEY_EDIT),
    ("Space", words::KEY_LIFT),
    ("X", words::KEY_SELECT),
    ("Shift X", words::KEY_RANGE),
    ("M", words::KEY_MENU),
    ("W", words::KEY_WON),
    ("L", words::KEY_LOST),
    ("Del", words::KEY_DELETE),
    ("Esc", words::KEY_CLEAR),
];
const CARRYING: [(&str, Text); 3] = [("↑ ↓ ← →", words::KEY_CARRY), ("Space", words::KEY_DROP), ("Esc", words::KEY_CANCEL)];

#[derive(Clone, Copy)]
struct IsOpen(RwSignal<bool>);

/// Opens the list of shortcuts, from an event handler below [`Shortcuts`]' provider.
pub fn open() {
    if let Some(IsOpen(is_open)) = use_context() {
        is_open.set(true);
    }
}

/// Makes the list of shortcuts available to everything below.
pub fn provide() {
    provide_context(IsOpen(RwSignal::new(false)));
}

/// The key, if it is a single one that is free to mean a shortcut: nothing is being typed, chosen or asked.
pub fn plain_key(event: &web_sys::KeyboardEvent) -> Option<String> {
    let is_free = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() || is_typing(event));
    (is_free && is_enabled() && !is_covered()).then(|| event.key())
}

fn is_covered() -> bool {
    document().query_selector("dialog[open], .menu").ok().flatten().is_some()
}

fn is_enabled() -> bool {
    storage::lasting().and_then(|storage| storage.get_item(STORED).ok().flatten()).as_deref() != Some("off")
}

fn enable(is_enabled: bool) {
    if let Some(storage) = storage::lasting() {
        let _ = storage.set_item(STORED, if is_enabled { "on" } else { "off" });
    }
}

/// Listens for `?` and `/`, and shows the list of shortcuts when it is asked for.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let Some(IsOpen(is_open)) = use_context() else { return ().into_any() };
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        match plain_key(&event).as_deref() {
            Some("?") => is_open.set(true),
            Some("/") => focus_search(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());
    view! { <Show when=move || is_open.get()><ShortcutsDialog is_open/></Show> }.into_any()
}

fn focus_search() {
    let field = document()
        .query_selector("[data-search]")
        .ok()
        .flatten()
        .and_then(|field| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlInputElement>(field).ok());
    if let Some(field) = field {
        let _ = field.focus();
        field.select();
    }
}

#[component]
fn ShortcutsDialog(is_open: RwSignal<bool>) -> impl IntoView {
    let group = |label: Text, keys: &'static [(&'static str, Text)]| {
        let rows = keys.iter().map(|(keys, what)| {
            let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " }).collect_view();
            view! { <dt>{keys}</dt><dd>{t(*what)}</dd> }
        });
        view! { <section class="stack"><h3>{t(label)}</h3><dl class="facts">{rows.collect_view()}</dl></section> }
    };
    let toggle = move |event| enable(event_target_checked(&event));
    view! {
        <Modal title=t(words::SHORTCUTS) on_close=Callback::new(move |()| is_open.set(false)) is_wide=true>
            <div class="dialog-body">
                <div class="pair">
                    {group(words::ON_A_CARD, &ON_A_CARD)}
                    <div class="stack">{group(words::EVERYWHERE, &EVERYWHERE)}{group(words::CARRYING, &CARRYING)}</div>
                </div>
                <label class="check"><input type="checkbox" prop:checked=is_enabled() on:change=toggle/><span>{t(words::KEYS_ON)}</span></label>
            </div>
        </Modal>
    }
}
