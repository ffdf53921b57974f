//! Signing in: by password, with a second factor, by a link; and, in sample data, as anybody.

use axum::{http::StatusCode, response::Response};
use heliu_domain::{
    Problem,
    directory::{Department, Person, Workspace},
    identity::TicketKind,
    locale::{general, identity as words},
};
use leptos::prelude::*;

use super::{
    document::{Frame, Shape},
    form::{self, Line},
};
use crate::{
    preferences::{t, tr},
    server::session::in_query,
    ui::Icon,
};

/// What the sign-in page shows besides its form.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    pub email: String,
    /// Where it leads.
    pub next: String,
    pub problem: Option<Problem>,
    pub notice: Option<String>,
}

/// The form for address and password.
pub fn by_password(frame: &Frame, status: StatusCode, workspace: &Workspace, state: SignIn) -> Response {
    let (slug, name) = (workspace.slug.clone(), workspace.name.clone());
    frame.answer(status, Shape::Short, words::SIGN_IN_TO, &[&name], || {
        let SignIn { email, next, problem, notice } = state;
        let problem = problem.as_ref();
        let is_known = !email.is_empty();
        let elsewhere = frame.provider.as_ref().map(|provider| {
            let href = format!("/w/{slug}/openid?next={}", in_query(&next));
            view! { <a class="button block" href=href rel="nofollow">{tr(words::SIGN_IN_WITH, &[provider])}</a> }
        });
        view! {
            <h1>{tr(words::SIGN_IN_TO, &[&name])}</h1>
            {form::notice(notice)}
            <form class="box" method="post" action=format!("/w/{slug}/sign-in")>
                {form::summary(problem, &["email"])}
                <input type="hidden" name="next" value=next/>
                {Line::email(email).show(problem, problem.is_none() && !is_known)}
                {Line::password().show(problem, problem.is_none() && is_known)}
                <button class="button primary block" type="submit">{t(words::SIGN_IN)}</button>
                {elsewhere}
            </form>
            <p><a href=format!("/w/{slug}/forgot")>{t(words::FORGOT)}</a></p>
        }
    })
}

/// Everybody of a sample company, one button each.
pub fn as_anybody(frame: &Frame, workspace: &Workspace, people: Vec<Person>, others: Vec<Workspace>, next: String) -> Response {
    let (slug, name) = (workspace.slug.clone(), workspace.name.clone());
    frame.answer(StatusCode::OK, Shape::Short, words::SIGN_IN_TO, &[&name], || {
        // Whoever may do most comes first: that is who people want to look around as.
        let mut departments = Department::ALL;
        departments.rotate_right(1);
        let departments = departments.map(|department| {
            let mut people: Vec<_> = people.iter().filter(|person| person.active && person.department == department).cloned().collect();
            people.sort_by_key(|person| person.access);
            (!people.is_empty()).then(|| of_department(&slug, &next, department, people))
        });
        let others = others.into_iter().map(|other| {
            view! { <li><a class="button block" href=format!("/w/{}/sign-in", other.slug)>{other.name}</a></li> }
        });
        view! {
            <h1>{t(words::SAMPLE_TITLE)}</h1>
            <p class="lead">{tr(words::SAMPLE_LEAD, &[&name])}</p>
            {departments.collect_view()}
            <section class="choices" aria-labelledby="others"><h2 id="others">{t(words::OTHER_SAMPLES)}</h2><ul class="choices">{others.collect_view()}</ul></section>
        }
    })
}

fn of_department(slug: &str, next: &str, department: Department, people: Vec<Person>) -> impl IntoView + use<> {
    let heading = format!("department-{}", department.as_str());
    let label = heading.clone();
    let people = people.into_iter().map(|person| {
        view! {
            <button class="choice" type="submit" name="person" value=person.id.to_string()>
                <Icon name="user"/><span><b>{person.name}</b><small>{t(general::access(person.access))}</small></span><Icon name="chevron-right"/>
            </button>
        }
    });
    view! {
        <form class="choices" method="post" action=format!("/w/{slug}/sign-in") aria-labelledby=label>
            <h2 id=heading>{t(general::department(department))}</h2>
            <input type="hidden" name="next" value=next.to_owned()/>
            {people.collect_view()}
        </form>
    }
}

