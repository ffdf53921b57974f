//! The own profile: language, password, second factor, and where one is signed in.

use axum::{http::StatusCode, response::Response};
use heliu_domain::{
    Problem,
    directory::{Person, Workspace},
    locale::{Language, format, general, identity as words},
};
use heliu_store::{Credential, Session};
use leptos::prelude::*;

use super::{
    document::{Frame, Shape},
    form::{self, Line},
};
use crate::{
    preferences::{language, preferences, say, t, tr},
    server::zone,
    ui::{Icon, avatar::face},
};

/// What the profile shows.
#[derive(Clone, Debug)]
pub struct Profile {
    pub workspace: Workspace,
    pub person: Person,
    /// `None` for people of sample data.
    pub credential: Option<Credential>,
    /// The last used first.
    pub sessions: Vec<Session>,
    pub present: heliu_domain::SessionId,
    /// What was typed as a name.
    pub name: Option<String>,
    pub problem: Option<Problem>,
    pub notice: Option<String>,
    pub second_factor: SecondFactor,
}

/// What there is to see of the second factor just now.
#[derive(Clone, Debug, Default)]
pub enum SecondFactor {
    #[default]
    Plain,
    /// A key to be taken into an app, and its picture.
    Key { key: String, picture: String },
    /// Codes that are shown this once.
    Codes(Vec<String>),
}

/// The page of one's own profile.
pub fn page(frame: &Frame, status: StatusCode, profile: Profile) -> Response {
    frame.answer(status, Shape::Long, words::PROFILE, &[], || {
        let Profile { workspace, person, credential, sessions, present, name, problem, notice, second_factor } = profile;
        let named_as = name.unwrap_or_else(|| person.name.clone());
        let (slug, problem) = (workspace.slug, problem.as_ref());
        let act = |action: &str| format!("/w/{slug}/profile/{action}");
        let lead = match &credential {
            Some(credential) => {
                format!("{} · {} · {}", t(general::department(person.department)), t(general::access(person.access)), credential.email)
            }
            None => format!("{} · {}", t(general::department(person.department)), t(general::access(person.access))),
        };
        let secured = credential.as_ref().map(|credential| {
            view! {
                {password(act("password"), &credential.email, problem)}
                {second(&act, credential, second_factor, problem)}
            }
        });
        view! {
            <p><a href=format!("/w/{slug}")>{t(words::BACK)}</a></p>
            <header class="page-head"><h1>{person.name.clone()}</h1><p>{lead}</p></header>
            {form::notice(notice)}
            {form::summary(problem, &["present", "password", "code", "person", "avatar"])}
            {face_box(&act, &slug, person.clone(), problem)}
            {named(act("name"), named_as, problem)}
            {spoken(act("language"))}
            {clock(act("zone"), &person.zone)}
            {secured}
            {where_signed_in(&act, sessions, Some(present))}
        }
    })
}

