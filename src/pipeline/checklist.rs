//! What a stage asks of a card before it may enter.

use heliu_domain::{
    Command, CustomField, Field, Requirement, RequirementId, StageId,
    locale::{general, problem, settings as words},
    pipeline::{Need, PipelineCommand, StagePart},
    text,
};
use leptos::prelude::*;

use super::state::{PipelineState, focus, pipeline_state};
use crate::{
    live::fresh,
    preferences::{language, t, tr},
    ui::{
        For, Icon, Show,
        saved::{Form, ProblemText},
    },
};

fn field_name(fields: &[CustomField], field: Field) -> String {
    let custom = match field {
        Field::Custom(id) => fields.iter().find(|known| known.id == id).map(|known| known.name.clone()),
        _ => None,
    };
    custom.unwrap_or_else(|| problem::field(language(), field.name()))
}

fn need_text(state: PipelineState, need: &Need) -> String {
    match need {
        Need::Field(field) => state.fields.with(|fields| tr(words::MUST_FILL, &[&field_name(fields, *field)])),
        Need::Confirm(sentence) => tr(words::MUST_CONFIRM, &[sentence]),
    }
}

/// Asks for one thing more.
fn ask(state: PipelineState, id: StageId, need: Need, form: Form, done: impl FnOnce() + 'static) {
    let Ok(stage) = state.present_stage(id) else { return };
    let (at, random) = fresh();
    let mut requirements = stage.requirements;
    requirements.push(Requirement { id: RequirementId::new(at, random), need });
    let command = PipelineCommand::EditStage { id, part: StagePart::Requirements(requirements) };
    form.send(Command::Pipeline(command), move |outcome| {
        state.saved(t(words::SAVED).to_owned(), &outcome);
        done();
    });
}

/// The entry checklist of a stage.
#[component]
pub fn Checklist(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let needs = Memo::new(move |_| state.stage(id).map(|stage| stage.requirements).unwrap_or_default());
    let remove = move |gone: RequirementId| {
        let Ok(stage) = state.present_stage(id) else { return };
        let kept = stage.requirements.into_iter().filter(|requirement| requirement.id != gone).collect();
        state.edit(id, StagePart::Requirements(kept));
        focus(format!("ask-field-{id}"));
    };
    view! {
        <p class="hint">{t(words::ENTRY_LEAD)}</p>
        <Show when=move || needs.with(Vec::is_empty)><p class="hint">{t(words::NO_ENTRY)}</p></Show>
        <ul class="missing">
            <For each=move || needs.get() key=|requirement| requirement.id.0 let:requirement>
                <Need requirement on_remove=Callback::new(remove)/>
            </For>
        </ul>
        <AskField id/>
        <AskSentence id/>
    }
}

#[component]
fn Need(requirement: Requirement, on_remove: Callback<RequirementId>) -> impl IntoView {
    let state = pipeline_state();
    let id = requirement.id;
    let words = Memo::new(move |_| need_text(state, &requirement.need));
    view! {
        <li class="row">
            <Icon name="check"/><span class="grow">{words}</span>
            <button class="icon-button" type="button" aria-label=move || tr(words::REMOVE_NAMED, &[&words.get()]) on:click=move |_| on_remove.run(id)>
                <Icon name="close"/>
            </button>
        </li>
    }
}

/// Chooses a field that must be filled in.
#[component]
fn AskField(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let chosen = RwSignal::new(None::<Field>);
    let form = Form::new();
    // Those that are not asked for yet; a title every opportunity has.
    let open = Memo::new(move |_| {
        let asked = state.stage(id).map(|stage| stage.requirements).unwrap_or_default();
        let custom = state.fields.with(|fields| fields.iter().map(|field| Field::Custom(field.id)).collect::<Vec<_>>());
        let all = Field::EDITABLE.into_iter().filter(|field| *field != Field::Title).chain(custom);
        all.filter(|field| !asked.iter().any(|requirement| requirement.need == Need::Field(*field))).collect::<Vec<Field>>()
    });
    let options = move || {
        let fields = state.fields.get();
        let each = move |(index, field): (usize, Field)| {
            view! {
                <option value=index.to_string() prop:selected=chosen.get() == Some(field)>{field_name(&fields, field)}</option>
            }
        };
        view! { <option value="" prop:selected=chosen.get().is_none()>{t(words::CHOOSE)}</option>{open.get().into_iter().enumerate().map(each).collect_view()} }
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = chosen.get_untracked() {
            ask(state, id, Need::Field(field), form, move || {
                chosen.try_set(None);
            });
        }
    };
    let choose = move |event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        chosen.set(index.and_then(|index| open.with_untracked(|open| open.get(index).copied())));
    };
    view! {
        <form class="field" on:submit=add>
            <label class="label" for=format!("ask-field-{id}")>{t(words::ASK_FIELD)}</label>
            <div class="inline-form">
                <select class="input" id=format!("ask-field-{id}") on:change=choose>{move || options()}</select>
                <button class="button" type="submit"><Icon name="plus"/>{t(general::ADD)}<span class="hush">{t(words::ASK_FIELD)}</span></button>
            </div>
            <ProblemText id=format!("ask-field-{id}-problem") problem=form.problem/>
        </form>
    }
}

/// Adds a sentence that a person must confirm.
#[component]
fn AskSentence(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let sentence = RwSignal::new(String::new());
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match text::name("requirements", &sentence.get_untracked()) {
            Ok(typed) => ask(state, id, Need::Confirm(typed), form, move || {
                sentence.try_set(String::new());
            }),
            Err(refusal) => form.refuse(&refusal),
        }
    };
    view! {
        <form class="field" on:submit=add>
            <label class="label" for=format!("ask-sentence-{id}")>{t(words::ASK_SENTENCE)}</label>
            <div class="inline-form">
                <input class="input" id=format!("ask-sentence-{id}") maxlength="200" autocomplete="off" placeholder=t(words::ASK_SENTENCE_EXAMPLE)
                    aria-invalid=move || form.is_refused() aria-describedby=form.described(&format!("ask-sentence-{id}-problem")) bind:value=sentence/>
                <button class="button" type="submit"><Icon name="plus"/>{t(general::ADD)}<span class="hush">{t(words::ASK_SENTENCE)}</span></button>
            </div>
            <ProblemText id=format!("ask-sentence-{id}-problem") problem=form.problem/>
        </form>
    }
}
