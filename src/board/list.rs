//! The list: a pipeline's opportunities as a table that can be sorted and edited in place.
//!
//! The page has a [`BoardState`] without columns' first cards: every row is loaded into it, so that commands, questions, menus
//! and the live feed work as on the board. Which rows are shown, and in which order, is the server's answer to filter and sort.

mod editor;
mod row;
pub mod state;

use heliu_domain::{
    Code, OpportunityId, Problem,
    filter::{Sort, SortBy},
    locale::{board, list as words, shell},
    money::Sums,
};
use leptos::{html, prelude::*};
use leptos_router::components::Outlet;

use self::{
    row::Row,
    state::{ListState, list_state},
};
use super::{
    api::{self, FIRST_ROWS},
    bulk::BulkBar,
    dialogs::Questions,
    filter_bar::NothingPasses,
    finder::{self, Asking, Finder, Room, finder},
    menus::{self, Menus},
    panel,
    state::{BoardState, board_state},
    view_bar::{NewButton, ViewBar},
    views,
};
use crate::{
    app::NotFound,
    live::patiently,
    preferences::{t, tr},
    ui::{For, Icon, PageTitle, Show, effect, money::full_sums, toast::toasts},
    wire::page_data,
    workspace::{Trouble, space},
};

/// Loads the list of the address and shows it; an open card stands beside it.
#[component]
pub fn ListPage() -> impl IntoView {
    let space = space();
    let Finder { pipeline, filter, sort, .. } = finder::provide(Room::List);
    views::provide();
    panel::provide();
    let again = Trigger::new();
    let data = page_data(
        move || {
            again.track();
            (pipeline.get(), filter.get(), sort.get())
        },
        move |(pipeline, filter, sort)| async move {
            let Some(pipeline) = pipeline else { return Err(Problem::not_found("pipeline").into()) };
            patiently(|| api::list(space.slug(), pipeline, filter.clone(), sort)).await
        },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => {
                        let board = BoardState::new(data.board, filter.get_untracked());
                        provide_context(board);
                        let list = ListState::new(board, data.page, sort.get_untracked());
                        provide_context(list);
                        effect(move |_| {
                            board.start();
                            list.start();
                        });
                        reread_when_idle(list, again);
                        view! { <ListView/> }.into_any()
                    }
                    Err(refused) if refused.0.code == Code::NotFound => view! { <NotFound/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Reads the page anew when the board asks for it, but not under the hands of somebody who is editing a row.
fn reread_when_idle(list: ListState, again: Trigger) {
    let is_due = RwSignal::new(false);
    effect(move |is_first: Option<()>| {
        list.board.reread.track();
        if is_first.is_some() {
            is_due.set(true);
        }
    });
    effect(move |_| {
        if is_due.get() && list.editing.with(Option::is_none) {
            again.notify();
        }
    });
}

#[component]
fn ListView() -> impl IntoView {
    let state = board_state();
    let space = space();
    let list = list_state();
    menus::provide();
    let name = move || space.pipeline(state.pipeline).map(|pipeline| pipeline.name).unwrap_or_default();
    let is_selecting = move || !state.selected.with(|selected| selected.is_empty());
    view! {
        <PageTitle text=name/>
        <main class="main" id="main" tabindex="-1">
            <div class="view" class:selecting=move || is_selecting()>
                <h1 class="hush">{move || name()}</h1>
                <ViewBar/>
                <div class="table-scroll" tabindex="0" role="region" aria-label=t(words::DEALS)>
                    <Show when=move || list.total.get() != 0 fallback=Nothing><Table/></Show>
                </div>
                <BulkBar/>
                <NewButton/>
            </div>
        </main>
        <Menus/>
        <Questions/>
        <Outlet/>
    }
}

/// An empty page says why, and offers the way on.
#[component]
fn Nothing() -> impl IntoView {
    let finder = finder();
    view! {
        <Show when=move || finder.is_narrowed() fallback=move || view! {
            <div class="empty">
                <Icon name="list"/>
                <h2>{t(words::NOTHING_YET)}</h2>
                <p>{t(words::NOTHING_YET_HINT)}</p>
                <div class="row">
                    <button class="button primary" type="button" on:click=move |_| finder.asking.set(Some(Asking::NewCard))><Icon name="plus"/>{t(words::NEW)}</button>
                    <a class="button" href=space().path("import")><Icon name="import"/>{t(shell::IMPORT)}</a>
                </div>
            </div>
        }>
            <NothingPasses count=0/>
        </Show>
    }
}

#[component]
fn Table() -> impl IntoView {
    let list = list_state();
    view! {
        <table class="table stacked">
            <thead>
                <tr>
                    <td class="pick"><label><SelectAll/></label></td>
                    <Header by=SortBy::Title/>
                    <Header by=SortBy::Account/>
                    <Header by=SortBy::Board/>
                    <Header by=SortBy::Amount/>
                    <Header by=SortBy::CloseOn/>
                    <Header by=SortBy::Owner/>
                    <Header by=SortBy::NextStep/>
                    <td class="act"></td>
                </tr>
            </thead>
            <tbody on:keydown=row::on_key>
                <For each=move || list.order.get() key=|id| id.0 let:id><Row id/></For>
            </tbody>
            <Totals/>
        </table>
        <More/>
    }
}

/// The head of a column; following it sorts by the column, following it again the other way round.
#[component]
fn Header(by: SortBy) -> impl IntoView {
    let (list, finder) = (list_state(), finder());
    let now = list.sort();
    let is_sorted = now.by == by;
    let is_number = by == SortBy::Amount;
    // Large amounts first, everything else from the start.
    let next = Sort { by, descending: if is_sorted { !now.descending } else { is_number } };
    let (state, icon) = match (is_sorted, now.descending) {
        (false, _) => ("none", "sort"),
        (true, false) => ("ascending", "arrow-up"),
        (true, true) => ("descending", "arrow-down"),
    };
    let announce = move |_| {
        let text = if next.descending { words::SORTED_DOWN } else { words::SORTED_UP };
        toasts().announce(tr(text, &[&t(words::sort(by))]));
    };
    view! {
        <th scope="col" class:num=is_number aria-sort=state>
            <a class="sort" data-noscroll="true" prop:replace=true href=finder.sorted_href(next) on:click=announce>{t(words::sort(by))}<Icon name=icon/></a>
        </th>
    }
}

#[component]
fn SelectAll() -> impl IntoView {
    let (list, state) = (list_state(), board_state());
    let node = NodeRef::<html::Input>::new();
    let picked = Memo::new(move |_| {
        list.order.with(|order| state.selected.with(|selected| (order.iter().filter(|id| selected.contains(id)).count(), order.len())))
    });
    effect(move |_| {
        let (count, all) = picked.get();
        if let Some(input) = node.get() {
            input.set_indeterminate(count > 0 && count < all);
        }
    });
    let toggle = move |event| {
        let ids: Vec<OpportunityId> = list.order.get_untracked();
        let is_on = event_target_checked(&event);
        state.selected.update(|selected| if is_on { selected.extend(ids) } else { selected.clear() });
    };
    view! {
        <input type="checkbox" node_ref=node aria-label=t(words::SELECT_ALL) prop:checked=move || { let (count, all) = picked.get(); all > 0 && count == all } on:change=toggle/>
    }
}

/// The sums of everything that passes the filter, loaded or not.
#[component]
fn Totals() -> impl IntoView {
    let (list, state) = (list_state(), board_state());
    let sums = move || {
        state.totals.with(|totals| {
            let mut sums = Sums::default();
            totals.columns.values().flat_map(|total| total.sums.each()).for_each(|sum| sums.add(sum));
            full_sums(&sums)
        })
    };
    view! {
        <tfoot>
            <tr>
                <td class="pick"></td>
                <th scope="row" colspan="3">{move || tr(words::TOTAL_OVER, &[&list.total.get()])}</th>
                <td class="num" data-label=t(board::AMOUNT)><b class="money">{sums}</b></td>
                <td colspan="4"></td>
            </tr>
        </tfoot>
    }
}

/// How many rows are shown, and the button for the next ones.
#[component]
fn More() -> impl IntoView {
    let list = list_state();
    let shown = Memo::new(move |_| list.order.with(Vec::len));
    let left = move || usize::try_from(list.total.get()).unwrap_or(0).saturating_sub(shown.get());
    view! {
        <p class="more">
            <span>{move || tr(words::SHOWN_OF, &[&shown.get(), &list.total.get()])}</span>
            <Show when=move || left() != 0>
                <button class="button" type="button" aria-busy=move || list.is_loading.get().then_some("true") on:click=move |_| list.load_more()>
                    {move || tr(words::LOAD_MORE, &[&left().min(FIRST_ROWS)])}
                </button>
            </Show>
        </p>
    }
}
