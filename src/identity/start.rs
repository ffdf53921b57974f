//! The first start, and the way to one of several workspaces.

use axum::{http::StatusCode, response::Response};
use heliu_domain::{
    Currency, Problem,
    directory::Workspace,
    locale::{Language, identity as words, shell},
};
use leptos::prelude::*;

use super::{
    document::{Frame, Shape},
    form::{self, Line},
};
use crate::{
    preferences::{language, t},
    ui::Icon,
};

/// What was typed into the form of the first start.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Founding {
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub person: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub setup_token: String,
}

/// Offers to found the first workspace, or to look around in sample data.
pub fn first(frame: &Frame, status: StatusCode, typed: Founding, asks_token: bool, problem: Option<&Problem>) -> Response {
    frame.answer(status, Shape::Short, shell::WELCOME, &[], || {
        let usual = match language() {
            Language::Zh => Currency::CNY,
            Language::En => Currency::USD,
        };
        let chosen: Currency = typed.currency.parse().unwrap_or(usual);
        let options = Currency::COMMON.map(|each| view! { <option value=each.to_string() selected=each == chosen>{each.to_string()}</option> });
        let token = Line { hint: Some(words::SETUP_TOKEN_HINT), ..Line::text("setup_token", words::SETUP_TOKEN, "off", typed.setup_token) };
        view! {
            <h1>{t(shell::WELCOME)}</h1>
            <p class="lead">{t(shell::WELCOME_LEAD)}</p>
            <form class="box" method="post" action="/start">
                {form::summary(problem, &["workspace", "person", "email", "password", "setup_token"])}
                {asks_token.then(|| token.show(problem, false))}
                {Line::text("workspace", shell::WORKSPACE_NAME, "organization", typed.workspace).show(problem, problem.is_none())}
                {Line::text("person", shell::YOUR_NAME, "name", typed.person).show(problem, false)}
                {Line::email(typed.email).show(problem, false)}
                {Line::new_password(words::PASSWORD).show(problem, false)}
                <div class="field">
                    <label class="label" for="currency">{t(shell::BASE_CURRENCY)}</label>
                    <select class="input" id="currency" name="currency">{options.collect_view()}</select>
                </div>
                <button class="button primary block" type="submit">{t(shell::FOUND)}</button>
                <button class="choice" type="submit" formaction="/demo" formnovalidate=true>
                    <Icon name="board"/><span><b>{t(shell::SEE_DEMO)}</b><small>{t(shell::SEE_DEMO_HINT)}</small></span><Icon name="chevron-right"/>
                </button>
            </form>
        }
    })
}

/// Asks for the short name of a workspace, and lists only those of sample data.
pub fn choose(frame: &Frame, status: StatusCode, samples: Vec<Workspace>, slug: String, problem: Option<&Problem>) -> Response {
    frame.answer(status, Shape::Short, words::WHERE_TO, &[], || {
        let line = Line { hint: Some(words::SHORT_NAME_HINT), ..Line::text("workspace", words::SHORT_NAME, "organization", slug) };
        let samples = samples.into_iter().map(|sample| view! { <li><a class="button block" href=format!("/w/{}/sign-in", sample.slug)>{sample.name}</a></li> });
        let samples = samples.collect::<Vec<_>>();
        view! {
            <h1>{t(words::WHERE_TO)}</h1>
            <form class="box" method="get" action="/">
                {form::summary(problem, &["workspace"])}
                {line.show(problem, true)}
                <button class="button primary block" type="submit">{t(words::CONTINUE)}</button>
            </form>
            {(!samples.is_empty()).then(|| view! {
                <section class="choices" aria-labelledby="others"><h2 id="others">{t(words::OTHER_SAMPLES)}</h2><ul class="choices">{samples.collect_view()}</ul></section>
            })}
        }
    })
}
