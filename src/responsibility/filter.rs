//! What narrows the matrix, and the ways out of it.

use heliu_domain::{
    PersonId, RoleId,
    directory::Department,
    locale::{general, responsibility as words},
    responsibility::Column,
};
use leptos::prelude::*;

use super::{layout::Wanted, state::chart_state};
use crate::{preferences::t, ui::Icon};

/// The choices above the matrix.
#[component]
pub fn FilterLine(wanted: Wanted) -> impl IntoView {
    let state = chart_state();
    let kinds = [(words::ROLES, false), (words::PEOPLE, true)].map(|(label, people)| {
        let choose = move |_| {
            wanted.column.set(None);
            wanted.people.set(people);
        };
        view! { <button type="button" aria-pressed=move || (wanted.people.get() == people).to_string() on:click=choose>{t(label)}</button> }
    });
    let departments = Department::ALL.map(|own| view! { <option value=own.as_str()>{t(general::department(own))}</option> });
    let columns = move || {
        let names: Vec<(String, String)> = state.chart.with(|chart| {
            if wanted.people.get() {
                chart.active_people().into_iter().map(|it| (it.id.to_string(), it.name.clone())).collect()
            } else {
                chart.active_roles().into_iter().map(|it| (it.id.to_string(), it.name.clone())).collect()
            }
        });
        names.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()
    };
    let choose_column = move |event| {
        let id = event_target_value(&event);
        let column = if wanted.people.get_untracked() {
            id.parse::<PersonId>().ok().map(Column::Person)
        } else {
            id.parse::<RoleId>().ok().map(Column::Role)
        };
        wanted.column.set(column);
    };
    let space = state.space;
    let export = move |ending: &'static str| {
        move || {
            let columns = if wanted.people.get() { "people" } else { "roles" };
            format!("/matrix/{}/{columns}.{ending}", space.slug())
        }
    };
    let print = move |_| {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    };
    view! {
        <div class="segmented" role="group" aria-label=t(words::COLUMNS)>{kinds}</div>
        <select class="input matrix-pick" aria-label=t(words::DEPARTMENT) on:change=move |event| wanted.department.set(Department::parse(&event_target_value(&event)))>
            <option value="">{t(words::ALL_DEPARTMENTS)}</option>{departments}
        </select>
        <select class="input matrix-pick" aria-label=t(words::ONLY_COLUMN) on:change=choose_column>
            <option value="" prop:selected=move || wanted.column.get().is_none()>{t(words::ALL_COLUMNS)}</option>{move || columns()}
        </select>
        <input class="input matrix-pick" type="search" aria-label=t(words::SEARCH) placeholder=t(words::SEARCH) maxlength="200" bind:value=wanted.text/>
        <span class="grow"></span>
        <a class="button small" href=export("csv") rel="external" download=""><Icon name="download"/>{t(words::EXPORT_CSV)}</a>
        <a class="button small" href=export("xlsx") rel="external" download=""><Icon name="download"/>{t(words::EXPORT_XLSX)}</a>
        <button class="button small matrix-print" type="button" on:click=print>{t(words::PRINT)}</button>
    }
}
