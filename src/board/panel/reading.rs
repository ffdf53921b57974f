//! Reading the card of the address.
//!
//! The page around the panel begins it, beside reading its own cards. While rendering, the server may build what lies inside a
//! boundary more than once; a resource made in there would be numbered otherwise than in the browser, which then could not
//! find what was read. And the card is read only once, however often the page is drawn anew.

use std::collections::VecDeque;

use heliu_domain::{Entry, OpportunityId, Problem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    board::api::{self, Opened},
    live::{News, Refused, patiently},
    ui::effect,
    wire::{self, Data},
    workspace::space,
};

/// Changes of the card since it was opened; those that come while it is being read are found here.
pub type Recent = StoredValue<VecDeque<Entry>>;

/// How many of them are kept.
const RECENT_MAX: usize = 500;

/// The card of the address, read or being read.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Its id as the address has it.
    pub card: Memo<Option<String>>,
    pub opened: Data<Result<Option<Opened>, Refused>>,
    /// Reads it anew.
    pub again: Trigger,
    pub recent: Recent,
}

/// Reads the card of the address for the panel below the calling component, as long as there is one.
pub fn provide() {
    provide_context(begin());
}

/// What the page around the panel reads; without it, the panel reads for itself.
pub fn reading() -> Reading {
    use_context().unwrap_or_else(begin)
}

fn begin() -> Reading {
    let space = space();
    let path = use_location().pathname;
    let card = Memo::new(move |_| path.with(|path| card_of(path)));
    let again = Trigger::new();
    let recent: Recent = StoredValue::default();
    let opened = wire::data(
        move || {
            again.track();
            card.get()
        },
        move |card| async move {
            let Some(card) = card else { return Ok(None) };
            let card: OpportunityId = card.parse().map_err(|_| Problem::not_found("opportunity"))?;
            patiently(|| api::read_opportunity(space.slug(), card)).await.map(Some)
        },
    );
    effect(move |_| {
        card.track();
        recent.set_value(VecDeque::new());
    });
    effect(move |_| {
        space.feed.listen(move |news| match news {
            News::Changes(entries) => {
                let Some(card) = card.try_get_untracked().flatten() else { return };
                let subject = ("opportunity", card);
                let about = entries.iter().filter(|entry| entry.change.subject() == subject).cloned();
                recent.update_value(|recent| {
                    recent.extend(about);
                    let surplus = recent.len().saturating_sub(RECENT_MAX);
                    recent.drain(..surplus);
                });
            }
            News::Resync => again.notify(),
        });
    });
    Reading { card, opened, again, recent }
}

fn card_of(path: &str) -> Option<String> {
    path.split_once("/card/").map(|(_, card)| card.trim_end_matches('/').to_owned())
}
