//! What can be done to all selected cards at once.

use heliu_domain::{
    BoardCommand, Field, OpportunityId, PersonId, State, Value,
    board::Edit,
    locale::{board, general, list as words},
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    menus::{self, MoveMenu},
    state::{BoardState, board_state},
};
use crate::{
    preferences::{t, tr},
    ui::{Anchor, Avatar, Icon, Menu, Show},
    workspace::space,
};

/// Which menu of the bar is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Move(Anchor),
    Owner(Anchor),
}

/// The bar; it is there while something is selected.
#[component]
pub fn BulkBar() -> impl IntoView {
    let state = board_state();
    let is_selecting = Memo::new(move |_| !state.selected.with(|selected| selected.is_empty()));
    view! { <Show when=move || is_selecting.get()><Bar/></Show> }
}

#[component]
fn Bar() -> impl IntoView {
    let state = board_state();
    let open = RwSignal::new(None::<Open>);
    let close = Callback::new(move |()| open.set(None));
    let bar = NodeRef::<html::Div>::new();
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" && !event.default_prevented() && !crate::ui::is_typing(&event) {
            clear(state);
        }
    });
    on_cleanup(move || escape.remove());
    let count = move || tr(words::SELECTED, &[&state.selected.with(|selected| selected.len())]);
    let ask = move |won| state.ask_reason(chosen(state), won);
    let has = move |wanted: fn(State) -> bool| {
        Memo::new(move |_| {
            state
                .selected
                .with(|selected| selected.iter().filter_map(|id| state.card(*id)).any(|card| card.with(|card| wanted(card.state))))
        })
    };
    let (has_open, has_closed) = (has(|state| state == State::Open), has(|state| state != State::Open));
    let reopen = move |_| {
        let cards: Vec<OpportunityId> =
            chosen(state).into_iter().filter(|id| state.peek(*id).is_some_and(|card| card.state != State::Open)).collect();
        let count = cards.len();
        state.run_saying(BoardCommand::Reopen { cards }, move || tr(board::REOPENED, &[&count]));
    };
    let menu = move || {
        open.get().map(|open| match open {
            Open::Move(at) => {
                let cards = chosen(state).into_iter().filter(|id| state.peek(*id).is_some_and(|card| card.state == State::Open)).collect();
                view! { <MoveMenu cards at close/> }.into_any()
            }
            Open::Owner(at) => view! { <OwnerMenu at close/> }.into_any(),
        })
    };
    view! {
        <div class="bulkbar" role="toolbar" aria-label=t(words::BULK) node_ref=bar on:keydown=move |event| step(&event, bar)>
            <span class="count" role="status">{count}</span>
            <Show when=move || has_open.get()>
                <button class="button small" type="button" aria-haspopup="menu" on:click=move |event| open.set(Some(Open::Move(Anchor::below(&event))))>
                    <Icon name="columns"/>{t(board::MOVE_TO)}
                </button>
            </Show>
            <button class="button small" type="button" aria-haspopup="menu" on:click=move |event| open.set(Some(Open::Owner(Anchor::below(&event))))>
                <Icon name="user"/>{t(words::SET_OWNER)}
            </button>
            <Show when=move || has_open.get()>
                <button class="button small" type="button" on:click=move |_| ask(true)><Icon name="flag-won"/>{t(words::BULK_WON)}</button>
                <button class="button small" type="button" on:click=move |_| ask(false)><Icon name="flag-lost"/>{t(words::BULK_LOST)}</button>
            </Show>
            <Show when=move || has_closed.get()>
                <button class="button small" type="button" on:click=reopen><Icon name="undo"/>{t(board::REOPEN)}</button>
            </Show>
            <button class="button small danger" type="button" on:click=move |_| menus::delete(state, chosen(state))><Icon name="trash"/>{t(general::DELETE)}</button>
            <button class="button quiet small" type="button" aria-keyshortcuts="Escape" on:click=move |_| clear(state)>{t(words::CLEAR_SELECTION)}</button>
        </div>
        {move || menu()}
    }
}

fn clear(state: BoardState) {
    state.selected.update(|selected| selected.clear());
}

/// The selected cards: those of the board's columns in their order, then those that only the list shows.
fn chosen(state: BoardState) -> Vec<OpportunityId> {
    let selected = state.selected.get_untracked();
    let mut cards = state.in_order(&selected);
    let rest: Vec<OpportunityId> = selected.into_iter().filter(|id| !cards.contains(id)).collect();
    cards.extend(rest);
    // A card that somebody has put into the bin meanwhile would have the whole command refused.
    cards.retain(|id| state.peek(*id).is_some_and(|card| card.deleted_at.is_none()));
    cards
}

/// Selects a card or no longer; with `range`, also all those between it and the one before, as far as `order` has both.
pub fn pick(state: BoardState, order: &[OpportunityId], id: OpportunityId, range: bool) {
    let place = |id: OpportunityId| order.iter().position(|other| *other == id);
    let ends = state.last_picked.get_value().filter(|_| range).and_then(place).zip(place(id));
    state.last_picked.set_value(Some(id));
    state.selected.update(|selected| match ends {
        Some((a, b)) => selected.extend(order.get(a.min(b)..=a.max(b)).unwrap_or_default()),
        None => {
            if !selected.remove(&id) {
                selected.insert(id);
            }
        }
    });
}

/// The arrow keys of a toolbar.
fn step(event: &web_sys::KeyboardEvent, bar: NodeRef<html::Div>) {
    let forward = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    let Some(found) = bar.get_untracked().and_then(|bar| bar.query_selector_all("button").ok()) else { return };
    let buttons: Vec<web_sys::HtmlElement> = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(now) = buttons.iter().position(|button| focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(button)))) else {
        return;
    };
    let next = if forward { now + 1 } else { now + buttons.len() - 1 } % buttons.len();
    if let Some(button) = buttons.get(next) {
        event.prevent_default();
        let _ = button.focus();
    }
}

/// Hands the selected cards to one person, or to nobody.
#[component]
fn OwnerMenu(at: Anchor, close: Callback<()>) -> impl IntoView {
    let state = board_state();
    let hand_over = move |person: Option<PersonId>| {
        close.run(());
        let now = Value::Owner(person);
        // Each with the owner that was seen, so that an owner who changed meanwhile is asked about, not overwritten.
        let edits: Vec<Edit> = chosen(state)
            .into_iter()
            .filter_map(|card| {
                let was = state.peek(card)?.get(Field::Owner);
                (was != now).then(|| Edit { card, sets: vec![heliu_domain::Set { was, now: now.clone() }] })
            })
            .collect();
        if edits.is_empty() {
            return;
        }
        let (count, space) = (edits.len(), state.space());
        state.run_saying(BoardCommand::Edit { edits }, move || match person {
            Some(person) => tr(words::OWNER_SET, &[&count, &space.name(person)]),
            None => tr(words::OWNER_CLEARED, &[&count]),
        });
    };
    let people = space().active_people().into_iter().map(move |person| {
        let id = person.id;
        view! {
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| hand_over(Some(id))>
                <Avatar person=Some(id)/>{person.name}<span class="end">{t(general::department(person.department))}</span>
            </button>
        }
    });
    view! {
        <Menu label=t(words::SET_OWNER) at on_close=close>
            <p class="menu-label">{t(words::SET_OWNER)}</p>
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| hand_over(None)><Avatar person=None/>{t(words::NOBODY)}</button>
            {people.collect_view()}
        </Menu>
    }
}
