//! A cell opened: its letters and its past; and a row opened: its words, and one choice per column.

use heliu_domain::{
    Change, Command, Entry, Record,
    locale::{format, responsibility as words},
    responsibility::{Column, Letter, Part, ResponsibilityCommand, Row},
    text,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api,
    layout::Layout,
    sheet::{Opened, said},
    state::{ChartState, chart_state},
};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{
        For, Menu, Modal, Show,
        saved::{Draft, SavedInput},
    },
};

/// The menu of the cell that was opened.
#[component]
pub fn CellMenu(menu: RwSignal<Option<Opened>>) -> impl IntoView {
    let state = chart_state();
    let close = Callback::new(move |()| menu.set(None));
    let opened = move || {
        menu.get().map(|(row, column, at)| {
            let label = state.chart.with_untracked(|chart| tr(words::CELL_OF, &[&chart.row_name(row).unwrap_or_default(), &chart.column_name(column)]));
            let may = state.may_edit_row(row);
            let present = state.letter(row, column);
            let choose = move |letter: Option<Letter>| {
                menu.set(None);
                state.set_cell(row, column, letter, move || said(state, row, column, letter));
            };
            let letters = may.then(|| {
                let letters = Letter::ALL.map(|letter| {
                    view! {
                        <button class="menu-item" type="button" role="menuitemradio" aria-checked=(present == Some(letter)).to_string() on:click=move |_| choose(Some(letter))>
                            <b class=format!("raci {}", letter.as_str())>{letter.as_str()}</b>{t(words::letter(letter))}
                        </button>
                    }
                });
                view! {
                    {letters}
                    <button class="menu-item" type="button" role="menuitemradio" aria-checked=present.is_none().to_string() on:click=move |_| choose(None)>{t(words::EMPTY_CELL)}</button>
                    <hr class="menu-sep"/>
                }
            });
            view! {
                <Menu label=label.clone() at on_close=close>
                    <p class="menu-label">{label.clone()}</p>
                    {letters}
                    <button class="menu-item" type="button" role="menuitem" on:click=move |_| close.run(())>{t(heliu_domain::locale::shell::CLOSE)}</button>
                    <Past row column/>
                </Menu>
            }
        })
    };
    move || opened()
}

/// Who set a cell to what, newest first.
#[component]
fn Past(row: Row, column: Column) -> impl IntoView {
    let state = chart_state();
    let entries = RwSignal::new(None::<Vec<Entry>>);
    spawn_local(async move {
        if let Ok(read) = api::read_cell(state.space.slug(), row, column).await {
            entries.try_set(Some(read));
        }
    });
    view! {
        <p class="menu-label">{t(words::HISTORY)}</p>
        <div class="matrix-past">
            {move || entries.get().map(|entries| {
                let is_empty = entries.is_empty();
                let lines = entries.into_iter().map(move |entry| view! { <p>{line(state, &entry)}</p> }).collect_view();
                view! { {lines}{is_empty.then(|| view! { <p>{t(words::NO_HISTORY)}</p> })} }
            })}
        </div>
    }
}

fn line(state: ChartState, entry: &Entry) -> String {
    let letter = |record: &Option<Record>| match record {
        Some(Record::Responsibility(Part::Cell(cell))) => cell.letter.as_str(),
        _ => "–",
    };
    let what = match &entry.change {
        Change::Put { was, now } => tr(words::FROM_TO, &[&letter(was), &letter(now)]),
        _ => String::new(),
    };
    format!("{what} · {} · {}", state.space.name(entry.actor), format::instant(language(), entry.at, preferences().offset_minutes))
}

/// The dialog of a row: its words, and a choice per column.
#[component]
pub fn RowDialog(layout: Memo<Layout>, row: RwSignal<Option<Row>>) -> impl IntoView {
    let state = chart_state();
    move || {
        row.get().map(|open| {
            let close = Callback::new(move |()| row.set(None));
            let title = state.chart.with_untracked(|chart| chart.row_name(open).unwrap_or_default().to_owned());
            let columns = move || layout.with(|layout| layout.columns.iter().map(|column| column.id()).collect::<Vec<_>>());
            let column =
                move |id: uuid::Uuid| layout.with_untracked(|layout| layout.columns.iter().copied().find(|column| column.id() == id));
            view! {
                <Modal title on_close=close>
                    <div class="dialog-body">
                        <Wording open row/>
                        <For each=columns key=|id| *id let:id>
                            {column(id).map(|column| view! { <Choice open column/> })}
                        </For>
                    </div>
                </Modal>
            }
        })
    }
}

/// The words of a line of work, with the way to delete it; nothing for a stage.
#[component]
fn Wording(open: Row, row: RwSignal<Option<Row>>) -> impl IntoView {
    let state = chart_state();
    let Row::Responsibility(id) = open else { return ().into_any() };
    if !state.may_edit_row(open) {
        return ().into_any();
    }
    let stored = move || state.chart.with(|chart| chart.row_name(open).unwrap_or_default().to_owned());
    let draft = Draft::seeing(
        stored,
        move |seen, typed| {
            let text = text::name("responsibility", &typed)?;
            Ok(Command::Responsibility(Box::new(ResponsibilityCommand::EditResponsibility { id, seen, text })))
        },
        move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome),
    );
    let delete = move |_| {
        let text = tr(words::RESPONSIBILITY_DELETED, &[&untrack(stored)]);
        row.set(None);
        state.run(ResponsibilityCommand::DeleteResponsibility { id }, text, |_| ());
    };
    view! {
        <SavedInput id=format!("work-{id}") label=t(words::RESPONSIBILITY) draft/>
        <p><button class="button small danger" type="button" on:click=delete>{t(words::DELETE_RESPONSIBILITY)}</button></p>
    }
    .into_any()
}

/// One column's letter in a row, as a choice.
#[component]
fn Choice(open: Row, column: Column) -> impl IntoView {
    let state = chart_state();
    let may = state.may_edit_row(open);
    let name = state.chart.with_untracked(|chart| chart.column_name(column).to_owned());
    let present = move || {
        state.follow_row(open);
        state.chart.track();
        state.letter(open, column)
    };
    let choose = move |event| {
        let letter = Letter::parse(&event_target_value(&event));
        state.set_cell(open, column, letter, move || said(state, open, column, letter));
    };
    let id = format!("choice-{}", column.id());
    view! {
        <div class="matrix-choice">
            <label for=id.clone()>{name}</label>
            <Show when=move || may fallback=move || view! { <b>{move || present().map(Letter::as_str)}</b> }>
                <select class="input" id=id.clone() on:change=choose>
                    <option value="" prop:selected=move || present().is_none()>"–"</option>
                    {Letter::ALL.map(|letter| view! { <option value=letter.as_str() selected=present() == Some(letter) prop:selected=move || present() == Some(letter)>{letter.as_str()}" · "{t(words::letter(letter))}</option> })}
                </select>
            </Show>
        </div>
    }
}
