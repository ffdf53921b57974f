//! One field: shown as a button, edited in place, saved with the value that was seen when editing began.

use heliu_domain::{
    BoardCommand, Code, Field, Opportunity, Value,
    board::Edit,
    locale::{format, general, panel as words},
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    inputs::{Blank, input},
    open::{OpenCard, open_card},
};
use crate::{
    board::draft,
    preferences::{language, say, t, tr},
    ui::{
        Avatar, Icon, effect,
        field::{field_name, value_text},
        follow,
    },
};

/// One field while it is shown and edited.
#[derive(Clone, Copy)]
pub struct Editing {
    open: OpenCard,
    field: Field,
    /// What was seen when editing began; `None`: it is not being edited.
    was: RwSignal<Option<Value>>,
    /// What the input shows at first: what was seen, or a draft.
    first: StoredValue<Option<Value>>,
    value: RwSignal<Option<Value>>,
    trouble: RwSignal<Option<String>>,
    /// What the server had against it.
    refusal: RwSignal<Option<String>>,
    takes_focus: StoredValue<bool>,
}

impl Editing {
    /// A field that is being shown.
    pub fn new(field: Field) -> Self {
        let editing = Self {
            open: open_card(),
            field,
            was: RwSignal::new(None),
            first: StoredValue::new(None),
            value: RwSignal::new(None),
            trouble: RwSignal::new(None),
            refusal: RwSignal::new(None),
            takes_focus: StoredValue::new(false),
        };
        editing.keep_draft();
        editing
    }

    /// Whether it is being edited.
    pub fn is_on(self) -> bool {
        self.was.with(Option::is_some)
    }

    /// Begins to edit what is there now.
    pub fn begin(self) {
        self.begin_with(None);
    }

    /// Begins to edit, showing another value at first.
    pub fn begin_with(self, first: Option<Value>) {
        let present = self.open.card.with_untracked(|card| card.get(self.field));
        self.takes_focus.set_value(true);
        self.show(present.clone(), first.unwrap_or(present), None);
    }

    fn show(self, was: Value, first: Value, value: Option<Value>) {
        self.first.set_value(Some(first));
        self.trouble.set(None);
        self.refusal.set(None);
        self.value.set(value);
        self.was.set(Some(was));
    }

    /// Gives up what was typed.
    pub fn cancel(self) {
        self.was.set(None);
        self.focus_button();
    }

    /// Saves what was typed; what cannot be read stays.
    pub fn save(self) {
        let Some(was) = self.was.get_untracked() else { return };
        if self.trouble.with_untracked(Option::is_some) {
            return;
        }
        match self.value.get_untracked() {
            Some(now) if now != was => {
                if self.open.space.author().is_none() {
                    return;
                }
                self.cancel();
                self.send(was, now);
            }
            _ => self.cancel(),
        }
    }

    /// Sends a new value; when it is refused, it is shown again with the reason.
    pub fn send(self, was: Value, now: Value) {
        let set = heliu_domain::Set { was: was.clone(), now: now.clone() };
        let edits = vec![Edit { card: self.open.id, sets: vec![set] }];
        self.open.board.run(BoardCommand::Edit { edits }, move |answer| {
            let Err(problem) = answer else { return };
            // A conflict has its own dialog, with all three values.
            if problem.code != Code::Conflict && self.was.try_with_untracked(Option::is_none) == Some(true) {
                self.takes_focus.set_value(false);
                self.show(was, now.clone(), Some(now));
                self.refusal.set(Some(say(&problem)));
            }
        });
    }

    fn id(self) -> String {
        match self.field {
            Field::Custom(id) => format!("fact-{id}"),
            field => format!("fact-{}", field.name()),
        }
    }

    fn focus_button(self) {
        let id = format!("{}-edit", self.id());
        request_animation_frame(move || {
            if let Some(button) = document().get_element_by_id(&id).and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = button.focus();
            }
        });
    }

    /// Keeps what is typed over a reload, and takes it up again.
    fn keep_draft(self) {
        let (card, place) = (self.open.id, self.id());
        effect(move |is_later: Option<()>| {
            let (was, now) = (self.was.get(), self.value.get());
            if is_later.is_none() {
                if let Some((was, now)) = draft::read::<(Value, Value)>(card, &place) {
                    self.show(was, now.clone(), Some(now));
                }
                return;
            }
            match (was, now) {
                (Some(was), Some(now)) => draft::keep(card, &place, &(was, now)),
                (None, _) => draft::forget(card, &place),
                _ => {}
            }
        });
    }

    fn is_untouched(self) -> bool {
        self.trouble.with_untracked(Option::is_none)
            && self.value.with_untracked(|value| value.is_none() || *value == self.was.get_untracked())
    }
}

