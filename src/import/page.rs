//! Four steps on one page: file, columns, check, done.

use heliu_domain::{
    PipelineId,
    exchange::{FileKind, IMPORT_MAX, ImportInto, Mapping, Preview},
    locale::{exchange as words, format, general},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use wasm_bindgen::JsCast;

use super::{
    api::{self, Choices, Kept, Past, Ran},
    columns::Columns,
};
use crate::{
    live::{News, Refused, command_id},
    preferences::{language, preferences, say, t, tr},
    ui::{Icon, Show, effect},
    wire,
    workspace::{Space, space},
};

/// How long the list of earlier imports waits for more changes before it is read anew.
const SETTLE: std::time::Duration = std::time::Duration::from_millis(600);

/// The state of the page; every choice survives an error.
#[derive(Clone, Copy)]
struct Wizard {
    space: Space,
    files: RwSignal<Vec<Kept>>,
    previews: RwSignal<Vec<Preview>>,
    mapping: RwSignal<Option<Mapping>>,
    into: RwSignal<Option<PipelineId>>,
    name: RwSignal<String>,
    skip: RwSignal<bool>,
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
    ran: RwSignal<Option<Ran>>,
    /// Answers of questions that are no longer asked are dropped.
    asked: StoredValue<u32>,
    /// One import has one id, so that sending it again is harmless.
    command: StoredValue<Option<heliu_domain::CommandId>>,
}

/// Chooses a file, shows what it would become, and imports it.
#[component]
pub fn ImportPage() -> impl IntoView {
    let space = space();
    let wizard = Wizard {
        space,
        files: RwSignal::default(),
        previews: RwSignal::default(),
        mapping: RwSignal::new(None),
        into: RwSignal::new(None),
        name: RwSignal::new(String::new()),
        skip: RwSignal::new(false),
        busy: RwSignal::new(false),
        trouble: RwSignal::new(None),
        ran: RwSignal::new(None),
        asked: StoredValue::new(0),
        command: StoredValue::new(None),
    };
    let step = move || match (wizard.ran.with(Option::is_some), wizard.previews.with(Vec::is_empty)) {
        (true, _) => 3,
        (false, false) => 1,
        (false, true) => 0,
    };
    let steps = [words::STEP_FILE, words::STEP_COLUMNS, words::STEP_CHECK, words::STEP_DONE];
    view! {
        <Title text=t(words::IMPORT)/>
        <main class="main" id="main" tabindex="-1"><div class="page"><div class="page-inner">
            <header class="page-head"><h1>{t(words::TITLE)}</h1><p>{t(words::INTRO)}</p></header>
            <ol class="steps">
                {steps.into_iter().enumerate().map(|(index, name)| view! {
                    <li class:done=move || index < step() aria-current=move || (index == step()).then_some("step")><span class="no">{index + 1}</span>{t(name)}</li>
                }).collect_view()}
            </ol>
            {move || wizard.trouble.get().map(|text| view! { <div class="note red" role="alert"><Icon name="alert"/><div>{text}</div></div> })}
            <Show when=move || step() == 0><FileStep wizard/></Show>
            <Show when=move || step() == 1><CheckStep wizard/></Show>
            <Show when=move || step() == 3><DoneStep wizard/></Show>
            <PastImports wizard/>
        </div></div></main>
    }
}

impl Wizard {
    fn choices(self) -> Choices {
        let into = match self.into.get_untracked() {
            Some(pipeline) => ImportInto::Existing(pipeline),
            None => ImportInto::New { name: self.name.get_untracked(), stages: Vec::new() },
        };
        Choices { files: self.files.get_untracked(), mapping: self.mapping.get_untracked(), into, skip: self.skip.get_untracked() }
    }

    /// Uploads files one after the other, then shows what they would become.
    fn upload(self, list: web_sys::FileList) {
        let chosen: Vec<web_sys::File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
        let Some(first) = chosen.first().map(web_sys::File::name) else { return };
        if self.name.with_untracked(String::is_empty) {
            self.name.set(first.rsplit_once('.').map_or(first.clone(), |(stem, _)| stem.replace(['_', '-'], " ")));
        }
        // A file that was imported before goes to where it went.
        let name = heliu_domain::text::fold(&self.name.get_untracked());
        let known =
            self.space.pipelines.with_untracked(|all| all.iter().find(|one| heliu_domain::text::fold(&one.name) == name).map(|one| one.id));
        if self.into.get_untracked().is_none() {
            self.into.set(known);
        }
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            for file in chosen {
                match send(&self.space.slug(), &file).await {
                    Ok(kept) => self.files.update(|files| files.push(kept)),
                    Err(text) => {
                        self.busy.set(false);
                        self.trouble.set(Some(format!("{}: {text}", file.name())));
                        return;
                    }
                }
            }
            self.look();
        });
    }

    /// Asks what the files would become as things are chosen now.
    fn look(self) {
        let asked = self.asked.get_value() + 1;
        self.asked.set_value(asked);
        self.busy.set(true);
        self.command.set_value(None);
        spawn_local(async move {
            let answer = api::preview_import(self.space.slug(), self.choices()).await;
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(previews) => {
                    self.trouble.set(None);
                    self.previews.set(previews);
                }
                Err(Refused(problem)) => {
                    self.trouble.set(Some(say(&problem)));
                    if self.previews.with_untracked(Vec::is_empty) {
                        self.files.set(Vec::new());
                    }
                }
            }
        });
    }

    fn import(self) {
        let id = self.command.get_value().unwrap_or_else(command_id);
        self.command.set_value(Some(id));
        self.busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::run_import(self.space.slug(), self.choices(), id).await;
            self.busy.set(false);
            match answer {
                Ok(ran) => self.ran.set(Some(ran)),
                Err(Refused(problem)) => self.trouble.set(Some(say(&problem))),
            }
        });
    }

    fn restart(self) {
        self.files.set(Vec::new());
        self.previews.set(Vec::new());
        self.mapping.set(None);
        self.name.set(String::new());
        self.ran.set(None);
        self.trouble.set(None);
        self.command.set_value(None);
        self.into.set(None);
        self.skip.set(false);
    }
}

