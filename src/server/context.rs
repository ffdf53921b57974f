//! What a request can reach, and who is asking.

use std::sync::Arc;

use axum::{
    extract::FromRef,
    http::{Extensions, HeaderMap, header, request::Parts},
};
use heliu_domain::{
    Code, Problem, SessionId,
    board::Author,
    directory::{Person, Workspace},
    locale::Language,
};
use heliu_store::{Store, Window};
use ipnet::IpNet;
use leptos::{config::LeptosOptions, prelude::use_context};

use crate::{
    preferences::{Preferences, Theme},
    server::{
        assets::Assets, clock, files::Files, findings::Watches, guard::Guard, live::Hub, mail::Mail, openid::Openid, session,
        uploads::Uploads, zone,
    },
};

/// Everything that a request can reach; clones are cheap.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    /// The bytes of attached files.
    pub files: Files,
    /// Files that wait to be imported.
    pub uploads: Uploads,
    /// The live feed.
    pub hub: Hub,
    /// What is amiss in each workspace.
    pub watches: Watches,
    /// What browsers download.
    pub assets: Assets,
    /// How often somebody may try to get in.
    pub guard: Guard,
    pub settings: Arc<Settings>,
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The origin under which browsers reach the server, if it differs from the address that it listens on.
    pub public_url: Option<String>,
    /// Most pages and server functions that are worked on at once; beyond, the server says that it is busy.
    pub requests_max: usize,
    /// Most open streams of the live feed.
    pub streams_max: usize,
    /// Proxies whose word on where a request comes from is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Asked for by the first start; `None` where only this machine can reach the server.
    pub setup_token: Option<String>,
    /// The way out for letters, if there is one.
    pub mail: Option<Mail>,
    /// Where people may sign in besides here.
    pub openid: Option<Openid>,
    /// The header `x-heliu-panic` makes a request panic.
    pub faults: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            requests_max: 256,
            streams_max: 5000,
            trusted_proxies: Vec::new(),
            setup_token: None,
            mail: None,
            openid: None,
            faults: false,
        }
    }
}

impl Settings {
    /// Whether browsers come by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

impl FromRef<Context> for LeptosOptions {
    fn from_ref(context: &Context) -> Self {
        context.assets.options()
    }
}

/// One visitor of one workspace, for the time of a request.
#[derive(Clone, Debug)]
pub struct Visit {
    pub workspace: Workspace,
    /// Who is signed in.
    pub person: Person,
    pub session: SessionId,
    pub preferences: Preferences,
}

impl Visit {
    /// Who is asking for what: the workspace by its short name, the person by the session's cookie.
    ///
    /// # Errors
    /// No such workspace; [`Code::SignedOut`] without a session there.
    pub async fn new(context: &Context, headers: &HeaderMap, slug: &str) -> Result<Self, Problem> {
        let workspace = context.store.workspace(slug).await?.ok_or_else(|| Problem::not_found("workspace"))?;
        let found = session::present(context, headers, &workspace).await?;
        let (session, person) = found.ok_or_else(|| Problem::new(Code::SignedOut))?;
        Ok(Self { workspace, session: session.id, preferences: personal(preferences_of(headers), &person), person })
    }

    /// The same for a request of which it may be known already.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub async fn of(context: &Context, parts: &Parts, slug: &str) -> Result<Self, Problem> {
        match Self::known(&parts.extensions).filter(|visit| visit.workspace.slug == slug) {
            Some(visit) => Ok(visit.clone()),
            None => Self::new(context, &parts.headers, slug).await,
        }
    }

    /// What was found out about a request when it came in.
    pub fn known(extensions: &Extensions) -> Option<&Self> {
        extensions.get::<Self>()
    }

    /// The workspace as the visitor sees it.
    pub fn window(&self, context: &Context) -> Window {
        context.store.seen_by(self.workspace.id, self.person.clone())
    }

    /// Who acts, now.
    pub fn author(&self) -> Author {
        Author { person: self.person.id, at: clock::now() }
    }
}

/// The preferences of the request that leptos is answering.
pub fn preferences() -> Preferences {
    let Some(parts) = use_context::<Parts>() else { return preferences_of(&HeaderMap::new()) };
    Visit::known(&parts.extensions).map_or_else(|| preferences_of(&parts.headers), |visit| visit.preferences)
}

/// What the visitor chose, else what the browser says.
pub fn preferences_of(headers: &HeaderMap) -> Preferences {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = cookie(headers, "heliu_language").and_then(Language::parse);
    // The inhabited time zones lie between −12 and +14 hours.
    let offset_minutes: i32 = cookie(headers, "heliu_offset").and_then(|offset| offset.parse().ok()).unwrap_or(0).clamp(-720, 840);
    Preferences {
        language: language.unwrap_or_else(|| Language::negotiate(accepted)),
        today: clock::today(offset_minutes),
        offset_minutes,
        theme: cookie(headers, "heliu_theme").and_then(Theme::parse),
    }
}

/// The same by the clock of a person who has said which one that is.
fn personal(preferences: Preferences, person: &Person) -> Preferences {
    match zone::offset_minutes(&person.zone, clock::now()) {
        Some(offset_minutes) => Preferences { offset_minutes, today: clock::today(offset_minutes), ..preferences },
        None => preferences,
    }
}

/// The value of a cookie; of several with one name the first.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(cookies: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN,zh;q=0.9"));
        headers
    }

    #[test]
    fn the_choice_of_the_visitor_beats_the_browsers() {
        assert_eq!(preferences_of(&headers("heliu_language=en; heliu_theme=dark")).language, Language::En);
        assert_eq!(preferences_of(&headers("heliu_theme=dark")).language, Language::Zh);
        assert_eq!(preferences_of(&headers("heliu_theme=dark")).theme, Some(Theme::Dark));
    }

    #[test]
    fn an_absurd_time_zone_is_brought_back_to_earth() {
        assert_eq!(preferences_of(&headers("heliu_offset=999999999")).offset_minutes, 840);
        assert_eq!(preferences_of(&headers("heliu_offset=x")).offset_minutes, 0);
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let headers = headers("xheliu_session_a=1;heliu_session_a=2");
        assert_eq!(cookie(&headers, "heliu_session_a"), Some("2"));
    }
}
