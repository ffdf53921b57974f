//! The filter and sort order in the address: what every control of the view bar reads and changes.

use std::time::Duration;

use heliu_domain::{
    OpportunityId, PipelineId,
    filter::{Filter, Sort, SortBy, StateFilter},
    text,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    params::ParamsMap,
};

use super::{
    new_card::Draft,
    page::{filter_of_address, pipeline_of_address},
};
use crate::{ui::effect, workspace::space};

/// How long the search waits for the next letter.
const TYPING: Duration = Duration::from_millis(250);

/// The two forms in which a pipeline is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Board,
    List,
}

impl Room {
    /// The word in paths.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::List => "list",
        }
    }
}

/// Which dialog of the view bar is open. It stays so when the page's data is read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    Filter,
    Views,
    NewCard,
}

/// The filter, the sort order and what is being typed, above everything that is read anew when they change.
#[derive(Clone, Copy)]
pub struct Finder {
    pub room: Room,
    pub pipeline: Memo<Option<PipelineId>>,
    pub filter: Memo<Filter>,
    pub sort: Memo<Sort>,
    /// The search as it is being typed.
    pub text: RwSignal<String>,
    pub asking: RwSignal<Option<Asking>>,
    /// The opportunity that is being written.
    pub draft: Draft,
    pathname: Memo<String>,
    typed: StoredValue<u32>,
    is_typing: StoredValue<bool>,
}

/// The finder of the page.
pub fn finder() -> Finder {
    expect_context()
}

/// Makes the finder of a page's address available to everything below.
pub fn provide(room: Room) -> Finder {
    let filter = filter_of_address();
    let finder = Finder {
        room,
        pipeline: pipeline_of_address(),
        filter,
        sort: sort_of_address(),
        text: RwSignal::new(filter.with_untracked(|filter| filter.text.clone())),
        asking: RwSignal::new(None),
        draft: Draft::default(),
        pathname: use_location().pathname,
        typed: StoredValue::new(0),
        is_typing: StoredValue::new(false),
    };
    effect(move |_| finder.follow(&filter.with(|filter| filter.text.clone())));
    provide_context(finder);
    finder
}

/// The sort order of the address.
fn sort_of_address() -> Memo<Sort> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let by = query.get_str("sort").and_then(SortBy::parse).unwrap_or_default();
            Sort { by, descending: query.get_str("desc") == Some("1") }
        })
    })
}

/// The query string of a filter and sort order, with its question mark; empty when both are plain.
pub fn query_of(filter: &Filter, sort: Sort) -> String {
    let mut pairs = ParamsMap::new();
    for (name, value) in filter.to_pairs() {
        pairs.insert(name, value);
    }
    if sort.by != SortBy::Board || sort.descending {
        pairs.insert("sort", sort.by.as_str().to_owned());
        if sort.descending {
            pairs.insert("desc", "1".to_owned());
        }
    }
    pairs.to_query_string()
}

impl Finder {
    /// The query string of the page as it is now.
    pub fn query(self) -> String {
        self.filter.with(|filter| query_of(filter, self.sort.get()))
    }

    /// The same for a command's result, without subscribing.
    pub fn query_untracked(self) -> String {
        self.filter.with_untracked(|filter| query_of(filter, self.sort.get_untracked()))
    }

    /// The address of this pipeline in a room, under the same filter.
    pub fn href(self, room: Room) -> String {
        let pipeline = self.pipeline.get().map(|id| id.to_string()).unwrap_or_default();
        format!("{}{}", space().path(&format!("{}/{pipeline}", room.as_str())), self.query())
    }

    /// The address of a card beside this page.
    pub fn card_href(self, id: OpportunityId) -> String {
        let pipeline = self.pipeline.get_untracked().map(|id| id.to_string()).unwrap_or_default();
        format!("{}{}", space().path(&format!("{}/{pipeline}/card/{id}", self.room.as_str())), self.query_untracked())
    }

    /// This page under another sort order.
    pub fn sorted_href(self, sort: Sort) -> String {
        self.filter.with_untracked(|filter| format!("{}{}", self.pathname.get_untracked(), query_of(filter, sort)))
    }

    /// Shows what passes another filter, from an event handler. It replaces the address, so that Back leads to another page.
    pub fn show(self, filter: &Filter) {
        self.is_typing.set_value(false);
        self.show_query(&query_of(filter, self.sort.get_untracked()));
    }

