//! A new opportunity in one form. What was typed stays until it has been accepted.

use heliu_domain::{
    AccountId, BoardCommand, Code, ContactId, Field, Link, Opportunity, OpportunityId, PipelineId, Place, Problem, Rank, Stage, StageId,
    Value,
    locale::{board, general, list as words},
    pipeline::Need,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api, draft,
    finder::{Asking, finder},
    state::{BoardState, board_state},
    suggest::{AccountInput, Suggested, named},
};
use crate::{
    live::fresh,
    preferences::{say, t, tr},
    ui::{
        Icon, Modal,
        field::{field_name, input_for},
    },
    workspace::space,
};

/// Fields that are folded away, before the custom ones.
const FOLDED: [Field; 4] = [Field::Source, Field::Campaign, Field::Score, Field::Tags];

/// Where the draft is kept.
const PLACE: &str = "new";

/// What was typed into one field, if it can be read, and what is wrong with it if not.
#[derive(Clone)]
struct Slot {
    field: Field,
    value: ArcRwSignal<Option<Value>>,
    trouble: ArcRwSignal<Option<String>>,
}

/// An opportunity that is being written; it outlives its dialog.
#[derive(Clone, Copy, Default)]
pub struct Draft {
    title: RwSignal<String>,
    account: RwSignal<String>,
    contact: RwSignal<String>,
    stage: RwSignal<Option<StageId>>,
    slots: StoredValue<Vec<Slot>>,
    /// The field that was refused, and why.
    problem: RwSignal<Option<(String, String)>>,
}

/// What was sent, so that it can come back when it is refused.
struct Sent {
    title: String,
    account: String,
    contact: String,
    slots: Vec<Slot>,
}

impl Draft {
    /// The slot of a field, in which an earlier dialog's value stays.
    fn slot(self, field: Field, first: Option<Value>) -> Slot {
        if let Some(slot) = self.slots.with_value(|slots| slots.iter().find(|slot| slot.field == field).cloned()) {
            return slot;
        }
        let slot = Slot { field, value: ArcRwSignal::new(first), trouble: ArcRwSignal::new(None) };
        self.slots.update_value(|slots| slots.push(slot.clone()));
        slot
    }

    /// What is wrong with a field whose text cannot be read.
    fn trouble(self) -> Option<String> {
        self.slots.with_value(|slots| slots.iter().find_map(|slot| slot.trouble.get_untracked()))
    }

    /// The values that have been filled in.
    fn values(self, state: BoardState) -> Vec<Value> {
        let known =
            |field| !matches!(field, Field::Custom(id) if !state.fields.with_untracked(|fields| fields.iter().any(|field| field.id == id)));
        let slots = self.slots.get_value().into_iter().filter(|slot| known(slot.field));
        slots.filter_map(|slot| slot.value.get_untracked()).filter(|value| !value.is_empty()).collect()
    }

    /// Takes up what was typed before a reload, and keeps what is typed now.
    fn remember(self, pipeline: PipelineId) {
        Effect::new(move |is_later: Option<()>| {
            let typed = [self.title.get(), self.account.get(), self.contact.get()];
            let is_empty = typed.iter().all(String::is_empty);
            if is_later.is_none() {
                let Some([title, account, contact]) = draft::read::<[String; 3]>(pipeline, PLACE).filter(|_| is_empty) else { return };
                self.title.set(title);
                self.account.set(account);
                self.contact.set(contact);
            } else if is_empty {
                draft::forget(pipeline, PLACE);
            } else {
                draft::keep(pipeline, PLACE, &typed);
            }
        });
    }

    fn refuse(self, problem: &Problem) {
        let text = match (problem.code, problem.params.as_slice()) {
            (Code::Missing, [stage, needs]) => tr(words::STAGE_ASKS, &[stage, needs]),
            _ => say(problem),
        };
        self.problem.try_set(Some((problem.field.clone().unwrap_or_default(), text)));
    }

    fn take(self) -> Sent {
        let take = |text: RwSignal<String>| text.try_update(std::mem::take).unwrap_or_default();
        self.problem.set(None);
        let slots = self.slots.try_update_value(std::mem::take).unwrap_or_default();
        Sent { title: take(self.title), account: take(self.account), contact: take(self.contact), slots }
    }

