//! What the browser keeps for Heliu; there is none on the server, and people may forbid it.

use web_sys::Storage;

/// Kept until it is removed, for all tabs.
pub fn lasting() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Kept for this tab, over reloads.
pub fn of_tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
