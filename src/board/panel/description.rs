//! The description: Markdown, written by several people without losing a text.

use heliu_domain::{
    Code,
    conversation::ConversationCommand,
    locale::{general, panel as words},
};
use leptos::{html, prelude::*};

use super::open::open_card;
use crate::{
    board::draft,
    preferences::t,
    ui::{Icon, effect},
};

const PLACE: &str = "description";

/// The description, or the form that changes it.
#[component]
pub fn DescriptionSection() -> impl IntoView {
    let open = open_card();
    // What was seen when writing began; `None`: nobody writes here.
    let before = RwSignal::new(None::<String>);
    let text = RwSignal::new(String::new());
    let area = NodeRef::<html::Textarea>::new();
    effect(move |is_later: Option<()>| {
        let (was, now) = (before.get(), text.get());
        if is_later.is_none() {
            if let Some((was, now)) = draft::read::<(String, String)>(open.id, PLACE) {
                text.set(now);
                before.set(Some(was));
            }
            return;
        }
        match was {
            Some(was) if was != now => draft::keep(open.id, PLACE, &(was, now)),
            _ => draft::forget(open.id, PLACE),
        }
    });
    let begin = move |_| {
        let present = open.description.get_untracked();
        text.set(present.clone());
        before.set(Some(present));
        request_animation_frame(move || {
            if let Some(area) = area.get_untracked() {
                let _ = area.focus();
            }
        });
    };
    // Somebody else wrote meanwhile: both texts are shown until the person has decided.
    let theirs = move || {
        let before = before.get()?;
        open.description.with(|present| (*present != before && *present != text.get()).then(|| present.clone()))
    };
    let save = move || {
        let Some(was) = before.get_untracked() else { return };
        let after = text.get_untracked();
        if open.space.author().is_none() {
            return;
        }
        before.set(None);
        open.describe(after.clone());
        let command = ConversationCommand::Describe { opportunity: open.id, before: was.clone(), after: after.clone() };
        open.converse(command, move |answer| {
            let Err(problem) = answer else { return };
            let present = if problem.code == Code::Conflict { problem.params.first().cloned() } else { None };
            // Where the panel was closed meanwhile, the text waits as a draft.
            if before.try_with_untracked(Option::is_none) == Some(true) {
                open.describe(present.unwrap_or_else(|| was.clone()));
                text.set(after);
                before.set(Some(was));
            } else {
                draft::keep(open.id, PLACE, &(was, after));
            }
        });
    };
    let save_mine = move |_| {
        before.set(Some(open.description.get_untracked()));
        save();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && theirs().is_none() {
            event.prevent_default();
            save();
        }
    };
    let conflict = move || {
        theirs().map(|theirs| view! {
        <div class="note amber" role="alert">
            <Icon name="warning"/>
            <div class="stack">
                <p>{t(words::THEIR_TEXT)}</p>
                <textarea class="input" readonly rows="5" aria-label=t(heliu_domain::locale::board::THEIRS) prop:value=theirs.clone()>{theirs.clone()}</textarea>
                <div class="row">
                    <button class="button small" type="button" on:click=move |_| before.set(None)>{t(words::TAKE_THEIRS)}</button>
                    <button class="button small" type="button" on:click=save_mine>{t(words::SAVE_MINE)}</button>
                </div>
            </div>
        </div>
    })
    };
    let form = move || {
        view! {
            {move || conflict()}
            <form class="stack" on:submit=move |event| { event.prevent_default(); save(); } on:keydown=on_key>
                <label class="hush" for="description-text">{t(words::DESCRIPTION)}</label>
                <textarea class="input" id="description-text" rows="10" maxlength="200000" aria-describedby="description-hint" node_ref=area bind:value=text></textarea>
                <p class="hint" id="description-hint">{t(words::MARKDOWN)}</p>
                <div class="row">
                    <button class="button primary small" type="submit" disabled=move || theirs().is_some()>{t(general::SAVE)}</button>
                    <button class="button quiet small" type="button" on:click=move |_| before.set(None)>{t(general::CANCEL)}</button>
                </div>
            </form>
        }
    };
    let is_writing = Memo::new(move |_| before.with(Option::is_some));
    let is_empty = move || open.description.with(String::is_empty);
    view! {
        <section class="section">
            <div class="section-head">
                <h3>{t(words::DESCRIPTION)}</h3>
                {move || (!is_writing.get()).then(|| if is_empty() {
                    view! { <button class="button quiet small end" type="button" on:click=begin><Icon name="plus"/>{t(words::DESCRIBE)}</button> }.into_any()
                } else {
                    view! { <button class="icon-button small end" type="button" aria-label=t(words::EDIT_DESCRIPTION) on:click=begin><Icon name="edit"/></button> }.into_any()
                })}
            </div>
            {move || if is_writing.get() {
                form().into_any()
            } else {
                view! { <div class="prose" inner_html=move || open.prose.get()></div> }.into_any()
            }}
        </section>
    }
}
