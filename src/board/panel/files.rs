//! Files attached to the opportunity.

use heliu_domain::{
    Code, CommandId, Outcome, Problem,
    conversation::{ConversationCommand, FILE_MAX, File},
    locale::{format, panel as words},
    policy,
};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};

use super::open::{OpenCard, open_card};
use crate::{
    live::command_id,
    preferences::{language, preferences, say, t, tr},
    ui::{For, Icon},
    wire,
};

/// A file on its way to the server.
#[derive(Clone, Debug, PartialEq)]
struct Upload {
    command: CommandId,
    name: String,
    size: u64,
    /// Why it did not arrive.
    trouble: Option<String>,
}

/// The uploads of the panel.
#[derive(Clone, Copy)]
pub struct Uploads(RwSignal<Vec<Upload>>);

impl Uploads {
    /// None yet.
    pub fn new() -> Self {
        Self(RwSignal::default())
    }

    /// Sends files that were chosen or dropped.
    pub fn send(self, open: OpenCard, files: Option<web_sys::FileList>) {
        let Some(files) = files else { return };
        if files.length() == 0 || open.space.author().is_none() {
            return;
        }
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole and far below 2^53")]
            let size = file.size() as u64;
            let command = command_id();
            let trouble = (size > FILE_MAX).then(|| tr(words::TOO_LARGE, &[&format::bytes(FILE_MAX)]));
            let is_fine = trouble.is_none();
            self.0.update(|uploads| uploads.push(Upload { command, name: file.name(), size, trouble }));
            if is_fine {
                spawn_local(self.deliver(open, command, file));
            }
        }
    }

    async fn deliver(self, open: OpenCard, command: CommandId, file: web_sys::File) {
        match post(open, command, &file).await {
            Ok(outcome) => {
                self.forget(command);
                open.receive(&outcome.entries);
            }
            Err(problem) => {
                let text = if problem.code == Code::TooLarge { tr(words::TOO_LARGE, &[&format::bytes(FILE_MAX)]) } else { say(&problem) };
                self.0.try_update(|uploads| {
                    if let Some(upload) = uploads.iter_mut().find(|upload| upload.command == command) {
                        upload.trouble = Some(text);
                    }
                });
            }
        }
    }

    fn forget(self, command: CommandId) {
        self.0.try_update(|uploads| uploads.retain(|upload| upload.command != command));
    }
}

/// Posts the bytes; the command's id makes a repetition harmless.
async fn post(open: OpenCard, command: CommandId, file: &web_sys::File) -> Result<Outcome, Problem> {
    let offline = || Problem::new(Code::Offline);
    let window = web_sys::window().ok_or_else(offline)?;
    let headers = js_sys::Object::new();
    let name = js_sys::encode_uri_component(&file.name());
    let command = command.to_string();
    for (header, value) in
        [("content-type", JsValue::from("application/octet-stream")), ("x-file-name", name.into()), ("x-command-id", command.into())]
    {
        let _ = js_sys::Reflect::set(&headers, &header.into(), &value);
    }
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(file);
    let sent = window.fetch_with_str_and_init(&format!("/files/{}/{}", open.space.slug(), open.id), &init);
    let response = wasm_bindgen_futures::JsFuture::from(sent).await.map_err(|_| offline())?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| offline())?;
    let text = response.text().map_err(|_| offline())?;
    let text = wasm_bindgen_futures::JsFuture::from(text).await.map_err(|_| offline())?.as_string().unwrap_or_default();
    if response.ok() {
        return wire::read(&text).map_err(|_| Problem::new(Code::Unavailable));
    }
    Err(wire::read(&text).unwrap_or_else(|_| Problem::new(Code::Unavailable)))
}

/// The list of files, and how more are added.
#[component]
pub fn FilesSection(uploads: Uploads) -> impl IntoView {
    let open = open_card();
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            uploads.send(open, chooser.files());
            // The same file can be chosen again.
            chooser.set_value("");
        }
    };
    let count = move || open.files.with(Vec::len);
    view! {
        <section class="section">
            <div class="section-head">
                <h3>{t(words::FILES)}" "<span class="count">{move || count()}</span></h3>
                <button class="button quiet small end" type="button" hidden=move || !open.space.may(policy::may_contribute) on:click=choose><Icon name="attach"/>{t(words::UPLOAD)}</button>
                <input type="file" multiple hidden aria-label=t(words::UPLOAD) node_ref=chooser on:change=chosen/>
            </div>
            <ul>
                <For each=move || open.files.get() key=|file| file.id.0 let:file><FileItem file/></For>
                {move || uploads.0.get().into_iter().map(|upload| view! { <UploadItem upload uploads/> }).collect_view()}
            </ul>
            <p class="hint">{tr(words::FILE_LIMIT, &[&format::bytes(FILE_MAX)])}</p>
        </section>
    }
}

#[component]
fn FileItem(file: File) -> impl IntoView {
    let open = open_card();
    let File { id, author, name, size, created_at, .. } = file;
    let detached = name.clone();
    let detach = move |_| {
        let (space, name) = (open.space, detached.clone());
        open.converse(ConversationCommand::Detach { id }, move |answer| {
            if let Ok(outcome) = answer {
                space.offer_undo(tr(words::DETACHED, &[&name]), &outcome);
            }
        });
    };
    let about = format!("{} · {}", format::bytes(size), open.space.name(author));
    view! {
        <li class="file">
            <Icon name="file"/>
            <a href=format!("/files/{}/{id}", open.space.slug()) download=name.clone() rel="external" title=format::instant(language(), created_at, preferences().offset_minutes)>{name.clone()}</a>
            <span class="hint">{about}</span>
            <button class="icon-button small" type="button" hidden=move || !open.space.may(policy::may_contribute) aria-label=tr(words::DETACH, &[&name]) on:click=detach><Icon name="trash"/></button>
        </li>
    }
}

#[component]
fn UploadItem(upload: Upload, uploads: Uploads) -> impl IntoView {
    let Upload { command, name, size, trouble } = upload;
    match trouble {
        None => view! {
            <li class="file" aria-busy="true"><Icon name="upload"/><span class="grow">{name}</span><span class="hint" role="status">{format::bytes(size)}" · "{t(words::UPLOADING)}</span></li>
        }
        .into_any(),
        Some(text) => view! {
            <li class="file">
                <Icon name="alert"/><span class="grow">{name}</span><span class="error-text" role="alert">{text}</span>
                <button class="icon-button small" type="button" aria-label=t(words::DISMISS) on:click=move |_| uploads.forget(command)><Icon name="close"/></button>
            </li>
        }
        .into_any(),
    }
}
