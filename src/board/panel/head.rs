//! The upper part of the panel: what it is, where it stands, and how it ended.

use heliu_domain::{
    BoardCommand, Field, Place, Stage, State,
    locale::{board, format, panel as words, problem},
    order::sort,
    page::ColumnTotal,
    time::Timestamp,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use super::{
    fact::{EditForm, Editing, InlineEdit},
    frame::{address, goer, neighbours},
    open::{OpenCard, open_card},
};
use crate::{
    board::menus,
    preferences::{language, preferences, t, tr},
    ui::{Anchor, Avatar, Icon, Menu, follow},
};

/// The narrow bar on top: where it is, who else looks, and what can be done with the card as a whole.
#[component]
pub fn Bar() -> impl IntoView {
    let open = open_card();
    let space = open.space;
    let location = use_location();
    let close = move || address(&location, None);
    let pipeline = move || space.pipeline(open.pipeline).map(|pipeline| pipeline.name);
    let others = move || {
        let me = space.me.get_value();
        let mut people: Vec<_> = space
            .feed
            .presence
            .with(|all| all.iter().filter(|one| one.card == Some(open.id) && Some(one.person) != me).map(|one| one.person).collect());
        sort(&mut people, Ord::cmp);
        people.dedup();
        people.into_iter().map(|person| view! { <li><Avatar person=Some(person)/></li> }).collect_view()
    };
    let menu = RwSignal::new(None::<Anchor>);
    let go = goer();
    let step = move |label, icon: &'static str, find: fn(OpenCard) -> Option<heliu_domain::OpportunityId>| {
        let go = go.clone();
        view! {
            <button class="icon-button only-wide" type="button" aria-label=t(label) title=t(label) disabled=move || find(open).is_none()
                on:click=move |_| if let Some(next) = untrack(|| find(open)) { go(Some(next)) }>
                <Icon name=icon/>
            </button>
        }
    };
    view! {
        <div class="panel-bar">
            <span class="crumb">{move || pipeline()}</span>
            <ul class="presence" aria-label=t(words::ALSO_ON_CARD)>{move || others()}</ul>
            {step(words::PREVIOUS, "chevron-up", |open| neighbours(open).0)}
            {step(words::NEXT, "chevron-down", |open| neighbours(open).1)}
            <button class="icon-button" type="button" aria-label=t(words::COPY_LINK) title=t(words::COPY_LINK) on:click=move |_| copy_link(open)><Icon name="link"/></button>
            <button
                class="icon-button" type="button" aria-haspopup="menu" aria-label=move || tr(board::ACTIONS_OF, &[&open.card.with(|card| card.title.clone())])
                on:click=move |event| menu.set(Some(Anchor::below(&event)))
            ><Icon name="more"/></button>
            <a class="icon-button" href=move || close() aria-label=t(words::CLOSE) title=t(words::CLOSE)><Icon name="close"/></a>
            {move || menu.get().map(|at| view! { <Actions at menu/> })}
        </div>
    }
}

#[component]
fn Actions(at: Anchor, menu: RwSignal<Option<Anchor>>) -> impl IntoView {
    let open = open_card();
    let go = goer();
    let card = open.card.get_untracked();
    let title = card.title.clone();
    let may_change = untrack(|| open.space.may_change(&card));
    let close = Callback::new(move |()| menu.set(None));
    let delete = move |_| {
        close.run(());
        menus::delete(open.board, vec![open.id]);
        go(None);
    };
    view! {
        <Menu label=tr(board::ACTIONS_OF, &[&title]) at on_close=close>
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| { close.run(()); copy_link(open); }><Icon name="link"/>{t(words::COPY_LINK)}</button>
            {(may_change && card.state != State::Open).then(|| view! {
                <button class="menu-item" type="button" role="menuitem" on:click=move |_| { close.run(()); reopen(open); }><Icon name="undo"/>{t(board::REOPEN)}</button>
            })}
            {may_change.then(|| view! {
                <hr class="menu-sep"/>
                <button class="menu-item danger" type="button" role="menuitem" on:click=delete><Icon name="trash"/>{t(heliu_domain::locale::general::DELETE)}</button>
            })}
        </Menu>
    }
}

fn reopen(open: OpenCard) {
    open.board.run_saying(BoardCommand::Reopen { cards: vec![open.id] }, || tr(board::REOPENED, &[&1]));
}

/// Puts the address into the clipboard; where the browser forbids it, shows it to be copied by hand.
fn copy_link(open: OpenCard) {
    let Some(window) = web_sys::window() else { return };
    let address = window.location().href().unwrap_or_default();
    let get =
        |object: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined());
    let clipboard = get(&window.navigator(), "clipboard");
    let write =
        clipboard.as_ref().and_then(|clipboard| get(clipboard, "writeText")).and_then(|write| write.dyn_into::<js_sys::Function>().ok());
    let written = clipboard.zip(write).and_then(|(clipboard, write)| write.call1(&clipboard, &address.as_str().into()).ok());
    open.space.toasts.tell(if written.is_some() { t(words::LINK_COPIED).to_owned() } else { address });
}

