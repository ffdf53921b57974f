//! One stage as a column: its figures, and the window of cards that can be seen.

use heliu_domain::{
    Money, Stage, StageId,
    locale::{board as words, format},
    money::Sums,
};
use leptos::{html, prelude::*};

use super::{
    api::FIRST_CARDS, card::Card, drag::drag_view, keyboard::lift, menus::open_stage_menu, quick_add::QuickAdd, state::board_state,
};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{
        Anchor, For, Icon, effect,
        money::{full_sums, short_sums},
    },
    workspace::space,
};

/// The height of a card with its gap where the style sheet does not say (pixels).
pub const CARD_HEIGHT: f64 = 108.0;
/// Cards rendered above and below what can be seen.
const OVERSCAN: usize = 6;

/// The column of a stage.
#[component]
pub fn ColumnView(stage: StageId, base: String) -> impl IntoView {
    let state = board_state();
    let stored = Memo::new(move |_| state.stage(stage));
    let name = move || stored.with(|stage| stage.as_ref().map(|stage| stage.name.clone()).unwrap_or_default());
    let total = move || state.totals.with(|totals| totals.columns.get(&stage).cloned().unwrap_or_default());
    let heading = format!("stage-{stage}-name");
    let (dragged, lifted) = (drag_view(), lift());
    let is_over = Memo::new(move |_| {
        dragged.with(|view| view.as_ref().and_then(|view| view.over).is_some_and(|over| over.stage == stage))
            || lifted.with(|lift| lift.as_ref().is_some_and(|lift| lift.stage == stage))
    });
    let refuses = move || {
        let limit = stored.with(|stage| stage.as_ref().and_then(|stage| stage.limit).filter(|limit| limit.hard));
        let arriving =
            is_over.get().then(|| dragged.with_untracked(|view| view.as_ref().map(|view| state.arriving(stage, &view.cards)))).flatten();
        limit.zip(arriving).is_some_and(|(limit, arriving)| arriving > 0 && total().open + arriving > i64::from(limit.cards))
    };
    let open_menu = move |event: leptos::ev::MouseEvent| open_stage_menu(stage, Anchor::below(&event));
    let work = move || stored.with(|stored| stored.as_ref().map(|stored| work_in_progress(stored, total().open, total().count)));
    view! {
        <section class="column" class:over=move || is_over.get() class:refuses=move || refuses() id=format!("stage-{stage}") data-stage=stage.to_string() aria-labelledby=heading.clone()>
            <header class="column-head">
                <div class="column-row">
                    <h2 class="column-name" id=heading.clone()>{move || name()}</h2>
                    {move || work()}
                    <button class="icon-button small" type="button" aria-haspopup="menu" aria-label=move || tr(words::STAGE_ACTIONS, &[&name()]) on:click=open_menu>
                        <Icon name="more"/>
                    </button>
                </div>
                <Figures stage/>
            </header>
            <Cards stage base heading=heading.clone()/>
            <footer class="column-foot" hidden=move || !space().may(heliu_domain::policy::may_contribute)><QuickAdd stage/></footer>
        </section>
    }
}

/// The count of cards, against the limit if there is one.
fn work_in_progress(stage: &Stage, open: i64, count: i64) -> AnyView {
    let Some(limit) = stage.limit else {
        return view! { <span class="count column-count">{count}</span> }.into_any();
    };
    let most = i64::from(limit.cards);
    let (class, word) = match open.cmp(&most) {
        std::cmp::Ordering::Greater => ("wip above", Some(words::WIP_ABOVE)),
        std::cmp::Ordering::Equal => ("wip at", Some(words::WIP_AT)),
        std::cmp::Ordering::Less => ("wip", None),
    };
    let kind = t(if limit.hard { words::LIMIT_HARD } else { words::LIMIT_SOFT });
    view! {
        <span class=class title=kind>
            {word.map(|_| view! { <Icon name="warning"/> })}
            <span class="count">{format!("{open} / {most}")}</span>
            {word.map(|word| format!(" {}", t(word)))}
        </span>
    }
    .into_any()
}

