//! One card.

use heliu_domain::{
    Opportunity, OpportunityId, Stage, State,
    locale::{board as words, format, general},
    mark::{Marks, marks},
    order::sort,
};
use leptos::prelude::*;

use super::{bulk::pick, drag::held, finder::finder, keyboard::lift, menus::open_menu, state::board_state};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{Avatar, Icon, hue},
    workspace::space,
};

/// The card of an opportunity in a column.
#[component]
pub fn Card(id: OpportunityId, base: String) -> impl IntoView {
    let state = board_state();
    let Some(signal) = state.card(id) else { return ().into_any() };
    let column = signal.with_untracked(|card| card.stage);
    let order = state.column(column).map(|column| column.ids);
    let position =
        move || order.and_then(|ids| ids.with(|ids| ids.iter().position(|other| *other == id))).map(|index| (index + 1).to_string());
    let size = move || state.totals.with(|totals| totals.columns.get(&column).map_or(0, |total| total.count)).to_string();
    let held = held();
    let visitor = Memo::new(move |_| state.visitor(id));
    let department = move || visitor.get().and_then(|person| space().person(person)).map(|person| hue(person.department));
    let own_path = format!("{base}/card/{id}");
    let href = format!("{own_path}{}", finder().query_untracked());
    let path = leptos_router::hooks::use_location().pathname;
    let is_open = move || path.with(|path| *path == own_path);
    let body = move || {
        signal.with(|card| face(card, state.stage(card.stage).as_ref(), state.pending.with(|pending| pending.contains(&id)), &href))
    };
    view! {
        <article
            class="card"
            class:selected=move || state.selected.with(|selected| selected.contains(&id))
            class:pending=move || state.pending.with(|pending| pending.contains(&id))
            class:arrived=move || state.arrived.with(|arrived| arrived.contains(&id))
            class:dragging=move || held.with(|held| held.contains(&id))
            class:lifted=move || lift().with(|lift| lift.as_ref().is_some_and(|lift| lift.card == id))
            class:open=move || is_open()
            data-id=id.to_string()
            data-hue=move || department()
            aria-posinset=position
            aria-setsize=move || size()
        >
            {move || body()}
            {move || visitor.get().map(|person| view! { <span class="card-who">{space().name(person)}</span> })}
            <div class="card-tools">
                <label class="card-check">
                    <input
                        type="checkbox" tabindex="-1"
                        aria-label=move || tr(words::SELECT, &[&title(id)])
                        prop:checked=move || state.selected.with(|selected| selected.contains(&id))
                        on:click=move |event| toggle(id, event.shift_key())
                    />
                </label>
                <button
                    class="icon-button small" type="button" tabindex="-1" aria-haspopup="menu"
                    aria-label=move || tr(words::ACTIONS_OF, &[&title(id)])
                    on:click=move |event| open_menu(id, crate::ui::Anchor::below(&event))
                >
                    <Icon name="more"/>
                </button>
            </div>
        </article>
    }
    .into_any()
}

fn title(id: OpportunityId) -> String {
    board_state().peek(id).map(|card| card.title).unwrap_or_default()
}

/// Selects a card, or no longer; with `range`, the cards of its column from the one that was selected before.
pub fn toggle(id: OpportunityId, range: bool) {
    let state = board_state();
    let column = state.peek(id).and_then(|card| state.column(card.stage));
    let order = column.map(|column| column.ids.get_untracked()).unwrap_or_default();
    pick(state, &order, id, range);
}

/// What stands on the card.
fn face(card: &Opportunity, stage: Option<&Stage>, is_pending: bool, href: &str) -> AnyView {
    let account = card.account.as_ref().map(|link| view! { <span class="card-account">{link.name.clone()}" · "</span> });
    let amount = card.amount.map(|amount| view! { <span class="money">{amount.to_string()}</span> });
    let score = card.score.map(|score| view! { <span class="score"><span class="hush">{t(words::SCORE)}" "</span>{score}</span> });
    let is_late = card.state == State::Open && card.close_on.is_some_and(|date| date < preferences().today);
    let close_on = card.close_on.map(|date| {
        view! {
            <time class="date" class:late=is_late datetime=date.to_string()>
                {is_late.then(|| view! { <Icon name="warning"/> })}
                {format::near_date(language(), date, preferences().today)}
            </time>
        }
    });
    let mark = mark_view(card, stage, is_pending);
    let next = card.next_step.as_ref().filter(|_| card.state == State::Open).map(|step| {
        let time = step.minute.map(|minute| format!(" {}", format::minute(minute))).unwrap_or_default();
        let day = format::near_date(language(), step.due, preferences().today);
        view! { <span class="next">{format!("{day}{time} {}", step.what)}</span> }
    });
    view! {
        <h3 class="card-name"><a class="card-link" href=href.to_owned() draggable="false">{account}{card.title.clone()}</a></h3>
        <p class="card-facts">{amount}{score}{close_on}</p>
        <div class="card-foot"><Avatar person=card.owner/>{helpers(card)}{mark}{next}</div>
    }
    .into_any()
}

/// The one mark that matters most: not sent yet, closed, overdue, rotting, nothing planned, due today.
pub fn mark_view(card: &Opportunity, stage: Option<&Stage>, is_pending: bool) -> Option<AnyView> {
    let Marks { overdue, today, rotting, no_next_step } = marks(card, stage, preferences().today);
    if is_pending {
        Some(view! { <span class="mark"><Icon name="offline"/>{t(words::PENDING)}</span> }.into_any())
    } else if card.state == State::Won {
        Some(view! { <span class="mark won"><Icon name="flag-won"/>{t(words::WON)}</span> }.into_any())
    } else if card.state == State::Lost {
        Some(view! { <span class="mark lost"><Icon name="flag-lost"/>{t(words::LOST)}</span> }.into_any())
    } else if let Some(days) = overdue {
        Some(view! { <span class="mark overdue"><Icon name="warning"/>{tr(words::OVERDUE, &[&days])}</span> }.into_any())
    } else if let Some(days) = rotting {
        Some(view! { <span class="mark rotting"><Icon name="clock"/>{tr(words::ROTTING, &[&days])}</span> }.into_any())
    } else if no_next_step {
        Some(view! { <span class="mark none"><Icon name="no-step"/>{t(words::NO_NEXT_STEP)}</span> }.into_any())
    } else if today {
        Some(view! { <span class="mark today"><Icon name="calendar"/>{t(words::TODAY)}</span> }.into_any())
    } else {
        None
    }
}

/// The departments that help, each once.
fn helpers(card: &Opportunity) -> Option<AnyView> {
    let mut departments: Vec<_> = card.collaborators.iter().filter_map(|id| space().person(*id)).map(|person| person.department).collect();
    sort(&mut departments, Ord::cmp);
    departments.dedup();
    if departments.is_empty() {
        return None;
    }
    let dots = departments.into_iter().map(|department| {
        let name = t(general::department(department));
        let sign = name.chars().next().unwrap_or('?').to_string();
        view! { <li class="dot" data-hue=hue(department) title=name><span aria-hidden="true">{sign}</span><span class="hush">{name}</span></li> }
    });
    Some(view! { <ul class="dots">{dots.collect_view()}</ul> }.into_any())
}
