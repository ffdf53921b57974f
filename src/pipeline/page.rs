//! The settings page of one pipeline.

use heliu_domain::{Code, PipelineId, Problem, locale::settings as words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    deletion::StageDeletion,
    fields::FieldsBox,
    stages::StagesBox,
    state::{PipelineState, pipeline_state},
};
use crate::{
    app::NotFound,
    live::patiently,
    preferences::t,
    ui::{Icon, PageTitle, Show, effect},
    wire::page_data,
    workspace::{Trouble, space},
};

/// Loads the pipeline of the address and shows its stages and custom fields.
#[component]
pub fn PipelinePage() -> impl IntoView {
    let space = space();
    let params = use_params_map();
    let pipeline = Memo::new(move |_| params.with(|params| params.get("pipeline").and_then(|id| id.parse::<PipelineId>().ok())));
    let again = Trigger::new();
    let data = page_data(
        move || {
            again.track();
            pipeline.get()
        },
        move |pipeline| async move {
            let Some(pipeline) = pipeline else { return Err(Problem::not_found("pipeline").into()) };
            patiently(|| api::read_pipeline(space.slug(), pipeline)).await
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => {
                        let state = PipelineState::new(data);
                        provide_context(state);
                        effect(move |is_first: Option<()>| {
                            state.reread.track();
                            match is_first {
                                None => state.start(),
                                Some(()) => again.notify(),
                            }
                        });
                        view! { <Shape/> }.into_any()
                    }
                    Err(refused) if refused.0.code == Code::NotFound => view! { <NotFound/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Shape() -> impl IntoView {
    let state = pipeline_state();
    let space = state.space();
    let pipeline = Memo::new(move |_| space.pipeline(state.id));
    let name = move || pipeline.with(|pipeline| pipeline.as_ref().map(|pipeline| pipeline.name.clone()).unwrap_or_default());
    let is_gone = move || pipeline.with(Option::is_none);
    view! {
        <PageTitle text=name/>
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{move || name()}</h1>
                        <a class="button end" href=space.path(&format!("board/{}", state.id))><Icon name="board"/>{t(words::OPEN_BOARD)}</a>
                        <a class="button" href=space.path("settings")><Icon name="settings"/>{t(words::ALL_SETTINGS)}</a>
                        <p>{t(words::SETTINGS_LEAD)}</p>
                    </header>
                    <Show when=is_gone>
                        <div class="note amber" role="alert"><Icon name="warning"/><div>{t(words::PIPELINE_GONE)}</div></div>
                    </Show>
                    <StagesBox/>
                    <FieldsBox/>
                </div>
            </div>
        </main>
        <StageDeletion/>
    }
}
