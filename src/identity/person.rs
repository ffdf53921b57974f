//! How a person signs in, as administrators see and change it.

use axum::{http::StatusCode, response::Response};
use heliu_domain::{
    Problem, Timestamp,
    directory::{Person, Workspace},
    locale::{format, identity as words},
};
use heliu_store::{Credential, Note, Session};
use leptos::prelude::*;

use super::{
    document::{Frame, Shape},
    form::{self, Line},
    profile::where_signed_in,
};
use crate::preferences::{language, preferences, t, tr};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct SignInOf {
    pub workspace: Workspace,
    pub person: Person,
    pub credential: Option<Credential>,
    /// Until when the invitation can be used, if there is one.
    pub invited_until: Option<Timestamp>,
    pub sessions: Vec<Session>,
    /// The newest first.
    pub notes: Vec<Note>,
    pub problem: Option<Problem>,
    pub done: Option<Done>,
    /// What was typed.
    pub email: String,
}

/// What was done a moment ago.
#[derive(Clone, Debug)]
pub enum Done {
    /// A link that the administrator passes on, and until when it can be used.
    Link {
        link: String,
        until: Timestamp,
    },
    /// A link was sent to that address.
    Mailed(String),
    Said(heliu_domain::locale::Text),
}

/// The page about one person.
pub fn page(frame: &Frame, status: StatusCode, shown: SignInOf) -> Response {
    let name = shown.person.name.clone();
    frame.answer(status, Shape::Long, words::ACCESS_OF, &[&name], || {
        let SignInOf { workspace, person, credential, invited_until, sessions, notes, problem, done, email } = shown;
        let act = |action: &str| format!("/w/{}/people/{}/{action}", workspace.slug, person.id);
        let state = state(credential.as_ref(), invited_until);
        let actions = if person.active {
            actions(&act, credential, invited_until, email, problem.as_ref()).into_any()
        } else {
            view! { <p class="hint">{t(words::INACTIVE_PERSON)}</p> }.into_any()
        };
        view! {
            <p><a href=format!("/w/{}/settings", workspace.slug)>{t(words::BACK)}</a></p>
            <header class="page-head"><h1>{tr(words::ACCESS_OF, &[&name])}</h1><p>{state}</p></header>
            {done.map(show_done)}
            {form::summary(problem.as_ref(), &["email"])}
            {actions}
            {where_signed_in(&act, sessions, None)}
            {record(notes)}
        }
    })
}

fn state(credential: Option<&Credential>, invited_until: Option<Timestamp>) -> String {
    match (credential, invited_until) {
        (Some(credential), _) if !credential.password.is_empty() => tr(words::CAN_SIGN_IN, &[&credential.email]),
        (Some(credential), Some(until)) => tr(words::INVITED_UNTIL, &[&credential.email, &moment(until)]),
        _ => t(words::NOT_INVITED).to_owned(),
    }
}

fn moment(at: Timestamp) -> String {
    format::instant(language(), at, preferences().offset_minutes)
}

fn show_done(done: Done) -> AnyView {
    match done {
        Done::Link { link, until } => view! {
            <section class="box" aria-labelledby="link-box" role="status">
                <h2 id="link-box">{t(words::LINK_TITLE)}</h2>
                <p class="hint">{tr(words::LINK_LEAD, &[&moment(until)])}</p>
                <input class="input" id="link" aria-labelledby="link-box" readonly=true autofocus=true value=link/>
            </section>
        }
        .into_any(),
        Done::Mailed(email) => form::notice(Some(tr(words::LINK_MAILED, &[&email]))).into_any(),
        Done::Said(text) => form::notice(Some(t(text).to_owned())).into_any(),
    }
}

fn actions(
    act: &dyn Fn(&str) -> String,
    credential: Option<Credential>,
    invited_until: Option<Timestamp>,
    typed: String,
    problem: Option<&Problem>,
) -> impl IntoView + use<> {
    let has_password = credential.as_ref().is_some_and(|credential| !credential.password.is_empty());
    let has_second = credential.as_ref().is_some_and(|credential| !credential.totp.is_empty());
    let known = credential.map(|credential| credential.email).unwrap_or_default();
    let body = if has_password {
        let off = has_second.then(|| form::button(act("second-factor-off"), Vec::new(), "button", words::SECOND_FACTOR_OFF, None));
        view! { <div class="row">{form::button(act("reset"), Vec::new(), "button", words::RESET_LINK, None)}{off}</div> }.into_any()
    } else {
        let email = if typed.is_empty() { known } else { typed };
        let line = Line { autocomplete: "off", ..Line::email(email) };
        let text = if invited_until.is_some() { words::INVITE_AGAIN } else { words::INVITE };
        let revoke = invited_until.map(|_| form::button(act("revoke"), Vec::new(), "button", words::REVOKE, None));
        view! {
            <form class="box-form" method="post" action=act("invite")>
                {line.show(problem, problem.is_none() && invited_until.is_none())}
                <button class="button primary" type="submit">{t(text)}</button>
            </form>
            {revoke}
        }
        .into_any()
    };
    view! { <section class="box" aria-labelledby="access-box"><h2 id="access-box">{t(words::ACCESS)}</h2>{body}</section> }
}

fn record(notes: Vec<Note>) -> impl IntoView {
    let is_none = notes.is_empty();
    let rows = notes.into_iter().map(|note| {
        view! {
            <li class="session">
                <span class="grow"><b>{t(words::event(note.event.as_str()))}</b><span class="hint">{moment(note.at)}" · "{note.address}</span></span>
            </li>
        }
    });
    view! {
        <section class="box" aria-labelledby="record-box">
            <h2 id="record-box">{t(words::RECORD)}</h2>
            {is_none.then(|| view! { <p class="hint">{t(words::NO_RECORD)}</p> })}
            <ul class="session-list">{rows.collect_view()}</ul>
        </section>
    }
}
