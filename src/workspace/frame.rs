//! Navigation, top bar and the place where a page appears.

use heliu_domain::{
    locale::{general, handover, responsibility as duties, shell as words},
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
    inbox::{Unread, UnreadCount},
    live::Connection,
    preferences::{say, t},
    responsibility::{FindingCount, ProfileNotice, Tidings},
    ui::{
        Anchor, Icon, Menu, Show, effect,
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
                        let (seq, unread) = (data.seq, data.unread);
                        let space = Space::new(data);
                        provide_context(space);
                        view! { <Frame seq unread/> }.into_any()
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
fn Frame(seq: i64, unread: i64) -> impl IntoView {
    let space = space();
    effect(move |_| {
        space.start(seq);
        crate::workspace::switchers::remember_offset();
    });
    crate::live::presence::follow(space.feed);
    shortcuts::provide();
    Tidings::provide(space);
    Unread::provide(space, unread);
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
                <NavItems/>
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
                <UnreadCount space/>
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
            <nav class="tabbar" aria-label=t(words::NAVIGATION)><TabItems/></nav>
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

/// A page of the workspace: its room in addresses, its icon, and its name.
type NavItem = (&'static str, &'static str, heliu_domain::locale::Text);

/// What there is always room for.
const FIRST: &[NavItem] = &[
    ("board", "board", words::BOARD),
    ("list", "list", words::LIST),
    ("matrix", "columns", duties::MATRIX),
    ("findings", "warning", duties::FINDINGS),
];
/// What a phone shows behind one more button.
const FURTHER: &[NavItem] = &[
    ("roles", "users", duties::ROLES),
    ("import", "import", words::IMPORT),
    ("bin", "bin", words::BIN),
    ("settings", "settings", words::SETTINGS),
];
/// What a wide window has in its top bar.
const INBOX: &[NavItem] = &[("inbox", "bell", handover::INBOX)];

/// The links to pages; `class` is that of a link, `text_class` that of its name.
fn nav_links(items: &'static [NavItem], class: &'static str, text_class: &'static str, role: Option<&'static str>) -> impl IntoView {
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
    let links = items.iter().map(|&(room, icon, label)| {
        let is_here = move || location.pathname.with(|path| path.split('/').nth(3) == Some(room));
        let href = move || match room {
            "board" | "list" => space.path(&format!("{room}/{}", pipeline())),
            _ => space.path(room),
        };
        let is_barred = move || room == "import" && !space.may(policy::may_import);
        view! {
            <a class=class role=role href=move || href() hidden=move || is_barred() aria-current=move || is_here().then_some("page")>
                <Icon name=icon/><span class=text_class>{t(label)}</span>{(room == "findings").then(|| view! { <FindingCount/> })}
            </a>
        }
    });
    links.collect_view()
}

/// The pages of the workspace, for the rail.
#[component]
fn NavItems() -> impl IntoView {
    view! {
        {nav_links(FIRST, "rail-item", "rail-text", None)}
        {nav_links(FURTHER, "rail-item", "rail-text", None)}
    }
}

/// The same for the phone's bar, which has room for five.
#[component]
fn TabItems() -> impl IntoView {
    let menu = RwSignal::new(None::<Anchor>);
    let close = Callback::new(move |()| menu.set(None));
    view! {
        {nav_links(FIRST, "tabbar-item", "", None)}
        <button class="tabbar-item" type="button" aria-haspopup="menu" aria-expanded=move || menu.get().is_some().to_string() on:click=move |event| menu.set(Some(Anchor::below(&event)))>
            <Icon name="more"/><span>{t(general::MORE)}</span>
        </button>
        {move || menu.get().map(|at| view! {
            <Menu label=t(general::MORE) at on_close=close>
                <div class="contents" role="presentation" on:click=move |_| close.run(())>{nav_links(INBOX, "menu-item", "", Some("menuitem"))}{nav_links(FURTHER, "menu-item", "", Some("menuitem"))}</div>
            </Menu>
        })}
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
