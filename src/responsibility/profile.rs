//! The profile of one role: what it is there for, what it carries, what it needs, by what it is measured.

use heliu_domain::{
    Command, LineId, ResponsibilityId, RoleId,
    directory::Department,
    locale::{general, responsibility as words},
    responsibility::{Column, Letter, LineKind, NewResponsibility, ResponsibilityCommand, Role, RolePart},
    text,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    holders::HoldersBox,
    matrix::loaded,
    state::{ChartState, chart_data, chart_state},
    versions::VersionsBox,
};
use crate::{
    app::NotFound,
    live::fresh,
    preferences::{t, tr},
    ui::{
        For, Icon, PageTitle, Show,
        saved::{Draft, Form, ProblemText, SavedInput, SavedSelect},
    },
};

/// Loads the role of the address and shows its profile.
#[component]
pub fn RolePage() -> impl IntoView {
    let again = Trigger::new();
    let data = chart_data(again);
    let params = use_params_map();
    let role = Memo::new(move |_| params.with(|params| params.get("role").and_then(|id| id.parse::<RoleId>().ok())));
    view! {
        <Transition>
            {move || Suspend::new(async move {
                loaded(data.await, again, move || {
                    let known = role.get_untracked().filter(|id| chart_state().chart.with_untracked(|chart| chart.roles.contains_key(id)));
                    match known {
                        Some(id) => view! { <Profile id/> }.into_any(),
                        None => view! { <NotFound/> }.into_any(),
                    }
                })
            })}
        </Transition>
    }
}

/// A command of this room.
pub fn asks(command: ResponsibilityCommand) -> Command {
    Command::Responsibility(Box::new(command))
}

#[component]
fn Profile(id: RoleId) -> impl IntoView {
    let state = chart_state();
    let role = Memo::new(move |_| state.chart.with(|chart| chart.roles.get(&id).cloned()));
    let may = Memo::new(move |_| role.with(|role| role.as_ref().is_some_and(|role| state.may_edit(role.department))));
    let name = move || role.with(|role| role.as_ref().map(|role| role.name.clone()).unwrap_or_default());
    let is_active = move || role.with(|role| role.as_ref().is_some_and(|role| role.active));
    let toggle = move |_| {
        let command = ResponsibilityCommand::EditRole { id, part: RolePart::Active(!untrack(is_active)) };
        state.run(command, t(words::SAVED).to_owned(), |_| ());
    };
    view! {
        <PageTitle text=name/>
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{move || name()}</h1>
                        <Show when=move || !is_active()><span class="chip">{t(words::INACTIVE)}</span></Show>
                        <a class="button end" href=state.space.path("roles")><Icon name="users"/>{t(words::ALL_ROLES)}</a>
                        <a class="button" href=state.space.path("matrix")><Icon name="columns"/>{t(words::OPEN_MATRIX)}</a>
                    </header>
                    <Show when=move || role.with(Option::is_none)>
                        <div class="note amber" role="alert"><Icon name="warning"/><div>{t(words::GONE)}</div></div>
                    </Show>
                    <VersionsBox id may/>
                    <section class="box">
                        <Show when=move || may.get() fallback=move || view! { <p>{move || role.with(|role| role.as_ref().map(|role| role.purpose.clone()))}</p> }>
                            <About id role/>
                        </Show>
                    </section>
                    <Carried id may/>
                    <Lines id may is_skills=true/>
                    <Lines id may is_skills=false/>
                    <HoldersBox id may/>
                    <Show when=move || may.get()>
                        <p><button class="button danger" type="button" on:click=toggle>{move || t(if is_active() { words::DEACTIVATE } else { words::REACTIVATE })}</button></p>
                    </Show>
                </div>
            </div>
        </main>
    }
}