fn face_box(act: &dyn Fn(&str) -> String, slug: &str, person: Person, problem: Option<&Problem>) -> impl IntoView + use<> {
    let problem = problem.filter(|problem| problem.field.as_deref() == Some("avatar")).map(say);
    let described = if problem.is_some() { "picture-problem picture-hint" } else { "picture-hint" };
    let invalid = problem.is_some().then_some("true");
    let remove = person.avatar.map(|_| form::button(act("remove-picture"), Vec::new(), "button", words::REMOVE_PICTURE, None));
    view! {
        <section class="box" aria-labelledby="picture-box">
            <h2 id="picture-box">{t(words::PICTURE_OF_YOU)}</h2>
            <div class="row">{face(slug, person, "avatar large")}<p class="hint" id="picture-hint">{t(words::PICTURE_HINT)}</p></div>
            <form class="inline-form" method="post" action=act("picture") enctype="multipart/form-data">
                <input class="input" type="file" name="picture" required=true accept="image/png,image/jpeg,image/webp" aria-label=t(words::PICTURE_FILE)
                    aria-invalid=invalid aria-describedby=described/>
                <button class="button" type="submit">{t(words::UPLOAD)}</button>
            </form>
            {problem.map(|text| view! { <p class="error-text" id="picture-problem" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
            {remove}
        </section>
    }
}

fn named(action: String, name: String, problem: Option<&Problem>) -> impl IntoView + use<> {
    let problem = problem.filter(|problem| problem.field.as_deref() == Some("person")).map(say);
    let has_focus = problem.is_some();
    let (invalid, described) = (problem.is_some().then_some("true"), problem.is_some().then_some("name-problem"));
    view! {
        <section class="box" aria-labelledby="name-box">
            <h2 id="name-box">{t(words::YOUR_NAME)}</h2>
            <form class="inline-form" method="post" action=action>
                <input class="input" name="person" value=name autocomplete="name" required=true autofocus=has_focus aria-labelledby="name-box"
                    aria-invalid=invalid aria-describedby=described/>
                <button class="button" type="submit">{t(words::SAVE)}</button>
            </form>
            {problem.map(|text| view! { <p class="error-text" id="name-problem"><Icon name="alert"/><span>{text}</span></p> })}
        </section>
    }
}

fn clock(action: String, zone: &str) -> impl IntoView + use<> {
    let options = zone::names().into_iter().map(|name| {
        let is_chosen = name == zone;
        let text = name.replace('_', " ");
        view! { <option value=name selected=is_chosen>{text}</option> }
    });
    view! {
        <section class="box" aria-labelledby="zone-box">
            <h2 id="zone-box">{t(words::ZONE)}</h2>
            <form class="inline-form" method="post" action=action>
                <select class="input" name="zone" aria-labelledby="zone-box">
                    <option value="" selected=zone.is_empty()>{t(words::BROWSERS_ZONE)}</option>
                    {options.collect_view()}
                </select>
                <button class="button" type="submit">{t(words::SAVE)}</button>
            </form>
        </section>
    }
}

fn spoken(action: String) -> impl IntoView + use<> {
    let options = [(Language::En, "en", "English"), (Language::Zh, "zh", "简体中文")];
    let options =
        options.map(|(each, code, name)| view! { <option value=code selected=each == language() lang=each.tag()>{name}</option> });
    view! {
        <section class="box" aria-labelledby="language-box">
            <h2 id="language-box">{t(words::LANGUAGE)}</h2>
            <form class="inline-form" method="post" action=action>
                <select class="input" name="language" aria-labelledby="language-box">{options.collect_view()}</select>
                <button class="button" type="submit">{t(words::SAVE)}</button>
            </form>
        </section>
    }
}

fn password(action: String, email: &str, problem: Option<&Problem>) -> impl IntoView + use<> {
    let present = Line { name: "present", label: words::CURRENT_PASSWORD, ..Line::password() };
    view! {
        <section class="box" aria-labelledby="password-box">
            <h2 id="password-box">{t(words::CHANGE_PASSWORD)}</h2>
            <form class="box-form" method="post" action=action>
                <input type="hidden" name="email" value=email.to_owned() autocomplete="username"/>
                {present.show(problem, false)}
                {Line::new_password(words::NEW_PASSWORD).show(problem, false)}
                <button class="button" type="submit">{t(words::CHANGE_PASSWORD)}</button>
            </form>
        </section>
    }
}

fn second(act: &dyn Fn(&str) -> String, credential: &Credential, state: SecondFactor, problem: Option<&Problem>) -> impl IntoView + use<> {
    let is_on = !credential.totp.is_empty();
    let body = match state {
        SecondFactor::Codes(codes) => view! {
            <p role="status">{t(words::SECOND_FACTOR_ON)}</p>
            <h3>{t(words::RECOVERY_CODES)}</h3>
            <p class="hint">{t(words::RECOVERY_LEAD)}</p>
            <ul class="codes">{codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}</ul>
        }
        .into_any(),
        SecondFactor::Key { key, picture } => view! {
            <p>{t(words::SCAN)}</p>
            <div class="qr" role="img" aria-label=t(words::PICTURE) inner_html=picture></div>
            <p>{t(words::KEY)}": "<code>{key}</code></p>
            <form class="box-form" method="post" action=act("confirm")>
                {Line::code().show(problem, problem.is_none())}
                <button class="button primary" type="submit">{t(words::CONFIRM)}</button>
            </form>
        }
        .into_any(),
        SecondFactor::Plain if is_on => view! {
            <p>{t(words::SECOND_FACTOR_ON)}</p>
            <form class="box-form" method="post" action=act("off")>
                {Line::code().show(problem, false)}
                <button class="button danger" type="submit">{t(words::TURN_OFF)}</button>
            </form>
        }
        .into_any(),
        SecondFactor::Plain => view! {
            <p class="hint">{t(words::SECOND_FACTOR_LEAD)}</p>
            {form::button(act("second-factor"), Vec::new(), "button", words::TURN_ON, None)}
        }
        .into_any(),
    };
    view! {
        <section class="box" aria-labelledby="second-box"><h2 id="second-box">{t(words::SECOND_FACTOR)}</h2>{body}</section>
    }
}

/// The sessions of somebody, each with a button that ends it; but for the present one, which is left by signing out.
pub fn where_signed_in(
    act: &dyn Fn(&str) -> String,
    sessions: Vec<Session>,
    present: Option<heliu_domain::SessionId>,
) -> impl IntoView + use<> {
    let has_others = sessions.iter().any(|session| Some(session.id) != present);
    let is_none = sessions.is_empty();
    let others = has_others.then(|| {
        let text = if present.is_some() { words::END_OTHERS } else { words::END_ALL };
        form::button(act("end-sessions"), Vec::new(), "button", text, None)
    });
    let end = act("end-session");
    let rows = sessions.into_iter().map(|session| {
        let device = device(&session.device);
        let seen = format::instant(language(), session.seen_at, preferences().offset_minutes);
        let action = if Some(session.id) == present {
            view! { <span class="chip green">{t(words::THIS_DEVICE)}</span> }.into_any()
        } else {
            let label = tr(words::END_SESSION_OF, &[&device]);
            form::button(end.clone(), vec![("session", session.id.to_string())], "button small", words::END_SESSION, Some(label)).into_any()
        };
        view! {
            <li class="session">
                <Icon name="lock"/>
                <span class="grow"><b>{device}</b><span class="hint">{tr(words::LAST_SEEN, &[&seen, &session.address])}</span></span>
                {action}
            </li>
        }
    });
    view! {
        <section class="box" aria-labelledby="sessions-box">
            <h2 id="sessions-box">{t(words::SESSIONS)}</h2>
            {is_none.then(|| view! { <p class="hint">{t(words::NO_SESSIONS)}</p> })}
            <ul class="session-list">{rows.collect_view()}</ul>
            {others}
        </section>
    }
}

/// What a browser says of itself in a few words: `Firefox · Windows`.
pub fn device(agent: &str) -> String {
    let find = |names: &[(&'static str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    // Each browser names those that came before it, too.
    let browser =
        find(&[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("MicroMessenger", "WeChat"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (None, None) if agent.is_empty() => t(words::UNKNOWN_DEVICE).to_owned(),
        (None, None) => agent.chars().take(60).collect(),
        (browser, system) => [browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_device_is_named_in_few_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";
        assert_eq!(super::device(edge), "Edge · Windows");
        assert_eq!(super::device("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"), "Safari · iPhone");
        assert_eq!(super::device("curl/8.0"), "curl/8.0");
    }
}
