//! A name with suggestions: an account, a contact, a tag.

use std::time::Duration;

use heliu_domain::{AccountId, directory::Account, text::fold};
use leptos::{prelude::*, task::spawn_local};

use super::api;
use crate::workspace::space;

/// How long suggestions wait for the next letter.
const TYPING: Duration = Duration::from_millis(150);

/// An input for the name of an account, with the accounts that match what is typed. What is not chosen from them is just a name.
#[component]
pub fn AccountInput(id: &'static str, name: RwSignal<String>, known: RwSignal<Vec<Account>>) -> impl IntoView {
    let slug = space().slug();
    let look = move |text: String| {
        let slug = slug.clone();
        spawn_local(async move {
            if let Ok(found) = api::accounts(slug, text).await {
                known.try_set(found);
            }
        });
    };
    let names = Signal::derive(move || known.with(|known| known.iter().map(|account| account.name.clone()).collect::<Vec<_>>()));
    view! { <Suggested id name options=names look/> }
}

/// An input with suggestions, which `look` reads anew for what is typed.
#[component]
pub fn Suggested(
    id: &'static str,
    name: RwSignal<String>,
    options: Signal<Vec<String>>,
    look: impl Fn(String) + Clone + 'static,
) -> impl IntoView {
    let typed = StoredValue::new(0u32);
    let ask = {
        let look = look.clone();
        move |text: String| {
            let wave = typed.get_value().wrapping_add(1);
            typed.set_value(wave);
            let look = look.clone();
            set_timeout(
                move || {
                    if typed.try_get_value() == Some(wave) {
                        look(text);
                    }
                },
                TYPING,
            );
        }
    };
    let list = format!("{id}-options");
    view! {
        <input
            class="input" id=id list=list.clone() autocomplete="off" maxlength="200" prop:value=move || name.get()
            on:focus=move |_| if options.with_untracked(Vec::is_empty) { look(name.get_untracked()) }
            on:input=move |event| { let text = event_target_value(&event); name.set(text.clone()); ask(text); }
        />
        <datalist id=list>{move || options.get().into_iter().map(|option| view! { <option value=option></option> }).collect_view()}</datalist>
    }
}

/// The account of exactly this name, whatever its case.
pub fn named(known: &[Account], name: &str) -> Option<AccountId> {
    let sought = fold(name.trim());
    known.iter().find(|account| fold(&account.name) == sought).map(|account| account.id)
}