/// A field by name with its value.
#[component]
pub fn Fact(field: Field) -> impl IntoView {
    view! { <dt>{move || field_name(field)}</dt><dd><InlineEdit editing=Editing::new(field)/></dd> }
}

/// The value of a field, or the form that changes it.
#[component]
pub fn InlineEdit(editing: Editing) -> impl IntoView {
    let Editing { open, field, .. } = editing;
    follow(move || {
        if editing.is_on() {
            return view! { <EditForm editing/> }.into_any();
        }
        let label = move || tr(words::EDIT_FIELD, &[&field_name(field), &open.card.with(|card| value_text(&card.get(field)))]);
        view! {
            <button
                class="inline-edit" type="button" id=format!("{}-edit", editing.id()) aria-label=move || label()
                on:click=move |_| editing.begin()
                on:keydown=move |event| if event.key() == "F2" { event.prevent_default(); editing.begin() }
            >
                {move || open.card.with(|card| face(card, field))}
            </button>
        }
        .into_any()
    })
}

/// The form of a field that is being edited.
#[component]
pub fn EditForm(editing: Editing) -> impl IntoView {
    let Editing { open, field, value, trouble, refusal, .. } = editing;
    let form = NodeRef::<html::Form>::new();
    let id = editing.id();
    let Some(present) = editing.first.get_value() else { return ().into_any() };
    let blank = Blank { id: id.clone(), present, value, trouble };
    effect(move |_| {
        let Some(form) = form.get().filter(|_| editing.takes_focus.get_value()) else { return };
        request_animation_frame(move || {
            // An amount has its currency in front, but it is the number that one wants to change.
            let first = ["input", "select"].into_iter().find_map(|name| form.query_selector(name).ok().flatten());
            if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = first.focus();
            }
        });
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let is_choice = event.target().is_some_and(|target| target.dyn_into::<web_sys::HtmlSelectElement>().is_ok());
        match event.key().as_str() {
            "Escape" => editing.cancel(),
            "Enter" if is_choice => editing.save(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_leave = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let form = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // The focus goes nowhere when the form itself is taken away; then nothing of it may be looked at any more.
        let (Some(to), Some(form)) = (to, form) else { return };
        // What was typed stays as a draft; a form in which nothing was typed is in the way.
        if !form.contains(Some(&to)) && editing.is_untouched() {
            editing.was.set(None);
        }
    };
    view! {
        <form
            class="inline-form" node_ref=form novalidate
            on:submit=move |event| { event.prevent_default(); editing.save(); }
            on:keydown=on_key on:focusout=on_leave
        >
            // A group of boxes has its legend.
            {(field != Field::Collaborators).then(|| view! { <label class="hush" for=id>{field_name(field)}</label> })}
            {input(open, field, blank)}
            <button class="icon-button" type="submit" aria-label=t(general::SAVE)><Icon name="check"/></button>
            <button class="icon-button" type="button" aria-label=t(general::CANCEL) on:click=move |_| editing.cancel()><Icon name="close"/></button>
            {move || trouble.get().or_else(|| refusal.get()).map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
        </form>
    }
    .into_any()
}

/// A value as the panel shows it; an empty one invites to fill it in.
fn face(card: &Opportunity, field: Field) -> AnyView {
    let value = card.get(field);
    if value.is_empty() {
        // The account stands alone, above the title, where only its name says what is to be added.
        let invitation = if field == Field::Account { field_name(field) } else { t(general::ADD).to_owned() };
        return view! { <span class="muted">{invitation}</span> }.into_any();
    }
    let person = |id| view! { <span class="person"><Avatar person=Some(id)/>{crate::workspace::space().name(id)}</span> };
    match value {
        Value::Owner(Some(id)) => person(id).into_any(),
        Value::Collaborators(people) => view! { <span class="row">{people.into_iter().map(person).collect_view()}</span> }.into_any(),
        Value::Tags(tags) => {
            view! { <span class="row">{tags.into_iter().map(|tag| view! { <span class="chip">{tag}</span> }).collect_view()}</span> }
                .into_any()
        }
        Value::Amount(Some(amount)) => view! { <span class="money">{amount.to_string()}</span> }.into_any(),
        Value::CloseOn(Some(date)) => {
            view! { <time class="date" datetime=date.to_string()>{format::date(language(), date)}</time> }.into_any()
        }
        value => value_text(&value).into_any(),
    }
}
