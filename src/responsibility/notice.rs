//! What the frame of every page says of this room: how much is amiss, and which profiles wait for the acting person.

use std::time::Duration;

use heliu_domain::{Change, locale::responsibility as words};
use leptos::{prelude::*, task::spawn_local};

use super::api::{self, TidingsData};
use crate::{
    live::News,
    preferences::t,
    preferences::tr,
    ui::{Icon, effect},
    workspace::Space,
};

/// Changes within so long are looked at together.
const PAUSE: Duration = Duration::from_millis(400);

/// What is known of this room on every page.
#[derive(Clone, Copy)]
pub struct Tidings {
    data: RwSignal<TidingsData>,
    /// Something has changed that findings may hang on.
    pub heard: Trigger,
}

/// The tidings of the workspace around the calling component.
pub fn tidings() -> Tidings {
    expect_context()
}

impl Tidings {
    /// Makes them available below, and keeps them current in the browser.
    pub fn provide(space: Space) {
        let tidings = Self { data: RwSignal::new(TidingsData::default()), heard: Trigger::new() };
        provide_context(tidings);
        let is_waiting = StoredValue::new(false);
        let hear = move || {
            if is_waiting.try_get_value() == Some(false) {
                is_waiting.set_value(true);
                set_timeout(
                    move || {
                        is_waiting.try_set_value(false);
                        tidings.heard.notify();
                    },
                    PAUSE,
                );
            }
        };
        effect(move |_| {
            space.feed.listen(move |news| match news {
                News::Changes(entries) if entries.iter().all(|entry| matches!(entry.change, Change::Described { .. })) => {}
                _ => hear(),
            });
        });
        effect(move |_| {
            tidings.heard.track();
            spawn_local(async move {
                if let Ok(read) = api::read_tidings(space.slug()).await {
                    tidings.data.try_update(|data| {
                        if *data != read {
                            *data = read;
                        }
                    });
                }
            });
        });
    }
}

/// The number of open findings, in the navigation; nothing when there are none.
#[component]
pub fn FindingCount() -> impl IntoView {
    let tidings = tidings();
    let open = Memo::new(move |_| tidings.data.with(|data| data.open));
    move || (open.get() > 0).then(|| view! { <span class="count">{open.get()}</span> })
}

/// Asks the acting person to agree to the profiles of which they were reminded.
#[component]
pub fn ProfileNotice(space: Space) -> impl IntoView {
    let tidings = tidings();
    let reminders = Memo::new(move |_| tidings.data.with(|data| data.reminders.clone()));
    move || {
        let notices = reminders.get().into_iter().map(|(role, name, version, by)| {
            view! {
                <div class="banner" role="note">
                    <Icon name="file"/><span>{tr(words::PLEASE_AGREE, &[&space.name(by), &name, &version])}" "<a class="link" href=space.path(&format!("roles/{role}"))>{t(words::READ_IT)}</a></span>
                </div>
            }
        });
        notices.collect_view()
    }
}