/// Sends a file to the server, which keeps it for an hour.
async fn send(slug: &str, file: &web_sys::File) -> Result<Kept, String> {
    let offline = || say(&heliu_domain::Problem::new(heliu_domain::Code::Offline));
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(file);
    let headers = js_sys::Object::new();
    let name = js_sys::encode_uri_component(&file.name());
    let _ = js_sys::Reflect::set(&headers, &"x-file-name".into(), &name);
    let _ = js_sys::Reflect::set(&headers, &"content-type".into(), &"application/octet-stream".into());
    init.set_headers(&headers);
    let window = web_sys::window().ok_or_else(offline)?;
    let sent = wasm_bindgen_futures::JsFuture::from(window.fetch_with_str_and_init(&format!("/import/{slug}/file"), &init));
    let response: web_sys::Response = sent.await.map_err(|_| offline())?.dyn_into().map_err(|_| offline())?;
    let body = wasm_bindgen_futures::JsFuture::from(response.text().map_err(|_| offline())?).await.map_err(|_| offline())?;
    let body = body.as_string().unwrap_or_default();
    if response.ok() {
        return wire::read(&body).map_err(|_| offline());
    }
    let problem = wire::read::<heliu_domain::Problem>(&body);
    Err(problem.map_or_else(|_| offline(), |problem| say(&problem)))
}

#[component]
fn FileStep(wizard: Wizard) -> impl IntoView {
    let over = RwSignal::new(false);
    let choose = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some((input, files)) = input.and_then(|input| input.files().map(|files| (input.clone(), files))) {
            wizard.upload(files);
            // The same file, corrected, must be noticed when it is chosen again.
            input.set_value("");
        }
    };
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            wizard.upload(files);
        }
    };
    let most = u64::try_from(IMPORT_MAX).unwrap_or(u64::MAX);
    view! {
        <section class="box">
            <label
                class="drop-file" class:over=move || over.get()
                on:dragover=move |event: web_sys::DragEvent| { event.prevent_default(); over.set(true); }
                on:dragleave=move |_| over.set(false)
                on:drop=drop
            >
                <Icon name="upload"/><b>{move || t(if wizard.busy.get() { words::READING } else { words::CHOOSE_FILES })}</b>
                <span class="hint">{tr(words::FILES_HINT, &[&format::bytes(most)])}</span>
                <input type="file" multiple accept=".csv,.txt,.tsv,.json" on:change=choose disabled=move || wizard.busy.get()/>
            </label>
        </section>
    }
}

