//! The board by keyboard: arrows walk, Space lifts and drops, M opens the menu.

use heliu_domain::{BoardCommand, Code, OpportunityId, Problem, StageId, locale::board as words};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    card::toggle,
    column::card_height,
    drag::place_at,
    menus::open_menu,
    state::{BoardState, board_state},
};
use crate::{
    preferences::{say, tr},
    ui::{Anchor, toast::toasts},
};

/// A card that was picked up by keyboard, and where it would land.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    pub card: OpportunityId,
    pub stage: StageId,
    /// Before the card at this index of the column, as it is shown.
    pub index: usize,
}

/// The card that is picked up by keyboard.
pub fn lift() -> RwSignal<Option<Lift>> {
    expect_context::<LiftSignal>().0
}

#[derive(Clone, Copy)]
struct LiftSignal(RwSignal<Option<Lift>>);

/// Makes lifting available to the board below.
pub fn provide() {
    provide_context(LiftSignal(RwSignal::new(None)));
}

/// The card that an event happened on.
pub fn card_of(event: &web_sys::Event) -> Option<OpportunityId> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest(".card[data-id]").ok().flatten()?.get_attribute("data-id")?.parse().ok()
}

/// Handles a key on the board; only keys on a card's link mean something.
pub fn on_key(event: &web_sys::KeyboardEvent) {
    let state = board_state();
    let is_link = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.class_list().contains("card-link"));
    let Some(id) = card_of(event).filter(|_| is_link) else { return };
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let is_lifted = lift().with_untracked(Option::is_some);
    match (event.key().as_str(), is_lifted) {
        (" ", false) => pick_up(state, id),
        (" " | "Enter", true) => put_down(state),
        ("Escape", true) => cancel(state),
        ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End", true) => carry(state, &event.key()),
        ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End", false) => walk(state, id, &event.key()),
        ("Escape", false) if !state.selected.with_untracked(|selected| selected.is_empty()) => {
            state.selected.update(|selected| selected.clear())
        }
        ("m" | "M", false) => open_menu(id, anchor(event)),
        ("x" | "X", false) => toggle(id, event.shift_key()),
        ("Delete", false) => super::menus::delete(state, state.gesture(id)),
        ("e" | "E" | "F2", false) => edit_title(event),
        ("w" | "W", false) => state.ask_reason(state.gesture(id), true),
        ("l" | "L", false) => state.ask_reason(state.gesture(id), false),
        _ => return,
    }
    event.prevent_default();
}

/// Opens the card and begins to edit its title as soon as the panel is there.
fn edit_title(event: &web_sys::KeyboardEvent) {
    let link = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(link) = link {
        link.click();
        begin_when_open(link.get_attribute("href").unwrap_or_default(), 120);
    }
}

/// Looks for so many frames, about two seconds.
fn begin_when_open(address: String, frames: u32) {
    request_animation_frame(move || {
        let is_there = location().pathname().is_ok_and(|path| !path.is_empty() && address.starts_with(&path));
        let button = document().get_element_by_id("fact-title-edit").filter(|_| is_there);
        match button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
            Some(button) => button.click(),
            None if frames > 0 => begin_when_open(address, frames - 1),
            None => {}
        }
    });
}

fn anchor(event: &web_sys::KeyboardEvent) -> Anchor {
    let card = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|target| target.closest(".card").ok().flatten());
    card.map_or(Anchor { x: 0.0, y: 0.0 }, |card| {
        let place = card.get_bounding_client_rect();
        Anchor { x: place.left() + 24.0, y: place.top() + 24.0 }
    })
}

fn position(state: BoardState, id: OpportunityId) -> Option<(StageId, usize)> {
    let stage = state.peek(id)?.stage;
    let index = state.column(stage)?.ids.with_untracked(|ids| ids.iter().position(|other| *other == id))?;
    Some((stage, index))
}

fn pick_up(state: BoardState, card: OpportunityId) {
    let Some((stage, index)) = position(state, card) else { return };
    if !state.peek(card).is_some_and(|card| untrack(|| state.space().may_change(&card))) {
        return toasts().warn(say(&Problem::of(Code::Forbidden, "opportunity")));
    }
    lift().set(Some(Lift { card, stage, index }));
    toasts().announce(tr(words::LIFTED, &[&state.peek(card).map(|card| card.title).unwrap_or_default()]));
}

fn cancel(state: BoardState) {
    if let Some(held) = lift().get_untracked() {
        lift().set(None);
        toasts().announce(tr(words::LIFT_CANCELLED, &[&state.peek(held.card).map(|card| card.title).unwrap_or_default()]));
    }
}

