//! One row of the list.

use heliu_domain::{
    Field, Opportunity, OpportunityId, State,
    locale::{board as words, format, general, list},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{editor::Editor, state::list_state};
use crate::{
    board::{
        card::mark_view,
        finder::finder,
        menus::{self, open_menu},
        state::board_state,
    },
    preferences::{language, preferences, t, tr},
    ui::{
        Anchor, Avatar, Icon,
        field::{field_name, next_step_text},
        follow,
    },
    workspace::space,
};

/// The row of an opportunity.
#[component]
pub fn Row(id: OpportunityId) -> impl IntoView {
    let (state, list) = (board_state(), list_state());
    let Some(card) = state.card(id) else { return ().into_any() };
    let title = {
        let card = card.clone();
        Memo::new(move |_| card.with(|card| card.title.clone()))
    };
    let is_gone = {
        let card = card.clone();
        move || card.with(|card| card.deleted_at.is_some())
    };
    let is_selected = move || state.selected.with(|selected| selected.contains(&id));
    let href = finder().card_href(id);
    let own_path = href.split('?').next().unwrap_or_default().to_owned();
    let path = leptos_router::hooks::use_location().pathname;
    let is_open = move || path.with(|path| *path == own_path);
    let step = {
        let card = card.clone();
        move || card.with(|card| next_step(card, id))
    };
    let account = {
        let card = card.clone();
        move || card.with(|card| card.account.as_ref().map(|link| link.name.clone()))
    };
    view! {
        <tr
            data-id=id.to_string() hidden=move || is_gone() class:selected=move || is_selected() class:open=move || is_open()
            class:pending=move || state.pending.with(|pending| pending.contains(&id))
            class:arrived=move || state.arrived.with(|arrived| arrived.contains(&id))
        >
            <td class="pick">
                <label>
                    <input
                        type="checkbox" aria-label=move || tr(words::SELECT, &[&title.get()]) prop:checked=move || is_selected()
                        on:click=move |event| list.pick(id, event.shift_key())
                    />
                </label>
            </td>
            <th scope="row"><Cell id field=Field::Title show=move || view! { <a class="row-link" href=href.clone()>{title}</a> }.into_any()/></th>
            <td>{move || account()}</td>
            <td><Cell id field=Field::Stage show=shown(id, stage_chip)/></td>
            <td class="num"><Cell id field=Field::Amount show=shown(id, amount)/></td>
            <td data-label=t(list::CLOSE_ON)><Cell id field=Field::CloseOn show=shown(id, close_on)/></td>
            <td><Cell id field=Field::Owner show=shown(id, owner)/></td>
            <td>{move || step()}</td>
            <td class="act">
                <button class="icon-button small" type="button" aria-haspopup="menu" aria-label=move || tr(words::ACTIONS_OF, &[&title.get()]) on:click=move |event| open_menu(id, Anchor::below(&event))>
                    <Icon name="more"/>
                </button>
            </td>
        </tr>
    }
    .into_any()
}

/// A cell's text, drawn anew when the card changes.
fn shown(id: OpportunityId, draw: fn(&Opportunity) -> AnyView) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let card = board_state().card(id);
    move || card.as_ref().map(|card| card.with(draw)).into_any()
}

/// A cell that shows a value and becomes a form when it is to be edited. What is being edited does not change under the hands.
#[component]
fn Cell(id: OpportunityId, field: Field, show: impl Fn() -> AnyView + Clone + Send + Sync + 'static) -> impl IntoView {
    let list = list_state();
    let is_editing = Memo::new(move |_| list.editing.with(|editing| *editing == Some((id, field))));
    let edit = move |_| list.editing.set(Some((id, field)));
    let value = move || {
        let text = board_state().peek(id).map(|card| plain_text(&card, field)).unwrap_or_default();
        tr(list::EDIT_OF, &[&text, &label(field)])
    };
    follow(move || {
        if is_editing.get() {
            return view! { <Editor id field/> }.into_any();
        }
        let show = show.clone();
        let cell = format!("{id}-{}", field.name());
        if field == Field::Title {
            // The title itself is the link to the card, so its button stands beside it.
            return view! {
                <span class="row">
                    {move || show()}
                    <button class="icon-button small" type="button" data-cell=cell aria-label=move || value() on:click=edit><Icon name="edit"/></button>
                </span>
            }.into_any();
        }
        view! { <button class="inline-edit" type="button" data-cell=cell on:click=edit>{move || show()}<span class="hush">{edit_hint(field)}</span></button> }.into_any()
    })
}

