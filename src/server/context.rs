//! What a request can reach, and who is asking.

use std::sync::Arc;

use axum::{
    extract::FromRef,
    http::{HeaderMap, header, request::Parts},
};
use heliu_domain::{
    Code, PersonId, Problem,
    board::Author,
    directory::{Person, Workspace},
    locale::Language,
};
use heliu_store::Store;
use leptos::{config::LeptosOptions, prelude::use_context};

use crate::{
    preferences::{Preferences, Theme},
    server::{assets::Assets, clock, files::Files, findings::Watches, live::Hub, uploads::Uploads},
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
    /// The header `x-heliu-panic` makes a request panic.
    pub faults: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { public_url: None, requests_max: 256, streams_max: 5000, faults: false }
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
    /// Who acts, once chosen.
    pub person: Option<Person>,
    pub preferences: Preferences,
}

impl Visit {
    /// Who is asking for what: the workspace by its short name, the person by cookie, if active there.
    ///
    /// # Errors
    /// No such workspace.
    pub async fn new(context: &Context, headers: &HeaderMap, slug: &str) -> Result<Self, Problem> {
        let workspace = context.store.workspace(slug).await?.ok_or_else(|| Problem::not_found("workspace"))?;
        let chosen: Option<PersonId> = cookie(headers, &person_cookie(slug)).and_then(|id| id.parse().ok());
        let person = match chosen {
            Some(id) => context.store.people(workspace.id).await?.into_iter().find(|person| person.id == id && person.active),
            None => None,
        };
        Ok(Self { workspace, person, preferences: preferences_of(headers) })
    }

    /// Who acts, now.
    ///
    /// # Errors
    /// [`Code::NoActor`] when nobody was chosen, or somebody who is no longer active.
    pub fn author(&self) -> Result<Author, Problem> {
        let person = self.person.as_ref().ok_or_else(|| Problem::new(Code::NoActor))?;
        Ok(Author { person: person.id, at: clock::now() })
    }
}

/// The cookie that says who acts in a workspace.
pub fn person_cookie(slug: &str) -> String {
    format!("heliu_person_{slug}")
}

/// The preferences of the request that leptos is answering.
pub fn preferences() -> Preferences {
    use_context::<Parts>().map_or_else(|| preferences_of(&HeaderMap::new()), |parts| preferences_of(&parts.headers))
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
        let headers = headers("xheliu_person_a=1;heliu_person_a=2");
        assert_eq!(cookie(&headers, "heliu_person_a"), Some("2"));
    }
}
