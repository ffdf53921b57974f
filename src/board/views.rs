//! Saved views: a filter and sort order under a name, one's own or everybody's.

use heliu_domain::{
    Change, Command, Record, ViewId,
    locale::{general, list as words},
    order::sort,
    text::fold,
    view::{View, ViewCommand},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api,
    finder::{Asking, Finder, finder},
};
use crate::{
    live::{News, fresh},
    preferences::{say, t, tr},
    ui::{Anchor, Icon, Menu, Modal, effect},
    workspace::{Space, space},
};

/// The views of the pipeline, once somebody has asked for them; kept current by the live feed.
#[derive(Clone, Copy)]
pub struct Views {
    list: RwSignal<Option<Vec<View>>>,
    finder: Finder,
    space: Space,
}

/// Makes the views available to the view bar.
pub fn provide() {
    let views = Views { list: RwSignal::new(None), finder: finder(), space: space() };
    provide_context(views);
    effect(move |_| {
        views.space.feed.listen(move |news| match news {
            News::Changes(entries) => {
                for entry in entries.iter() {
                    if let Change::Put { was, now } = &entry.change {
                        views.take(was.as_ref(), now.as_ref());
                    }
                }
            }
            News::Resync => {
                views.list.try_set(None);
            }
        })
    });
}

fn views() -> Views {
    expect_context()
}

impl Views {
    /// Reads the views, unless they are here.
    fn load(self) {
        let Some(pipeline) = self.finder.pipeline.get_untracked().filter(|_| self.list.with_untracked(Option::is_none)) else { return };
        spawn_local(async move {
            match api::views(self.space.slug(), pipeline).await {
                Ok(found) => {
                    self.list.try_set(Some(found));
                }
                Err(refused) => self.space.toasts.warn(say(&refused.0)),
            }
        });
    }

    fn take(self, was: Option<&Record>, now: Option<&Record>) {
        let view_of = |record: Option<&Record>| match record {
            Some(Record::View(view)) => Some(view.clone()),
            _ => None,
        };
        let (was, now) = (view_of(was), view_of(now));
        let Some(id) = was.as_ref().or(now.as_ref()).map(|view| view.id) else { return };
        let (me, pipeline) = (self.space.me.get_value(), self.finder.pipeline.try_get_untracked().flatten());
        self.list.try_update(|list| {
            let Some(list) = list else { return };
            list.retain(|view| view.id != id);
            list.extend(now.filter(|view| Some(view.pipeline) == pipeline && (view.shared || Some(view.owner) == me)));
            sort(list, |a, b| fold(&a.name).cmp(&fold(&b.name)));
        });
    }

    /// The views that are, or are not, the acting person's.
    fn of(self, mine: bool) -> Vec<View> {
        let me = self.space.me.get_value();
        self.list.with(|list| list.iter().flatten().filter(|view| (Some(view.owner) == me) == mine).cloned().collect())
    }
}

/// The button with the menu of views.
#[component]
pub fn ViewsMenu() -> impl IntoView {
    let views = views();
    let open = RwSignal::new(None::<Anchor>);
    let close = Callback::new(move |()| open.set(None));
    let group = move |label, mine: bool| {
        move || {
            let group = views.of(mine);
            (!group.is_empty()).then(|| {
                let current = views.finder.query_untracked();
                let items = group.into_iter().map(|view| {
                    let query = if view.query.is_empty() { String::new() } else { format!("?{}", view.query) };
                    let is_current = query == current;
                    let show = move |_| {
                        close.run(());
                        views.finder.show_query(&query);
                    };
                    view! {
                        <button class="menu-item" type="button" role="menuitemradio" aria-checked=is_current.to_string() on:click=show>
                            <span class="tick"><Icon name="check"/></span>{view.name}
                            {(mine && view.shared).then(|| view! { <span class="end">{t(words::SHARED)}</span> })}
                        </button>
                    }
                });
                view! { <p class="menu-label">{t(label)}</p>{items.collect_view()} }
            })
        }
    };
    let is_empty = move || views.list.with(|list| list.as_ref().is_some_and(Vec::is_empty));
    let menu = move || {
        open.get().map(|at| view! {
        <Menu label=t(words::VIEWS_TITLE) at on_close=close>
            {group(words::MY_VIEWS, true)}
            {group(words::SHARED_VIEWS, false)}
            {move || is_empty().then(|| view! { <p class="menu-label">{t(words::NO_VIEWS)}</p> })}
            <hr class="menu-sep"/>
            <button class="menu-item" type="button" role="menuitem" on:click=move |_| { close.run(()); views.finder.asking.set(Some(Asking::Views)); }>
                <Icon name="bookmark"/>{t(words::SAVE_VIEW)}
            </button>
        </Menu>
    })
    };
    let show_menu = move |event: leptos::ev::MouseEvent| {
        views.load();
        open.set(Some(Anchor::below(&event)));
    };
    view! {
        <button class="button quiet" type="button" aria-haspopup="menu" aria-label=t(words::VIEWS) on:click=show_menu><Icon name="bookmark"/><span class="only-wide">{t(words::VIEWS)}</span></button>
        {move || menu()}
    }
}

