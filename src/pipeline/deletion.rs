//! Asks where the cards of a stage go before it is deleted.

use heliu_domain::{
    StageId,
    locale::{general, settings as words},
    pipeline::PipelineCommand,
};
use leptos::prelude::*;

use super::{
    api,
    state::{focus, pipeline_state},
};
use crate::{
    preferences::{say, t, tr},
    ui::{Modal, follow},
};

/// The question, while it is open.
#[component]
pub fn StageDeletion() -> impl IntoView {
    let state = pipeline_state();
    follow(move || state.deleting.get().map(|id| view! { <Question id/> }))
}

#[component]
fn Question(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let close = Callback::new(move |()| {
        state.deleting.set(None);
        focus(format!("delete-{id}"));
    });
    let name = state.present_stage(id).map(|stage| stage.name).unwrap_or_default();
    let (slug, pipeline) = (state.space().slug(), state.id);
    let count = LocalResource::new(move || {
        let slug = slug.clone();
        async move { api::count_stages(slug, pipeline).await.map(|counts| counts.get(&id).copied().unwrap_or(0)) }
    });
    // The stage before it, or the one behind the first.
    let neighbour = state.stages.with_untracked(|stages| {
        let index = stages.iter().position(|stage| stage.id == id).unwrap_or(0);
        stages.get(if index == 0 { 1 } else { index - 1 }).map(|stage| stage.id)
    });
    let target = RwSignal::new(neighbour);
    let target_name = move || target.get().and_then(|target| state.stage(target)).map(|stage| stage.name).unwrap_or_default();
    let others = move || {
        let stages = state.stages.get().into_iter().filter(move |stage| stage.id != id);
        stages
            .map(move |stage| view! { <option value=stage.id.to_string() selected=Some(stage.id) == neighbour>{stage.name}</option> })
            .collect_view()
    };
    let held = move || match count.get() {
        None => t(words::COUNTING).to_owned(),
        Some(Ok(0)) => tr(words::STAGE_EMPTY, &[&target_name()]),
        Some(Ok(count)) => tr(words::STAGE_HOLDS, &[&count]),
        Some(Err(refused)) => say(&refused.0),
    };
    let text = tr(words::STAGE_DELETED, &[&name]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(cards_to) = target.get_untracked() else { return };
        close.run(());
        state.run(PipelineCommand::DeleteStage { id, cards_to }, text.clone(), move || focus(format!("name-{cards_to}")));
    };
    view! {
        <Modal title=tr(words::DELETE_STAGE, &[&name]) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    <p role="status">{move || held()}</p>
                    <div class="field">
                        <label class="label" for="cards-to">{t(words::CARDS_GO_TO)}</label>
                        <select class="input" id="cards-to" autofocus on:change=move |event| target.set(event_target_value(&event).parse().ok())>{move || others()}</select>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button danger" type="submit">{t(words::DELETE_STAGE_DO)}</button>
                </footer>
            </form>
        </Modal>
    }
}
