//! The pipelines of the workspace, on the settings page.

use heliu_domain::{
    Code, Command, PipelineId, StageId,
    directory::Department,
    locale::{general, settings as words},
    order::sort,
    pipeline::{NewStage, PipelineCommand},
    policy::Visibility,
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
                        <thead><tr><th scope="col">{t(words::NAME)}</th><td></td><th scope="col">{t(words::VISIBILITY)}</th><td></td></tr></thead>
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
            <td><VisibleTo id/></td>
            <td class="act">
                <button class="icon-button" type="button" aria-label=move || tr(words::DELETE_NAMED, &[&name.get()]) aria-describedby=problem_id.clone() on:click=delete>
                    <Icon name="trash"/>
                </button>
            </td>
        </tr>
    }
}

/// Who sees a pipeline: everyone, some departments, or whoever is involved in an opportunity.
#[component]
fn VisibleTo(id: PipelineId) -> impl IntoView {
    let space = space();
    let again = Trigger::new();
    let present = move || space.pipeline(id).map(|pipeline| pipeline.visibility).unwrap_or_default();
    let show = move |to: Visibility| {
        space.run(Command::Pipeline(PipelineCommand::Show { id, to }), move |answer| match answer {
            Ok(outcome) => space.saved(t(words::SAVED).to_owned(), &outcome),
            // The controls say again what holds.
            Err(_) => again.notify(),
        });
    };
    let choose = move |event| {
        let all = Visibility::Departments(Department::ALL.into());
        show(Visibility::parse(&event_target_value(&event)).unwrap_or(all));
    };
    let name = move || space.pipeline(id).map(|pipeline| pipeline.name).unwrap_or_default();
    let chosen = move || {
        again.track();
        match present() {
            Visibility::Departments(_) => "departments".to_owned(),
            other => other.stored(),
        }
    };
    let departments = move || {
        again.track();
        let Visibility::Departments(chosen) = present() else { return ().into_any() };
        let boxes = Department::ALL.map(|each| {
            let mut others = chosen.clone();
            others.retain(|other| *other != each);
            let is_on = others.len() < chosen.len();
            let toggle = move |_| {
                let mut now = others.clone();
                if !is_on {
                    now.push(each);
                    sort(&mut now, Ord::cmp);
                }
                show(Visibility::Departments(now));
            };
            view! { <label class="check"><input type="checkbox" prop:checked=is_on checked=is_on on:change=toggle/><span>{t(general::department(each))}</span></label> }
        });
        view! { <div class="checks">{boxes.collect_view()}</div> }.into_any()
    };
    let choices =
        [("everyone", words::SEEN_BY_EVERYONE), ("departments", words::SEEN_BY_DEPARTMENTS), ("involved", words::SEEN_BY_INVOLVED)];
    let options = choices.map(|(value, text)| view! { <option value=value selected=move || chosen() == value>{t(text)}</option> });
    view! {
        <select class="input" aria-label=move || tr(words::VISIBILITY_OF, &[&name()]) prop:value=move || chosen() on:change=choose>{options.collect_view()}</select>
        {move || departments()}
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