/// Saves the present filter under a name; deletes views of one's own.
#[component]
pub fn ViewsDialog() -> impl IntoView {
    let views = views();
    let (finder, space) = (views.finder, views.space);
    let (name, shared, problem) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<String>));
    let close = Callback::new(move |()| finder.asking.set(None));
    effect(move |_| views.load());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(pipeline), Some(_)) = (finder.pipeline.get_untracked(), space.author()) else { return };
        let name = match heliu_domain::text::name("view", &name.get_untracked()) {
            Ok(name) => name,
            Err(refusal) => return problem.set(Some(say(&refusal))),
        };
        // Saving under a name of one's own replaces that view.
        let namesake = untrack(|| views.of(true)).into_iter().find(|view| fold(&view.name) == fold(&name)).map(|view| view.id);
        let (at, random) = fresh();
        let id = namesake.unwrap_or_else(|| ViewId::new(at, random));
        let query = finder.query_untracked().trim_start_matches('?').to_owned();
        let command = ViewCommand::Save { id, pipeline, name: name.clone(), query, shared: shared.get_untracked() };
        close.run(());
        space.run(Command::View(command), move |answer| {
            if let Ok(outcome) = answer {
                space.offer_undo(tr(words::VIEW_SAVED, &[&name]), &outcome);
            }
        });
    };
    let delete = move |view: &View| {
        let name = view.name.clone();
        space.run(Command::View(ViewCommand::Delete { id: view.id }), move |answer| {
            if let Ok(outcome) = answer {
                space.offer_undo(tr(words::VIEW_DELETED, &[&name]), &outcome);
            }
        });
    };
    let own = move || {
        let own = views.of(true);
        (!own.is_empty()).then(|| {
            let items = own.into_iter().map(|view| {
                let label = tr(words::DELETE_VIEW, &[&view.name]);
                let text = view.name.clone();
                view! {
                    <li class="row">
                        <span class="grow">{text}</span>
                        {view.shared.then(|| view! { <span class="chip">{t(words::SHARED)}</span> })}
                        <button class="icon-button small" type="button" aria-label=label on:click=move |_| delete(&view)><Icon name="trash"/></button>
                    </li>
                }
            });
            view! { <div class="field"><p class="label">{t(words::MY_VIEWS)}</p><ul class="stack">{items.collect_view()}</ul></div> }
        })
    };
    view! {
        <Modal title=t(words::VIEWS_TITLE) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    <div class="field">
                        <label class="label" for="view-name">{t(words::VIEW_NAME)}</label>
                        <input class="input" id="view-name" autofocus maxlength="200" autocomplete="off" bind:value=name
                            aria-invalid=move || problem.get().is_some().then_some("true") aria-describedby="view-problem"/>
                        <p class="error-text" id="view-problem" role="alert">{move || problem.get().map(|text| view! { <Icon name="alert"/><span>{text}</span> })}</p>
                    </div>
                    <label class="check"><input type="checkbox" bind:checked=shared/><span>{t(words::SHARE_VIEW)}</span></label>
                    {own}
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(general::SAVE)}</button>
                </footer>
            </form>
        </Modal>
    }
}
