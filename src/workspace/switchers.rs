//! The small controls of the top bar: pipeline and workspace, live state, who is here, language, theme, who is signed in.

use std::collections::BTreeSet;

use heliu_domain::{
    locale::{Language, shell as words},
    order::gather,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::space::space;
use crate::{
    live::Connection,
    preferences::{Theme, language, preferences, t, tr},
    ui::{Anchor, Avatar, Icon, Menu},
};

/// Keeps a choice for a year in a cookie that the server reads.
pub fn remember(name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

/// Tells the server, for the next page, how far the browser's clock is from UTC.
pub fn remember_offset() {
    let offset = -js_sys::Date::new_0().get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "at most 14 hours in minutes")]
    let offset = offset as i32;
    if offset != preferences().offset_minutes {
        remember("heliu_offset", &offset.to_string());
    }
}

fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Switches between the pipelines of the workspace and between workspaces.
#[component]
pub fn PipelineSwitch() -> impl IntoView {
    let space = space();
    let location = use_location();
    let open = RwSignal::new(None::<Anchor>);
    let current = move || {
        let path = location.pathname.get();
        let id = path.split('/').nth(4).unwrap_or_default().to_owned();
        space
            .pipelines
            .with(|pipelines| pipelines.iter().find(|pipeline| pipeline.id.to_string() == id).map(|pipeline| pipeline.name.clone()))
    };
    let room = move || match location.pathname.get().split('/').nth(3) {
        Some("list") => "list",
        _ => "board",
    };
    let close = Callback::new(move |()| open.set(None));
    let menu = move || {
        open.get().map(|at| {
            let pipelines = space.pipelines.get().into_iter().map(move |pipeline| {
                let href = space.path(&format!("{}/{}", room(), pipeline.id));
                view! { <a class="menu-item" role="menuitem" href=href on:click=move |_| open.set(None)><Icon name="board"/>{pipeline.name}</a> }
            });
            let others = space.others().into_iter().map(move |(slug, name)| {
                view! { <a class="menu-item" role="menuitem" rel="external" href=format!("/w/{slug}")><Icon name="users"/>{name}</a> }
            });
            view! {
                <Menu label=t(words::SWITCH) at on_close=close>
                    <p class="menu-label">{t(words::PIPELINES)}</p>
                    {pipelines.collect_view()}
                    <hr class="menu-sep"/>
                    <p class="menu-label">{t(words::WORKSPACES)}</p>
                    {others.collect_view()}
                </Menu>
            }
        })
    };
    view! {
        <button class="switcher" type="button" aria-haspopup="menu" on:click=move |event| open.set(Some(Anchor::below(&event)))>
            <span class="switcher-space">{move || space.workspace.with(|workspace| workspace.name.clone())}" /"</span>
            <span class="switcher-name">{move || current().unwrap_or_else(|| t(words::PIPELINES).to_owned())}</span>
            <Icon name="chevron-down"/>
        </button>
        {move || menu()}
    }
}

/// Says whether changes arrive, and how many commands still wait.
#[component]
pub fn LiveState() -> impl IntoView {
    let space = space();
    let state = move || match space.feed.connection.get() {
        Connection::Live => "live",
        Connection::Connecting => "reconnecting",
        Connection::Offline => "offline",
    };
    let word = move || {
        let waiting = space.outbox.waiting.get();
        match space.feed.connection.get() {
            Connection::Live => t(words::LIVE).to_owned(),
            Connection::Connecting => t(words::CONNECTING).to_owned(),
            Connection::Offline if waiting > 0 => tr(words::OFFLINE_WAITING, &[&waiting]),
            Connection::Offline => t(words::OFFLINE).to_owned(),
        }
    };
    view! { <span class="live" role="status" data-state=move || state()><span class="live-word">{move || word()}</span></span> }
}

