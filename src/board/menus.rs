//! The menus of a card and of a stage: everything that dragging can do, and more, by tapping.

use heliu_domain::{
    BoardCommand, OpportunityId, Place, StageId, State,
    locale::{board as words, general},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    card::toggle,
    finder::finder,
    keyboard::focus,
    state::{BoardState, board_state},
};
use crate::{
    preferences::{t, tr},
    ui::{Anchor, Icon, Menu, follow},
};

/// Which menu is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Open {
    Card(OpportunityId, Anchor),
    Move(OpportunityId, Anchor),
    Stage(StageId, Anchor),
}

#[derive(Clone, Copy)]
struct OpenMenu(RwSignal<Option<Open>>);

/// Makes menus available to the board below.
pub fn provide() {
    provide_context(OpenMenu(RwSignal::new(None)));
}

fn opened() -> RwSignal<Option<Open>> {
    expect_context::<OpenMenu>().0
}

/// Opens the menu of a card.
pub fn open_menu(id: OpportunityId, at: Anchor) {
    opened().set(Some(Open::Card(id, at)));
}

/// Opens the choice of a stage and place for a card.
pub fn open_move(id: OpportunityId, at: Anchor) {
    opened().set(Some(Open::Move(id, at)));
}

/// Opens the menu of a stage.
pub fn open_stage_menu(id: StageId, at: Anchor) {
    opened().set(Some(Open::Stage(id, at)));
}

/// Puts cards into the bin and offers to take that back.
pub fn delete(state: BoardState, cards: Vec<OpportunityId>) {
    let count = cards.len();
    state.selected.update(|selected| selected.clear());
    state.run_saying(BoardCommand::Delete { cards }, move || tr(words::DELETED, &[&count]));
}

/// The open menu, if there is one.
#[component]
pub fn Menus() -> impl IntoView {
    let open = opened();
    let state = board_state();
    let close = Callback::new(move |()| open.set(None));
    follow(move || {
        Some(match open.get()? {
            Open::Card(id, at) => view! { <CardMenu id at close/> }.into_any(),
            Open::Move(id, at) => view! { <MoveMenu cards=state.gesture(id) at close/> }.into_any(),
            Open::Stage(id, at) => view! { <StageMenu id at close/> }.into_any(),
        })
    })
}

#[component]
fn CardMenu(id: OpportunityId, at: Anchor, close: Callback<()>) -> impl IntoView {
    let state = board_state();
    let Some(card) = state.peek(id) else { return ().into_any() };
    let navigate = use_navigate();
    let path = finder().card_href(id);
    let cards = state.gesture(id);
    let ask = {
        let cards = cards.clone();
        move |won| {
            close.run(());
            state.ask_reason(cards.clone(), won);
        }
    };
    let (ask_won, ask_lost) = (ask.clone(), ask);
    let reopen = {
        let cards = cards.clone();
        move |_| {
            close.run(());
            let count = cards.len();
            state.run_saying(BoardCommand::Reopen { cards: cards.clone() }, move || tr(words::REOPENED, &[&count]));
        }
    };
    let is_selected = state.selected.with_untracked(|selected| selected.contains(&id));
    let may_change = untrack(|| state.space().may_change(&card));
    view! {
        <Menu label=tr(words::ACTIONS_OF, &[&card.title]) at on_close=close>
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| { close.run(()); navigate(&path, leptos_router::NavigateOptions::default()); }>
                <Icon name="eye"/>{t(words::OPEN)}<kbd>"↵"</kbd>
            </button>
            {(may_change && card.state == State::Open).then(|| view! {
                <button class="menu-item" type="button" role="menuitem" on:click=move |_| open_move(id, at)>
                    <Icon name="columns"/>{t(words::MOVE_TO)}<span class="end"><Icon name="chevron-right"/></span>
                </button>
            })}
            <button class="menu-item" type="button" role="menuitemcheckbox" aria-checked=is_selected.to_string() on:click=move |_| { close.run(()); toggle(id, false); }>
                <Icon name="check"/>{t(if is_selected { words::UNSELECT } else { words::SELECT_THIS })}<kbd>"X"</kbd>
            </button>
            {may_change.then(|| view! { <hr class="menu-sep"/> })}
            {if !may_change {
                ().into_any()
            } else if card.state == State::Open {
                view! {
                    <button class="menu-item" type="button" role="menuitem" on:click=move |_| ask_won(true)><Icon name="flag-won"/>{t(words::MARK_WON)}<kbd>"W"</kbd></button>
                    <button class="menu-item" type="button" role="menuitem" on:click=move |_| ask_lost(false)><Icon name="flag-lost"/>{t(words::MARK_LOST)}<kbd>"L"</kbd></button>
                }.into_any()
            } else {
                view! { <button class="menu-item" type="button" role="menuitem" on:click=reopen><Icon name="undo"/>{t(words::REOPEN)}</button> }.into_any()
            }}
            {may_change.then(|| view! {
                <hr class="menu-sep"/>
                <button class="menu-item danger" type="button" role="menuitem" on:click=move |_| { close.run(()); delete(state, cards.clone()); }>
                    <Icon name="trash"/>{t(general::DELETE)}<kbd>"Del"</kbd>
                </button>
            })}
        </Menu>
    }
    .into_any()
}

