//! The skills of people: edited by themselves, their lead and administrators.

use heliu_domain::{
    PersonId,
    assignment::Factor,
    locale::{assignment, general, responsibility as words},
    responsibility::{ResponsibilityCommand, Skill, may_edit_person, may_edit_settings},
    text,
};
use leptos::prelude::*;

use super::{
    matrix::loaded,
    profile::asks,
    state::{chart_data, chart_state},
};
use crate::{
    preferences::{t, tr},
    ui::{
        Avatar, For, Icon, PageTitle, Show,
        saved::{Draft, Form, ProblemText, SavedInput},
    },
};

/// Loads the skills and lists them by person.
#[component]
pub fn SkillsPage() -> impl IntoView {
    let again = Trigger::new();
    let data = chart_data(again);
    view! {
        <PageTitle text=|| t(words::SKILLS_OF_PEOPLE).to_owned()/>
        <Transition>
            {move || Suspend::new(async move { loaded(data.await, again, || view! { <Skills/> }.into_any()) })}
        </Transition>
    }
}

#[component]
fn Skills() -> impl IntoView {
    let state = chart_state();
    let people =
        Memo::new(move |_| state.chart.with(|chart| chart.active_people().into_iter().map(|person| person.id).collect::<Vec<_>>()));
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{t(words::SKILLS_OF_PEOPLE)}</h1>
                        <a class="button end" href=state.space.path("roles")><Icon name="users"/>{t(words::ALL_ROLES)}</a>
                        <p>{t(words::SKILLS_LEAD)}</p>
                    </header>
                    <For each=move || people.get() key=|person| person.0 let:person><PersonSkills person/></For>
                    <WeightsBox/>
                </div>
            </div>
        </main>
    }
}

/// What proposals for an owner are ranked by; administrators change it, all others read it.
#[component]
fn WeightsBox() -> impl IntoView {
    let state = chart_state();
    let may = state.me().is_some_and(|me| may_edit_settings(&me));
    let present = move || state.chart.with(|chart| chart.weights.unwrap_or_default());
    let fields = Factor::ALL.map(|factor| {
        let draft = Draft::new(
            move || present().of(factor).to_string(),
            move |typed| {
                let weight = typed.trim().parse().map_err(|_| heliu_domain::Problem::malformed("weight"))?;
                Ok(asks(ResponsibilityCommand::SetWeight { factor, weight }))
            },
            move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome),
        );
        let label = t(assignment::factor(factor));
        if may {
            let id = format!("weight-{}", factor as u8);
            view! { <SavedInput id label draft inputmode="numeric" maxlength=2/> }.into_any()
        } else {
            view! { <p><b>{label}</b>" · "{move || tr(assignment::WEIGHT_OF, &[&present().of(factor)])}</p> }.into_any()
        }
    });
    view! {
        <section class="box" aria-labelledby="weights">
            <h2 id="weights">{t(assignment::WEIGHTS)}</h2>
            <p class="hint">{t(assignment::WEIGHTS_LEAD)}</p>
            <div class="weights">{fields}</div>
        </section>
    }
}

#[component]
fn PersonSkills(person: PersonId) -> impl IntoView {
    let state = chart_state();
    let skills = Memo::new(move |_| {
        state.chart.with(|chart| chart.skills.values().filter(|skill| skill.person == person).cloned().collect::<Vec<Skill>>())
    });
    let known = state.chart.with_untracked(|chart| chart.people.get(&person).cloned());
    let may = known.as_ref().zip(state.me()).is_some_and(|(person, me)| may_edit_person(&me, person));
    let (name, department) = known.map(|known| (known.name, known.department)).unwrap_or_default();
    let heading = format!("skills-{person}");
    view! {
        <section class="box" aria-labelledby=heading.clone()>
            <h2 class="person" id=heading.clone()><Avatar person=Some(person)/>{name.clone()}<small class="muted">{t(general::department(department))}</small></h2>
            <Show when=move || skills.with(Vec::is_empty)><p class="hint">{t(words::NO_SKILLS)}</p></Show>
            <ul class="profile-lines">
                <For each=move || skills.get() key=|skill| format!("{}:{}:{}", skill.name, skill.level, skill.years) let:skill>
                    {
                        let (shown, gone) = (skill.name.clone(), skill.name.clone());
                        let delete = move |_| {
                            let command = ResponsibilityCommand::DeleteSkill { person, name: gone.clone() };
                            state.run(command, tr(words::REMOVED, &[&gone]), |_| ());
                        };
                        view! {
                            <li>
                                <span class="grow">{shown.clone()}" · "{tr(words::LEVEL_AT_LEAST, &[&skill.level])}" · "{tr(words::YEARS_OF, &[&skill.years])}</span>
                                {may.then(|| view! { <button class="icon-button" type="button" aria-label=tr(words::REMOVE_NAMED, &[&shown]) on:click=delete><Icon name="trash"/></button> })}
                            </li>
                        }
                    }
                </For>
            </ul>
            {may.then(|| view! { <AddSkill person/> })}
        </section>
    }
}

/// The form that notes a skill; one of a known name is changed.
#[component]
fn AddSkill(person: PersonId) -> impl IntoView {
    let state = chart_state();
    let (name, level, years) = (RwSignal::new(String::new()), RwSignal::new(3u8), RwSignal::new("0".to_owned()));
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = match text::name("skill", &name.get_untracked()) {
            Ok(typed) => typed,
            Err(refusal) => return form.refuse(&refusal),
        };
        let Ok(years) = years.get_untracked().trim().parse::<u8>() else { return form.refuse(&heliu_domain::Problem::malformed("years")) };
        let command = ResponsibilityCommand::SaveSkill { person, name: typed, level: level.get_untracked(), years };
        form.send(asks(command), move |outcome| {
            name.try_set(String::new());
            state.saved(t(words::SKILL_SAVED).to_owned(), &outcome);
        });
    };
    let problem_id = format!("skill-{person}-problem");
    view! {
        <form class="inline-form" on:submit=add>
            <input class="input" aria-label=t(words::SKILL) placeholder=t(words::SKILL) maxlength="200" autocomplete="off"
                aria-invalid=move || form.is_refused() aria-describedby=form.described(&problem_id) bind:value=name/>
            <select class="input" aria-label=t(words::LEVEL) on:change=move |event| level.set(event_target_value(&event).parse().unwrap_or(3))>
                {(1..=5u8).map(|each| view! { <option value=each.to_string() selected=each == 3>{tr(words::LEVEL_AT_LEAST, &[&each])}</option> }).collect_view()}
            </select>
            <input class="input" aria-label=t(words::YEARS) inputmode="numeric" maxlength="2" autocomplete="off" bind:value=years/>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_SKILL)}</button>
            <ProblemText id=problem_id problem=form.problem/>
        </form>
    }
}