/// Name, department and purpose as fields.
#[component]
fn About(id: RoleId, role: Memo<Option<Role>>) -> impl IntoView {
    let state = chart_state();
    let saved = move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome);
    let with = move |read: fn(&Role) -> String| role.with(|role| role.as_ref().map(read).unwrap_or_default());
    let edit = move |part| Ok(asks(ResponsibilityCommand::EditRole { id, part }));
    let name = move || with(|role| role.name.clone());
    let name_draft = Draft::seeing(name, move |seen, typed| edit(RolePart::Name { seen, now: text::name("role", &typed)? }), saved);
    let purpose = move || with(|role| role.purpose.clone());
    let purpose_draft = Draft::seeing(purpose, move |seen, typed| edit(RolePart::Purpose { seen, now: typed }), saved);
    let department = Draft::new(
        move || with(|role| role.department.as_str().to_owned()),
        move |chosen| edit(RolePart::Department(Department::parse(&chosen).ok_or_else(|| heliu_domain::Problem::malformed("department"))?)),
        saved,
    );
    let own = Department::ALL.into_iter().filter(|department| state.may_edit(*department));
    let options = own.map(|own| (own.as_str().to_owned(), t(general::department(own)).to_owned())).collect();
    view! {
        <SavedInput id="role-name".to_owned() label=t(words::NAME) draft=name_draft/>
        <SavedSelect id="role-department".to_owned() label=t(words::DEPARTMENT) draft=department options/>
        <SavedInput id="role-purpose".to_owned() label=t(words::PURPOSE) draft=purpose_draft maxlength=1000/>
    }
}

/// The rows of the matrix that the role carries, with a form for one more.
#[component]
fn Carried(id: RoleId, may: Memo<bool>) -> impl IntoView {
    let state = chart_state();
    let lines = move || {
        state.cells.track();
        state.chart.with(|chart| {
            let carried = chart.carried_by(Column::Role(id)).into_iter();
            carried.map(|(row, letter)| (row.id(), letter, chart.row_name(row).unwrap_or_default().to_owned())).collect::<Vec<_>>()
        })
    };
    let typed = RwSignal::new(String::new());
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = match text::name("responsibility", &typed.get_untracked()) {
            Ok(text) => text,
            Err(refusal) => return form.refuse(&refusal),
        };
        let Some(department) = state.chart.with_untracked(|chart| chart.roles.get(&id).map(|role| role.department)) else { return };
        let (at, random) = fresh();
        let new = NewResponsibility { id: ResponsibilityId::new(at, random), text, letter: Some(Letter::Responsible) };
        form.send(asks(ResponsibilityCommand::AddResponsibility { department, new, role: Some(id) }), move |outcome| {
            typed.try_set(String::new());
            state.saved(t(words::RESPONSIBILITY_ADDED).to_owned(), &outcome);
        });
    };
    view! {
        <section class="box" aria-labelledby="carried">
            <h2 id="carried">{t(words::RESPONSIBILITIES)}</h2>
            <p class="muted">{t(words::RESPONSIBILITIES_HINT)}</p>
            <ul class="profile-lines">
                <For each=lines key=|line| format!("{}{}{}", line.0, line.1.as_str(), line.2) let:line>
                    <li><b class=format!("raci {}", line.1.as_str())>{line.1.as_str()}</b>{line.2}</li>
                </For>
            </ul>
            <Show when=move || may.get()>
                <form class="inline-form" on:submit=add>
                    <input class="input" aria-label=t(words::NEW_RESPONSIBILITY) placeholder=t(words::NEW_RESPONSIBILITY) maxlength="200" autocomplete="off"
                        aria-invalid=move || form.is_refused() aria-describedby=form.described("carried-problem") bind:value=typed/>
                    <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_RESPONSIBILITY)}</button>
                    <ProblemText id="carried-problem".to_owned() problem=form.problem/>
                </form>
            </Show>
        </section>
    }
}

fn ids_of(state: ChartState, role: RoleId, is_skills: bool) -> Vec<LineId> {
    state.chart.with(|chart| chart.lines_of(role, is_skills).into_iter().map(|line| line.id).collect())
}

