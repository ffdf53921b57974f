//! Icons from the one SVG sprite.

use leptos::prelude::*;

/// Tells one sprite from another, so that browsers need not ask whether theirs is still current.
const VERSION: u32 = fnv(include_bytes!("../../public/icons.svg"));

/// An icon of `public/icons.svg` by its name without the prefix `i-`. It says nothing to assistive technology.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg?v={VERSION}#i-{name}")></use></svg> }
}

/// FNV-1a, 32 bits.
const fn fnv(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut rest = bytes;
    while let [first, others @ ..] = rest {
        hash = (hash ^ *first as u32).wrapping_mul(0x0100_0193);
        rest = others;
    }
    hash
}
