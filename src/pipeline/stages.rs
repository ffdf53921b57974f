//! The stages of a pipeline in order, and one more anywhere among them.

use heliu_domain::{
    Command, StageId,
    locale::settings as words,
    pipeline::{NewStage, PipelineCommand},
    text,
};
use leptos::{html, prelude::*};

use super::{
    reorder,
    stage::{StageItem, read_probability},
    state::pipeline_state,
};
use crate::{
    live::fresh,
    preferences::{t, tr},
    ui::{
        For, Icon, effect,
        saved::{Form, ProblemText},
    },
};

/// The list of stages, with a form for one more.
#[component]
pub fn StagesBox() -> impl IntoView {
    let state = pipeline_state();
    reorder::provide();
    let list = NodeRef::<html::Ol>::new();
    effect(move |_| {
        if list.get().is_some() {
            reorder::attach();
        }
    });
    // The order may have waited for the field that is being left.
    let left = move |_| set_timeout(move || state.arrange(), std::time::Duration::ZERO);
    view! {
        <section class="stack" aria-labelledby="stage-settings">
            <h2 id="stage-settings">{t(words::STAGES)}</h2>
            <p class="muted">{t(words::STAGES_LEAD)}</p>
            <ol class="stages" node_ref=list on:focusout=left>
                <For each=move || state.shown.get() key=|id| id.0 let:id><StageItem id/></For>
            </ol>
            <AddStage/>
        </section>
    }
}

/// The chance that lies between those of the neighbours of a place.
fn between(before: Option<u8>, behind: Option<u8>) -> u8 {
    u8::midpoint(before.unwrap_or(0), behind.unwrap_or(100))
}

#[component]
fn AddStage() -> impl IntoView {
    let state = pipeline_state();
    let name = RwSignal::new(String::new());
    // `None`: at the end; `Some(None)`: first.
    let place = RwSignal::new(None::<Option<StageId>>);
    let chance = RwSignal::new(None::<String>);
    let form = Form::new();
    let after = move || {
        let place = place.get();
        state.stages.with(|stages| match place {
            Some(Some(id)) if stages.iter().any(|stage| stage.id == id) => Some(id),
            Some(None) => None,
            _ => stages.last().map(|stage| stage.id),
        })
    };
    let proposal = move || {
        let after = after();
        state.stages.with(|stages| {
            let index = after.and_then(|id| stages.iter().position(|stage| stage.id == id)).map_or(0, |index| index + 1);
            let chance_at = |index: Option<usize>| index.and_then(|index| stages.get(index)).map(|stage| stage.probability);
            between(chance_at(index.checked_sub(1)), chance_at(Some(index)))
        })
    };
    let chance_text = move || chance.get().unwrap_or_else(|| proposal().to_string());
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let read = text::name("stage", &name.get_untracked()).and_then(|name| Ok((name, read_probability(&untrack(chance_text))?)));
        let (typed, probability) = match read {
            Ok(read) => read,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let stage = NewStage { id: StageId::new(at, random), name: typed.clone(), probability, rot_days: None };
        let command = PipelineCommand::AddStage { pipeline: state.id, after: untrack(after), stage };
        form.send(Command::Pipeline(command), move |outcome| {
            name.try_set(String::new());
            chance.try_set(None);
            place.try_set(None);
            state.saved(tr(words::STAGE_ADDED, &[&typed]), &outcome);
        });
    };
    let options = move || {
        let after = after();
        let stages = state.stages.get().into_iter().map(move |stage| {
            view! { <option value=stage.id.to_string() selected=after == Some(stage.id) prop:selected=after == Some(stage.id)>{tr(words::BEHIND, &[&stage.name])}</option> }
        });
        view! { <option value="" selected=after.is_none() prop:selected=after.is_none()>{t(words::FIRST)}</option>{stages.collect_view()} }
    };
    let described = form.described("new-stage-problem");
    view! {
        <form class="box" on:submit=add>
            <div class="pair">
                <div class="field">
                    <label class="label" for="new-stage">{t(words::NEW_STAGE)}</label>
                    <input class="input" id="new-stage" maxlength="200" autocomplete="off" aria-describedby=described.clone()
                        aria-invalid=move || form.is_refused() bind:value=name/>
                </div>
                <div class="field">
                    <label class="label" for="new-stage-place">{t(words::PLACE)}</label>
                    <select class="input" id="new-stage-place" on:change=move |event| place.set(Some(event_target_value(&event).parse().ok()))>{move || options()}</select>
                </div>
                <div class="field">
                    <label class="label" for="new-stage-chance">{t(words::PROBABILITY)}</label>
                    <input class="input" id="new-stage-chance" inputmode="numeric" maxlength="5" autocomplete="off" aria-describedby=described
                        value=untrack(chance_text) prop:value=move || chance_text() on:input=move |event| chance.set(Some(event_target_value(&event)))/>
                </div>
            </div>
            <ProblemText id="new-stage-problem".to_owned() problem=form.problem/>
            <div class="row"><button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_STAGE)}</button></div>
        </form>
    }
}
