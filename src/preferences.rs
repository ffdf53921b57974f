//! How the visitor sees the pages: language, day and time zone; the same while rendering on the server and while hydrating.

use heliu_domain::{
    Date,
    locale::{Language, Text},
};
use leptos::prelude::*;

/// What rendering depends on besides the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    pub language: Language,
    /// The visitor's day.
    pub today: Date,
    /// Minutes that the visitor's clock is ahead of UTC.
    pub offset_minutes: i32,
    pub theme: Option<Theme>,
}

/// A chosen colour scheme; without one the system decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// The word in the cookie and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == text)
    }
}

/// The preferences of the page that is being rendered.
pub fn preferences() -> Preferences {
    use_context::<Preferences>().unwrap_or_else(crate::edge::preferences)
}

/// The language of the page.
pub fn language() -> Language {
    preferences().language
}

/// A text in the page's language.
pub fn t(text: Text) -> &'static str {
    text.in_(language())
}

/// A text in the page's language with its parameters.
pub fn tr(text: Text, params: &[&dyn std::fmt::Display]) -> String {
    text.with(language(), params)
}

/// A problem in the page's language.
pub fn say(problem: &heliu_domain::Problem) -> String {
    heliu_domain::locale::problem::problem(language(), problem)
}
