//! The document around a page that needs no script.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use heliu_domain::locale::{Language, Text, shell as words};
use leptos::{oco::Oco, prelude::*};

use crate::preferences::{Preferences, language, t, tr};

/// What every such page needs to be drawn.
#[derive(Clone, Debug)]
pub struct Frame {
    pub preferences: Preferences,
    /// The path of the stylesheet.
    pub style: String,
    /// The address of this page, to which a change of language returns.
    pub here: String,
    /// The name of the provider at which people may sign in, if there is one.
    pub provider: Option<String>,
}

/// Whether the page is a short form in the middle, has parts below each other, or is a wide table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Short,
    Long,
    Wide,
}

impl Frame {
    /// A page as an answer.
    pub fn answer<V: IntoView>(
        &self,
        status: StatusCode,
        shape: Shape,
        title: Text,
        params: &[&dyn std::fmt::Display],
        body: impl FnOnce() -> V,
    ) -> Response {
        let owner = Owner::new();
        let html = owner.with(|| {
            provide_context(self.preferences);
            self.page(shape, tr(title, params), body().into_any()).to_html()
        });
        owner.cleanup();
        (status, Html(html)).into_response()
    }

    fn page(&self, shape: Shape, title: String, body: AnyView) -> impl IntoView + use<> {
        let preferences = self.preferences;
        let (code, name, tag) = match language() {
            Language::En => ("zh", "简体中文", "zh-CN"),
            Language::Zh => ("en", "English", "en"),
        };
        let title = format!("{title} · {}", t(words::APP_NAME));
        let style = self.style.clone();
        let here = self.here.clone();
        let switch = view! {
            <form class="row" method="post" action="/language">
                <input type="hidden" name="language" value=code/>
                <input type="hidden" name="next" value=here/>
                <button class="link" type="submit" lang=tag>{name}</button>
            </form>
        };
        let main = match shape {
            Shape::Short => view! {
                <main class="hero" id="main">
                    <img class="logo" src="/favicon.svg" alt=""/>
                    {body}
                    {switch}
                </main>
            }
            .into_any(),
            Shape::Long => view! {
                <main class="page" id="main"><div class="page-inner slim">{body}</div></main>
            }
            .into_any(),
            Shape::Wide => view! {
                <main class="page" id="main"><div class="page-inner wide">{body}</div></main>
            }
            .into_any(),
        };
        view! {
            <!DOCTYPE html>
            <html lang=preferences.language.tag() data-theme=preferences.theme.map(|theme| Oco::Borrowed(theme.as_str()))>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f6f5"/>
                    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1313"/>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link rel="manifest" href="/manifest.webmanifest"/>
                    <link rel="stylesheet" href=style/>
                    <title>{title}</title>
                </head>
                <body>{main}</body>
            </html>
        }
    }
}
