//! Whom to give the card to: people ranked by the workspace's weights, each with the reasons in words.

use heliu_domain::{
    BoardCommand, Field, Problem, Value,
    assignment::{Because, Match, Proposal, Reason},
    board::Edit,
    locale::{assignment as words, board, format, general},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    fact::{Editing, InlineEdit},
    open::{OpenCard, open_card},
};
use crate::{
    board::api,
    preferences::{language, preferences, say, t, tr},
    ui::{Avatar, Icon, Modal, field::field_name},
};

/// The owner, with a button that suggests others.
#[component]
pub fn OwnerFact() -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <dt>{move || field_name(Field::Owner)}</dt>
        <dd class="row">
            <InlineEdit editing=Editing::new(Field::Owner)/>
            <button class="button quiet small end" type="button" aria-haspopup="dialog" aria-label=t(words::PROPOSE_OWNER) on:click=move |_| is_open.set(true)>
                <Icon name="users"/>{t(words::PROPOSE)}
            </button>
            {move || is_open.get().then(|| view! { <Proposals is_open/> })}
        </dd>
    }
}

#[component]
fn Proposals(is_open: RwSignal<bool>) -> impl IntoView {
    let open = open_card();
    let title = open.card.with_untracked(|card| tr(words::PROPOSALS_FOR, &[&card.title]));
    let read = RwSignal::new(None::<Result<Vec<Proposal>, Problem>>);
    spawn_local(async move {
        let answer = api::proposals(open.space.slug(), open.id).await;
        read.try_set(Some(answer.map_err(|refused| refused.0)));
    });
    let list = move || match read.get() {
        None => view! { <p class="hint" role="status">{t(general::LOADING)}</p> }.into_any(),
        Some(Err(problem)) => view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{say(&problem)}</span></p> }.into_any(),
        Some(Ok(proposals)) if proposals.is_empty() => view! { <p>{t(words::NO_PROPOSALS)}</p> }.into_any(),
        Some(Ok(proposals)) => {
            let items = proposals.into_iter().map(|proposal| item(open, is_open, proposal)).collect_view();
            view! { <ol class="proposals">{items}</ol> }.into_any()
        }
    };
    view! {
        <Modal title on_close=Callback::new(move |()| is_open.set(false))>
            <div class="dialog-body">
                <p class="hint">{t(words::PROPOSALS_LEAD)}" "<a class="link" href=open.space.path("skills")>{t(words::SEE_WEIGHTS)}</a></p>
                {move || list()}
            </div>
        </Modal>
    }
}

fn item(open: OpenCard, is_open: RwSignal<bool>, proposal: Proposal) -> impl IntoView {
    let Proposal { person, score, reasons } = proposal;
    let name = open.space.name(person);
    let department = open.space.person(person).map(|person| t(general::department(person.department)));
    let is_owner = open.card.with_untracked(|card| card.owner == Some(person));
    let action = if is_owner {
        view! { <span class="chip">{t(words::OWNER_NOW)}</span> }.into_any()
    } else {
        let given = name.clone();
        let give = move |_| {
            is_open.set(false);
            let (title, was) = open.card.with_untracked(|card| (card.title.clone(), card.owner));
            let set = heliu_domain::Set { was: Value::Owner(was), now: Value::Owner(Some(person)) };
            let edits = vec![Edit { card: open.id, sets: vec![set] }];
            let given = given.clone();
            open.board.run_saying(BoardCommand::Edit { edits }, move || tr(words::GIVEN, &[&title, &given]));
        };
        view! { <button class="button small" type="button" aria-label=tr(words::GIVE_TO, &[&name]) on:click=give>{t(words::GIVE)}</button> }
            .into_any()
    };
    view! {
        <li>
            <div class="row">
                <span class="person"><Avatar person=Some(person)/><b>{name}</b></span>
                <span class="muted">{department}</span>
                <span class="score end" title=tr(words::SCORE_OF, &[&score]) aria-label=tr(words::SCORE_OF, &[&score]) role="img">{score}</span>
                {action}
            </div>
            <dl class="reasons">
                {reasons.into_iter().map(|reason| view! { <dt>{t(words::factor(reason.factor))}</dt><dd>{in_words(&reason)}</dd> }).collect_view()}
            </dl>
        </li>
    }
}

fn in_words(reason: &Reason) -> String {
    let day = |date| format::near_date(language(), date, preferences().today);
    match &reason.because {
        Because::Skills(matches) => matches.iter().map(skill).collect::<Vec<_>>().join(t(board::LIST_SEPARATOR)),
        Because::Carries(letter, role) => tr(words::carries(*letter, role.is_some()), &[&role.as_deref().unwrap_or_default()]),
        Because::CarriesNot => t(words::CARRIES_NOT).to_owned(),
        Because::Load { open, mean } => tr(words::LOAD, &[open, &format_args!("{}.{}", mean / 10, mean % 10)]),
        Because::Results { closed: 0, common, .. } => tr(words::NO_RESULTS, &[common]),
        Because::Results { won, closed, common } => tr(words::RESULTS, &[won, closed, common]),
        Because::Here => t(words::HERE).to_owned(),
        Because::LeavesOn(date) => tr(words::LEAVES_ON, &[&day(*date)]),
        Because::AwayUntil(Some(date)) => tr(words::AWAY_UNTIL, &[&day(*date)]),
        Because::AwayUntil(None) => t(words::AWAY).to_owned(),
    }
}

fn skill(found: &Match) -> String {
    let Match { skill, needs, has, years } = found;
    if *has == 0 {
        return tr(words::NO_SKILL, &[skill, needs]);
    }
    let years = if *years > 0 { format!(" · {}", tr(words::YEARS, &[years])) } else { String::new() };
    tr(words::SKILL, &[skill, has, needs]) + &years
}
