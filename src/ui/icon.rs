//! Icons from the one SVG sprite.

use leptos::prelude::*;

/// An icon of `public/icons.svg` by its name without the prefix `i-`. It says nothing to assistive technology.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("/icons.svg#i-{name}")></use></svg> }
}
