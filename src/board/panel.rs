//! The panel of one card: everything about an opportunity, beside the live board or list.

mod comments;
mod description;
mod fact;
mod files;
mod frame;
mod head;
mod inputs;
mod open;
mod plan;
mod proposals;
mod reading;
pub mod story;

use heliu_domain::{Code, Field, OpportunityId, Problem, locale::panel as words};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;

use self::{
    description::DescriptionSection,
    fact::Fact,
    files::{FilesSection, Uploads},
    frame::{Resizer, address, behave, goer, on_key},
    head::{Bar, Head},
    open::{OpenCard, caught_up, lone_board, open_card},
    plan::{Checklists, NextStepSection},
    proposals::OwnerFact,
    reading::{Reading, Recent, reading},
    story::StorySection,
};
use super::{api::Opened, dialogs::Questions, state::BoardState};
use crate::{
    preferences::{say, t},
    ui::{For, Icon, PageTitle, effect},
};

pub use self::reading::provide;

/// Shows the card of the address. It works on the board around it, and makes one of its own where there is none.
#[component]
pub fn CardPanel() -> impl IntoView {
    let Reading { card, opened, again, recent } = reading();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let opened = opened.await;
                let wanted = card.get_untracked().and_then(|card| card.parse::<OpportunityId>().ok());
                match opened {
                    Ok(Some(opened)) if wanted == Some(opened.opportunity.id) => {
                        let opened = caught_up(opened, recent);
                        view! { <Panel opened recent again/> }.into_any()
                    }
                    // The card before, or none yet.
                    Ok(_) => ().into_any(),
                    Err(refused) => view! { <Closed problem=refused.0/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// A card that cannot be shown, with the reason.
#[component]
fn Closed(problem: Problem) -> impl IntoView {
    let location = use_location();
    if problem.code == Code::NotFound {
        crate::edge::answer_not_found();
    }
    let text = if problem.code == Code::NotFound { t(words::GONE).to_owned() } else { say(&problem) };
    view! {
        <aside class="panel" aria-label=t(words::DETAILS)>
            <div class="panel-bar">
                <span class="crumb"></span>
                <a class="icon-button" href=move || address(&location, None) aria-label=t(words::CLOSE)><Icon name="close"/></a>
            </div>
            <div class="panel-body"><div class="empty" role="alert"><Icon name="alert"/><p>{text}</p></div></div>
        </aside>
    }
}

#[component]
fn Panel(opened: Opened, recent: Recent, again: Trigger) -> impl IntoView {
    let shared = use_context::<BoardState>().filter(|board| board.pipeline == opened.pipeline.id);
    let board = shared.unwrap_or_else(|| lone_board(&opened));
    if shared.is_none() {
        provide_context(board);
        effect(move |is_later: Option<()>| {
            board.reread.track();
            if is_later.is_none() { board.start() } else { again.notify() }
        });
    }
    let open = OpenCard::new(board, opened);
    provide_context(open);
    effect(move |_| open.start(recent));
    let panel = NodeRef::<html::Aside>::new();
    behave(open, panel);
    let go = goer();
    let uploads = Uploads::new();
    let is_over = RwSignal::new(false);
    let on_over = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        is_over.set(true);
    };
    let on_drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        uploads.send(open, event.data_transfer().and_then(|dropped| dropped.files()));
    };
    let title = move || open.card.with(|card| card.title.clone());
    let may_change = move || open.card.with(|card| open.space.may_change(card));
    view! {
        <PageTitle text=title/>
        <aside
            class="panel" class:over=move || is_over.get() aria-labelledby="deal-title" tabindex="-1" node_ref=panel
            on:dragover=on_over on:dragleave=move |_| is_over.set(false) on:drop=on_drop
            on:keydown=move |event| on_key(&event, open, panel, &go)
        >
            <Resizer panel/>
            <Bar/>
            // Where nothing within can be focused, it must be itself, or the keyboard cannot scroll it.
            <div class="panel-body" tabindex=move || (!may_change()).then_some("0")>
                // Everything within it rests while the card may not be changed.
                <fieldset class="bare" disabled=move || !may_change()>
                    <Head/>
                    <NextStepSection/>
                    <Facts/>
                    <Checklists/>
                    <DescriptionSection/>
                </fieldset>
                <FilesSection uploads/>
                <StorySection/>
            </div>
        </aside>
        {shared.is_none().then(|| view! { <Questions/> })}
    }
}

/// The fields that have no place of their own.
#[component]
fn Facts() -> impl IntoView {
    let open = open_card();
    let fields =
        [Field::Collaborators, Field::Contact, Field::Amount, Field::CloseOn, Field::Score, Field::Source, Field::Campaign, Field::Tags];
    let custom = move || open.board.fields.with(|fields| fields.iter().map(|field| field.id).collect::<Vec<_>>());
    view! {
        <section class="section">
            <div class="section-head"><h3>{t(words::DETAILS)}</h3></div>
            <dl class="facts">
                <OwnerFact/>
                {fields.map(|field| view! { <Fact field/> }).collect_view()}
                <For each=custom key=|id| id.0 let:id><Fact field=Field::Custom(id)/></For>
            </dl>
        </section>
    }
}