/// Account, title, figures, stages, and won or lost.
#[component]
pub fn Head() -> impl IntoView {
    let open = open_card();
    let (account, title) = (Editing::new(Field::Account), Editing::new(Field::Title));
    let name = move || open.card.with(|card| card.title.clone());
    let rename = move || tr(words::EDIT_FIELD, &[&problem::field(language(), "title"), &name()]);
    view! {
        <div class="panel-head">
            <div>
                <InlineEdit editing=account/>
                <div class="row">
                    <h2 id="deal-title" class:hush=move || title.is_on()>{move || name()}</h2>
                    {move || (!title.is_on()).then(|| view! {
                        <button class="icon-button small" type="button" id="fact-title-edit" aria-label=move || rename() on:click=move |_| title.begin()><Icon name="edit"/></button>
                    })}
                </div>
                {move || title.is_on().then(|| view! { <EditForm editing=title/> })}
            </div>
            <p class="headline">{move || figures(open)}</p>
            <Stepper/>
            <p class="hint">{move || place(open)}</p>
            <Outcome/>
        </div>
    }
}

fn figures(open: OpenCard) -> AnyView {
    let card = open.card.get();
    let probability = open.board.stage(card.stage).map_or(0, |stage| stage.probability);
    let mut total = ColumnTotal::default();
    total.add(1, card.amount, card.state, probability);
    let weighted = total.weighted.each().next();
    view! {
        {card.amount.map(|amount| view! { <span class="money">{amount.to_string()}</span> })}
        {weighted.map(|amount| view! { <span class="muted">{tr(words::WEIGHTED, &[&amount])}</span> })}
        {card.score.map(|score| view! { <span class="score">{t(board::SCORE)}" "{score}</span> })}
    }
    .into_any()
}

/// The stages in order; a click moves the card there.
#[component]
fn Stepper() -> impl IntoView {
    let open = open_card();
    let steps = move || {
        let stages = open.board.stages.get();
        let here = open.card.with(|card| card.stage);
        let is_open = open.card.with(|card| card.state == State::Open && card.deleted_at.is_none());
        let index = stages.iter().position(|stage| stage.id == here);
        stages.into_iter().enumerate().map(|(number, stage)| {
            let Stage { id, name, .. } = stage;
            let (is_here, is_done) = (Some(number) == index, Some(number) < index);
            let label = if is_here { name.clone() } else { tr(words::MOVE_HERE, &[&name]) };
            let moved = name.clone();
            let go = move |_| {
                let moved = moved.clone();
                if !is_here {
                    let command = BoardCommand::Move { cards: vec![open.id], stage: id, place: Place::Top, seen: Vec::new(), note: String::new() };
                    open.board.run_saying(command, move || tr(board::MOVED, &[&1, &moved]));
                }
            };
            view! {
                <li><button class="step" class:done=is_done type="button" title=label aria-current=is_here.then_some("step") disabled=!is_open on:click=go>{name}</button></li>
            }
        }).collect_view()
    };
    view! { <ol class="stepper" aria-label=problem::field(language(), "stage")>{move || steps()}</ol> }
}

/// Since when the card is where it is.
fn place(open: OpenCard) -> String {
    let (stage, entered) = open.card.with(|card| (card.stage, card.entered_at));
    let days = entered.days_until(Timestamp::from_date(preferences().today));
    open.board.stages.with(|stages| {
        let index = stages.iter().position(|other| other.id == stage).unwrap_or(0);
        tr(words::IN_STAGE, &[&days, &(index + 1), &stages.len()])
    })
}

#[component]
fn Outcome() -> impl IntoView {
    let open = open_card();
    let ask = move |won| open.board.ask_reason(vec![open.id], won);
    let restore = move |_| {
        let title = open.card.with_untracked(|card| card.title.clone());
        open.board.run_saying(BoardCommand::Restore { cards: vec![open.id] }, move || tr(words::RESTORED, &[&title]));
    };
    let closing = move |text, class: &'static str, icon: &'static str| {
        let (at, reason) = open.card.with(|card| (card.closed_at, card.reason.clone()));
        let day = at
            .map(|at| format::date(language(), Timestamp(at.0 + i64::from(preferences().offset_minutes) * 60_000).date()))
            .unwrap_or_default();
        view! {
            <div class=class><Icon name=icon/><div>{tr(text, &[&day, &reason])}</div></div>
            <div class="outcome"><button class="button" type="button" on:click=move |_| reopen(open)><Icon name="undo"/>{t(board::REOPEN)}</button></div>
        }
        .into_any()
    };
    follow(move || {
        let (state, is_deleted) = open.card.with(|card| (card.state, card.deleted_at.is_some()));
        if is_deleted {
            return view! {
                <div class="note amber"><Icon name="bin"/><div>{t(words::IN_BIN)}</div></div>
                <div class="outcome"><button class="button" type="button" on:click=restore><Icon name="restore"/>{t(words::RESTORE)}</button></div>
            }.into_any();
        }
        match state {
            State::Won => closing(words::WON_BECAUSE, "note green", "flag-won"),
            State::Lost => closing(words::LOST_BECAUSE, "note", "flag-lost"),
            State::Open => view! {
                <div class="outcome">
                    <button class="button won" type="button" aria-haspopup="dialog" on:click=move |_| ask(true)><Icon name="flag-won"/>{t(board::WON)}</button>
                    <button class="button lost" type="button" aria-haspopup="dialog" on:click=move |_| ask(false)><Icon name="flag-lost"/>{t(board::LOST)}</button>
                </div>
            }.into_any(),
        }
    })
}
