//! Tells the others where this tab is looking, and that it still is.

use std::time::Duration;

use heliu_domain::{OpportunityId, PipelineId};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    live::{Feed, command_id, feed::on_window},
    ui::{effect, storage},
};

/// How often the tab says that it is still there; the server forgets it after twice as long.
const REPEAT: Duration = Duration::from_secs(20);

/// Follows the address for as long as the calling component lives; only one in a page.
pub fn follow(feed: Feed) {
    let path = use_location().pathname;
    let tab = StoredValue::new(String::new());
    let look = move |leave: bool| {
        let Some((pipeline, card)) = path.try_with_untracked(|path| place(path)) else { return };
        tab.try_with_value(|tab| feed.look(tab, pipeline, card, leave));
    };
    effect(move |is_later: Option<()>| {
        path.track();
        feed.cell.track();
        if is_later.is_none() {
            tab.set_value(tab_id());
            on_window("pagehide", move || look(true));
        }
        look(false);
    });
    effect(move |_| {
        if let Ok(handle) = set_interval_with_handle(move || look(false), REPEAT) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// The pipeline and card that an address shows: `/w/acme/board/PIPELINE/card/CARD`.
fn place(path: &str) -> (Option<PipelineId>, Option<OpportunityId>) {
    let parts: Vec<&str> = path.split('/').collect();
    let card = match parts.as_slice() {
        [_, _, _, _, _, "card", card, ..] => card.parse().ok(),
        _ => None,
    };
    let pipeline = match parts.as_slice() {
        [_, _, _, "board" | "list", pipeline, ..] => pipeline.parse().ok(),
        _ => None,
    };
    (pipeline, card)
}

/// Stays the same over reloads of the tab.
fn tab_id() -> String {
    let storage = storage::of_tab();
    let known = storage.as_ref().and_then(|storage| storage.get_item("heliu-tab").ok().flatten());
    known.unwrap_or_else(|| {
        let made = command_id().to_string();
        if let Some(storage) = storage {
            let _ = storage.set_item("heliu-tab", &made);
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_where_one_looks() {
        let id = "0190a4e2-0000-7000-8000-000000000001";
        let known = (id.parse().ok(), id.parse().ok());
        assert_eq!(place(&format!("/w/acme/board/{id}/card/{id}")), known);
        assert_eq!(place(&format!("/w/acme/list/{id}")), (known.0, None));
        assert_eq!(place(&format!("/w/acme/settings/{id}")), (None, None));
        assert_eq!(place("/"), (None, None));
    }
}
