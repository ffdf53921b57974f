//! The pipelines of the workspace, on the settings page.

use heliu_domain::{
    Code, Command, PipelineId, StageId,
    locale::settings as words,
    pipeline::{NewStage, PipelineCommand},
    text,
};
use leptos::prelude::*;

use crate::{
    live::fresh,
    preferences::{say, t, tr},
    ui::{
        For, Icon, Show,
        saved::{Draft, Form, ProblemText, SavedInput},
    },
    workspace::space,
};

/// The list of pipelines, with a form for one more.
#[component]
pub fn PipelinesBox() -> impl IntoView {
    let space = space();
    let ids =
        Memo::new(move |_| space.pipelines.with(|pipelines| pipelines.iter().map(|pipeline| pipeline.id).collect::<Vec<PipelineId>>()));
    view! {
        <section class="box" aria-labelledby="pipeline-settings">
            <h2 id="pipeline-settings">{t(words::PIPELINES)}</h2>
            <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t(words::NO_PIPELINES)}</p> }>
                <div class="table-box">
                    <table class="table boxed stacked">
                        <thead><tr><th scope="col">{t(words::NAME)}</th><td></td><td></td></tr></thead>
                        <tbody><For each=move || ids.get() key=|id| id.0 let:id><PipelineRow id/></For></tbody>
                    </table>
                </div>
            </Show>
            <AddPipeline/>
        </section>
    }
}

#[component]
fn PipelineRow(id: PipelineId) -> impl IntoView {
    let space = space();
    let name = Memo::new(move |_| space.pipeline(id).map(|pipeline| pipeline.name).unwrap_or_default());
    let draft = Draft::new(
        move || name.get(),
        move |typed| Ok(Command::Pipeline(PipelineCommand::Rename { id, name: text::name("pipeline", &typed)? })),
        move |outcome| space.saved(t(words::SAVED).to_owned(), &outcome),
    );
    let problem = RwSignal::new(None::<String>);
    let delete = move |_| {
        let text = tr(words::PIPELINE_DELETED, &[&name.get_untracked()]);
        problem.set(None);
        space.outbox.submit(Command::Pipeline(PipelineCommand::Delete { id }), move |answer| match answer {
            Ok(outcome) => space.saved(text, &outcome),
            Err(refusal) => {
                let words = if refusal.code == Code::NotEmpty { t(words::PIPELINE_IN_USE).to_owned() } else { say(&refusal) };
                problem.try_set(Some(words));
            }
        });
    };
    let problem_id = format!("pipeline-{id}-refused");
    view! {
        <tr>
            <th scope="row">
                <SavedInput id=format!("pipeline-{id}") label=Signal::derive(move || tr(words::NAME_OF, &[&name.get()])) draft is_bare=true/>
                <ProblemText id=problem_id.clone() problem/>
            </th>
            <td>
                <a href=space.path(&format!("settings/{id}")) aria-label=move || tr(words::STAGES_AND_FIELDS_OF, &[&name.get()])>{t(words::STAGES_AND_FIELDS)}</a>
            </td>
            <td class="act">
                <button class="icon-button" type="button" aria-label=move || tr(words::DELETE_NAMED, &[&name.get()]) aria-describedby=problem_id.clone() on:click=delete>
                    <Icon name="trash"/>
                </button>
            </td>
        </tr>
    }
}

#[component]
fn AddPipeline() -> impl IntoView {
    let space = space();
    let name = RwSignal::new(String::new());
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = match text::name("pipeline", &name.get_untracked()) {
            Ok(typed) => typed,
            Err(refusal) => return form.refuse(&refusal),
        };
        let stages = words::FIRST_STAGES.map(|(name, probability, rot_days)| {
            let (at, random) = fresh();
            NewStage { id: StageId::new(at, random), name: t(name).to_owned(), probability, rot_days: Some(rot_days) }
        });
        let (at, random) = fresh();
        let command = PipelineCommand::Add { id: PipelineId::new(at, random), name: typed.clone(), stages: stages.into() };
        form.send(Command::Pipeline(command), move |outcome| {
            name.try_set(String::new());
            space.saved(tr(words::PIPELINE_ADDED, &[&typed]), &outcome);
        });
    };
    view! {
        <form class="inline-form" on:submit=add>
            <input class="input" id="new-pipeline" aria-label=t(words::NEW_PIPELINE) placeholder=t(words::NEW_PIPELINE) maxlength="200" autocomplete="off"
                aria-invalid=move || form.is_refused() aria-describedby=form.described("new-pipeline-problem") bind:value=name/>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_PIPELINE)}</button>
            <ProblemText id="new-pipeline-problem".to_owned() problem=form.problem/>
        </form>
    }
}
