//! How much is unread, live on every page.

use std::time::Duration;

use heliu_domain::locale::handover as words;
use leptos::{prelude::*, task::spawn_local};

use super::api::{self, COUNT_MAX};
use crate::{
    live::News,
    preferences::{t, tr},
    ui::{Icon, Show, effect},
    workspace::Space,
};

/// Changes within so long are looked at together.
const PAUSE: Duration = Duration::from_millis(200);

/// What every page knows of the inbox.
#[derive(Clone, Copy)]
pub struct Unread {
    count: RwSignal<i64>,
    /// Something came, was read, or was taken back.
    pub heard: Trigger,
}

/// What is known of the inbox around the calling component.
pub fn unread() -> Unread {
    expect_context()
}

impl Unread {
    /// Makes it available below, and keeps it current in the browser.
    pub fn provide(space: Space, count: i64) {
        let unread = Self { count: RwSignal::new(count), heard: Trigger::new() };
        provide_context(unread);
        let is_waiting = StoredValue::new(false);
        let hear = move || {
            if is_waiting.try_get_value() != Some(false) {
                return;
            }
            is_waiting.set_value(true);
            set_timeout(
                move || {
                    if is_waiting.try_set_value(false).is_none() {
                        unread.heard.notify();
                    }
                },
                PAUSE,
            );
        };
        effect(move |_| {
            let me = space.me.get_value();
            space.feed.listen(move |news| match news {
                // The server tells nobody what is addressed to others.
                News::Changes(entries) if me.is_none() || entries.iter().all(|entry| entry.change.addressee() != me) => {}
                _ => hear(),
            });
        });
        effect(move |is_later: Option<()>| {
            unread.heard.track();
            if is_later.is_some() {
                spawn_local(async move {
                    if let Ok(count) = api::count_unread(space.slug()).await {
                        unread.count.try_set(count);
                    }
                });
            }
        });
    }

    /// How many messages are unread, in figures; nothing when there are none.
    pub fn figures(self) -> Option<String> {
        match self.count.get() {
            0 => None,
            COUNT_MAX.. => Some(format!("{}+", COUNT_MAX - 1)),
            count => Some(count.to_string()),
        }
    }
}

/// The way to the inbox, with the number of unread messages.
#[component]
pub fn UnreadCount(space: Space) -> impl IntoView {
    let unread = unread();
    let figures = Memo::new(move |_| unread.figures());
    let label = move || match figures.get() {
        Some(count) => format!("{}: {}", t(words::INBOX), tr(words::UNREAD_COUNT, &[&count])),
        None => t(words::INBOX).to_owned(),
    };
    view! {
        <a class="icon-button bell" href=space.path("inbox") aria-label=move || label() title=t(words::INBOX)>
            <Icon name="bell"/>
            <Show when=move || figures.with(Option::is_some)><span class="count" aria-hidden="true">{move || figures.get()}</span></Show>
        </a>
    }
}