/// Sum, weighted sum, and this stage's share of the forecast.
#[component]
fn Figures(stage: StageId) -> impl IntoView {
    let state = board_state();
    let total = Memo::new(move |_| state.totals.with(|totals| totals.columns.get(&stage).cloned().unwrap_or_default()));
    let probability = move || state.stage(stage).map_or(0, |stage| stage.probability);
    let share = move || {
        state.totals.with(|totals| {
            let most = totals.columns.values().map(|total| weight(&total.weighted)).max().unwrap_or(0);
            if most == 0 { 0 } else { weight(&total.get().weighted) * 100 / most }
        })
    };
    let sums = move || total.with(|total| short_sums(&total.sums));
    let in_full = move || total.with(|total| full_sums(&total.sums));
    let weighted = move || total.with(|total| figure(&total.weighted));
    view! {
        <p class="column-sums">
            <span class="money sum" title=move || in_full()>{move || sums()}</span>
            <span class="money weighted" title=move || weighted().1>{move || tr(words::WEIGHTED, &[&weighted().0, &probability()])}</span>
        </p>
        <span class="meter" style=move || format!("--v:{}", share()) aria-hidden="true"></span>
    }
}

/// The size of a bar: the converted total, or without rates the largest single currency.
fn weight(sums: &Sums) -> i64 {
    let space = space();
    let converted = space.rates.with(|rates| sums.converted(space.currency(), rates, preferences().today));
    converted.map_or_else(|_| sums.each().map(|sum| sum.minor).max().unwrap_or(0), |total: Money| total.minor)
}

/// The scroller with the window of cards.
#[component]
fn Cards(stage: StageId, base: String, heading: String) -> impl IntoView {
    let state = board_state();
    let Some(column) = state.column(stage) else { return ().into_any() };
    let scroller = NodeRef::<html::Div>::new();
    let window = RwSignal::new((0, FIRST_CARDS));
    let count = Memo::new(move |_| {
        let counted = state.totals.with(|totals| totals.columns.get(&stage).map_or(0, |total| total.count));
        let loaded = column.ids.with(|ids| ids.len());
        if state.has_more(stage) { usize::try_from(counted).unwrap_or(0).max(loaded) } else { loaded }
    });
    let look = move || {
        let Some(element) = scroller.get_untracked() else { return };
        let height = card_height(&element);
        let rows = |pixels: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen has fewer rows")]
            let rows = (pixels / height).max(0.0) as usize;
            rows
        };
        let first = rows(f64::from(element.scroll_top())).saturating_sub(OVERSCAN);
        let last = rows(f64::from(element.scroll_top() + element.client_height())) + OVERSCAN + 1;
        // What the page came with stays: taking it out only to put it back a moment later is work for nothing.
        let last = if first == 0 { last.max(FIRST_CARDS) } else { last };
        if window.get_untracked() != (first, last) {
            window.set((first, last));
        }
        if last > column.ids.with_untracked(|ids| ids.len()) {
            state.load_more(stage);
        }
    };
    effect(move |_| {
        column.ids.track();
        count.track();
        look();
    });
    let resize = window_event_listener(leptos::ev::resize, move |_| look());
    on_cleanup(move || resize.remove());
    let shown = move || {
        let (first, last) = window.get();
        column.ids.with(|ids| ids.get(first.min(ids.len())..last.min(ids.len())).unwrap_or_default().to_vec())
    };
    // A feed holds articles; an empty one is none.
    let role = move || column.ids.with(|ids| !ids.is_empty()).then_some("feed");
    let above = move || window.get().0.min(column.ids.with(|ids| ids.len()));
    let bones = move || {
        let (_, last) = window.get();
        last.min(count.get()).saturating_sub(column.ids.with(|ids| ids.len())).min(20)
    };
    let below = move || {
        let (_, last) = window.get();
        count.get().saturating_sub(last.min(count.get()))
    };
    let (dragged, lifted) = (drag_view(), lift());
    let landing = Memo::new(move |_| {
        let dragged =
            dragged.with(|view| view.as_ref().and_then(|view| view.over).filter(|over| over.stage == stage).map(|over| over.index));
        dragged.or_else(|| lifted.with(|lift| lift.as_ref().filter(|lift| lift.stage == stage).map(|lift| lift.index)))
    });
    let line = move || landing.get().map(|index| view! { <div class="drop-line" style=format!("--i:{index}")></div> });
    view! {
        <div class="column-body" node_ref=scroller on:scroll=move |_| look()>
            <div class="cards" role=move || role() aria-labelledby=move || role().map(|_| heading.clone()) aria-busy=move || role().map(|_| "false")>
                <div class="spacer" style=move || format!("--n:{}", above())></div>
                <For each=shown key=|id| id.0 let:id><Card id base=base.clone()/></For>
                {move || (0..bones()).map(|_| view! {
                    <div class="card bones" aria-hidden="true">
                        <span class="bone" style="--w:90%"></span><span class="bone" style="--w:60%"></span><span class="bone" style="--w:75%"></span>
                    </div>
                }).collect_view()}
                <div class="spacer" style=move || format!("--n:{}", below())></div>
                {move || line()}
                {move || (count.get() == 0).then(|| view! { <div class="empty"><p>{t(words::EMPTY_COLUMN)}</p></div> })}
            </div>
        </div>
    }
    .into_any()
}