    /// Takes back what was refused, unless something new has been typed since.
    fn restore(self, sent: Sent) {
        if self.title.try_with_untracked(String::is_empty) == Some(true) {
            self.title.set(sent.title);
            self.account.set(sent.account);
            self.contact.set(sent.contact);
            self.slots.set_value(sent.slots);
        }
    }
}

/// The dialog with the form.
#[component]
pub fn NewCardDialog() -> impl IntoView {
    let (finder, state, space) = (finder(), board_state(), space());
    let draft = finder.draft;
    let (accounts, contacts) = (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()));
    let close = Callback::new(move |()| finder.asking.set(None));
    let stages = state.stages.get_untracked();
    let is_known = |id: StageId| stages.iter().any(|stage| stage.id == id);
    if draft.stage.get_untracked().is_none_or(|id| !is_known(id)) {
        draft.stage.set(stages.first().map(|stage| stage.id));
    }
    let link_account = move |name: &str| {
        let (at, random) = fresh();
        let id = accounts.with_untracked(|known| named(known, name)).unwrap_or_else(|| AccountId::new(at, random));
        Link { id, name: name.trim().to_owned() }
    };
    draft.remember(state.pipeline);
    let slug = StoredValue::new(space.slug());
    let look_for_contacts = move |text: String| {
        let account = draft.account.with_untracked(|name| accounts.with_untracked(|known| named(known, name)));
        spawn_local(async move {
            if let Ok(found) = api::contacts(slug.get_value(), account, text).await {
                contacts.try_set(found.into_iter().map(|contact| (contact.id, contact.name)).collect::<Vec<_>>());
            }
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if space.author().is_none() {
            return;
        }
        if let Some(text) = draft.trouble() {
            return draft.problem.set(Some((String::new(), text)));
        }
        let mut values = draft.values(state);
        let (account, contact) = (draft.account.get_untracked(), draft.contact.get_untracked());
        if !account.trim().is_empty() {
            values.push(Value::Account(Some(link_account(&account))));
        }
        if !contact.trim().is_empty() {
            let (at, random) = fresh();
            let known = contacts.with_untracked(|known| known.iter().find(|(_, name)| *name == contact.trim()).map(|(id, _)| *id));
            values.push(Value::Contact(Some(Link {
                id: known.unwrap_or_else(|| ContactId::new(at, random)),
                name: contact.trim().to_owned(),
            })));
        }
        match compose(state, draft, values) {
            Ok(command) => {
                let sent = draft.take();
                draft::forget(state.pipeline, PLACE);
                close.run(());
                let title = sent.title.clone();
                state.run(command, move |answer| match answer {
                    Ok(outcome) => space.offer_undo(tr(board::ADDED, &[&title]), &outcome),
                    Err(refusal) => {
                        draft.restore(sent);
                        draft.refuse(&refusal);
                        finder.asking.try_set(Some(Asking::NewCard));
                    }
                });
            }
            Err(refusal) => draft.refuse(&refusal),
        }
    };
    let contact_names = Signal::derive(move || contacts.with(|known| known.iter().map(|(_, name)| name.clone()).collect()));
    let custom: Vec<Field> = state.fields.with_untracked(|fields| fields.iter().map(|field| Field::Custom(field.id)).collect());
    let me = Value::Owner(space.me.get_value());
    view! {
        <Modal title=t(words::NEW) on_close=close is_wide=true>
            <form on:submit=submit novalidate>
                <div class="dialog-body">
                    <div class="field">
                        <label class="label" for="new-title">{t(words::TITLE)}" "<span class="required" aria-hidden="true">"*"</span></label>
                        <input
                            class="input" id="new-title" autofocus required maxlength="200" autocomplete="off" bind:value=draft.title
                            aria-invalid=move || draft.problem.with(|problem| problem.as_ref().is_some_and(|(field, _)| field == "title")).then_some("true")
                            aria-describedby="new-problem"
                        />
                    </div>
                    <div class="pair">
                        <div class="field"><label class="label" for="new-account">{t(words::ACCOUNT)}</label><AccountInput id="new-account" name=draft.account known=accounts/></div>
                        <div class="field"><label class="label" for="new-contact">{t(words::CONTACT)}</label><Suggested id="new-contact" name=draft.contact options=contact_names look=look_for_contacts/></div>
                    </div>
                    <div class="pair"><DraftField field=Field::Amount/><DraftField field=Field::CloseOn/></div>
                    <div class="pair"><DraftField field=Field::Owner first=me/><StageChoice stages/></div>
                    <DraftField field=Field::NextStep/>
                    <details class="fold">
                        <summary><Icon name="chevron-right"/>{t(words::MORE_FIELDS)}</summary>
                        <div class="pair">{FOLDED.into_iter().chain(custom).map(|field| view! { <DraftField field/> }).collect_view()}</div>
                    </details>
                    <p class="error-text" id="new-problem" role="alert">{move || draft.problem.get().map(|(_, text)| view! { <Icon name="alert"/><span>{text}</span> })}</p>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(words::CREATE)}</button>
                </footer>
            </form>
        </Modal>
    }
}

