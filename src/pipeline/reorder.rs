//! Dragging stages by their handles; the buttons beside them do the same from the keyboard.

use heliu_domain::{StageId, locale::settings as words, pipeline::PipelineCommand};
use leptos::prelude::*;

use super::state::{PipelineState, pipeline_state};
use crate::preferences::tr;

#[derive(Clone, Copy)]
struct Drag(RwSignal<Option<StageId>>);

/// Makes dragging available to the list below.
pub fn provide() {
    provide_context(Drag(RwSignal::new(None)));
}

/// The stage that is being dragged.
pub fn lifted() -> Option<StageId> {
    expect_context::<Drag>().0.get()
}

/// A pointer goes down on a handle.
pub fn on_down(event: &web_sys::PointerEvent, id: StageId) {
    if event.button() == 0 && event.is_primary() {
        // Otherwise the browser selects the text that the pointer passes.
        event.prevent_default();
        expect_context::<Drag>().0.set(Some(id));
    }
}

/// Follows the pointer, wherever it goes; only in the browser.
pub fn attach() {
    let (Drag(drag), state) = (expect_context::<Drag>(), pipeline_state());
    let follow = window_event_listener(leptos::ev::pointermove, move |event| {
        if let Some(id) = drag.get_untracked() {
            follow(state, id, f64::from(event.client_y()));
        }
    });
    let release = window_event_listener(leptos::ev::pointerup, move |_| {
        if let Some(id) = drag.try_update(Option::take).flatten() {
            put(state, id, &state.shown.get_untracked(), || ());
        }
    });
    let cancel = move || {
        if drag.try_update(Option::take).flatten().is_some() {
            state.arrange();
        }
    };
    let lost = window_event_listener(leptos::ev::pointercancel, move |_| cancel());
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            cancel();
        }
    });
    on_cleanup(move || {
        follow.remove();
        release.remove();
        lost.remove();
        escape.remove();
    });
}

/// Changes places with a neighbour once the pointer has gone far enough that it will not at once change back.
fn follow(state: PipelineState, id: StageId, y: f64) {
    let mut order = state.shown.get_untracked();
    let Some(index) = order.iter().position(|other| *other == id) else { return };
    let Some((_, height)) = extent(id) else { return };
    let above = index.checked_sub(1).and_then(|above| order.get(above).copied()).and_then(extent);
    let below = order.get(index + 1).copied().and_then(extent);
    if above.is_some_and(|(top, other)| y < top + other.min(height) / 2.0) {
        order.swap(index, index - 1);
    } else if below.is_some_and(|(top, other)| y > top + other - other.min(height) / 2.0) {
        order.swap(index, index + 1);
    } else {
        return;
    }
    state.shown.set(order);
}

/// Upper edge and height of a stage on the page.
fn extent(id: StageId) -> Option<(f64, f64)> {
    let document = web_sys::window()?.document()?;
    let place = document.query_selector(&format!("[data-stage='{id}']")).ok()??.get_bounding_client_rect();
    Some((place.top(), place.height()))
}

/// Puts a stage where it stands in `order`, if that is elsewhere; `done` follows when it is there.
pub fn put(state: PipelineState, id: StageId, order: &[StageId], done: impl FnOnce() + 'static) {
    let Some(index) = order.iter().position(|other| *other == id) else { return };
    let after = index.checked_sub(1).and_then(|above| order.get(above).copied());
    let stored: Vec<StageId> = state.stages.with_untracked(|stages| stages.iter().map(|stage| stage.id).collect());
    if stored == order {
        return state.arrange();
    }
    let name = state.present_stage(id).map(|stage| stage.name).unwrap_or_default();
    let text = tr(words::STAGE_MOVED, &[&name, &(index + 1), &order.len()]);
    let command = PipelineCommand::MoveStage { id, after };
    state.space().run(heliu_domain::Command::Pipeline(command), move |answer| match answer {
        Ok(outcome) => {
            state.saved(text, &outcome);
            done();
        }
        Err(_) => state.arrange(),
    });
}
