//! Dragging cards by mouse and by long press, from pointer events; the keyboard has its own way (`keyboard`).

use std::{collections::BTreeSet, time::Duration};

use heliu_domain::{BoardCommand, OpportunityId, Place, StageId, State, locale::board as words};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};

use super::{
    column::{CARD_HEIGHT, card_height},
    keyboard::card_of,
    state::{BoardState, board_state},
};
use crate::{
    preferences::tr,
    ui::{Local, pixels},
};

/// How far a mouse travels before it drags (pixels).
const SLACK_MOUSE: f64 = 5.0;
/// How far a finger may tremble during the long press (pixels).
const SLACK_TOUCH: f64 = 10.0;
/// How long a finger rests before it drags.
const LONG_PRESS: Duration = Duration::from_millis(320);
/// How near to an edge the board or column begins to scroll (pixels).
const EDGE: f64 = 56.0;

/// Where the dragged cards would land.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Over {
    pub stage: StageId,
    /// Before the card at this index of the column, as it is shown.
    pub index: usize,
}

/// What of a drag can be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct DragView {
    pub cards: Vec<OpportunityId>,
    pub over: Option<Over>,
    /// Over the zone for won (`true`) or lost.
    pub zone: Option<bool>,
}

/// The parts of a drag that nobody renders.
#[derive(Default)]
struct Sensor {
    pointer: i32,
    is_touch: bool,
    start: (f64, f64),
    last: (f64, f64),
    card: Option<OpportunityId>,
    press: Option<TimeoutHandle>,
    hold: Option<Hold>,
    ghost: Option<web_sys::HtmlElement>,
    has_dragged: bool,
    /// The height of a card with its gap, measured once: asking anew would have every move wait for the layout.
    card_height: f64,
}

/// Keeps the browser from scrolling with the finger that drags. It listens where the finger went down: that element still gets
/// its touches when its column has scrolled on and no longer draws it.
struct Hold {
    target: web_sys::EventTarget,
    listener: Closure<dyn FnMut(web_sys::TouchEvent)>,
}

impl Hold {
    fn on(target: web_sys::EventTarget, drag: Drag) -> Self {
        let listener = Closure::<dyn FnMut(web_sys::TouchEvent)>::new(move |event: web_sys::TouchEvent| {
            if drag.view.try_with_untracked(Option::is_some) == Some(true) && event.cancelable() {
                event.prevent_default();
            }
        });
        let options = web_sys::AddEventListenerOptions::new();
        // Only so can scrolling be held.
        options.set_passive(false);
        let callback = listener.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options("touchmove", callback, &options);
        Self { target, listener }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback("touchmove", self.listener.as_ref().unchecked_ref());
    }
}

#[derive(Clone, Copy)]
struct Drag {
    view: RwSignal<Option<DragView>>,
    /// The dragged cards alone: they do not change while the pointer moves.
    held: RwSignal<BTreeSet<OpportunityId>>,
    sensor: Local<Sensor>,
}

/// What of the present drag can be seen, if there is one.
pub fn drag_view() -> RwSignal<Option<DragView>> {
    expect_context::<Drag>().view
}

/// The cards that are being dragged.
pub fn held() -> RwSignal<BTreeSet<OpportunityId>> {
    expect_context::<Drag>().held
}

/// Makes dragging available to the board below.
pub fn provide() {
    provide_context(Drag { view: RwSignal::new(None), held: RwSignal::default(), sensor: Local::default() });
}

/// Listens on the board and on the window; only in the browser.
pub fn attach(board: &web_sys::HtmlElement) {
    let (drag, state) = (expect_context::<Drag>(), board_state());
    // From the first touch on: a listener that comes only with the finger changes how the board flicks.
    let hold = StoredValue::new_local(Some(Hold::on(board.clone().into(), drag)));
    let handles = [
        window_event_listener(leptos::ev::pointermove, move |event| drag.moved(state, &event)),
        window_event_listener(leptos::ev::pointerup, move |event| drag.released(state, &event)),
        window_event_listener(leptos::ev::pointercancel, move |_| drag.stop()),
    ];
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && drag.view.with_untracked(Option::is_some) {
            event.prevent_default();
            drag.stop();
        }
    });
    on_cleanup(move || {
        for handle in handles {
            handle.remove();
        }
        escape.remove();
        hold.set_value(None);
        drag.stop();
    });
}

/// A pointer goes down on the board.
pub fn on_down(event: &web_sys::PointerEvent) {
    let (drag, state) = (expect_context::<Drag>(), board_state());
    let on_control = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| target.closest("button, input, label, select, textarea, form").ok().flatten().is_some());
    let Some(card) = card_of(event).filter(|_| event.button() == 0 && event.is_primary() && !on_control) else { return };
    let is_touch = event.pointer_type() != "mouse";
    let at = (f64::from(event.client_x()), f64::from(event.client_y()));
    let hold = event.target().filter(|_| is_touch).map(|target| Hold::on(target, drag));
    let press = is_touch.then(|| set_timeout_with_handle(move || drag.begin(state), LONG_PRESS).ok()).flatten();
    drag.sensor.set_value(Sensor {
        pointer: event.pointer_id(),
        is_touch,
        start: at,
        last: at,
        card: Some(card),
        press,
        hold,
        ..Sensor::default()
    });
}

