//! The page of the audit log.

use axum::{http::StatusCode, response::Response};
use heliu_domain::{
    Date, PersonId,
    audit::Topic,
    directory::{Person, Workspace},
    locale::{audit as words, format, identity},
};
use leptos::prelude::*;

use super::words::Line;
use crate::{
    identity::document::{Frame, Shape},
    preferences::{language, preferences, t},
    ui::Icon,
};

/// What somebody looks for, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub person: Option<PersonId>,
    pub topic: Option<Topic>,
    /// The first and the last day, by the clock of whoever looks.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Wanted {
    /// The query of an address that asks for it, without `?`.
    pub fn query(&self) -> String {
        let parts = [
            self.person.map(|it| format!("person={it}")),
            self.topic.map(|it| format!("kind={}", it.as_str())),
            self.from.map(|it| format!("from={it}")),
            self.to.map(|it| format!("to={it}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Audit {
    pub workspace: Workspace,
    /// By name.
    pub people: Vec<Person>,
    pub wanted: Wanted,
    /// The newest first.
    pub lines: Vec<Line>,
    /// It is not the first page.
    pub is_later: bool,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// The page.
pub fn page(frame: &Frame, audit: Audit) -> Response {
    frame.answer(StatusCode::OK, Shape::Wide, words::AUDIT, &[], || {
        let Audit { workspace, people, wanted, lines, is_later, next } = audit;
        let base = format!("/w/{}/audit", workspace.slug);
        let query = wanted.query();
        let export = |ending: &str| format!("{base}/log.{ending}?{query}");
        let (csv, xlsx) = (export("csv"), export("xlsx"));
        let older = next.map(|next| format!("{base}?{query}{}before={next}", if query.is_empty() { "" } else { "&" }));
        let newest = is_later.then(|| format!("{base}?{query}"));
        let is_empty = lines.is_empty();
        view! {
            <p><a href=format!("/w/{}/settings", workspace.slug)>{t(identity::BACK)}</a></p>
            <header class="page-head"><h1>{t(words::AUDIT)}</h1><p>{t(words::LEAD)}</p></header>
            {filter(base, people, &wanted)}
            <p class="row">
                <a class="button" href=csv download="">{t(words::EXPORT_CSV)}</a>
                <a class="button" href=xlsx download="">{t(words::EXPORT_XLSX)}</a>
            </p>
            {if is_empty { view! { <p class="note">{t(words::NOTHING)}</p> }.into_any() } else { table(lines).into_any() }}
            <nav class="row" aria-label=t(words::AUDIT)>
                {newest.map(|href| view! { <a class="button" href=href><Icon name="chevron-left"/>{t(words::NEWEST)}</a> })}
                {older.map(|href| view! { <a class="button" href=href rel="next">{t(words::OLDER)}<Icon name="chevron-right"/></a> })}
            </nav>
        }
    })
}

fn filter(action: String, people: Vec<Person>, wanted: &Wanted) -> impl IntoView + use<> {
    let (person, topic) = (wanted.person, wanted.topic);
    let people = people.into_iter().map(|it| view! { <option value=it.id.to_string() selected=person == Some(it.id)>{it.name}</option> });
    let topics = Topic::ALL.map(|it| view! { <option value=it.as_str() selected=topic == Some(it)>{t(words::topic(it))}</option> });
    let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    view! {
        <form class="box filter-form" method="get" action=action>
            <div class="field">
                <label class="label" for="person">{t(words::PERSON)}</label>
                <select class="input" id="person" name="person"><option value="">{t(words::EVERYBODY)}</option>{people.collect_view()}</select>
            </div>
            <div class="field">
                <label class="label" for="kind">{t(words::KIND)}</label>
                <select class="input" id="kind" name="kind"><option value="">{t(words::EVERYTHING)}</option>{topics.collect_view()}</select>
            </div>
            <div class="field">
                <label class="label" for="from">{t(words::FROM)}</label>
                <input class="input" type="date" id="from" name="from" value=day(wanted.from)/>
            </div>
            <div class="field">
                <label class="label" for="to">{t(words::TO)}</label>
                <input class="input" type="date" id="to" name="to" value=day(wanted.to)/>
            </div>
            <button class="button primary" type="submit">{t(words::SHOW)}</button>
        </form>
    }
}

fn table(lines: Vec<Line>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let record = line.record.map(|(name, href)| match href {
            Some(href) => view! { <a class="link" href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        });
        view! {
            <tr>
                <th scope="row">{line.what}</th>
                <td data-label=t(words::WHO)>{line.who}</td>
                <td data-label=t(words::RECORD)>{record}</td>
                <td data-label=t(words::BY)>{line.by}</td>
                <td data-label=t(words::WHEN)><time>{format::instant(language(), line.at, preferences().offset_minutes)}</time></td>
            </tr>
        }
    });
    view! {
        <div class="table-box">
            <table class="table boxed stacked audit">
                <thead>
                    <tr>
                        <th scope="col">{t(words::WHAT)}</th>
                        <th scope="col">{t(words::WHO)}</th>
                        <th scope="col">{t(words::RECORD)}</th>
                        <th scope="col">{t(words::BY)}</th>
                        <th scope="col">{t(words::WHEN)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
