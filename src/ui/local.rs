//! Values that belong to the browser's one thread.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

/// A stored value that may hold handles of the browser.
///
/// On the server it holds nothing: there a page may be dropped by another thread than the one that made it, which such handles
/// do not survive.
pub struct Local<T: 'static>(StoredValue<Option<SendWrapper<T>>>);

impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Local<T> {}

impl<T: Default + 'static> Default for Local<T> {
    fn default() -> Self {
        Self(StoredValue::new(crate::edge::IS_BROWSER.then(|| SendWrapper::new(T::default()))))
    }
}

impl<T: Default + 'static> Local<T> {
    /// Looks at the value, at an empty one on the server.
    pub fn with_value<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.0.with_value(|value| match value {
            Some(value) => look(value),
            None => look(&T::default()),
        })
    }

    /// The same, unless the value is gone with its component.
    pub fn try_with_value<R>(self, look: impl FnOnce(&T) -> R) -> Option<R> {
        self.0.try_with_value(|value| value.as_ref().map(|value| look(value))).flatten()
    }

    /// Changes the value.
    pub fn update_value(self, change: impl FnOnce(&mut T)) {
        self.0.update_value(|value| {
            if let Some(value) = value {
                change(value);
            }
        });
    }

    /// Changes the value, unless it is gone with its component.
    pub fn try_update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.0.try_update_value(|value| value.as_mut().map(|value| change(value))).flatten()
    }

    /// Replaces the value.
    pub fn set_value(self, new: T) {
        self.update_value(|value| *value = new);
    }
}
