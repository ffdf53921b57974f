//! Views that come and go. leptos has the same, but builds it anew for every place where it stands, which the browser has to load.

use std::sync::{Arc, Mutex};

use leptos::{children::ViewFn, either::Either, prelude::*};

/// A view that follows what it reads; all that give the same type are one type themselves.
pub fn follow<T: 'static>(view: impl FnMut() -> T + Send + 'static) -> Arc<Mutex<dyn FnMut() -> T + Send>> {
    Arc::new(Mutex::new(view))
}

/// Does something, and again whenever what it reads has changed; `run` is told whether it has run before.
pub fn effect(run: impl FnMut(Option<()>) + 'static) {
    let run: Box<dyn FnMut(Option<()>)> = Box::new(run);
    Effect::new(run);
}

/// When something is shown.
pub struct Condition(Box<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for Condition {
    fn from(condition: F) -> Self {
        Self(Box::new(condition))
    }
}

/// Shows its children as long as the condition holds, else the fallback.
#[component(transparent)]
pub fn Show(#[prop(into)] when: Condition, children: ChildrenFn, #[prop(optional, into)] fallback: ViewFn) -> impl IntoView {
    let when = ArcMemo::new(move |_| (when.0)());
    follow(move || if when.get() { Either::Left(children()) } else { Either::Right(fallback.run()) })
}

/// What tells the items of a list apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Id(uuid::Uuid),
    Number(i64),
    Text(String),
}

impl From<uuid::Uuid> for Key {
    fn from(id: uuid::Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

struct Item {
    key: Key,
    view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A view for each item, kept as long as there is an item of that key.
#[component(transparent)]
pub fn For<T: Send + 'static, K: Into<Key>, V: IntoView + 'static>(
    each: impl Fn() -> Vec<T> + Send + 'static,
    key: impl Fn(&T) -> K + Send + 'static,
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView {
    let children = Arc::new(children);
    let item = move |item: T| {
        let children = children.clone();
        Item { key: key(&item).into(), view: Box::new(move || children(item).into_any()) }
    };
    list(Box::new(move || each().into_iter().map(&item).collect()))
}

fn list(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    view! { <leptos::prelude::For each=items key=|item| item.key.clone() children=|item: Item| (item.view)()/> }.into_any()
}