/// Everybody else who has this workspace open.
#[component]
pub fn PresenceList() -> impl IntoView {
    let space = space();
    let others = move || {
        let me = space.me.get_value();
        let people: BTreeSet<_> =
            space.feed.presence.with(|all| gather(all.iter().map(|one| one.person).filter(|person| Some(*person) != me)));
        people.into_iter().take(5).map(|person| view! { <li><Avatar person=Some(person)/></li> }).collect_view()
    };
    view! { <ul class="presence" aria-label=t(words::ALSO_HERE)>{move || others()}</ul> }
}

/// Switches the language of the interface.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let (code, name, tag) = match language() {
        Language::En => ("zh", "简体中文", "zh-CN"),
        Language::Zh => ("en", "English", "en"),
    };
    let switch = move |_| {
        remember("heliu_language", code);
        reload();
    };
    view! {
        <button class="icon-button" type="button" aria-label=name title=name lang=tag on:click=switch><Icon name="globe"/></button>
    }
}

/// Switches between light and dark.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let switch = move |_| {
        let Some(root) = document().document_element() else { return };
        let prefers_dark = || {
            web_sys::window().is_some_and(|window| {
                let query = js_sys::Reflect::get(&window, &"matchMedia".into())
                    .ok()
                    .and_then(|function| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(function).ok());
                let answer = query.and_then(|function| function.call1(&window, &"(prefers-color-scheme: dark)".into()).ok());
                answer
                    .and_then(|answer| js_sys::Reflect::get(&answer, &"matches".into()).ok())
                    .and_then(|matches| matches.as_bool())
                    .unwrap_or(false)
            })
        };
        let is_dark = root.get_attribute("data-theme").map_or_else(prefers_dark, |theme| theme == "dark");
        let next = if is_dark { Theme::Light } else { Theme::Dark };
        let _ = root.set_attribute("data-theme", next.as_str());
        remember("heliu_theme", next.as_str());
    };
    view! { <button class="icon-button" type="button" aria-label=t(words::THEME) title=t(words::THEME) on:click=switch><Icon name="moon"/></button> }
}

/// Who is signed in: the way to the profile and out; in sample data also to everybody else.
#[component]
pub fn PersonMenu() -> impl IntoView {
    let space = space();
    let open = RwSignal::new(None::<Anchor>);
    let me = space.me.get_value();
    let label = tr(words::SIGNED_IN_AS, &[&me.map(|id| space.name(id)).unwrap_or_default()]);
    let close = Callback::new(move |()| open.set(None));
    let location = use_location();
    let menu = move || {
        open.get().map(|at| {
            let is_sample = space.workspace.with(|workspace| workspace.sample);
            let people = is_sample.then(|| {
                let people = space.active_people().into_iter().map(move |person| {
                    let id = person.id;
                    view! {
                        <button class="menu-item" type="submit" form="as-person" name="person" value=id.to_string() role="menuitemradio" aria-checked=(me == Some(id)).to_string()>
                            <Avatar person=Some(id)/>{person.name}
                            <span class="end">{t(heliu_domain::locale::general::department(person.department))}</span>
                        </button>
                    }
                });
                view! { <p class="menu-label">{t(words::BE_SOMEBODY_ELSE)}</p> {people.collect_view()} }
            });
            view! {
                <Menu label=t(words::YOUR_MENU) at on_close=close>
                    <a class="menu-item" role="menuitem" rel="external" href=space.path("profile")><Icon name="user"/>{t(words::PROFILE)}</a>
                    <button class="menu-item" type="submit" form="sign-out" role="menuitem"><Icon name="logout"/>{t(words::SIGN_OUT)}</button>
                    {people}
                </Menu>
            }
        })
    };
    view! {
        <form id="sign-out" method="post" action=space.path("sign-out") hidden=true></form>
        <form id="as-person" method="post" action=space.path("sign-in") hidden=true>
            <input type="hidden" name="next" value=move || location.pathname.get()/>
        </form>
        <button class="icon-button" type="button" aria-haspopup="menu" aria-label=label.clone() title=label on:click=move |event| open.set(Some(Anchor::below(&event)))>
            {match me { Some(id) => view! { <Avatar person=Some(id)/> }.into_any(), None => view! { <Icon name="user"/> }.into_any() }}
        </button>
        {move || menu()}
    }
}
