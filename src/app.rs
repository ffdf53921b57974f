//! The document, the routes, and what stands around every page.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, provide_meta_context};
use leptos_router::{
    SsrMode, StaticSegment,
    components::{Route, Router, Routes},
    path,
};

/// The HTML document around the app.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <HydrationScripts options=options.clone()/>
                <HashedStylesheet options/>
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=StaticSegment("") view=|| view! { <h1>"Welcome"</h1> } ssr=SsrMode::Async/>
                <Route path=path!("/w/:workspace") view=|| view! { <h1>"Workspace"</h1> } ssr=SsrMode::Async/>
                <Route path=path!("/w/:workspace/board/:pipeline") view=|| view! { <h1>"Board"</h1> } ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::edge::answer_not_found();
    view! { <h1>"Not found"</h1> }
}