/// The required skills, or the KPIs.
#[component]
fn Lines(id: RoleId, may: Memo<bool>, is_skills: bool) -> impl IntoView {
    let state = chart_state();
    let ids = Memo::new(move |_| ids_of(state, id, is_skills));
    let (heading, title, new, add_label) = if is_skills {
        ("skill-lines", words::SKILLS, words::NEW_SKILL, words::ADD_SKILL)
    } else {
        ("kpi-lines", words::KPIS, words::NEW_KPI, words::ADD_KPI)
    };
    let typed = RwSignal::new(String::new());
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = match text::name("line", &typed.get_untracked()) {
            Ok(text) => text,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let kind = if is_skills { LineKind::Skill(3) } else { LineKind::Kpi };
        form.send(asks(ResponsibilityCommand::AddLine { id: LineId::new(at, random), role: id, kind, text }), move |outcome| {
            typed.try_set(String::new());
            state.saved(t(words::SAVED).to_owned(), &outcome);
        });
    };
    let problem_id = format!("{heading}-problem");
    let described = form.described(&problem_id);
    let problem_id = StoredValue::new(problem_id);
    let described = StoredValue::new(described);
    view! {
        <section class="box" aria-labelledby=heading>
            <h2 id=heading>{t(title)}</h2>
            <ul class="profile-lines">
                <For each=move || ids.get() key=|id| id.0 let:line><LineItem id=line may ids/></For>
            </ul>
            <Show when=move || may.get()>
                <form class="inline-form" on:submit=add>
                    <input class="input" aria-label=t(new) placeholder=t(new) maxlength="200" autocomplete="off"
                        aria-invalid=move || form.is_refused() aria-describedby=move || described.with_value(|described| described()) bind:value=typed/>
                    <button class="button" type="submit"><Icon name="plus"/>{t(add_label)}</button>
                    <ProblemText id=problem_id.get_value() problem=form.problem/>
                </form>
            </Show>
        </section>
    }
}

#[component]
fn LineItem(id: LineId, may: Memo<bool>, ids: Memo<Vec<LineId>>) -> impl IntoView {
    let state = chart_state();
    let line = Memo::new(move |_| state.chart.with(|chart| chart.lines.get(&id).cloned()));
    let text = move || line.with(|line| line.as_ref().map(|line| line.text.clone()).unwrap_or_default());
    let level = move || {
        line.with(|line| match line.as_ref().map(|line| line.kind) {
            Some(LineKind::Skill(level)) => Some(level),
            _ => None,
        })
    };
    let number = move || ids.with(|ids| ids.iter().position(|own| *own == id).map_or(0, |index| index + 1));
    let saved = move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome);
    let draft = Draft::seeing(
        text,
        move |seen, typed| Ok(asks(ResponsibilityCommand::EditLine { id, seen, text: text::name("line", &typed)? })),
        saved,
    );
    let levels = Draft::new(
        move || level().map(|level| level.to_string()).unwrap_or_default(),
        move |chosen| {
            let level = chosen.parse().map_err(|_| heliu_domain::Problem::malformed("level"))?;
            Ok(asks(ResponsibilityCommand::SetLevel { id, level }))
        },
        saved,
    );
    let up = move |_| {
        let known = ids.get_untracked();
        let Some(index) = known.iter().position(|own| *own == id).filter(|index| *index > 0) else { return };
        let after = index.checked_sub(2).and_then(|index| known.get(index)).copied();
        state.run(ResponsibilityCommand::MoveLine { id, after }, t(words::SAVED).to_owned(), |_| ());
    };
    let delete = move |_| {
        let said = tr(words::REMOVED, &[&untrack(text)]);
        state.run(ResponsibilityCommand::DeleteLine { id }, said, |_| ());
    };
    let plain = move || {
        let level = level().map(|level| format!(" · {}", tr(words::LEVEL_AT_LEAST, &[&level]))).unwrap_or_default();
        format!("{}{level}", text())
    };
    let is_skill = untrack(level).is_some();
    view! {
        <li>
            <Show when=move || may.get() fallback=move || view! { <span>{move || plain()}</span> }>
                <SavedInput id=format!("line-{id}") label=Signal::derive(move || tr(words::LINE_OF, &[&number()])) draft is_bare=true/>
                {is_skill.then(|| view! {
                    <SavedSelect id=format!("level-{id}") label=Signal::derive(move || tr(words::LEVEL_OF, &[&text()])) draft=levels is_bare=true
                        options=(1..=5).map(|level: u8| (level.to_string(), tr(words::LEVEL_AT_LEAST, &[&level]))).collect()/>
                })}
                <button class="icon-button" type="button" aria-label=move || tr(words::UP, &[&text()]) disabled=move || number() <= 1 on:click=up><Icon name="arrow-up"/></button>
                <button class="icon-button" type="button" aria-label=move || tr(words::REMOVE_NAMED, &[&text()]) on:click=delete><Icon name="trash"/></button>
            </Show>
        </li>
    }
}