fn edit_hint(field: Field) -> String {
    format!(" {} {}", t(general::EDIT), label(field))
}

/// The name of a field as the head of its column has it.
pub fn label(field: Field) -> String {
    if field == Field::CloseOn { t(list::CLOSE_ON).to_owned() } else { field_name(field) }
}

fn plain_text(card: &Opportunity, field: Field) -> String {
    crate::ui::field::value_text(&card.get(field))
}

fn stage_chip(card: &Opportunity) -> AnyView {
    let name = board_state_of(card);
    view! { <span class="chip outline">{name}</span> }.into_any()
}

fn board_state_of(card: &Opportunity) -> String {
    use_context::<crate::board::BoardState>().and_then(|state| state.stage(card.stage)).map(|stage| stage.name).unwrap_or_default()
}

fn amount(card: &Opportunity) -> AnyView {
    match card.amount {
        Some(amount) => view! { <b class="money">{amount.to_string()}</b> }.into_any(),
        None => "–".into_any(),
    }
}

fn close_on(card: &Opportunity) -> AnyView {
    let Some(date) = card.close_on else { return "–".into_any() };
    let is_late = card.state == State::Open && date < preferences().today;
    view! {
        <time class="date" class:late=is_late datetime=date.to_string()>
            {is_late.then(|| view! { <Icon name="warning"/> })}
            {format::near_date(language(), date, preferences().today)}
        </time>
    }
    .into_any()
}

fn owner(card: &Opportunity) -> AnyView {
    let name = card.owner.map_or_else(|| t(words::NO_OWNER).to_owned(), |person| space().name(person));
    view! { <span class="person" class:muted=card.owner.is_none()><span aria-hidden="true"><Avatar person=card.owner/></span>{name}</span> }
        .into_any()
}

fn next_step(card: &Opportunity, id: OpportunityId) -> AnyView {
    let state = board_state();
    let is_pending = state.pending.with(|pending| pending.contains(&id));
    let mark = mark_view(card, state.stage(card.stage).as_ref(), is_pending);
    let step = card
        .next_step
        .as_ref()
        .filter(|_| card.state == State::Open)
        .map(|step| view! { <span class="muted">{next_step_text(step)}</span> });
    view! { {mark}" "{step} }.into_any()
}

/// The keys of the board's cards, on a row's link.
pub fn on_key(event: leptos::ev::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(link) = target.filter(|target| target.class_list().contains("row-link")) else { return };
    let row = link.closest("tr").ok().flatten();
    let Some(id) = row.as_ref().and_then(|row| row.get_attribute("data-id")?.parse::<OpportunityId>().ok()) else { return };
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (state, list) = (board_state(), list_state());
    match event.key().as_str() {
        "ArrowDown" | "ArrowUp" => walk(row.as_ref(), event.key() == "ArrowDown"),
        "x" | "X" => list.pick(id, event.shift_key()),
        "m" | "M" => {
            let place = link.get_bounding_client_rect();
            open_menu(id, Anchor { x: place.left() + 24.0, y: place.bottom() });
        }
        "e" | "E" | "F2" => list.editing.set(Some((id, Field::Title))),
        "Delete" => menus::delete(state, state.gesture(id)),
        "w" | "W" => state.ask_reason(state.gesture(id), true),
        "l" | "L" => state.ask_reason(state.gesture(id), false),
        _ => return,
    }
    event.prevent_default();
}

fn walk(row: Option<&web_sys::Element>, down: bool) {
    let mut next = row.cloned();
    loop {
        next = next.and_then(|row| if down { row.next_element_sibling() } else { row.previous_element_sibling() });
        match &next {
            Some(row) if row.has_attribute("hidden") => {}
            _ => break,
        }
    }
    let link =
        next.and_then(|row| row.query_selector(".row-link").ok().flatten()).and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(link) = link {
        let _ = link.focus();
    }
}
