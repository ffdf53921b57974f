//! The server's side of what differs: the clock, randomness, and the preferences of the request.

use std::marker::PhantomData;

use heliu_domain::Timestamp;

use crate::preferences::Preferences;

/// A value that belongs to the browser's only thread. The server keeps none: a page that is rendered on one thread may be
/// dropped on another, where such a value panics. Whoever asks for it here meets an empty one.
pub struct Local<T>(PhantomData<fn() -> T>);

impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Local<T> {}

impl<T: Default> Local<T> {
    /// Reads the value.
    pub fn with_value<U>(&self, read: impl FnOnce(&T) -> U) -> U {
        read(&T::default())
    }

    /// Reads the value if its component is still there.
    pub fn try_with_value<U>(&self, read: impl FnOnce(&T) -> U) -> Option<U> {
        Some(self.with_value(read))
    }

    /// A copy of the value if its component is still there.
    pub fn try_get_value(&self) -> Option<T> {
        Some(T::default())
    }

    /// Changes the value.
    pub fn update_value(&self, change: impl FnOnce(&mut T)) {
        change(&mut T::default());
    }

    /// Changes the value if its component is still there.
    pub fn try_update_value<U>(&self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        Some(change(&mut T::default()))
    }

    /// Replaces the value.
    pub fn set_value(&self, value: T) {
        drop(value);
    }
}

/// Keeps a value until the calling component goes.
pub fn local<T>(value: T) -> Local<T> {
    drop(value);
    Local(PhantomData)
}

/// The preferences of the request that is being answered.
pub fn preferences() -> Preferences {
    crate::server::context::preferences()
}

/// The server's clock.
pub fn now() -> Timestamp {
    crate::server::clock::now()
}

/// Ten random bytes for an id.
pub fn random() -> [u8; 10] {
    crate::server::random::bytes()
}

/// Answers the page with status 404.
pub fn answer_not_found() {
    if let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}
