//! The custom fields of a pipeline.

use heliu_domain::{
    Command, CustomField, CustomFieldId, Problem,
    locale::{general, settings as words},
    pipeline::{FieldKind, PipelineCommand},
    text,
};
use leptos::prelude::*;

use super::state::{PipelineState, focus, pipeline_state};
use crate::{
    live::fresh,
    preferences::{t, tr},
    ui::{
        For, Icon, Modal, Show,
        saved::{Draft, Form, ProblemText, SavedInput},
    },
};

/// The list of custom fields, with a form for one more.
#[component]
pub fn FieldsBox() -> impl IntoView {
    let state = pipeline_state();
    let ids = Memo::new(move |_| state.fields.with(|fields| fields.iter().map(|field| field.id).collect::<Vec<CustomFieldId>>()));
    let deleting = RwSignal::new(None::<CustomFieldId>);
    view! {
        <section class="box" aria-labelledby="field-settings">
            <h2 id="field-settings">{t(words::FIELDS)}</h2>
            <p class="muted">{t(words::FIELDS_LEAD)}</p>
            <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t(words::NO_FIELDS)}</p> }>
                <div class="table-box">
                    <table class="table boxed stacked">
                        <thead><tr><th scope="col">{t(words::FIELD_NAME)}</th><th scope="col">{t(words::KIND)}</th><th scope="col">{t(words::CHOICES)}</th><td></td></tr></thead>
                        <tbody><For each=move || ids.get() key=|id| id.0 let:id><FieldRow id deleting/></For></tbody>
                    </table>
                </div>
            </Show>
            <AddField/>
            {move || deleting.get().map(|id| view! { <Deletion id deleting/> })}
        </section>
    }
}

fn present(state: PipelineState, id: CustomFieldId) -> Result<CustomField, Problem> {
    untrack(|| state.field(id)).ok_or_else(|| Problem::not_found("custom"))
}

#[component]
fn FieldRow(id: CustomFieldId, deleting: RwSignal<Option<CustomFieldId>>) -> impl IntoView {
    let state = pipeline_state();
    let field = Memo::new(move |_| state.field(id));
    let name = move || field.with(|field| field.as_ref().map(|field| field.name.clone()).unwrap_or_default());
    let draft = Draft::new(
        name,
        move |typed| {
            let kind = present(state, id)?.kind;
            Ok(Command::Pipeline(PipelineCommand::EditField { id, name: text::name("custom", &typed)?, kind }))
        },
        move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome),
    );
    let kind = move || field.with(|field| field.as_ref().map(|field| t(words::kind(&field.kind))));
    let choices = Memo::new(move |_| {
        field.with(|field| match field.as_ref().map(|field| &field.kind) {
            Some(FieldKind::Choice(choices)) => Some(choices.clone()),
            _ => None,
        })
    });
    let form = Form::new();
    let change = Callback::new(move |choices: Vec<String>| {
        let Ok(field) = present(state, id) else { return };
        let command = PipelineCommand::EditField { id, name: field.name, kind: FieldKind::Choice(choices) };
        form.send(Command::Pipeline(command), move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome));
    });
    let is_choice = move || choices.with(Option::is_some);
    view! {
        <tr>
            <th scope="row"><SavedInput id=format!("field-{id}") label=Signal::derive(move || tr(words::NAME_OF, &[&name()])) draft is_bare=true/></th>
            <td>{kind}</td>
            <td>
                <Show when=is_choice>
                    <ChoiceList
                        id=format!("choices-{id}") label=Signal::derive(move || tr(words::ADD_CHOICE, &[&name()]))
                        choices=Signal::derive(move || choices.get().unwrap_or_default()) on_change=change form
                    />
                </Show>
            </td>
            <td class="act">
                <button class="icon-button" type="button" id=format!("delete-{id}") aria-label=move || tr(words::DELETE_NAMED, &[&name()]) on:click=move |_| deleting.set(Some(id))>
                    <Icon name="trash"/>
                </button>
            </td>
        </tr>
    }
}