    /// Shows a saved query string, from an event handler.
    pub fn show_query(self, query: &str) {
        go(&use_navigate(), &self.pathname.get_untracked(), query);
    }

    /// Takes away every condition.
    pub fn clear(self) {
        self.text.set(String::new());
        self.show(&Filter::default());
    }

    /// Whether anything but the state of a new visit narrows the view.
    pub fn is_narrowed(self) -> bool {
        self.filter.with(|filter| *filter != Filter::default())
    }

    /// Takes in what is being typed; the page follows when the typing pauses.
    pub fn search(self, text: String, is_composing: bool) {
        self.text.set(text);
        self.is_typing.set_value(true);
        let wave = self.typed.get_value().wrapping_add(1);
        self.typed.set_value(wave);
        // While an input method composes, the letters are not yet what is meant.
        if is_composing {
            return;
        }
        let navigate = use_navigate();
        set_timeout(
            move || {
                if self.typed.try_get_value() == Some(wave) {
                    self.settle(&navigate);
                }
            },
            TYPING,
        );
    }

    /// Searches at once, from an event handler.
    pub fn search_now(self) {
        self.typed.update_value(|wave| *wave = wave.wrapping_add(1));
        self.settle(&use_navigate());
    }

    fn settle(self, navigate: &impl Fn(&str, NavigateOptions)) {
        self.is_typing.set_value(false);
        let text = self.text.with_untracked(|text| line(text));
        let filter = self.filter.get_untracked();
        if filter.text != text {
            let query = query_of(&Filter { text, ..filter }, self.sort.get_untracked());
            go(navigate, &self.pathname.get_untracked(), &query);
        }
    }

    /// The address changed by other means than the search field.
    fn follow(self, text: &str) {
        if !self.is_typing.get_value() && self.text.with_untracked(|typed| line(typed) != text) {
            self.text.set(text.to_owned());
        }
    }
}

fn line(text: &str) -> String {
    text::line("text", text, text::NAME_MAX).unwrap_or_default()
}

fn go(navigate: &impl Fn(&str, NavigateOptions), path: &str, query: &str) {
    navigate(&format!("{path}{query}"), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
}

/// One condition of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    State,
    Owner,
    Account,
    Tag,
    Least,
    Most,
    From,
    To,
    Text,
}

/// The conditions that are set, in the order of the dialog.
pub fn parts(filter: &Filter) -> Vec<Part> {
    let all = [
        (Part::State, filter.state != StateFilter::Open),
        (Part::Owner, filter.owner.is_some()),
        (Part::Account, filter.account.is_some()),
        (Part::Tag, filter.tag.is_some()),
        (Part::Least, filter.least.is_some()),
        (Part::Most, filter.most.is_some()),
        (Part::From, filter.from.is_some()),
        (Part::To, filter.to.is_some()),
        (Part::Text, !filter.text.is_empty()),
    ];
    all.into_iter().filter_map(|(part, is_set)| is_set.then_some(part)).collect()
}

/// The filter without one of its conditions.
pub fn without(filter: &Filter, part: Part) -> Filter {
    let mut filter = filter.clone();
    match part {
        Part::State => filter.state = StateFilter::Open,
        Part::Owner => filter.owner = None,
        Part::Account => filter.account = None,
        Part::Tag => filter.tag = None,
        Part::Least => filter.least = None,
        Part::Most => filter.most = None,
        Part::From => filter.from = None,
        Part::To => filter.to = None,
        Part::Text => filter.text = String::new(),
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_every_condition_away_leaves_the_plain_filter() {
        let query = "state=all&owner=none&account=01900000-0000-7000-8000-000000000000&tag=vip&least=CNY5&most=CNY9&from=2026-01-01&to=2026-02-01&q=a";
        let mut filter = Filter::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')));
        assert_eq!(parts(&filter).len(), 9);
        for part in parts(&filter) {
            filter = without(&filter, part);
        }
        assert_eq!(filter, Filter::default());
    }

    #[test]
    fn a_plain_view_has_no_query_and_a_sorted_one_says_how() {
        assert_eq!(query_of(&Filter::default(), Sort::default()), "");
        assert_eq!(query_of(&Filter::default(), Sort { by: SortBy::Amount, descending: true }), "?sort=amount&desc=1");
    }
}