#[component]
fn CheckStep(wizard: Wizard) -> impl IntoView {
    let first = move || wizard.previews.with(|previews| previews.first().cloned());
    let is_table = move || first().is_some_and(|preview| preview.kind == FileKind::Opportunities);
    // The table of columns is drawn anew only for another file, so that a choice keeps the focus.
    let drawn = Memo::new(move |_| {
        wizard
            .previews
            .with(|previews| previews.first().map(|preview| (preview.file.clone(), preview.headings.clone(), preview.mapping.encoding)))
    });
    let columns = move || {
        drawn.track();
        let preview = wizard.previews.with_untracked(|previews| previews.first().cloned())?;
        (preview.kind == FileKind::Opportunities).then(|| {
            view! {
                <Columns preview change=Callback::new(move |mapping| { wizard.mapping.set(Some(mapping)); wizard.look(); })/>
            }
        })
    };
    let problems = move || wizard.previews.with(|previews| previews.iter().map(|preview| preview.problem_count).sum::<usize>());
    let rows = move || first().map_or(0, |preview| preview.rows);
    let label = move || match wizard.busy.get() {
        true => t(words::CHECKING).to_owned(),
        false => tr(words::IMPORT_ROWS, &[&rows()]),
    };
    view! {
        <Show when=is_table><section class="box"><h2>{t(words::STEP_COLUMNS)}</h2>{move || columns()}</section></Show>
        <section class="box"><h2>{t(words::INTO)}</h2><Destination wizard/></section>
        <section class="box">
            <h2>{t(words::STEP_CHECK)}</h2>
            {move || wizard.previews.get().into_iter().map(|preview| view! { <Findings preview/> }).collect_view()}
            <Show when=move || { problems() > 0 }>
                <label class="check"><input type="checkbox" prop:checked=move || wizard.skip.get() on:change=move |event| { wizard.skip.set(event_target_checked(&event)); wizard.look(); }/>
                    <span>{move || tr(words::SKIP, &[&problems()])}</span></label>
                <p class="hint">{t(words::FIX_FIRST)}</p>
            </Show>
            <p class="hint">{t(words::NOTHING_IMPORTED_YET)}</p>
            <div class="savebar">
                <button class="button" type="button" on:click=move |_| wizard.restart()>{t(words::BACK)}</button>
                <button class="button primary" type="button" aria-busy=move || wizard.busy.get().to_string()
                    disabled=move || wizard.busy.get() || rows() == 0 || (problems() > 0 && !wizard.skip.get())
                    on:click=move |_| wizard.import()>{move || label()}</button>
            </div>
        </section>
    }
}

/// Into which pipeline.
#[component]
fn Destination(wizard: Wizard) -> impl IntoView {
    let pipelines = move || {
        wizard.space.pipelines.get().into_iter().map(|pipeline| {
        view! { <option value=pipeline.id.to_string() selected=wizard.into.get_untracked() == Some(pipeline.id)>{pipeline.name}</option> }
    }).collect_view()
    };
    view! {
        <div class="field">
            <label class="label" for="import-into">{t(words::INTO)}</label>
            <select class="input" id="import-into" on:change=move |event| { wizard.into.set(event_target_value(&event).parse().ok()); wizard.look(); }>
                <option value="" selected=wizard.into.get_untracked().is_none()>{t(words::NEW_PIPELINE)}</option>
                {move || pipelines()}
            </select>
        </div>
        <Show when=move || wizard.into.get().is_none()>
            <div class="field">
                <label class="label" for="import-name">{t(words::PIPELINE_NAME)}</label>
                <input class="input" id="import-name" maxlength="200" bind:value=wizard.name on:change=move |_| wizard.look()/>
            </div>
        </Show>
    }
}

