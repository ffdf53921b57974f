//! The roles of the workspace, with who holds them and who has agreed.

use heliu_domain::{
    Command, RoleId,
    directory::Department,
    locale::{board, general, responsibility as words},
    responsibility::{NewRole, ResponsibilityCommand, Role, may_edit_settings, templates},
    text,
};
use leptos::prelude::*;

use super::{
    matrix::loaded,
    state::{ChartState, chart_data, chart_state},
};
use crate::{
    live::fresh,
    preferences::{language, preferences, t, tr},
    ui::{
        For, Icon, PageTitle, Show,
        saved::{Form, ProblemText},
    },
};

/// Loads the roles and lists them.
#[component]
pub fn RolesPage() -> impl IntoView {
    let again = Trigger::new();
    let data = chart_data(again);
    view! {
        <PageTitle text=|| t(words::ROLES).to_owned()/>
        <Transition>
            {move || Suspend::new(async move { loaded(data.await, again, || view! { <Roles/> }.into_any()) })}
        </Transition>
    }
}

fn in_order(state: ChartState) -> Vec<RoleId> {
    state.chart.with(|chart| {
        let active: Vec<RoleId> = chart.active_roles().into_iter().map(|role| role.id).collect();
        let rest = chart.roles.values().filter(|role| !role.active).map(|role| role.id);
        active.into_iter().chain(rest).collect()
    })
}

#[component]
fn Roles() -> impl IntoView {
    let state = chart_state();
    let ids = Memo::new(move |_| in_order(state));
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{t(words::ROLES)}</h1>
                        <a class="button end" href=state.space.path("skills")><Icon name="star"/>{t(words::SKILLS_OF_PEOPLE)}</a>
                        <a class="button" href=state.space.path("matrix")><Icon name="columns"/>{t(words::OPEN_MATRIX)}</a>
                        <p>{t(words::ROLES_LEAD)}</p>
                    </header>
                    <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <Begin/> }>
                        <div class="table-box">
                            <table class="table boxed stacked">
                                <thead><tr>
                                    <th scope="col">{t(words::ROLE)}</th><th scope="col">{t(words::DEPARTMENT)}</th><th scope="col">{t(words::HOLDERS)}</th><th scope="col">{t(words::PROFILE)}</th>
                                </tr></thead>
                                <tbody><For each=move || ids.get() key=|id| id.0 let:id><RoleRow id/></For></tbody>
                            </table>
                        </div>
                    </Show>
                    <AddRole/>
                </div>
            </div>
        </main>
    }
}

/// What a workspace without roles is offered.
#[component]
pub fn Begin() -> impl IntoView {
    let state = chart_state();
    let may = state.me().is_some_and(|me| may_edit_settings(&me));
    let begin = move |_| {
        let roles = templates(language(), fresh);
        state.run(ResponsibilityCommand::AddRoles { roles }, t(words::BEGUN).to_owned(), |_| ());
    };
    let offer = may.then(|| view! { <button class="button primary" type="button" on:click=begin>{t(words::BEGIN)}</button> });
    view! {
        <div class="empty">
            <Icon name="users"/>
            <h2>{t(words::NO_ROLES)}</h2>
            <p>{t(if may { words::NO_ROLES_HINT } else { words::NO_ROLES_READER })}</p>
            {offer}
        </div>
    }
}

#[component]
fn RoleRow(id: RoleId) -> impl IntoView {
    let state = chart_state();
    let role = Memo::new(move |_| state.chart.with(|chart| chart.roles.get(&id).cloned()));
    let with = move |read: fn(&Role) -> String| role.with(|role| role.as_ref().map(read).unwrap_or_default());
    let holders = move || {
        let people = state.chart.with(|chart| chart.holders(id, preferences().today));
        let names: Vec<String> = people.into_iter().map(|person| state.space.name(person)).collect();
        if names.is_empty() { t(words::VACANT).to_owned() } else { names.join(t(board::LIST_SEPARATOR)) }
    };
    let profile = move || {
        let Some(role) = role.get() else { return String::new() };
        if !role.active {
            return t(words::INACTIVE).to_owned();
        }
        if role.version == 0 {
            return t(words::UNPUBLISHED).to_owned();
        }
        let (all, missing) =
            state.chart.with(|chart| (chart.holders(id, preferences().today).len(), chart.missing(&role, preferences().today).len()));
        format!("{} · {}", tr(words::VERSION, &[&role.version]), tr(words::AGREED, &[&(all - missing.min(all)), &all]))
    };
    view! {
        <tr>
            <th scope="row"><a href=state.space.path(&format!("roles/{id}"))>{move || with(|role| role.name.clone())}</a></th>
            <td>{move || with(|role| t(general::department(role.department)).to_owned())}</td>
            <td>{move || holders()}</td>
            <td>{move || profile()}</td>
        </tr>
    }
}

#[component]
fn AddRole() -> impl IntoView {
    let state = chart_state();
    let own: Vec<Department> = Department::ALL.into_iter().filter(|department| state.may_edit(*department)).collect();
    let Some(first) = own.first().copied() else { return ().into_any() };
    let (typed, department) = (RwSignal::new(String::new()), RwSignal::new(first));
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = match text::name("role", &typed.get_untracked()) {
            Ok(name) => name,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let role = NewRole {
            id: RoleId::new(at, random),
            department: department.get_untracked(),
            name: name.clone(),
            purpose: String::new(),
            lines: Vec::new(),
            responsibilities: Vec::new(),
        };
        form.send(Command::Responsibility(Box::new(ResponsibilityCommand::AddRoles { roles: vec![role] })), move |outcome| {
            typed.try_set(String::new());
            state.saved(tr(words::ROLE_ADDED, &[&name]), &outcome);
        });
    };
    let choose = move |event| department.set(Department::parse(&event_target_value(&event)).unwrap_or(first));
    let options = own.into_iter().map(|own| view! { <option value=own.as_str()>{t(general::department(own))}</option> }).collect_view();
    view! {
        <form class="inline-form" on:submit=add>
            <input class="input" id="new-role" aria-label=t(words::NEW_ROLE) placeholder=t(words::NEW_ROLE) maxlength="200" autocomplete="off"
                aria-invalid=move || form.is_refused() aria-describedby=form.described("new-role-problem") bind:value=typed/>
            <select class="input" aria-label=t(words::DEPARTMENT) on:change=choose>{options}</select>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_ROLE)}</button>
            <ProblemText id="new-role-problem".to_owned() problem=form.problem/>
        </form>
    }
    .into_any()
}