/// A labelled input for one field of the draft.
#[component]
fn DraftField(field: Field, #[prop(optional)] first: Option<Value>) -> impl IntoView {
    let slot = finder().draft.slot(field, first);
    let (value, trouble) = (RwSignal::from(slot.value), RwSignal::from(slot.trouble));
    let id = match field {
        Field::Custom(custom) => format!("new-{custom}"),
        field => format!("new-{}", field.name()),
    };
    // Text that cannot be read is not kept over a reopening, so neither is the complaint about it.
    trouble.set(None);
    let input = input_for(field, id.clone(), value.get_untracked(), value, trouble);
    view! {
        <div class="field">
            <label class="label" for=id>{field_name(field)}</label>
            {input}
            {move || trouble.get().map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
        </div>
    }
}

#[component]
fn StageChoice(stages: Vec<Stage>) -> impl IntoView {
    let draft = finder().draft;
    let was = draft.stage.get_untracked();
    let options =
        stages.into_iter().map(|stage| view! { <option value=stage.id.to_string() selected=was == Some(stage.id)>{stage.name}</option> });
    view! {
        <div class="field">
            <label class="label" for="new-stage">{t(words::STAGE)}</label>
            <select class="input" id="new-stage" on:change=move |event| draft.stage.set(event_target_value(&event).parse().ok())>{options.collect_view()}</select>
        </div>
    }
}

/// The command that makes the opportunity, or what the server would refuse it for as far as can be known here.
fn compose(state: BoardState, draft: Draft, values: Vec<Value>) -> Result<BoardCommand, Problem> {
    let title = heliu_domain::text::name("title", &draft.title.get_untracked())?;
    let stage = draft.stage.get_untracked().and_then(|id| state.stage(id)).ok_or_else(|| Problem::not_found("stage"))?;
    let (at, random) = fresh();
    let id = OpportunityId::new(at, random);
    let mut card = Opportunity::new(id, state.pipeline, stage.id, Rank::first(), title.clone(), at);
    for value in &values {
        card.set(value.clone().checked()?);
    }
    let is_first = state.stages.with_untracked(|stages| stages.first().is_some_and(|first| first.id == stage.id));
    let unmet = if is_first { Vec::new() } else { stage.unmet(&card) };
    if !unmet.is_empty() {
        let needs: Vec<String> = unmet
            .into_iter()
            .map(|requirement| match requirement.need {
                Need::Field(field) => field_name(field),
                Need::Confirm(sentence) => sentence,
            })
            .collect();
        return Err(Problem::of(Code::Missing, "stage").with(&stage.name).with(needs.join(t(board::LIST_SEPARATOR))));
    }
    let open = state.totals.with_untracked(|totals| totals.columns.get(&stage.id).map_or(0, |total| total.open));
    if let Some(limit) = stage.limit.filter(|limit| limit.hard && open >= i64::from(limit.cards)) {
        return Err(Problem::of(Code::StageFull, "stage").with(&stage.name).with(limit.cards));
    }
    Ok(BoardCommand::Create { id, pipeline: state.pipeline, stage: stage.id, place: Place::Top, title, values })
}
