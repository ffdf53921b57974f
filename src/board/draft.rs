//! What was typed and not sent, kept over a reload of the tab.

use std::fmt::Display;

use serde::{Serialize, de::DeserializeOwned};

use crate::{ui::storage, wire};

fn key(of: impl Display, what: &str) -> String {
    format!("heliu-draft-{of}-{what}")
}

/// What was kept for a place of a card, a stage or a pipeline; only in the browser.
pub fn read<T: DeserializeOwned>(of: impl Display, what: &str) -> Option<T> {
    let text = storage::of_tab()?.get_item(&key(of, what)).ok().flatten()?;
    wire::read(&text).ok()
}

/// Keeps it. A full storage keeps nothing, which the person could do nothing about.
pub fn keep<T: Serialize>(of: impl Display, what: &str, draft: &T) {
    if let (Some(storage), Ok(text)) = (storage::of_tab(), serde_json::to_string(draft)) {
        let _ = storage.set_item(&key(of, what), &text);
    }
}

/// It was sent or given up.
pub fn forget(of: impl Display, what: &str) {
    if let Some(storage) = storage::of_tab() {
        let _ = storage.remove_item(&key(of, what));
    }
}