/// The choices of a field: each can be taken away, and typing adds one.
#[component]
fn ChoiceList(
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
    form: Form,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let add = move || {
        let mut all = choices.get_untracked();
        match text::line("choices", &typed.get_untracked(), text::NAME_MAX) {
            Ok(choice) if choice.is_empty() => return,
            Ok(choice) if all.contains(&choice) => {}
            Ok(choice) => {
                all.push(choice);
                on_change.run(all);
            }
            Err(refusal) => return form.refuse(&refusal),
        }
        typed.set(String::new());
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            // Enter means this choice, not the whole form.
            event.prevent_default();
            add();
        }
    };
    // What was typed counts on leaving, but not on the way to the cross of another choice: that would be two changes at once.
    let on_blur = move |event: leptos::ev::FocusEvent| {
        let next = event.related_target().and_then(|next| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(next).ok());
        if next.is_none_or(|next| next.class_name() != "chip-x") {
            add();
        }
    };
    let (input, problem_id) = (id.clone(), format!("{id}-problem"));
    let remove = move |gone: String| {
        on_change.run(choices.get_untracked().into_iter().filter(|choice| *choice != gone).collect());
        focus(input.clone());
    };
    let remove = StoredValue::new(remove);
    view! {
        <div class="tags-input">
            <For each=move || choices.get() key=|choice| choice.clone() let:choice>
                {
                    let (shown, gone, label) = (choice.clone(), choice.clone(), tr(words::REMOVE_NAMED, &[&choice]));
                    view! {
                        <span class="chip">
                            {shown}
                            <button class="chip-x" type="button" aria-label=label on:click=move |_| remove.with_value(|remove| remove(gone.clone()))><Icon name="close"/></button>
                        </span>
                    }
                }
            </For>
            <input id=id aria-label=label placeholder=t(words::CHOICE_EXAMPLE) maxlength="200" autocomplete="off" aria-describedby=form.described(&problem_id)
                aria-invalid=move || form.is_refused() bind:value=typed on:keydown=on_key on:blur=on_blur/>
        </div>
        <ProblemText id=problem_id problem=form.problem/>
    }
}

#[component]
fn AddField() -> impl IntoView {
    let state = pipeline_state();
    let (name, kind) = (RwSignal::new(String::new()), RwSignal::new(FieldKind::Text));
    let form = Form::new();
    let kinds = [FieldKind::Text, FieldKind::Number, FieldKind::Date, FieldKind::Choice(Vec::new())];
    let options = kinds
        .iter()
        .enumerate()
        .map(|(index, kind)| view! { <option value=index.to_string()>{t(words::kind(kind))}</option> })
        .collect_view();
    let choose = move |event| {
        let chosen = event_target_value(&event).parse::<usize>().ok().and_then(|index| kinds.get(index).cloned());
        if let Some(chosen) = chosen {
            kind.set(chosen);
        }
    };
    let choices = Signal::derive(move || match kind.get() {
        FieldKind::Choice(choices) => choices,
        _ => Vec::new(),
    });
    let is_choice = move || kind.with(|kind| matches!(kind, FieldKind::Choice(_)));
    let set_choices = Callback::new(move |choices| kind.set(FieldKind::Choice(choices)));
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = match text::name("custom", &name.get_untracked()) {
            Ok(typed) => typed,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let command = PipelineCommand::AddField {
            id: CustomFieldId::new(at, random),
            pipeline: state.id,
            name: typed.clone(),
            kind: kind.get_untracked(),
        };
        form.send(Command::Pipeline(command), move |outcome| {
            name.try_set(String::new());
            kind.try_update(|kind| {
                if let FieldKind::Choice(choices) = kind {
                    choices.clear();
                }
            });
            state.saved(tr(words::FIELD_ADDED, &[&typed]), &outcome);
        });
    };
    view! {
        <form class="stack" on:submit=add>
            <div class="inline-form">
                <input class="input" id="new-field" aria-label=t(words::NEW_FIELD) placeholder=t(words::NEW_FIELD) maxlength="200" autocomplete="off"
                    aria-invalid=move || form.is_refused() aria-describedby=form.described("new-field-choices-problem") bind:value=name/>
                <select class="input" aria-label=t(words::KIND) on:change=choose>{options}</select>
                <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_FIELD)}</button>
            </div>
            <Show when=is_choice fallback=move || view! { <ProblemText id="new-field-choices-problem".to_owned() problem=form.problem/> }>
                <ChoiceList id="new-field-choices".to_owned() label=t(words::CHOICES) choices on_change=set_choices form/>
            </Show>
        </form>
    }
}

#[component]
fn Deletion(id: CustomFieldId, deleting: RwSignal<Option<CustomFieldId>>) -> impl IntoView {
    let state = pipeline_state();
    let close = Callback::new(move |()| {
        deleting.set(None);
        focus(format!("delete-{id}"));
    });
    let name = present(state, id).map(|field| field.name).unwrap_or_default();
    let text = tr(words::FIELD_DELETED, &[&name]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        close.run(());
        state.run(PipelineCommand::DeleteField { id }, text.clone(), || focus("new-field".to_owned()));
    };
    view! {
        <Modal title=tr(words::DELETE_FIELD, &[&name]) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body"><p>{t(words::DELETE_FIELD_LEAD)}</p></div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button danger" type="submit" autofocus>{t(words::DELETE_FIELD_DO)}</button>
                </footer>
            </form>
        </Modal>
    }
}
