//! Navigation, top bar and the place where a page appears.

use heliu_domain::{
    locale::{responsibility as duties, shell as words},
    policy,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::{use_location, use_params_map},
};

use super::{
    api,
    space::{Space, space},
    switchers::{LanguageSwitch, LiveState, PersonMenu, PipelineSwitch, PresenceList, ThemeSwitch},
};
use crate::{
    app::NotFound,
    live::Connection,
    preferences::{say, t},
    responsibility::{FindingCount, ProfileNotice, Tidings},
    ui::{
        Icon, Show, effect,
        shortcuts::{self, Shortcuts},
        storage,
        toast::toasts,
    },
    wire::page_data,
};

/// Loads the workspace of the address and frames its pages.
#[component]
pub fn WorkspaceFrame() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    let data = page_data(move || slug.get(), api::read_workspace);
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => {
                        let seq = data.seq;
                        let space = Space::new(data);
                        provide_context(space);
                        view! { <Frame seq/> }.into_any()
                    }
                    Err(refused) if refused.0.code == heliu_domain::Code::NotFound => view! { <NotFound/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// A page that could not be loaded, with what to do.
#[component]
pub fn Trouble(problem: heliu_domain::Problem) -> impl IntoView {
    view! {
        <main class="hero" id="main">
            <img class="logo" src="/favicon.svg" alt=""/>
            <h1>{t(words::TROUBLE)}</h1>
            <p class="lead" role="alert">{say(&problem)}</p>
            <p><a class="button primary" href="" rel="external">{t(words::RELOAD)}</a></p>
        </main>
    }
}

/// Where the browser remembers that the rail is folded.
const RAIL: &str = "heliu-rail";

#[component]
fn Frame(seq: i64) -> impl IntoView {
    let space = space();
    effect(move |_| {
        space.start(seq);
        crate::workspace::switchers::remember_offset();
    });
    crate::live::presence::follow(space.feed);
    shortcuts::provide();
    Tidings::provide(space);
    let slim = RwSignal::new(false);
    effect(move |_| slim.set(storage::lasting().and_then(|storage| storage.get_item(RAIL).ok().flatten()).is_some()));
    let fold = move |_| {
        slim.update(|slim| *slim = !*slim);
        let Some(storage) = storage::lasting() else { return };
        let _ = if slim.get_untracked() { storage.set_item(RAIL, "slim") } else { storage.remove_item(RAIL) };
    };
    let is_sample = move || space.workspace.with(|workspace| workspace.sample);
    let on_key = move |event: leptos::ev::KeyboardEvent| undo_keys(space, &event);
    let outdated = space.feed.outdated;
    effect(move |_| {
        if outdated.get() {
            toasts().warn_with(t(words::OUTDATED).to_owned(), t(words::RELOAD).to_owned(), || {
                if let Some(window) = web_sys::window() {
                    let _ = window.location().reload();
                }
            });
        }
    });
    window_event_listener(leptos::ev::keydown, on_key);
    let location = use_location();
    let sign_in_path = move || space.path(&format!("sign-in?next={}", location.pathname.get()));
    view! {
        <div class="app" data-rail=move || slim.get().then_some("slim")>
            <nav class="rail" aria-label=t(words::NAVIGATION)>
                <a class="rail-brand" href=space.path("")><img src="/favicon.svg" alt=""/><span class="rail-text">{t(words::APP_NAME)}</span></a>
                <NavItems class="rail-item" text_class="rail-text"/>
                <div class="rail-foot">
                    <button class="rail-item rail-toggle" type="button" aria-pressed=move || slim.get().to_string() on:click=fold>
                        <Icon name="chevron-left"/><span class="rail-text">{t(words::COLLAPSE)}</span>
                    </button>
                </div>
            </nav>
            <header class="topbar">
                <PipelineSwitch/>
                <span class="grow"></span>
                <LiveState/>
                <PresenceList/>
                <LanguageSwitch/>
                <ThemeSwitch/>
                <PersonMenu/>
            </header>
            <Show when=is_sample>
                <div class="banner" role="note"><Icon name="alert"/><span>{t(words::SAMPLE_DATA)}" "<code>"heliu serve --data DIR"</code></span></div>
            </Show>
            <Show when=move || space.feed.is_signed_out.get()>
                <div class="banner warn" role="alert">
                    <Icon name="lock"/><span>{t(words::SIGNED_OUT_BANNER)}</span>
                    <a class="link" rel="external" href=move || sign_in_path()>{t(words::SIGN_IN)}</a>
                </div>
            </Show>
            <Show when=move || space.feed.connection.get() == Connection::Offline && !space.feed.is_signed_out.get()>
                <div class="banner warn" role="alert"><Icon name="offline"/><span>{t(words::OFFLINE_BANNER)}</span></div>
            </Show>
            <ProfileNotice space/>
            <Outlet/>
            <nav class="tabbar" aria-label=t(words::NAVIGATION)><NavItems class="tabbar-item" text_class=""/></nav>
        </div>
        <Shortcuts/>
    }
}

/// Keys that work on every page: undo and redo, unless something is being typed.
fn undo_keys(space: Space, event: &web_sys::KeyboardEvent) {
    let is_command = event.ctrl_key() || event.meta_key();
    if !is_command || crate::ui::is_typing(event) {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => space.undo(false),
        ("z", true) | ("y", false) => space.undo(true),
        _ => return,
    }
    event.prevent_default();
}

/// The pages of the workspace, for the rail and for the phone's bar.
#[component]
fn NavItems(class: &'static str, text_class: &'static str) -> impl IntoView {
    let space = space();
    let location = use_location();
    let first = move || space.pipelines.with(|pipelines| pipelines.first().map(|pipeline| pipeline.id.to_string())).unwrap_or_default();
    // A change between board and list keeps the pipeline.
    let pipeline = move || {
        let path = location.pathname.get();
        let mut parts = path.split('/').skip(3);
        match (parts.next(), parts.next()) {
            (Some("board" | "list"), Some(pipeline)) => pipeline.to_owned(),
            _ => first(),
        }
    };
    let item = move |room: &'static str, icon: &'static str, label: heliu_domain::locale::Text, href: Signal<String>| {
        let is_here = move || {
            let path = location.pathname.get();
            path.split('/').nth(3) == Some(room)
        };
        view! {
            <a class=class href=move || href.get() aria-current=move || is_here().then_some("page")>
                <Icon name=icon/><span class=text_class>{t(label)}</span>{(room == "findings").then(|| view! { <FindingCount/> })}
            </a>
        }
    };
    view! {
        {item("board", "board", words::BOARD, Signal::derive(move || space.path(&format!("board/{}", pipeline()))))}
        {item("list", "list", words::LIST, Signal::derive(move || space.path(&format!("list/{}", pipeline()))))}
        {item("matrix", "columns", duties::MATRIX, Signal::derive(move || space.path("matrix")))}
        {item("roles", "users", duties::ROLES, Signal::derive(move || space.path("roles")))}
        {item("findings", "warning", duties::FINDINGS, Signal::derive(move || space.path("findings")))}
        {move || space.may(policy::may_import).then(|| item("import", "import", words::IMPORT, Signal::derive(move || space.path("import"))))}
        {item("bin", "bin", words::BIN, Signal::derive(move || space.path("bin")))}
        {item("settings", "settings", words::SETTINGS, Signal::derive(move || space.path("settings")))}
    }
}

/// The workspace's own address leads to its first board.
#[component]
pub fn WorkspaceHome() -> impl IntoView {
    let space = space();
    match space.pipelines.with_untracked(|pipelines| pipelines.first().map(|pipeline| pipeline.id)) {
        Some(pipeline) => {
            let path = space.path(&format!("board/{pipeline}"));
            crate::edge::redirect(&path);
            view! { <Redirect path/> }.into_any()
        }
        None => view! {
            <Title text=t(words::BOARD)/>
            <main class="main" id="main" tabindex="-1">
                <div class="empty"><Icon name="board"/><h1>{t(words::NO_PIPELINE)}</h1><a class="button primary" href=space.path("settings")>{t(words::MAKE_PIPELINE)}</a></div>
            </main>
        }
        .into_any(),
    }
}
