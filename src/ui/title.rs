//! The title of a page.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;

use crate::{edge, ui::escaped};

/// The title of the page that shows this, following what it depends on.
///
/// The server writes the head after the body, when the signals of a page are gone: there the title is read at once. It also writes
/// it as it is, so what people wrote must not become markup there.
#[component]
pub fn PageTitle(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    let text = if edge::IS_BROWSER { TextProp::from(text) } else { TextProp::from(escaped(&untrack(text))) };
    view! { <Title text/> }
}
