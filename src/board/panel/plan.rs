//! What happens next, and what the stages ask for on entry.

use heliu_domain::{
    BoardCommand, Field, Opportunity, Requirement, Stage, State, Value,
    locale::{board, format, panel as words, problem},
    mark::marks,
    pipeline::Need,
};
use leptos::prelude::*;

use super::{
    fact::{EditForm, Editing},
    open::{OpenCard, open_card},
};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{Icon, field::field_name},
};

/// The next step: plan it, do it, plan the one after.
#[component]
pub fn NextStepSection() -> impl IntoView {
    let open = open_card();
    let editing = Editing::new(Field::NextStep);
    let done = move |_| {
        let Some(step) = open.card.with_untracked(|card| card.next_step.clone()) else { return };
        if open.space.author().is_none() {
            return;
        }
        let text = tr(words::STEP_DONE, &[&step.what]);
        open.space.toasts.announce(text);
        editing.send(Value::NextStep(Some(step)), Value::NextStep(None));
        editing.begin();
    };
    let body = move || {
        if editing.is_on() {
            return view! { <EditForm editing/> }.into_any();
        }
        let card = open.card.get();
        match &card.next_step {
            None => view! { <p class="hint">{t(board::NO_NEXT_STEP)}</p> }.into_any(),
            Some(step) => {
                let (class, icon) = urgency(open, &card);
                let time = step.minute.map(|minute| format!(" {}", format::minute(minute))).unwrap_or_default();
                let when = format!("{}{time}", format::near_date(language(), step.due, preferences().today));
                view! {
                    <div class=class>
                        <Icon name=icon/>
                        <div><b>{step.what.clone()}</b><br/><time class="date" datetime=step.due.to_string()>{when}</time></div>
                        <button class="button small" type="button" on:click=done><Icon name="check"/>{t(words::DONE)}</button>
                    </div>
                }
                .into_any()
            }
        }
    };
    let is_planned = move || open.card.with(|card| card.next_step.is_some());
    view! {
        <section class="section">
            <div class="section-head">
                <h3>{problem::field(language(), "next_step")}</h3>
                <button class="button quiet small end" type="button" id="fact-next_step-edit" on:click=move |_| editing.begin()>
                    {move || if is_planned() { view! { <Icon name="edit"/> }.into_any() } else { view! { <Icon name="plus"/> }.into_any() }}
                    {move || t(if is_planned() { heliu_domain::locale::general::EDIT } else { words::PLAN })}
                </button>
            </div>
            {move || body()}
        </section>
    }
}

/// The class and icon by which a step that is due stands out.
fn urgency(open: OpenCard, card: &Opportunity) -> (&'static str, &'static str) {
    let marks = marks(card, open.board.stage(card.stage).as_ref(), preferences().today);
    let is_late = card.state == State::Open && card.next_step.as_ref().is_some_and(|step| step.due < preferences().today);
    match () {
        () if is_late => ("next-step overdue", "warning"),
        () if marks.today => ("next-step today", "calendar"),
        () => ("next-step", "calendar"),
    }
}

/// The entry checklists of the present stage and of the next one.
#[component]
pub fn Checklists() -> impl IntoView {
    let open = open_card();
    let present = Memo::new(move |_| open.stage());
    let next = Memo::new(move |_| open.next_stage());
    view! {
        {move || present.get().map(|stage| view! { <Checklist stage/> })}
        {move || next.get().map(|stage| view! { <Checklist stage/> })}
    }
}

#[component]
fn Checklist(stage: Stage) -> impl IntoView {
    let open = open_card();
    if stage.requirements.is_empty() {
        return ().into_any();
    }
    let count = stage.requirements.len();
    let checked = stage.clone();
    let met = Memo::new(move |_| count - open.card.with(|card| checked.unmet(card).len()));
    let items = stage.requirements.into_iter().map(|requirement| view! { <li>{point(open, requirement)}</li> }).collect_view();
    view! {
        <section class="section">
            <div class="section-head"><h3>{tr(words::ENTRY_CHECKLIST, &[&stage.name])}" "<span class="count">{move || met.get()}"/"{count}</span></h3></div>
            <span class="meter" style=move || format!("--v:{}", met.get() * 100 / count) aria-hidden="true"></span>
            <ul class="checklist">{items}</ul>
        </section>
    }
    .into_any()
}

fn point(open: OpenCard, requirement: Requirement) -> AnyView {
    let id = requirement.id;
    match requirement.need {
        Need::Confirm(sentence) => {
            let is_checked = move || open.card.with(|card| card.checks.contains(&id));
            let check = move |event| {
                let command = BoardCommand::Check { card: open.id, requirements: vec![id], done: event_target_checked(&event) };
                open.board.run(command, |_| ());
            };
            view! { <label class="check"><input type="checkbox" prop:checked=move || is_checked() on:change=check/><span>{sentence}</span></label> }
                .into_any()
        }
        Need::Field(field) => {
            let is_filled = Memo::new(move |_| open.card.with(|card| !card.get(field).is_empty()));
            view! {
                <span class="row">
                    {move || if is_filled.get() { view! { <Icon name="check"/> }.into_any() } else { view! { <Icon name="alert"/> }.into_any() }}
                    {move || tr(if is_filled.get() { words::FILLED } else { words::NOT_FILLED }, &[&field_name(field)])}
                </span>
            }
            .into_any()
        }
    }
}