/// The height of one card with its gap, in pixels, as the style sheet has it.
pub fn card_height(element: &web_sys::Element) -> f64 {
    let style = web_sys::window().and_then(|window| window.get_computed_style(element).ok().flatten());
    let value = style.and_then(|style| style.get_property_value("--card-h").ok()).unwrap_or_default();
    crate::edge::number(value.trim().trim_end_matches("px")).unwrap_or(CARD_HEIGHT)
}

/// Sums of several currencies in one figure, where every one has a rate, and in full.
fn figure(sums: &Sums) -> (String, String) {
    let space = space();
    if sums.0.len() < 2 && sums.0.keys().all(|currency| *currency == space.currency()) {
        return (short_sums(sums), full_sums(sums));
    }
    match space.rates.with(|rates| sums.converted(space.currency(), rates, preferences().today)) {
        Ok(total) => (format!("≈ {}", format::short_money(language(), total)), tr(words::CONVERTED, &[&full_sums(sums)])),
        Err(without) => {
            let codes: Vec<String> = without.iter().map(ToString::to_string).collect();
            (short_sums(sums), tr(words::NO_RATE, &[&codes.join(", ")]))
        }
    }
}

/// The sums of the whole board: per currency, and converted when every currency has a rate.
#[component]
pub fn BoardTotals() -> impl IntoView {
    let state = board_state();
    let all = Memo::new(move |_| {
        state.totals.with(|totals| {
            let (mut count, mut sums, mut weighted) = (0, Sums::default(), Sums::default());
            for total in totals.columns.values() {
                count += total.count;
                total.sums.each().for_each(|sum| sums.add(sum));
                total.weighted.each().for_each(|sum| weighted.add(sum));
            }
            (count, sums, weighted)
        })
    });
    let sum = move || all.with(|(_, sums, _)| figure(sums));
    let forecast = move || all.with(|(_, _, weighted)| figure(weighted));
    view! {
        <dl class="totals">
            <div><dt>{t(words::CARDS)}</dt><dd class="count">{move || all.with(|all| all.0)}</dd></div>
            <div title=move || sum().1><dt>{t(words::AMOUNT)}</dt><dd class="money">{move || sum().0}</dd></div>
            <div title=move || forecast().1><dt>{t(words::FORECAST)}</dt><dd class="money">{move || forecast().0}</dd></div>
        </dl>
    }
}