/// What one file would become, what is doubtful about it, and what is wrong with its rows.
#[component]
fn Findings(preview: Preview) -> impl IntoView {
    let summary = preview.summary.map(|summary| {
        let parts = words::summary(language(), &summary).into_iter().map(|part| view! { <li>{part}</li> });
        view! { <h3>{t(words::WHAT_HAPPENS)}</h3><ul class="bullets">{parts.collect_view()}</ul> }
    });
    let doubts = (!preview.ambiguous.is_empty()).then(|| {
        let doubts = preview.ambiguous.iter().map(|doubt| view! { <li>{words::ambiguity(language(), doubt)}</li> }).collect_view();
        view! { <div class="note amber"><Icon name="warning"/><div><b>{t(words::DOUBTFUL)}</b><ul class="bullets">{doubts}</ul></div></div> }
    });
    let notes = (!preview.notes.is_empty()).then(|| {
        let notes = preview.notes.iter().map(|note| view! { <li>{words::note(language(), note)}</li> }).collect_view();
        view! { <details class="fold"><summary><Icon name="chevron-right"/>{t(words::NOTICED)}</summary><ul class="bullets">{notes}</ul></details> }
    });
    let problems = (preview.problem_count > 0).then(|| {
        let rows = preview.problems.iter().map(|row| view! {
            <tr class="row-error">
                <td class="num" data-label=t(words::LINE)>{row.line}</td>
                <td data-label=t(words::COLUMN)>{row.column.clone()}</td>
                <td data-label=t(words::FOUND)>{row.found.clone()}</td>
                <td data-label=t(words::PROBLEMS)>{words::row_problem(language(), row)}</td>
            </tr>
        }).collect_view();
        view! {
            <h3>{tr(words::PROBLEM_COUNT, &[&preview.problem_count])}</h3>
            <div class="table-box"><table class="table boxed stacked">
                <thead><tr><th scope="col">{t(words::LINE)}</th><th scope="col">{t(words::COLUMN)}</th><th scope="col">{t(words::FOUND)}</th><th scope="col">{t(words::PROBLEMS)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
    });
    view! {
        <h3>{preview.file.clone()}" "<span class="chip">{t(words::kind(preview.kind))}</span></h3>
        {summary}{doubts}{notes}{problems}
    }
}

#[component]
fn DoneStep(wizard: Wizard) -> impl IntoView {
    let board = move || {
        wizard.ran.with(|ran| ran.as_ref().and_then(|ran| ran.pipeline)).map(|pipeline| wizard.space.path(&format!("board/{pipeline}")))
    };
    let summary = move || {
        wizard
            .previews
            .with(|previews| previews.first().and_then(|preview| preview.summary))
            .map(|summary| words::summary(language(), &summary).into_iter().map(|part| view! { <li>{part}</li> }).collect_view())
    };
    let undo = move |_| {
        if let Some(ran) = wizard.ran.get_untracked() {
            wizard.space.take_back(ran.outcome.command, false, move || wizard.restart());
        }
    };
    view! {
        <section class="box" role="status">
            <h2>{t(words::IMPORTED)}</h2>
            <ul class="bullets">{move || summary()}</ul>
            <div class="savebar">
                {move || board().map(|href| view! { <a class="button primary" href=href>{t(words::OPEN_BOARD)}</a> })}
                <button class="button" type="button" on:click=undo><Icon name="undo"/>{t(words::UNDO_IMPORT)}</button>
                <button class="button quiet" type="button" on:click=move |_| wizard.restart()>{t(words::ANOTHER)}</button>
            </div>
        </section>
    }
}

#[component]
fn PastImports(wizard: Wizard) -> impl IntoView {
    let space = wizard.space;
    let again = RwSignal::new(0u32);
    let is_due = StoredValue::new(false);
    let past = wire::data(
        move || (wizard.ran.with(Option::is_some), again.get()),
        move |_| async move { api::past_imports(space.slug()).await.unwrap_or_default() },
    );
    // Others undo imports too, and Ctrl+Z does so past this page.
    effect(move |_| {
        space.feed.listen(move |news| {
            let may_be_undone = matches!(news, News::Resync) || matches!(news, News::Changes(entries) if !entries.is_empty());
            if may_be_undone && !is_due.get_value() {
                is_due.set_value(true);
                set_timeout(
                    move || {
                        if is_due.try_set_value(false).is_none() {
                            again.update(|times| *times += 1);
                        }
                    },
                    SETTLE,
                );
            }
        });
    });
    let row = move |import: Past| {
        let command = import.command;
        let undo = move |_| space.take_back(command, false, move || again.update(|times| *times += 1));
        view! {
            <tr>
                <th scope="row">{import.file.clone()}</th>
                <td>{format::instant(language(), import.at, preferences().offset_minutes)}</td>
                <td>{space.name(import.actor)}</td>
                <td class="num">{import.changes}</td>
                <td class="act">{if import.undone {
                    view! { <span class="chip">{t(words::UNDONE)}</span> }.into_any()
                } else if space.me.get_value() != Some(import.actor) {
                    // Everybody takes back only what they did themselves.
                    ().into_any()
                } else {
                    view! { <button class="button small" type="button" on:click=undo aria-label=format!("{} {}", t(words::UNDO_IMPORT), import.file)><Icon name="undo"/>{t(words::UNDO_IMPORT)}</button> }.into_any()
                }}</td>
            </tr>
        }
    };
    view! {
        <section class="box">
            <h2>{t(words::PAST_IMPORTS)}</h2>
            <Suspense fallback=move || view! { <p class="hint">{t(general::LOADING)}</p> }>
                {move || Suspend::new(async move {
                    let past = past.await;
                    if past.is_empty() {
                        return view! { <p class="hint">{t(words::NO_PAST_IMPORTS)}</p> }.into_any();
                    }
                    view! { <div class="table-box"><table class="table boxed"><tbody>{past.into_iter().map(row).collect_view()}</tbody></table></div> }.into_any()
                })}
            </Suspense>
        </section>
    }
}