/// Chooses a stage and a place in it: three taps from the card to the move.
#[component]
pub fn MoveMenu(cards: Vec<OpportunityId>, at: Anchor, close: Callback<()>) -> impl IntoView {
    let state = board_state();
    let first = cards.first().copied();
    let here = first.and_then(|id| state.peek(id)).map(|card| card.stage);
    let go = move |cards: Vec<OpportunityId>, stage: StageId, place: Place| {
        close.run(());
        let name = state.stage(stage).map(|stage| stage.name).unwrap_or_default();
        let count = cards.len();
        state.run_saying(BoardCommand::Move { cards: cards.clone(), stage, place, seen: Vec::new(), note: String::new() }, move || {
            tr(words::MOVED, &[&count, &name])
        });
        if let Some(id) = first {
            focus(id);
        }
    };
    let cards = StoredValue::new(cards);
    let neighbours = here.and_then(|stage| state.column(stage)).and_then(|column| {
        let ids = column.ids.get_untracked();
        let index = ids.iter().position(|id| Some(*id) == first)?;
        Some((index.checked_sub(1).and_then(|above| ids.get(above).copied()), ids.get(index + 1).copied()))
    });
    let (above, below) = neighbours.unwrap_or_default();
    let step = move |label, icon: &'static str, place: Option<Place>| {
        let (stage, place) = (here?, place?);
        Some(view! {
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| go(cards.get_value(), stage, place)><Icon name=icon/>{t(label)}</button>
        })
    };
    let stages = state.stages.get().into_iter().map(move |stage| {
        let id = stage.id;
        let is_here = here == Some(id);
        view! {
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| go(cards.get_value(), id, Place::Top)>
                <Icon name=if is_here { "check" } else { "columns" }/>{tr(words::TOP_OF, &[&stage.name])}
            </button>
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| go(cards.get_value(), id, Place::End)>
                <span class="icon"></span>{tr(words::END_OF, &[&stage.name])}
            </button>
        }
    });
    view! {
        <Menu label=t(words::MOVE_TO) at on_close=close>
            <p class="menu-label">{t(words::MOVE_TO)}</p>
            {step(words::ONE_UP, "arrow-up", above.map(|above| Place::Beside { after: None, before: Some(above) }))}
            {step(words::ONE_DOWN, "arrow-down", below.map(|below| Place::Beside { after: Some(below), before: None }))}
            {stages.collect_view()}
        </Menu>
    }
}

#[component]
fn StageMenu(id: StageId, at: Anchor, close: Callback<()>) -> impl IntoView {
    let state = board_state();
    let name = state.stage(id).map(|stage| stage.name).unwrap_or_default();
    let select_all = move |_| {
        close.run(());
        if let Some(column) = state.column(id) {
            let ids = column.ids.get_untracked();
            state.selected.update(|selected| selected.extend(ids.iter().copied()));
        }
    };
    let settings = state.space().path(&format!("settings/{}", state.pipeline));
    view! {
        <Menu label=tr(words::STAGE_ACTIONS, &[&name]) at on_close=close>
            <button class="menu-item" type="button" role="menuitem" on:click=select_all><Icon name="check"/>{t(words::SELECT_COLUMN)}</button>
            <a class="menu-item" role="menuitem" href=settings><Icon name="settings"/>{t(words::STAGE_SETTINGS)}</a>
        </Menu>
    }
}
