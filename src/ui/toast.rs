//! Short messages about what was just done, each with the way back.

use std::time::Duration;

use heliu_domain::locale::shell as words;
use leptos::prelude::*;

use crate::{
    preferences::t,
    ui::{For, Icon},
};

/// What a toast's button does.
type Act = std::sync::Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u64,
    text: String,
    is_alert: bool,
    action: Option<(String, Act)>,
}

/// The toasts of the page and the polite announcements for screen readers.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
    announcement: RwSignal<String>,
}

/// Makes toasts available to everything below.
pub fn provide() {
    provide_context(Toasts { list: RwSignal::new(Vec::new()), next: StoredValue::new(0), announcement: RwSignal::new(String::new()) });
}

/// The toasts of the page.
pub fn toasts() -> Toasts {
    use_context().unwrap_or_else(|| Toasts {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        announcement: RwSignal::new(String::new()),
    })
}

impl Toasts {
    /// Says that something was done.
    pub fn tell(self, text: String) {
        self.push(text, false, None);
    }

    /// Says that something was done, with a button.
    pub fn offer(self, text: String, label: String, act: impl Fn() + Send + Sync + 'static) {
        self.push(text, false, Some((label, std::sync::Arc::new(act))));
    }

    /// Says that something went wrong; it stays until closed.
    pub fn warn(self, text: String) {
        self.push(text, true, None);
    }

    /// A warning with a button.
    pub fn warn_with(self, text: String, label: String, act: impl Fn() + Send + Sync + 'static) {
        self.push(text, true, Some((label, std::sync::Arc::new(act))));
    }

    /// Says something to screen readers only.
    pub fn announce(self, text: String) {
        self.announcement.set(text);
    }

    fn push(self, text: String, is_alert: bool, action: Option<(String, Act)>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // More than three at once nobody reads; the same warning twice says no more than once.
            list.retain(|toast| toast.text != text);
            if list.len() >= 3 {
                list.remove(0);
            }
            list.push(Toast { id, text, is_alert, action });
        });
        if !is_alert {
            set_timeout(move || self.close(id), Duration::from_secs(8));
        }
    }

    fn close(self, id: u64) {
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where toasts and announcements appear.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = toasts();
    view! {
        <div class="hush" role="status" aria-live="polite" id="announcer">{move || toasts.announcement.get()}</div>
        <div class="toasts" role="region" aria-label=t(words::MESSAGES)>
            <For each=move || toasts.list.get() key=|toast| toast.id.cast_signed() let:toast>
                <ToastItem toast/>
            </For>
        </div>
    }
}

#[component]
fn ToastItem(toast: Toast) -> impl IntoView {
    let toasts = toasts();
    let id = toast.id;
    let action = toast.action.map(|(label, act)| {
        view! { <button class="toast-action" type="button" on:click=move |_| { act(); toasts.close(id); }>{label}</button> }
    });
    view! {
        <div class="toast" role=if toast.is_alert { "alert" } else { "status" }>
            <span class="grow">{toast.text}</span>
            {action}
            <button class="icon-button small" type="button" aria-label=t(words::CLOSE) on:click=move |_| toasts.close(id)><Icon name="close"/></button>
        </div>
    }
}
