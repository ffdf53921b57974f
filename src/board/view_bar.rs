//! The bar above a board or list: its form, what it shows, the sums, and the way to something new.

use heliu_domain::{
    locale::{list as words, shell},
    policy,
};
use leptos::prelude::*;

use super::{
    column::BoardTotals,
    filter_bar::{FilterButton, FilterChips, FilterDialog, SearchField},
    finder::{Asking, Room, finder},
    new_card::NewCardDialog,
    views::{ViewsDialog, ViewsMenu},
};
use crate::{
    preferences::t,
    ui::{Anchor, Icon, Menu, shortcuts},
    workspace::space,
};

/// The bar and the dialogs that it opens.
#[component]
pub fn ViewBar() -> impl IntoView {
    let (finder, space) = (finder(), space());
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if shortcuts::plain_key(&event).is_some_and(|key| key == "n" || key == "N") && space.may(policy::may_contribute) {
            event.prevent_default();
            finder.asking.set(Some(Asking::NewCard));
        }
    });
    on_cleanup(move || keys.remove());
    let link = move |room: Room, icon: &'static str, label| {
        let is_here = finder.room == room;
        view! { <a href=move || finder.href(room) aria-current=is_here.then_some("page")><Icon name=icon/>{t(label)}</a> }
    };
    let dialog = move || {
        finder.asking.get().map(|asking| match asking {
            Asking::Filter => view! { <FilterDialog/> }.into_any(),
            Asking::Views => view! { <ViewsDialog/> }.into_any(),
            Asking::NewCard => view! { <NewCardDialog/> }.into_any(),
        })
    };
    view! {
        <div class="viewbar">
            <div class="segmented only-wide" role="group" aria-label=t(words::VIEW)>
                {link(Room::Board, "board", shell::BOARD)}
                {link(Room::List, "list", shell::LIST)}
            </div>
            <SearchField/>
            <FilterButton/>
            <FilterChips/>
            <ViewsMenu/>
            <MoreMenu/>
            <BoardTotals/>
            <button class="button primary only-wide" type="button" hidden=move || !space.may(policy::may_contribute) aria-haspopup="dialog" aria-keyshortcuts="N" on:click=move |_| finder.asking.set(Some(Asking::NewCard))>
                <Icon name="plus"/>{t(words::NEW)}
            </button>
        </div>
        {move || dialog()}
    }
}

/// The round button of the phone; it stands behind the bulk bar, which hides it.
#[component]
pub fn NewButton() -> impl IntoView {
    let finder = finder();
    view! {
        <button class="fab" type="button" hidden=move || !space().may(policy::may_contribute) aria-haspopup="dialog" aria-label=t(words::NEW) on:click=move |_| finder.asking.set(Some(Asking::NewCard))><Icon name="plus"/></button>
    }
}

/// Exports of what passes the filter, and the list of shortcuts.
#[component]
fn MoreMenu() -> impl IntoView {
    let (finder, space) = (finder(), space());
    let open = RwSignal::new(None::<Anchor>);
    let close = Callback::new(move |()| open.set(None));
    let href = move |extension: &str| {
        let pipeline = finder.pipeline.get_untracked().map(|id| id.to_string()).unwrap_or_default();
        format!("/export/{}/{pipeline}.{extension}{}", space.slug(), finder.query_untracked())
    };
    let export = move |extension: &str, label| {
        view! {
            <a class="menu-item" role="menuitem" rel="external" download href=href(extension) on:click=move |_| close.run(())><Icon name="download"/>{t(label)}</a>
        }
    };
    let help = move |_| {
        close.run(());
        shortcuts::open();
    };
    let menu = move || {
        open.get().map(|at| view! {
        <Menu label=t(words::MORE_ACTIONS) at on_close=close>
            {export("csv", words::EXPORT_CSV)}
            {export("json", words::EXPORT_JSON)}
            <hr class="menu-sep"/>
            <button class="menu-item" type="button" role="menuitem" on:click=help><Icon name="keyboard"/>{t(words::SHORTCUTS)}<kbd>"?"</kbd></button>
        </Menu>
    })
    };
    view! {
        <button class="icon-button" type="button" aria-haspopup="menu" aria-label=t(words::MORE_ACTIONS) on:click=move |event| open.set(Some(Anchor::below(&event)))><Icon name="more"/></button>
        {move || menu()}
    }
}
