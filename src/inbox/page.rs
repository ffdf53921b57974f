//! The page of the inbox: newest first, all or only what is unread.

use heliu_domain::{
    Command, NotificationId, Outcome,
    inbox::{InboxCommand, Kind, Message, READ_MAX},
    locale::{Language, Text, format, general, handover as words},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{self, InboxData, PAGE, PAGE_MAX, place},
    count::unread,
};
use crate::{
    live::patiently,
    preferences::{language, preferences, say, t, tr},
    ui::{Avatar, For, Icon, PageTitle, Show, effect},
    wire::page_data,
    workspace::{Space, Trouble, space},
};

/// Loads the first messages.
#[component]
pub fn InboxPage() -> impl IntoView {
    let space = space();
    let data = page_data(|| (), move |()| patiently(move || api::read_inbox(space.slug(), false, None, PAGE)));
    view! {
        <PageTitle text=|| t(words::INBOX).to_owned()/>
        <Suspense>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(data) => view! { <Inbox data/> }.into_any(),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// What the page shows.
#[derive(Clone, Copy)]
struct Shown {
    messages: RwSignal<Vec<Message>>,
    has_older: RwSignal<bool>,
    unread_only: RwSignal<bool>,
    is_loading: RwSignal<bool>,
    space: Space,
}

impl Shown {
    /// Reads again what is shown, or, with `further`, what comes behind it.
    fn read(self, further: bool) {
        let last = self.messages.with_untracked(|messages| messages.last().map(|message| place(&message.notification)));
        let (before, limit) = match last.filter(|_| further) {
            Some(last) => (Some(last), PAGE),
            None => (None, self.messages.with_untracked(Vec::len).clamp(PAGE, PAGE_MAX)),
        };
        let unread_only = self.unread_only.get_untracked();
        self.is_loading.set(true);
        spawn_local(async move {
            let answer = patiently(|| api::read_inbox(self.space.slug(), unread_only, before, limit)).await;
            // The page has gone, or shows others by now.
            if self.is_loading.try_set(false).is_some() || self.unread_only.get_untracked() != unread_only {
                return;
            }
            match answer {
                Ok(InboxData { messages, has_older }) => {
                    self.has_older.set(has_older);
                    self.messages.update(|shown| {
                        if before.is_none() {
                            shown.clear();
                        }
                        shown.extend(messages);
                    });
                }
                Err(refused) => self.space.toasts.warn(say(&refused.0)),
            }
        });
    }

    fn mark(self, ids: Vec<NotificationId>) {
        let command = InboxCommand::Read { ids };
        self.space.run(Command::Inbox(command), |_| ());
    }

    /// Marks all as read, so many at a time as one command may.
    fn mark_all(self) {
        self.space.run(Command::Inbox(InboxCommand::ReadAll), move |answer| {
            let is_full = |outcome: &Outcome| usize::try_from(outcome.changes).is_ok_and(|changes| changes >= READ_MAX);
            if answer.as_ref().is_ok_and(is_full) {
                self.mark_all();
            }
        });
    }
}

#[component]
fn Inbox(data: InboxData) -> impl IntoView {
    let shown = Shown {
        messages: RwSignal::new(data.messages),
        has_older: RwSignal::new(data.has_older),
        unread_only: RwSignal::new(false),
        is_loading: RwSignal::new(false),
        space: space(),
    };
    let heard = unread().heard;
    effect(move |is_later: Option<()>| {
        heard.track();
        shown.unread_only.track();
        if is_later.is_some() {
            shown.read(false);
        }
    });
    let ids = move || shown.messages.with(|messages| messages.iter().map(|message| message.notification.id).collect::<Vec<_>>());
    let is_empty = Memo::new(move |_| shown.messages.with(Vec::is_empty));
    let choice = move |only: bool, label: Text| {
        view! { <button type="button" aria-pressed=move || (shown.unread_only.get() == only).to_string() on:click=move |_| shown.unread_only.set(only)>{t(label)}</button> }
    };
    let has_unread = Memo::new(move |_| unread().figures().is_some());
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{t(words::INBOX)}</h1>
                        <p>{t(words::INBOX_LEAD)}</p>
                        <div class="row">
                            <div class="segmented" role="group" aria-label=t(words::SHOWN)>{choice(false, words::ALL)}{choice(true, words::UNREAD)}</div>
                            <button class="button" type="button" disabled=move || !has_unread.get() on:click=move |_| shown.mark_all()><Icon name="check"/>{t(words::READ_ALL)}</button>
                        </div>
                    </header>
                    <Show when=move || is_empty.get()>
                        <div class="empty">
                            <Icon name="bell"/><h2>{move || t(if shown.unread_only.get() { words::NOTHING_UNREAD } else { words::EMPTY })}</h2><p>{t(words::EMPTY_HINT)}</p>
                        </div>
                    </Show>
                    <ol class="messages"><For each=ids key=|id: &NotificationId| id.0 let:id><Item id shown/></For></ol>
                    <Show when=move || shown.has_older.get()>
                        <p class="more"><button class="button" type="button" aria-busy=move || shown.is_loading.get().then_some("true") on:click=move |_| shown.read(true)>{t(general::MORE)}</button></p>
                    </Show>
                </div>
            </div>
        </main>
    }
}

/// One message; what it says never changes, except whether it is read and whether its card is seen.
#[component]
fn Item(id: NotificationId, shown: Shown) -> impl IntoView {
    let message =
        Memo::new(move |_| shown.messages.with(|messages| messages.iter().find(|message| message.notification.id == id).cloned()));
    let is_unread = Memo::new(move |_| message.with(|message| message.as_ref().is_some_and(|it| it.notification.read_at.is_none())));
    let body = move || message.with(|message| message.as_ref().map(|message| content(message, shown)));
    view! {
        <li class="message" class:unread=move || is_unread.get()>
            {move || body()}
            <Show when=move || is_unread.get()>
                <button class="icon-button small" type="button" aria-label=t(words::READ_ONE) title=t(words::READ_ONE) on:click=move |_| shown.mark(vec![id])><Icon name="check"/></button>
            </Show>
        </li>
    }
}

fn content(message: &Message, shown: Shown) -> AnyView {
    let space = shown.space;
    let Message { notification: told, title, pipeline, stage, note } = message.clone();
    let name = move |person| space.name(person);
    let title = title.unwrap_or_else(|| t(words::UNSEEN_CARD).to_owned());
    let id = told.id;
    let is_unread = told.read_at.is_none();
    let open = move |_| {
        if is_unread {
            shown.mark(vec![id]);
        }
    };
    let card = match pipeline {
        Some(pipeline) => {
            let href = space.path(&format!("board/{pipeline}/card/{}", told.opportunity));
            view! { <a class="link" href=href on:click=open>{title}</a> }.into_any()
        }
        None => title.into_any(),
    };
    let card = if told.more > 0 {
        let count = if language() == Language::Zh { told.more + 1 } else { told.more };
        view! { {card}" "{tr(words::MORE_CARDS, &[&count])} }.into_any()
    } else {
        card
    };
    let owner = || told.owner.map_or_else(|| t(words::NOBODY).to_owned(), name);
    let stage = || stage.clone().unwrap_or_else(|| t(words::REMOVED_STAGE).to_owned());
    let further: Vec<String> = match told.kind {
        Kind::HandedOver => vec![stage()],
        Kind::PassedOn => vec![owner(), stage()],
        Kind::Taken => vec![owner()],
        Kind::Given | Kind::Involved => Vec::new(),
    };
    let actor = view! { <b>{name(told.actor)}</b> }.into_any();
    let mut parts = [actor, card].into_iter().chain(further.into_iter().map(IntoAny::into_any));
    let mut sentence: Vec<AnyView> = Vec::new();
    for (index, text) in words::told(told.kind).in_(language()).split("{}").enumerate() {
        if index > 0 {
            sentence.extend(parts.next());
        }
        sentence.push(text.into_any());
    }
    let when = format::instant(language(), told.at, preferences().offset_minutes);
    let prose = (!note.is_empty()).then(|| view! { <div class="prose" inner_html=note></div> });
    view! {
        <Avatar person=Some(told.actor)/>
        <div class="what"><p>{sentence}</p>{prose}<p class="hint">{when}</p></div>
    }
    .into_any()
}