/// A click that ends a drag opens nothing.
pub fn swallow_click(event: &web_sys::MouseEvent) {
    let drag = expect_context::<Drag>();
    if drag.sensor.try_update_value(|sensor| std::mem::take(&mut sensor.has_dragged)) == Some(true) {
        event.prevent_default();
        event.stop_propagation();
    }
}

impl Drag {
    fn moved(self, state: BoardState, event: &web_sys::PointerEvent) {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let known = self.sensor.try_update_value(|sensor| {
            let is_mine = sensor.card.is_some() && sensor.pointer == event.pointer_id();
            if is_mine {
                sensor.last = at;
            }
            is_mine.then(|| (sensor.is_touch, (at.0 - sensor.start.0).hypot(at.1 - sensor.start.1)))
        });
        let Some(Some((is_touch, distance))) = known else { return };
        if self.view.with_untracked(Option::is_some) {
            self.follow(state);
        } else if is_touch && distance > SLACK_TOUCH {
            // The finger scrolls.
            self.stop();
        } else if !is_touch && distance > SLACK_MOUSE {
            self.begin(state);
        }
    }

    fn begin(self, state: BoardState) {
        let Some(card) = self.sensor.try_with_value(|sensor| sensor.card).flatten() else { return };
        let mut cards = state.gesture(card);
        // Closed ones stay where they are until they are reopened.
        cards.retain(|id| state.peek(*id).is_some_and(|card| card.state == State::Open && untrack(|| state.space().may_change(&card))));
        if !cards.contains(&card) {
            return self.stop();
        }
        let ghost = make_ghost(card, cards.len());
        let original = document().query_selector(&format!(".card[data-id=\"{card}\"]")).ok().flatten();
        self.sensor.update_value(|sensor| {
            sensor.ghost = ghost;
            sensor.has_dragged = true;
            sensor.card_height = original.as_ref().map_or(CARD_HEIGHT, card_height);
            if let Some(original) = original.filter(|_| !sensor.is_touch) {
                // The pointer looks as the card says, wherever it goes.
                let _ = original.set_pointer_capture(sensor.pointer);
            }
        });
        self.held.set(cards.iter().copied().collect());
        self.view.set(Some(DragView { cards, over: None, zone: None }));
        if let Some(navigator) = web_sys::window().map(|window| window.navigator()) {
            // A short buzz tells the finger that it has the card; not every browser can.
            let vibrate =
                js_sys::Reflect::get(&navigator, &"vibrate".into()).ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok());
            if let Some(vibrate) = vibrate.filter(|_| self.sensor.with_value(|sensor| sensor.is_touch)) {
                let _ = vibrate.call1(&navigator, &10.into());
            }
        }
        self.follow(state);
        self.scroll_at_edges(state);
    }

    /// Moves the ghost and finds out what lies under the pointer.
    fn follow(self, state: BoardState) {
        let ((x, y), height) = self.sensor.with_value(|sensor| (sensor.last, sensor.card_height));
        // Everything is read before anything is written, so that the layout is worked out once.
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let under = document().element_from_point(x as f32, y as f32);
        let zone =
            under.as_ref().and_then(|under| under.closest(".drop-zone").ok().flatten()).map(|zone| zone.class_list().contains("won"));
        let column = under.and_then(|under| under.closest(".column[data-stage]").ok().flatten());
        let over = column.filter(|_| zone.is_none()).and_then(|column| landing(state, &column, y, height));
        self.sensor.with_value(|sensor| {
            if let Some(ghost) = &sensor.ghost {
                let _ = ghost.style().set_property("transform", &format!("translate({}, {})", pixels(x), pixels(y)));
            }
        });
        let cards = self.view.with_untracked(|view| view.as_ref().map(|view| view.cards.clone())).unwrap_or_default();
        let next = Some(DragView { cards, over, zone });
        if self.view.with_untracked(|view| *view != next) {
            self.view.set(next);
        }
    }

    /// Scrolls board and column as long as the pointer rests near their edges.
    fn scroll_at_edges(self, state: BoardState) {
        request_animation_frame(move || {
            if self.view.try_with_untracked(Option::is_some) != Some(true) {
                return;
            }
            let (x, y) = self.sensor.with_value(|sensor| sensor.last);
            let mut has_scrolled = false;
            if let Ok(Some(board)) = document().query_selector(".board") {
                let area = board.get_bounding_client_rect();
                let step = edge_step(x, area.left(), area.right());
                if step != 0 {
                    board.set_scroll_left(board.scroll_left() + step);
                    has_scrolled = true;
                }
            }
            let over = self.view.with_untracked(|view| view.as_ref().and_then(|view| view.over));
            let body =
                over.and_then(|over| document().query_selector(&format!("[data-stage=\"{}\"] .column-body", over.stage)).ok().flatten());
            if let Some(body) = body {
                let area = body.get_bounding_client_rect();
                let step = edge_step(y, area.top(), area.bottom());
                if step != 0 {
                    body.set_scroll_top(body.scroll_top() + step);
                    has_scrolled = true;
                }
            }
            if has_scrolled {
                self.follow(state);
            }
            self.scroll_at_edges(state);
        });
    }

    fn released(self, state: BoardState, event: &web_sys::PointerEvent) {
        let is_mine = self.sensor.try_with_value(|sensor| sensor.pointer == event.pointer_id()) == Some(true);
        if !is_mine {
            return;
        }
        let view = self.view.get_untracked();
        self.stop();
        let Some(DragView { cards, over, zone }) = view else { return };
        if let Some(won) = zone {
            state.ask_reason(cards, won);
        } else if let Some(Over { stage, index }) = over {
            let place = place_at(state, stage, index, &cards);
            let name = state.stage(stage).map(|stage| stage.name).unwrap_or_default();
            let count = cards.len();
            state.run_saying(BoardCommand::Move { cards, stage, place, seen: Vec::new(), note: String::new() }, move || {
                tr(words::MOVED, &[&count, &name])
            });
        }
    }

    fn stop(self) {
        self.sensor.try_update_value(|sensor| {
            if let Some(press) = sensor.press.take() {
                press.clear();
            }
            if let Some(ghost) = sensor.ghost.take() {
                ghost.remove();
            }
            sensor.card = None;
            sensor.hold = None;
        });
        if self.view.try_with_untracked(Option::is_some) == Some(true) {
            self.held.update(BTreeSet::clear);
            self.view.set(None);
            // The click that follows the release comes at once or never.
            set_timeout(
                move || {
                    self.sensor.try_update_value(|sensor| sensor.has_dragged = false);
                },
                Duration::from_millis(50),
            );
        }
    }
}

