//! Comments: what people say about the opportunity, in Markdown.

use heliu_domain::{
    CommentId, Date,
    conversation::{Comment, ConversationCommand},
    locale::{general, panel as words},
    policy,
};
use leptos::prelude::*;

use super::{
    open::{OpenCard, open_card},
    story::When,
};
use crate::{
    board::api::Said,
    board::draft,
    live::fresh,
    preferences::t,
    ui::{Avatar, Icon, effect},
};

const PLACE: &str = "comment";

/// Where a comment is written.
#[component]
pub fn Composer() -> impl IntoView {
    let open = open_card();
    let (text, is_contact) = (RwSignal::new(String::new()), RwSignal::new(false));
    effect(move |is_later: Option<()>| {
        let now = (text.get(), is_contact.get());
        if is_later.is_some() {
            keep(open, PLACE, &now);
        } else if let Some((kept, contact)) = draft::read::<(String, bool)>(open.id, PLACE) {
            is_contact.set(contact);
            text.set(kept);
        }
    });
    let send = move || {
        let (said, contact) = (text.get_untracked(), is_contact.get_untracked());
        if said.trim().is_empty() || open.space.author().is_none() {
            return;
        }
        let (at, random) = fresh();
        let id = CommentId::new(at, random);
        text.set(String::new());
        is_contact.set(false);
        open.waiting.update(|waiting| waiting.push((id, said.clone())));
        let command = ConversationCommand::Comment { id, opportunity: open.id, text: said.clone(), contact };
        open.converse(command, move |answer| {
            open.waiting.try_update(|waiting| waiting.retain(|(other, _)| *other != id));
            if answer.is_err() {
                // What was refused comes back before what was typed meanwhile.
                text.try_update(|now| *now = if now.is_empty() { said } else { format!("{said}\n\n{now}") });
            }
        });
    };
    let waiting = move || {
        open.waiting
            .get()
            .into_iter()
            .map(|(_, said)| {
                view! {
                    <div class="note"><Icon name="send"/><div><span class="hint">{t(words::WAITING)}</span><br/>{said}</div></div>
                }
            })
            .collect_view()
    };
    view! {
        <form class="composer" hidden=move || !open.space.may(policy::may_contribute) on:submit=move |event| { event.prevent_default(); send(); } on:keydown=move |event| if is_send(&event) { event.prevent_default(); send(); }>
            <textarea class="input" rows="3" maxlength="200000" aria-label=t(words::COMMENT) placeholder=t(words::COMMENT_HINT) bind:value=text></textarea>
            <div class="row">
                <label class="check"><input type="checkbox" disabled=move || !open.card.with(|card| open.space.may_change(card)) bind:checked=is_contact/><span>{t(words::IS_CONTACT)}</span></label>
                <button class="button primary small" type="submit" title=t(words::SEND_KEYS) aria-keyshortcuts="Control+Enter">{t(words::SEND)}</button>
            </div>
        </form>
        {move || waiting()}
    }
}

fn is_send(event: &web_sys::KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
}

fn keep(open: OpenCard, place: &str, now: &(String, bool)) {
    if now.0.trim().is_empty() { draft::forget(open.id, place) } else { draft::keep(open.id, place, now) }
}

/// A comment in the timeline; its author can change and delete it.
#[component]
pub fn CommentItem(said: Memo<Option<Said>>, is_editing: RwSignal<bool>, day: Date) -> impl IntoView {
    let open = open_card();
    let Some(Comment { id, author, created_at, .. }) = said.get_untracked().map(|said| said.comment) else { return ().into_any() };
    let is_mine = open.space.me.get_value() == Some(author);
    let is_edited = move || said.with(|said| said.as_ref().is_some_and(|said| said.comment.edited_at.is_some()));
    let prose = move || said.with(|said| said.as_ref().map(|said| said.prose.clone()).unwrap_or_default());
    let delete = move |_| {
        let space = open.space;
        open.converse(ConversationCommand::DeleteComment { id }, move |answer| {
            if let Ok(outcome) = answer {
                space.offer_undo(t(words::COMMENT_DELETED).to_owned(), &outcome);
            }
        });
    };
    let tools = move || {
        (is_mine && !is_editing.get()).then(|| view! {
        <span class="row">
            <button class="icon-button small" type="button" aria-label=t(words::EDIT_COMMENT) on:click=move |_| is_editing.set(true)><Icon name="edit"/></button>
            <button class="icon-button small" type="button" aria-label=t(words::DELETE_COMMENT) on:click=delete><Icon name="trash"/></button>
        </span>
    })
    };
    let body = move || {
        if is_editing.get() {
            let text = said.with_untracked(|said| said.as_ref().map(|said| said.comment.text.clone()).unwrap_or_default());
            view! { <div class="prose"><EditComment id text is_editing/></div> }.into_any()
        } else {
            view! { <div class="prose" inner_html=move || prose()></div> }.into_any()
        }
    };
    view! {
        <Avatar person=Some(author)/>
        <div class="what">
            <div class="comment-head">
                <b>{open.space.name(author)}</b><When at=created_at day/>
                {move || is_edited().then(|| view! { <span class="hint">{t(words::EDITED)}</span> })}
                {move || tools()}
            </div>
        </div>
        {move || body()}
    }
    .into_any()
}

#[component]
fn EditComment(id: CommentId, text: String, is_editing: RwSignal<bool>) -> impl IntoView {
    let open = open_card();
    let place = format!("comment-{id}");
    let kept = draft::read::<(String, bool)>(open.id, &place).map(|(kept, _)| kept);
    let text = RwSignal::new(kept.unwrap_or(text));
    let stop = {
        let place = place.clone();
        move || {
            draft::forget(open.id, &place);
            is_editing.try_set(false);
        }
    };
    effect(move |is_later: Option<()>| {
        let now = (text.get(), false);
        if is_later.is_some() {
            keep(open, &place, &now);
        }
    });
    let finish = stop.clone();
    let save = move || {
        let finish = finish.clone();
        open.converse(ConversationCommand::EditComment { id, text: text.get_untracked() }, move |answer| {
            if answer.is_ok() {
                finish()
            }
        });
    };
    let save_by_key = save.clone();
    view! {
        <form class="stack" on:submit=move |event| { event.prevent_default(); save(); } on:keydown=move |event| if is_send(&event) { event.prevent_default(); save_by_key(); }>
            <textarea class="input" rows="4" maxlength="200000" aria-label=t(words::EDIT_COMMENT) autofocus bind:value=text></textarea>
            <div class="row">
                <button class="button primary small" type="submit">{t(general::SAVE)}</button>
                <button class="button quiet small" type="button" on:click=move |_| stop()>{t(general::CANCEL)}</button>
            </div>
        </form>
    }
}