fn carry(state: BoardState, key: &str) {
    let Some(held) = lift().get_untracked() else { return };
    let stages: Vec<StageId> = state.stages.with_untracked(|stages| stages.iter().map(|stage| stage.id).collect());
    let Some(here) = stages.iter().position(|stage| *stage == held.stage) else { return };
    let length = |stage| state.column(stage).map_or(0, |column| column.ids.with_untracked(|ids| ids.len()));
    let to = |index: usize| stages.get(index).copied().unwrap_or(held.stage);
    let (stage, index) = match key {
        "ArrowUp" => (held.stage, held.index.saturating_sub(1)),
        "ArrowDown" => (held.stage, (held.index + 1).min(length(held.stage))),
        "Home" => (held.stage, 0),
        "End" => (held.stage, length(held.stage)),
        "ArrowLeft" => (to(here.saturating_sub(1)), held.index),
        _ => (to((here + 1).min(stages.len() - 1)), held.index),
    };
    let index = index.min(length(stage));
    lift().set(Some(Lift { stage, index, ..held }));
    reveal(stage, index);
    let name = state.stage(stage).map(|stage| stage.name).unwrap_or_default();
    toasts().announce(tr(words::CARRIED, &[&name, &(index + 1), &(length(stage) + 1)]));
}

fn put_down(state: BoardState) {
    let Some(Lift { card, stage, index }) = lift().get_untracked() else { return };
    lift().set(None);
    let place = place_at(state, stage, index, &[card]);
    let name = state.stage(stage).map(|stage| stage.name).unwrap_or_default();
    toasts().announce(tr(words::DROPPED, &[&name]));
    state.run_saying(BoardCommand::Move { cards: vec![card], stage, place, seen: Vec::new(), note: String::new() }, move || {
        tr(words::MOVED, &[&1, &name])
    });
    focus(card);
}

fn walk(state: BoardState, id: OpportunityId, key: &str) {
    let Some((stage, index)) = position(state, id) else { return };
    let stages: Vec<StageId> = state.stages.with_untracked(|stages| stages.iter().map(|stage| stage.id).collect());
    let at = |stage: StageId, index: usize| {
        state.column(stage).and_then(|column| column.ids.with_untracked(|ids| ids.get(index).or(ids.last()).copied()))
    };
    let Some(here) = stages.iter().position(|other| *other == stage) else { return };
    let next = match key {
        "ArrowUp" => at(stage, index.saturating_sub(1)),
        "ArrowDown" => at(stage, index + 1),
        "Home" => at(stage, 0),
        "End" => at(stage, usize::MAX),
        // Empty columns are passed over.
        "ArrowLeft" => stages.get(..here).unwrap_or_default().iter().rev().find_map(|stage| at(*stage, index)),
        _ => stages.get(here + 1..).unwrap_or_default().iter().find_map(|stage| at(*stage, index)),
    };
    if let Some(next) = next {
        focus(next);
    }
}

/// Scrolls a column so that the card at an index can be seen.
pub fn reveal(stage: StageId, index: usize) {
    let Ok(Some(body)) = document().query_selector(&format!("[data-stage=\"{stage}\"] .column-body")) else { return };
    let height = card_height(&body);
    #[expect(clippy::cast_precision_loss, reason = "columns are far shorter than 2^52")]
    let top = index as f64 * height;
    let (from, visible) = (f64::from(body.scroll_top()), f64::from(body.client_height()));
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    if top < from {
        body.set_scroll_top(top as i32);
    } else if top + height > from + visible {
        body.set_scroll_top((top + height - visible) as i32);
    }
    if let Ok(Some(column)) = body.closest(".column") {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        column.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Focuses a card, scrolling it into view first; also when it is just being drawn elsewhere.
pub fn focus(id: OpportunityId) {
    let state = board_state();
    let Some((stage, index)) = position(state, id) else { return };
    reveal(stage, index);
    // What is drawn in its place is focused at once: the next key may already be waiting.
    if !focus_drawn(id, stage) {
        let held = document().active_element();
        // Two frames: one for the window of cards to follow the scrolling, one for them to be drawn.
        request_animation_frame(move || {
            request_animation_frame(move || {
                // A hand that has gone on to something else is not called back.
                let holds = document().active_element();
                if holds == held || holds == document().body().map(Into::into) {
                    focus_drawn(id, stage);
                }
            })
        });
    }
}

fn focus_drawn(id: OpportunityId, stage: StageId) -> bool {
    let link = document().query_selector(&format!("[data-stage=\"{stage}\"] .card[data-id=\"{id}\"] .card-link")).ok().flatten();
    link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()).is_some_and(|link| link.focus().is_ok())
}
