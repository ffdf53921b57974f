//! The board's page.

use heliu_domain::{
    PipelineId, StageId,
    filter::Filter,
    locale::{board as words, format},
};
use leptos::{html, prelude::*};
use leptos_router::{
    components::Outlet,
    hooks::{use_params_map, use_query_map},
};

use super::{
    api,
    bulk::BulkBar,
    column::ColumnView,
    dialogs::Questions,
    drag::{self, drag_view},
    filter_bar::{NothingPasses, count_of},
    finder::{self, Finder, Room},
    keyboard::{self, lift},
    menus::{self, Menus},
    panel,
    state::{BoardState, board_state},
    view_bar::{NewButton, ViewBar},
    views,
};
use crate::{
    app::NotFound,
    live::patiently,
    preferences::{language, t},
    ui::{For, Icon, PageTitle, Show, effect},
    wire::page_data,
    workspace::{Trouble, space},
};

/// The filter of the address.
pub fn filter_of_address() -> Memo<Filter> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let pairs: Vec<(String, String)> = query.clone().into_iter().map(|(name, value)| (name.to_string(), value)).collect();
            Filter::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        })
    })
}

/// The pipeline of the address, if it is an id.
pub fn pipeline_of_address() -> Memo<Option<PipelineId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("pipeline").and_then(|id| id.parse().ok())))
}

/// Loads the board of the address and shows it; an open card stands beside it.
#[component]
pub fn BoardPage() -> impl IntoView {
    let space = space();
    let Finder { pipeline, filter, .. } = finder::provide(Room::Board);
    views::provide();
    panel::provide();
    let again = Trigger::new();
    let data = page_data(
        move || {
            again.track();
            (pipeline.get(), filter.get())
        },
        move |(pipeline, filter)| async move {
            let Some(pipeline) = pipeline else { return Err(heliu_domain::Problem::not_found("pipeline").into()) };
            patiently(|| api::board(space.slug(), pipeline, filter.clone())).await
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => {
                        let state = BoardState::new(data, filter.get_untracked());
                        let reread = state.reread;
                        provide_context(state);
                        effect(move |is_first: Option<()>| {
                            reread.track();
                            match is_first {
                                None => state.start(),
                                Some(()) => again.notify(),
                            }
                        });
                        view! { <BoardView/> }.into_any()
                    }
                    Err(refused) if refused.0.code == heliu_domain::Code::NotFound => view! { <NotFound/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn BoardView() -> impl IntoView {
    let state = board_state();
    let space = space();
    drag::provide();
    keyboard::provide();
    menus::provide();
    let dragged = drag_view();
    let board = NodeRef::<html::Div>::new();
    effect(move |_| {
        if let Some(board) = board.get() {
            drag::attach(&board);
        }
    });
    let name = move || space.pipeline(state.pipeline).map(|pipeline| pipeline.name).unwrap_or_default();
    let base = space.path(&format!("board/{}", state.pipeline));
    let here = RwSignal::new(0usize);
    let on_scroll = move |_| {
        let Some(element) = board.get_untracked() else { return };
        let width = element.client_width().max(1);
        let index = (element.scroll_left() + width / 2) / width;
        here.set(usize::try_from(index).unwrap_or(0));
    };
    let stage_ids = move || state.stages.with(|stages| stages.iter().map(|stage| stage.id).collect::<Vec<StageId>>());
    let is_selecting = move || !state.selected.with(|selected| selected.is_empty());
    view! {
        <PageTitle text=name/>
        <main class="main" id="main" tabindex="-1">
            <div class="view" class:selecting=move || is_selecting() class:dragging-now=move || dragged.with(Option::is_some)>
                <h1 class="hush">{move || name()}</h1>
                <ViewBar/>
                <NothingPasses count=Signal::derive(move || state.totals.with(count_of))/>
                <nav class="stage-tabs" aria-label=t(words::STAGES)>
                    {move || state.stages.get().into_iter().enumerate().map(|(index, stage)| view! { <StageTab index stage=stage.id here/> }).collect_view()}
                </nav>
                <div
                    class="board" role="group" aria-label=t(words::BOARD) node_ref=board
                    on:pointerdown=|event| drag::on_down(&event)
                    on:keydown=|event| keyboard::on_key(&event)
                    on:click:capture=|event| drag::swallow_click(&event)
                    on:contextmenu=|event| hold_context_menu(&event)
                    on:scroll=on_scroll
                >
                    <For each=stage_ids key=|id| id.0 let:id><ColumnView stage=id base=base.clone()/></For>
                </div>
                <DropZones/>
                <LiftHint/>
                <BulkBar/>
                <NewButton/>
            </div>
        </main>
        <Menus/>
        <Questions/>
        <Outlet/>
    }
}

/// A long press must not open the browser's menu over the card that it picks up.
fn hold_context_menu(event: &web_sys::MouseEvent) {
    let is_touch =
        js_sys::Reflect::get(event, &"pointerType".into()).ok().and_then(|kind| kind.as_string()).is_some_and(|kind| kind != "mouse");
    if is_touch && keyboard::card_of(event).is_some() {
        event.prevent_default();
    }
}

#[component]
fn StageTab(index: usize, stage: StageId, here: RwSignal<usize>) -> impl IntoView {
    let state = board_state();
    let name = move || state.stage(stage).map(|stage| stage.name).unwrap_or_default();
    let total = move || state.totals.with(|totals| totals.columns.get(&stage).cloned().unwrap_or_default());
    let sum = move || {
        let sums: Vec<String> = total().sums.each().map(|sum| format::short_money(language(), sum)).collect();
        sums.join(" + ")
    };
    view! {
        <a class="stage-tab" href=format!("#stage-{stage}") rel="external" aria-current=move || (here.get() == index).then_some("true") on:click=move |event| {
            event.prevent_default();
            keyboard::reveal(stage, 0);
        }>
            {move || name()}" "<small><span class="count">{move || total().count}</span>{move || Some(sum()).filter(|sum| !sum.is_empty()).map(|sum| view! { " · "<span class="money">{sum}</span> })}</small>
        </a>
    }
}

#[component]
fn DropZones() -> impl IntoView {
    let dragged = drag_view();
    let is_on = Memo::new(move |_| dragged.with(Option::is_some));
    let zone = Memo::new(move |_| dragged.with(|view| view.as_ref().and_then(|view| view.zone)));
    view! {
        <Show when=move || is_on.get()>
            <div class="drop-zones">
                <div class="drop-zone won" class:over=move || zone.get() == Some(true)><Icon name="flag-won"/>{t(words::WON)}</div>
                <div class="drop-zone lost" class:over=move || zone.get() == Some(false)><Icon name="flag-lost"/>{t(words::LOST)}</div>
            </div>
        </Show>
    }
}

#[component]
fn LiftHint() -> impl IntoView {
    view! {
        <Show when=|| lift().with(Option::is_some)>
            <p class="lift-hint">
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>{t(words::LIFT_UP_DOWN)}</span>
                <span><kbd>"←"</kbd><kbd>"→"</kbd>{t(words::LIFT_STAGE)}</span>
                <span><kbd>"Space"</kbd>{t(words::LIFT_DROP)}</span>
                <span><kbd>"Esc"</kbd>{t(words::LIFT_CANCEL)}</span>
            </p>
        </Show>
    }
}
