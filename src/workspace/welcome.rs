//! The first start: found a workspace, or look at the sample data.

use heliu_domain::{Currency, locale::shell as words};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::components::Redirect;

use super::api::{self, Start};
use crate::{
    preferences::{say, t},
    ui::Icon,
    wire::page_data,
    workspace::frame::Trouble,
};

/// Leads to the visitor's workspace; on the first start, offers to found one.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let start = page_data(|| (), |()| api::start_page());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(Start::Workspace(slug)) => {
                        let path = format!("/w/{slug}");
                        crate::edge::redirect(&path);
                        view! { <Redirect path/> }.into_any()
                    }
                    Ok(Start::Welcome) => view! { <Founding/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn go_to(slug: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href(&format!("/w/{slug}"));
    }
}

#[component]
fn Founding() -> impl IntoView {
    let (name, person) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let currency = RwSignal::new(match crate::preferences::language() {
        heliu_domain::locale::Language::Zh => Currency::CNY,
        heliu_domain::locale::Language::En => Currency::USD,
    });
    let (problem, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let finish = move |answer: Result<String, crate::live::Refused>| match answer {
        Ok(slug) => go_to(&slug),
        Err(refused) => {
            busy.set(false);
            problem.set(Some(say(&refused.0)));
        }
    };
    let found = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            finish(api::found(name.get_untracked(), person.get_untracked(), currency.get_untracked()).await);
        });
    };
    let demonstrate = move |_| {
        busy.set(true);
        spawn_local(async move { finish(api::demonstrate().await) });
    };
    view! {
        <Title text=t(words::WELCOME)/>
        <main class="hero" id="main">
            <img class="logo" src="/favicon.svg" alt=""/>
            <h1>{t(words::WELCOME)}</h1>
            <p class="lead">{t(words::WELCOME_LEAD)}</p>
            <form class="box" on:submit=found>
                <div class="field">
                    <label class="label" for="workspace-name">{t(words::WORKSPACE_NAME)}</label>
                    <input class="input" id="workspace-name" required autocomplete="organization" bind:value=name/>
                </div>
                <div class="field">
                    <label class="label" for="person-name">{t(words::YOUR_NAME)}</label>
                    <input class="input" id="person-name" required autocomplete="name" bind:value=person/>
                </div>
                <div class="field">
                    <label class="label" for="currency">{t(words::BASE_CURRENCY)}</label>
                    <select class="input" id="currency" on:change=move |event| { if let Ok(chosen) = event_target_value(&event).parse() { currency.set(chosen); } }>
                        {Currency::COMMON.map(|each| view! { <option value=each.to_string() selected=each == currency.get_untracked()>{each.to_string()}</option> }).collect_view()}
                    </select>
                </div>
                {move || problem.get().map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
                <button class="button primary block" type="submit" disabled=move || busy.get()>{t(words::FOUND)}</button>
            </form>
            <div class="choices">
                <button class="choice" type="button" disabled=move || busy.get() on:click=demonstrate>
                    <Icon name="board"/><span><b>{t(words::SEE_DEMO)}</b><small>{t(words::SEE_DEMO_HINT)}</small></span><Icon name="chevron-right"/>
                </button>
            </div>
        </main>
    }
}
