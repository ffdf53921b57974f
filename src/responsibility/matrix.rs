//! The matrix page.

use heliu_domain::ResponsibilityId;
use heliu_domain::{
    Command,
    directory::Department,
    locale::{general, responsibility as words},
    responsibility::{NewResponsibility, ResponsibilityCommand, Row},
    text,
};
use leptos::prelude::*;

use super::{
    api::ChartData,
    cell::{CellMenu, RowDialog},
    filter::FilterLine,
    layout::Wanted,
    roles::Begin,
    sheet::{PhoneList, Sheet},
    state::{ChartState, chart_data, chart_state},
};
use crate::{
    live::{Refused, fresh},
    preferences::t,
    ui::{
        Icon, PageTitle, Show,
        saved::{Form, ProblemText},
    },
    workspace::Trouble,
};

/// Loads the chart and shows it as a matrix.
#[component]
pub fn MatrixPage() -> impl IntoView {
    let again = Trigger::new();
    let data = chart_data(again);
    view! {
        <PageTitle text=|| t(words::MATRIX_TITLE).to_owned()/>
        <Transition>
            {move || Suspend::new(async move { loaded(data.await, again, || view! { <Matrix/> }.into_any()) })}
        </Transition>
    }
}

/// Shows a page upon its chart, or why there is none.
pub fn loaded(data: Result<ChartData, Refused>, again: Trigger, page: impl FnOnce() -> AnyView) -> AnyView {
    match data {
        Ok(data) => {
            ChartState::provide(data, again);
            page()
        }
        Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
    }
}

#[component]
fn Matrix() -> impl IntoView {
    let state = chart_state();
    let wanted = Wanted::new();
    let layout = Memo::new(move |_| state.chart.with(|chart| wanted.layout(chart)));
    let active = RwSignal::new(None);
    let menu = RwSignal::new(None);
    let row = RwSignal::new(None::<Row>);
    let has_roles = Memo::new(move |_| state.chart.with(|chart| chart.roles.values().any(|role| role.active)));
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="view">
                <div class="viewbar">
                    <h1 class="matrix-title">{t(words::MATRIX_TITLE)}</h1>
                    <FilterLine wanted/>
                </div>
                <Show when=move || has_roles.get() fallback=|| view! { <Begin/> }>
                    <Sheet layout active menu row/>
                    <PhoneList layout row/>
                    <AddWork/>
                </Show>
            </div>
        </main>
        <CellMenu menu/>
        <RowDialog layout row/>
    }
}

/// The form below the matrix that adds a line of work.
#[component]
fn AddWork() -> impl IntoView {
    let state = chart_state();
    let own: Vec<Department> = Department::ALL.into_iter().filter(|department| state.may_edit(*department)).collect();
    let Some(first) = own.first().copied() else { return ().into_any() };
    let (typed, department) = (RwSignal::new(String::new()), RwSignal::new(first));
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = match text::name("responsibility", &typed.get_untracked()) {
            Ok(text) => text,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let new = NewResponsibility { id: ResponsibilityId::new(at, random), text, letter: None };
        let command = ResponsibilityCommand::AddResponsibility { department: department.get_untracked(), new, role: None };
        form.send(Command::Responsibility(Box::new(command)), move |outcome| {
            typed.try_set(String::new());
            state.saved(t(words::RESPONSIBILITY_ADDED).to_owned(), &outcome);
        });
    };
    let choose = move |event| department.set(Department::parse(&event_target_value(&event)).unwrap_or(first));
    let options = own.into_iter().map(|own| view! { <option value=own.as_str()>{t(general::department(own))}</option> }).collect_view();
    view! {
        <form class="inline-form matrix-add" on:submit=add>
            <select class="input" aria-label=t(words::DEPARTMENT) on:change=choose>{options}</select>
            <input class="input" id="new-work" aria-label=t(words::NEW_RESPONSIBILITY) placeholder=t(words::NEW_RESPONSIBILITY) maxlength="200" autocomplete="off"
                aria-invalid=move || form.is_refused() aria-describedby=form.described("new-work-problem") bind:value=typed/>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_RESPONSIBILITY)}</button>
            <ProblemText id="new-work-problem".to_owned() problem=form.problem/>
        </form>
    }
    .into_any()
}
