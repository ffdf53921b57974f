//! The matrix as a table with one listener, and as a list on a phone.

use std::collections::BTreeMap;

use heliu_domain::{
    locale::responsibility as words,
    responsibility::{Chart, Column, Letter, Row},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    layout::{Group, Layout},
    row::{self, Others},
    state::{ChartState, chart_state},
};
use crate::{
    preferences::{preferences, t, tr},
    ui::{Anchor, For, Show, effect, escaped, hue},
};

/// Most holders that the heading of a role names.
const HOLDERS_SHOWN: usize = 2;

/// A cell with a place for its menu.
pub type Opened = (Row, Column, Anchor);

/// The table. It keeps the focus itself and names the active cell, so that rows can be painted anew under it.
#[component]
pub fn Sheet(
    layout: Memo<Layout>,
    active: RwSignal<Option<(Row, Column)>>,
    menu: RwSignal<Option<Opened>>,
    row: RwSignal<Option<Row>>,
) -> impl IntoView {
    let state = chart_state();
    let columns = Memo::new(move |_| layout.with(|layout| layout.columns.clone()));
    let keys = Memo::new(move |_| layout.with(|layout| layout.groups.iter().map(|group| group.key.clone()).collect::<Vec<_>>()));
    let others = follow_others(state);
    // Only the row that is left and the one that is entered are painted anew.
    let before = StoredValue::new(None::<Row>);
    effect(move |_| {
        let now = active.get().map(|(row, _)| row);
        let left = before.get_value();
        before.set_value(now);
        [left.filter(|left| Some(*left) != now), now].into_iter().flatten().for_each(|row| state.paint(row));
        state.space.feed.cell.set(active.get_untracked().map(|(row, column)| heliu_domain::responsibility::cell_key(row, column)));
    });
    on_cleanup(move || {
        state.space.feed.cell.try_set(None);
    });
    let is_shown = move || {
        let cell = active.get();
        cell.is_some_and(|(row, column)| layout.with(|layout| layout.columns.contains(&column) && layout.rows().any(|own| own == row)))
    };
    // A row may be painted anew between the press and the click, which then no longer finds the cell.
    let pressed = StoredValue::new(None::<Opened>);
    let opened = move |event: &leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())?;
        let cell = target.closest("td").ok().flatten()?;
        Some((row_of(&cell, layout)?, column_of(&cell, columns)?, below(&cell)))
    };
    let on_press = move |event: leptos::ev::MouseEvent| pressed.set_value(opened(&event));
    let on_click = move |event: leptos::ev::MouseEvent| {
        let before = pressed.get_value();
        pressed.set_value(None);
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(edited) = target.filter(|target| target.has_attribute("data-edit")).and_then(|target| row_of(&target, layout)) {
            return row.set(Some(edited));
        }
        if let Some((row, column, place)) = opened(&event).or(before) {
            active.set(Some((row, column)));
            menu.set(Some((row, column, place)));
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| on_key(state, layout, active, menu, &event);
    let on_focus = move |event: leptos::ev::FocusEvent| {
        let is_itself = event.target() == event.current_target() && pressed.with_value(Option::is_none);
        if is_itself && active.get_untracked().is_none() {
            let first = layout.with_untracked(|layout| layout.rows().next().zip(layout.columns.first().copied()));
            active.set(first);
        }
    };
    view! {
        <div class="table-scroll matrix-scroll">
            <p class="hush" id="matrix-keys">{t(words::KEYS)}</p>
            <table class="matrix" role="grid" tabindex="0" aria-label=t(words::MATRIX_TITLE) aria-describedby="matrix-keys"
                aria-activedescendant=move || is_shown().then_some("active-cell")
                on:mousedown=on_press on:click=on_click on:keydown=on_key on:focus=on_focus>
                <thead><tr inner_html=move || head(state, &columns.get())></tr></thead>
                <For each=move || keys.get() key=|key| key.clone() let:key>
                    <Rows key layout columns active others/>
                </For>
                <tfoot><tr inner_html=move || { state.cells.track(); state.chart.track(); layout.with(|layout| row::foot(state, &layout.rows().collect::<Vec<_>>(), &layout.columns)) }></tr></tfoot>
            </table>
            <Show when=move || keys.with(Vec::is_empty)><p class="more">{t(words::NOTHING_FOUND)}</p></Show>
        </div>
    }
}

#[component]
fn Rows(
    key: String,
    layout: Memo<Layout>,
    columns: Memo<Vec<Column>>,
    active: RwSignal<Option<(Row, Column)>>,
    others: StoredValue<BTreeMap<Row, Others>>,
) -> impl IntoView {
    let state = chart_state();
    let group = Memo::new(move |_| layout.with(|layout| layout.groups.iter().find(|group| group.key == key).cloned()));
    let with = move |read: fn(&Group) -> String| group.with(|group| group.as_ref().map(read).unwrap_or_default());
    let department = group.with_untracked(|group| group.as_ref().map(|group| hue(group.department)));
    let rows = Memo::new(move |_| group.with(|group| group.as_ref().map(|group| group.rows.clone()).unwrap_or_default()));
    view! {
        <tbody>
            <tr class="matrix-band" data-hue=department>
                <th scope="rowgroup" colspan=move || (columns.with(Vec::len) + 1).to_string()><span>{move || with(|group| group.title.clone())}</span></th>
            </tr>
            <For each=move || rows.get() key=|row| row.id() let:row>
                <tr data-row=row.id().to_string() inner_html=move || {
                    state.chart.track();
                    state.follow_row(row);
                    let here = active.get_untracked().filter(|(own, _)| *own == row).map(|(_, column)| column);
                    let there = others.with_value(|others| others.get(&row).cloned()).unwrap_or_default();
                    columns.with(|columns| row::cells(state, row, columns, here, &there))
                }></tr>
            </For>
        </tbody>
    }
}

/// The headings of the columns: a name, its department's hue, and who holds a role.
fn head(state: ChartState, columns: &[Column]) -> String {
    let today = preferences().today;
    let mut html = format!("<th scope=\"col\">{}</th>", escaped(t(words::RESPONSIBILITY)));
    state.chart.with(|chart: &Chart| {
        for column in columns {
            let (department, below) = match column {
                Column::Role(id) => {
                    let holders: Vec<&str> =
                        chart.holders(*id, today).iter().filter_map(|id| chart.people.get(id)).map(|it| it.name.as_str()).collect();
                    let shown: Vec<&str> = holders.iter().copied().take(HOLDERS_SHOWN).collect();
                    let more = holders.len() - shown.len();
                    let below = match more {
                        _ if shown.is_empty() => t(words::VACANT).to_owned(),
                        0 => shown.join(t(heliu_domain::locale::board::LIST_SEPARATOR)),
                        more => format!("{} +{more}", shown.join(t(heliu_domain::locale::board::LIST_SEPARATOR))),
                    };
                    (chart.roles.get(id).map(|role| role.department), below)
                }
                Column::Person(id) => {
                    let department = chart.people.get(id).map(|person| person.department);
                    let below = department.map(|it| t(heliu_domain::locale::general::department(it)).to_owned());
                    (department, below.unwrap_or_default())
                }
            };
            let hue = department.map(hue).unwrap_or_default();
            let name = escaped(chart.column_name(*column));
            html.push_str(&format!("<th scope=\"col\" data-hue=\"{hue}\"><span>{name}</span><small>{}</small></th>", escaped(&below)));
        }
    });
    html
}

/// Where the others are, painted as they move.
fn follow_others(state: ChartState) -> StoredValue<BTreeMap<Row, Others>> {
    let others = StoredValue::new(BTreeMap::<Row, Others>::new());
    effect(move |_| {
        let me = state.space.me.get_value();
        let mut now: BTreeMap<Row, Others> = BTreeMap::new();
        let seen: Vec<_> = state.space.feed.presence.with(|all| {
            let others = all.iter().filter(|one| Some(one.person) != me);
            others.filter_map(|one| Some((one.person, one.cell.clone()?))).collect()
        });
        if !seen.is_empty() {
            state.chart.with_untracked(|chart| {
                for (person, cell) in seen {
                    let Some((row, column)) = cell.split_once(':') else { continue };
                    let row = chart.rows().into_iter().find(|known| known.id().to_string() == row);
                    let roles = chart.roles.keys().map(|id| Column::Role(*id));
                    let column =
                        roles.chain(chart.people.keys().map(|id| Column::Person(*id))).find(|known| known.id().to_string() == column);
                    if let Some((row, column)) = row.zip(column) {
                        now.entry(row).or_default().insert(column, person);
                    }
                }
            });
        }
        let before = others.get_value();
        others.set_value(now.clone());
        let changed = before.iter().filter(|(row, own)| now.get(row) != Some(*own)).map(|(row, _)| *row);
        let changed: Vec<Row> = changed.chain(now.iter().filter(|(row, own)| before.get(row) != Some(*own)).map(|(row, _)| *row)).collect();
        changed.into_iter().for_each(|row| state.paint(row));
    });
    others
}

fn on_key(
    state: ChartState,
    layout: Memo<Layout>,
    active: RwSignal<Option<(Row, Column)>>,
    menu: RwSignal<Option<Opened>>,
    event: &leptos::ev::KeyboardEvent,
) {
    let is_itself = event.target() == event.current_target();
    let Some((row, column)) = active.get_untracked().filter(|_| is_itself && !event.ctrl_key() && !event.meta_key() && !event.alt_key())
    else {
        return;
    };
    let go = |down: isize, right: isize| {
        let next = layout.with_untracked(|layout| layout.beside(row, column, down, right));
        if next.is_some() {
            active.set(next);
            set_timeout(reveal, std::time::Duration::ZERO);
        }
    };
    let put = |letter: Option<Letter>| {
        state.set_cell(row, column, letter, move || said(state, row, column, letter));
    };
    match event.key().as_str() {
        "ArrowUp" => go(-1, 0),
        "ArrowDown" => go(1, 0),
        "ArrowLeft" => go(0, -1),
        "ArrowRight" => go(0, 1),
        "Home" => go(0, -1000),
        "End" => go(0, 1000),
        "PageUp" => go(-10, 0),
        "PageDown" => go(10, 0),
        "Delete" | "Backspace" => put(None),
        "Enter" | " " => {
            if let Some(cell) = document().get_element_by_id("active-cell") {
                menu.set(Some((row, column, below(&cell))));
            }
        }
        key => match Letter::parse(key) {
            Some(letter) => put(Some(letter)),
            None => return,
        },
    }
    event.prevent_default();
    event.stop_propagation();
}

/// What was done to a cell, in words.
pub fn said(state: ChartState, row: Row, column: Column, letter: Option<Letter>) -> String {
    let letter = letter.map_or("–", Letter::as_str);
    state
        .chart
        .with_untracked(|chart| tr(words::CELL_SET, &[&chart.row_name(row).unwrap_or_default(), &chart.column_name(column), &letter]))
}

fn row_of(target: &web_sys::Element, layout: Memo<Layout>) -> Option<Row> {
    let id = target.closest("[data-row]").ok().flatten()?.get_attribute("data-row")?;
    layout.with_untracked(|layout| layout.rows().find(|row| row.id().to_string() == id))
}

fn column_of(cell: &web_sys::Element, columns: Memo<Vec<Column>>) -> Option<Column> {
    let mut index = 0usize;
    let mut before = cell.previous_element_sibling()?;
    while let Some(next) = before.previous_element_sibling() {
        before = next;
        index += 1;
    }
    columns.with_untracked(|columns| columns.get(index).copied())
}

fn below(cell: &web_sys::Element) -> Anchor {
    let place = cell.get_bounding_client_rect();
    Anchor { x: place.left(), y: place.bottom() + 2.0 }
}

/// Brings the active cell into view, out from under the headings.
fn reveal() {
    let Some(cell) = document().get_element_by_id("active-cell") else { return };
    let options = js_sys::Object::new();
    for name in ["block", "inline"] {
        let _ = js_sys::Reflect::set(&options, &name.into(), &"nearest".into());
    }
    let function =
        js_sys::Reflect::get(&cell, &"scrollIntoView".into()).ok().and_then(|function| function.dyn_into::<js_sys::Function>().ok());
    if let Some(function) = function {
        let _ = function.call1(&cell, &options);
    }
}

/// The matrix on a phone: each row with who has which letter; a row opens with one choice per column.
#[component]
pub fn PhoneList(layout: Memo<Layout>, row: RwSignal<Option<Row>>) -> impl IntoView {
    let state = chart_state();
    let keys = Memo::new(move |_| layout.with(|layout| layout.groups.iter().map(|group| group.key.clone()).collect::<Vec<_>>()));
    let on_click = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(clicked) = target.filter(|target| target.tag_name() != "A").and_then(|target| row_of(&target, layout)) {
            row.set(Some(clicked));
        }
    };
    view! {
        <div class="matrix-list" on:click=on_click>
            <For each=move || keys.get() key=|key| key.clone() let:key>
                {
                    let group = Memo::new(move |_| layout.with(|layout| layout.groups.iter().find(|group| group.key == key).cloned()));
                    let rows = move || group.with(|group| group.as_ref().map(|group| group.rows.clone()).unwrap_or_default());
                    view! {
                        <section>
                            <h2>{move || group.with(|group| group.as_ref().map(|group| group.title.clone()))}</h2>
                            <ul>
                                <For each=rows key=|row| row.id() let:row>
                                    <li data-row=row.id().to_string()>
                                        <div inner_html=move || {
                                            state.chart.track();
                                            state.follow_row(row);
                                            layout.with(|layout| row::entry(state, row, &layout.columns))
                                        }></div>
                                        <button class="icon-button" type="button" aria-label=move || state.chart.with(|chart| tr(words::ROW_ACTIONS, &[&chart.row_name(row).unwrap_or_default()]))>
                                            <crate::ui::Icon name="edit"/>
                                        </button>
                                    </li>
                                </For>
                            </ul>
                        </section>
                    }
                }
            </For>
        </div>
    }
}