/// The form for the code of the second factor. `ticket` says that the password was right.
pub fn second_factor(frame: &Frame, status: StatusCode, slug: &str, ticket: String, next: String, problem: Option<&Problem>) -> Response {
    frame.answer(status, Shape::Short, words::CODE_TITLE, &[], || {
        view! {
            <h1>{t(words::CODE_TITLE)}</h1>
            <p class="lead">{t(words::CODE_LEAD)}</p>
            <form class="box" method="post" action=format!("/w/{slug}/code")>
                {form::summary(problem, &["code"])}
                <input type="hidden" name="ticket" value=ticket/>
                <input type="hidden" name="next" value=next/>
                {Line::code().show(problem, problem.is_none())}
                <button class="button primary block" type="submit">{t(words::CONTINUE)}</button>
            </form>
            <p><a href=format!("/w/{slug}/sign-in")>{t(words::BACK_TO_SIGN_IN)}</a></p>
        }
    })
}

/// The form that asks for a link to a new password, or the word that one is on its way.
pub fn forgot(frame: &Frame, status: StatusCode, slug: &str, email: String, problem: Option<&Problem>, how: Forgot) -> Response {
    frame.answer(status, Shape::Short, words::FORGOT_TITLE, &[], || {
        let form = match how {
            Forgot::Ask => view! {
                <p class="lead">{t(words::FORGOT_LEAD)}</p>
                <form class="box" method="post" action=format!("/w/{slug}/forgot")>
                    {form::summary(problem, &["email"])}
                    {Line::email(email).show(problem, problem.is_none())}
                    <button class="button primary block" type="submit">{t(words::SEND_LINK)}</button>
                </form>
            }
            .into_any(),
            Forgot::Sent => view! { <p class="lead" role="status">{t(words::LINK_SENT)}</p> }.into_any(),
            Forgot::WithoutMail => view! { <p class="lead">{t(words::FORGOT_WITHOUT_MAIL)}</p> }.into_any(),
        };
        view! {
            <h1>{t(words::FORGOT_TITLE)}</h1>
            {form}
            <p><a href=format!("/w/{slug}/sign-in")>{t(words::BACK_TO_SIGN_IN)}</a></p>
        }
    })
}

/// How far the way to a new password is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgot {
    Ask,
    Sent,
    /// The server sends no e-mail.
    WithoutMail,
}

/// The form that an invitation or a link for a new password leads to.
pub fn by_link(
    frame: &Frame,
    status: StatusCode,
    workspace: &Workspace,
    person: &Person,
    email: &str,
    kind: TicketKind,
    problem: Option<&Problem>,
) -> Response {
    let (title, lead) = match kind {
        TicketKind::Invitation => (words::JOIN_TITLE, words::JOIN_LEAD),
        _ => (words::FORGOT_TITLE, words::RESET_LEAD),
    };
    frame.answer(status, Shape::Short, title, &[&person.name], || {
        view! {
            <h1>{tr(title, &[&person.name])}</h1>
            <p class="lead">{tr(lead, &[&workspace.name, &email])}</p>
            <form class="box" method="post" action=frame.here.clone()>
                {form::summary(problem, &["password"])}
                <input type="hidden" name="email" value=email.to_owned() autocomplete="username"/>
                {Line::new_password(words::NEW_PASSWORD).show(problem, true)}
                <button class="button primary block" type="submit">{t(words::CHOOSE_PASSWORD)}</button>
            </form>
        }
    })
}

/// The page of a link that no longer works.
pub fn expired(frame: &Frame, slug: &str, problem: &Problem) -> Response {
    frame.answer(StatusCode::GONE, Shape::Short, words::EXPIRED_TITLE, &[], || {
        view! {
            <h1>{t(words::EXPIRED_TITLE)}</h1>
            <p class="lead">{crate::preferences::say(problem)}</p>
            <p><a href=format!("/w/{slug}/sign-in")>{t(words::BACK_TO_SIGN_IN)}</a></p>
        }
    })
}
