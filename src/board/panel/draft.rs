//! What was typed and not sent, kept over a reload of the tab.

use heliu_domain::OpportunityId;
use serde::{Serialize, de::DeserializeOwned};

use crate::wire;

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

fn key(card: OpportunityId, what: &str) -> String {
    format!("heliu-draft-{card}-{what}")
}

/// What was kept for this place of the card; only in the browser.
pub fn read<T: DeserializeOwned>(card: OpportunityId, what: &str) -> Option<T> {
    let text = storage()?.get_item(&key(card, what)).ok().flatten()?;
    wire::read(&text).ok()
}

/// Keeps it. A full storage keeps nothing, which the person could do nothing about.
pub fn keep<T: Serialize>(card: OpportunityId, what: &str, draft: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(&key(card, what), &text);
    }
}

/// It was sent or given up.
pub fn forget(card: OpportunityId, what: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(card, what));
    }
}