fn edge_step(at: f64, low: f64, high: f64) -> i32 {
    let speed = |depth: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a few pixels")]
        let step = (depth.clamp(0.0, EDGE) / EDGE * 16.0).ceil() as i32;
        step
    };
    if at < low + EDGE {
        -speed(low + EDGE - at)
    } else if at > high - EDGE {
        speed(at - (high - EDGE))
    } else {
        0
    }
}

/// The stage of a column and the index before which a drop at height `y` lands.
fn landing(state: BoardState, column: &web_sys::Element, y: f64, height: f64) -> Option<Over> {
    let stage: StageId = column.get_attribute("data-stage")?.parse().ok()?;
    let body = column.query_selector(".column-body").ok().flatten()?;
    let offset = y - body.get_bounding_client_rect().top() + f64::from(body.scroll_top());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a column is shorter than 2^52 cards")]
    let index = (offset / height + 0.5).max(0.0) as usize;
    let length = state.column(stage)?.ids.with_untracked(|ids| ids.len());
    Some(Over { stage, index: index.min(length) })
}

/// The intent behind an index of a column as it is shown: behind the card above, before the one below.
pub fn place_at(state: BoardState, stage: StageId, index: usize, moving: &[OpportunityId]) -> Place {
    let Some(column) = state.column(stage) else { return Place::End };
    column.ids.with_untracked(|ids| {
        let above = ids.get(..index.min(ids.len())).unwrap_or_default().iter().rev().find(|id| !moving.contains(id)).copied();
        let below = ids.get(index.min(ids.len())..).unwrap_or_default().iter().find(|id| !moving.contains(id)).copied();
        match (above, below) {
            (None, None) => Place::End,
            (None, Some(_)) if state.filter().is_plain() => Place::Top,
            (after, before) => Place::Beside { after, before },
        }
    })
}

fn make_ghost(card: OpportunityId, count: usize) -> Option<web_sys::HtmlElement> {
    let original = document().query_selector(&format!(".card[data-id=\"{card}\"]")).ok().flatten()?;
    let width = original.get_bounding_client_rect().width();
    let ghost = document().create_element("div").ok()?.dyn_into::<web_sys::HtmlElement>().ok()?;
    ghost.set_class_name(if count > 1 { "drag-ghost many" } else { "drag-ghost" });
    let _ = ghost.set_attribute("aria-hidden", "true");
    let _ = ghost.style().set_property("--w", &pixels(width));
    let copy = original.clone_node_with_deep(true).ok()?;
    if let Some(copy) = copy.dyn_ref::<web_sys::Element>() {
        let _ = copy.remove_attribute("data-id");
    }
    let _ = ghost.append_child(&copy);
    if count > 1 {
        let badge = document().create_element("span").ok()?;
        badge.set_class_name("drag-count");
        badge.set_text_content(Some(&count.to_string()));
        let _ = ghost.append_child(&badge);
    }
    document().body()?.append_child(&ghost).ok()?;
    Some(ghost)
}
