//! The document, the routes, and what stands around every page.

use heliu_domain::locale::shell as words;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    hooks::use_location,
    path,
};

use crate::{
    board::{BinPage, BoardPage, CardPanel, ListPage},
    directory::SettingsPage,
    import::ImportPage,
    inbox::InboxPage,
    pipeline::PipelinePage,
    preferences::{preferences, t},
    responsibility::{FindingsPage, MatrixPage, RolePage, RolesPage, SkillsPage},
    ui::toast::Toaster,
    workspace::{WorkspaceFrame, WorkspaceHome},
};

/// The HTML document around the app.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preferences = preferences();
    provide_context(preferences);
    view! {
        <!DOCTYPE html>
        <html
            lang=preferences.language.tag()
            data-theme=preferences.theme.map(|theme| theme.as_str())
            data-today=preferences.today.to_string()
            data-offset=preferences.offset_minutes.to_string()
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f6f5"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1313"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <AutoReload options=options.clone()/>
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

/// The app: routes and what is shared by all of them.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(preferences());
    crate::ui::toast::provide();
    let base = t(words::APP_NAME);
    view! {
        <Title formatter=move |page: String| if page.is_empty() { base.to_owned() } else { format!("{page} · {base}") }/>
        <Router>
            <a class="skip" href="#main">{t(words::SKIP)}</a>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("/w/:workspace") view=WorkspaceFrame ssr=SsrMode::Async>
                    <Route path=path!("") view=WorkspaceHome ssr=SsrMode::Async/>
                    <ParentRoute path=path!("/board/:pipeline") view=BoardPage ssr=SsrMode::Async>
                        <Route path=path!("") view=|| () ssr=SsrMode::Async/>
                        <Route path=path!("/card/:card") view=CardPanel ssr=SsrMode::Async/>
                    </ParentRoute>
                    <ParentRoute path=path!("/list/:pipeline") view=ListPage ssr=SsrMode::Async>
                        <Route path=path!("") view=|| () ssr=SsrMode::Async/>
                        <Route path=path!("/card/:card") view=CardPanel ssr=SsrMode::Async/>
                    </ParentRoute>
                    <Route path=path!("/matrix") view=MatrixPage ssr=SsrMode::Async/>
                    <Route path=path!("/roles") view=RolesPage ssr=SsrMode::Async/>
                    <Route path=path!("/roles/:role") view=RolePage ssr=SsrMode::Async/>
                    <Route path=path!("/skills") view=SkillsPage ssr=SsrMode::Async/>
                    <Route path=path!("/findings") view=FindingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/:pipeline") view=PipelinePage ssr=SsrMode::Async/>
                    <Route path=path!("/import") view=ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("/inbox") view=InboxPage ssr=SsrMode::Async/>
                    <Route path=path!("/bin") view=BinPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
            <Toaster/>
        </Router>
    }
}

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::edge::answer_not_found();
    let path = use_location().pathname;
    view! {
        <Title text=t(words::NOT_FOUND)/>
        <main class="hero" id="main">
            <img class="logo" src="/favicon.svg" alt=""/>
            <h1>{t(words::NOT_FOUND)}</h1>
            <p class="lead">{t(words::NOT_FOUND_HINT)}</p>
            <p><a class="button primary" href="/" rel="external">{t(words::TO_START)}</a></p>
            <p class="code">"404 " {move || path.get()}</p>
        </main>
    }
}
