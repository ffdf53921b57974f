//! Dialogs on the browser's own `<dialog>`: modal, closed by Esc, focus returned by the browser.

use heliu_domain::locale::shell as words;
use leptos::{html, prelude::*};

use crate::{
    preferences::t,
    ui::{Icon, effect},
};

/// A modal dialog that is open as long as it is mounted.
///
/// `on_close` is called when the person closes it without deciding (Esc, the cross, the backdrop).
#[component]
pub fn Modal(#[prop(into)] title: String, on_close: Callback<()>, #[prop(optional)] is_wide: bool, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    effect(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let heading = format!("dialog-{}", title.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let on_click = move |event: leptos::ev::MouseEvent| {
        // Only the backdrop is the dialog itself; everything inside is a descendant.
        let is_backdrop = event.target().zip(node.get_untracked()).is_some_and(|(target, dialog)| {
            wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlDialogElement>(target).is_ok_and(|target| target == dialog)
        });
        if is_backdrop {
            on_close.run(());
        }
    };
    view! {
        <dialog
            class=if is_wide { "dialog wide" } else { "dialog" }
            node_ref=node
            aria-labelledby=heading.clone()
            on:cancel=move |event: web_sys::Event| { event.prevent_default(); on_close.run(()); }
            on:mousedown=on_click
            on:keydown=|event| event.stop_propagation()
        >
            <div class="dialog-head">
                <h2 id=heading.clone()>{title}</h2>
                <button class="icon-button" type="button" aria-label=t(words::CLOSE) on:click=move |_| on_close.run(())><Icon name="close"/></button>
            </div>
            {children()}
        </dialog>
    }
}
