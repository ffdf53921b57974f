//! Fields that save themselves when they are left, and keep what was typed when that is refused.

use heliu_domain::{Code, Command, Outcome, Problem};
use leptos::prelude::*;

use crate::{
    preferences::say,
    ui::{Icon, follow},
    workspace::{Space, space},
};

/// What was typed into a field and is not stored yet. Changes by others show as long as nothing is being typed.
#[derive(Clone, Copy)]
pub struct Draft {
    stored: Signal<String>,
    typed: RwSignal<Option<String>>,
    /// What was stored when typing began.
    seen: StoredValue<Option<String>>,
    /// What is on its way, so that leaving the field after Enter does not send it twice.
    sent: StoredValue<Option<String>>,
    problem: RwSignal<Option<String>>,
    /// What was seen and what was typed.
    read: Callback<(String, String), Result<Command, Problem>>,
    done: Callback<Outcome>,
    space: Space,
}

impl Draft {
    /// A draft of what is `stored`. `read` makes the command from what was typed; `done` hears that it was saved.
    pub fn new(
        stored: impl Fn() -> String + Send + Sync + 'static,
        read: impl Fn(String) -> Result<Command, Problem> + Send + Sync + 'static,
        done: impl Fn(Outcome) + Send + Sync + 'static,
    ) -> Self {
        Self::seeing(stored, move |_, typed| read(typed), done)
    }

    /// The same for a command that also says what its author saw: what was stored when typing began, or, once that was refused,
    /// what stands there by now.
    pub fn seeing(
        stored: impl Fn() -> String + Send + Sync + 'static,
        read: impl Fn(String, String) -> Result<Command, Problem> + Send + Sync + 'static,
        done: impl Fn(Outcome) + Send + Sync + 'static,
    ) -> Self {
        Self {
            stored: Memo::new(move |_| stored()).into(),
            typed: RwSignal::new(None),
            seen: StoredValue::new(None),
            sent: StoredValue::new(None),
            problem: RwSignal::new(None),
            read: Callback::new(move |(seen, typed)| read(seen, typed)),
            done: Callback::new(done),
            space: space(),
        }
    }

    fn text(self) -> String {
        self.typed.get().unwrap_or_else(|| self.stored.get())
    }

    fn first(self) -> String {
        self.stored.get_untracked()
    }

    fn take(self, typed: String) {
        if self.typed.with_untracked(Option::is_none) {
            self.seen.set_value(Some(self.stored.get_untracked()));
        }
        self.typed.set(Some(typed));
    }

    fn drop_typed(self) {
        self.typed.set(None);
        self.problem.set(None);
    }

    fn save(self) {
        let Some(typed) = self.typed.get_untracked() else { return };
        if typed.trim() == self.stored.get_untracked() {
            return self.drop_typed();
        }
        if self.sent.with_value(|sent| sent.as_ref() == Some(&typed)) {
            return;
        }
        let seen = self.seen.get_value().unwrap_or_else(|| self.stored.get_untracked());
        let command = match self.read.run((seen, typed.clone())) {
            Ok(command) => command,
            Err(problem) => return self.problem.set(Some(say(&problem))),
        };
        self.problem.set(None);
        self.sent.set_value(Some(typed.clone()));
        let space = self.space;
        space.outbox.submit(command, move |answer| {
            self.sent.try_update_value(|sent| sent.take_if(|sent| *sent == typed));
            match answer {
                Ok(outcome) => {
                    self.done.try_run(outcome);
                    // What was typed since then stays.
                    if self.typed.try_with_untracked(|now| now.as_ref() == Some(&typed)) == Some(true) {
                        self.typed.try_set(None);
                    } else {
                        self.seen.try_set_value(Some(typed));
                    }
                }
                Err(problem) => {
                    if problem.code == Code::Rewritten {
                        self.seen.try_set_value(problem.params.first().cloned());
                    }
                    refuse(space, self.problem, &problem);
                }
            }
        });
    }

    fn is_refused(self) -> bool {
        self.problem.with(Option::is_some)
    }
}

/// A labelled line of text that is saved on leaving it or by Enter; Esc goes back to what is stored.
///
/// With `is_bare` the label is only for assistive technology: a heading already names the column.
#[component]
pub fn SavedInput(
    id: String,
    #[prop(into)] label: Signal<String>,
    draft: Draft,
    #[prop(optional)] is_bare: bool,
    #[prop(optional)] inputmode: &'static str,
    #[prop(optional)] placeholder: &'static str,
    #[prop(default = 200)] maxlength: u32,
    /// The id of a `<datalist>`.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        // Enter while composing chooses a Chinese word, no more.
        "Enter" if !event.is_composing() => draft.save(),
        "Escape" => draft.drop_typed(),
        _ => {}
    };
    let problem_id = format!("{id}-problem");
    let described = describe(&problem_id, draft.problem);
    view! {
        <div class="field">
            {(!is_bare).then(|| view! { <label class="label" for=id.clone()>{label}</label> })}
            <input
                class="input" id=id.clone() autocomplete="off" inputmode=some(inputmode) placeholder=some(placeholder) list=some(list) maxlength=maxlength
                aria-label=move || is_bare.then(|| label.get()) value=draft.first() prop:value=move || draft.text()
                aria-invalid=move || draft.is_refused().then_some("true") aria-describedby=described
                on:input=move |event| draft.take(event_target_value(&event)) on:blur=move |_| draft.save() on:keydown=on_key
            />
            <ProblemText id=problem_id problem=draft.problem/>
        </div>
    }
}

/// A labelled choice that is saved at once.
#[component]
pub fn SavedSelect(
    id: String,
    #[prop(into)] label: Signal<String>,
    draft: Draft,
    #[prop(optional)] is_bare: bool,
    /// Values with the words that are shown.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let first = draft.first();
    let options = options.into_iter().map(move |(value, words)| {
        let (is_first, same) = (value == first, value.clone());
        view! { <option value=value selected=is_first prop:selected=move || draft.text() == same>{words}</option> }
    });
    let options = options.collect_view();
    let problem_id = format!("{id}-problem");
    let described = describe(&problem_id, draft.problem);
    let choose = move |event: leptos::ev::Event| {
        draft.take(event_target_value(&event));
        draft.save();
    };
    view! {
        <div class="field">
            {(!is_bare).then(|| view! { <label class="label" for=id.clone()>{label}</label> })}
            <select
                class="input" id=id.clone() aria-label=move || is_bare.then(|| label.get())
                aria-invalid=move || draft.is_refused().then_some("true") aria-describedby=described on:change=choose
            >
                {options}
            </select>
            <ProblemText id=problem_id problem=draft.problem/>
        </div>
    }
}

/// Why the field or form was refused, if it was; fields name it by `id`.
#[component]
pub fn ProblemText(id: String, problem: RwSignal<Option<String>>) -> impl IntoView {
    follow(move || {
        let id = id.clone();
        problem.get().map(|text| view! { <p class="error-text" id=id role="alert"><Icon name="alert"/><span>{text}</span></p> })
    })
}

/// A form that sends one command at a time. A refusal stands at the form, which keeps what was typed.
#[derive(Clone, Copy)]
pub struct Form {
    /// Why it was refused.
    pub problem: RwSignal<Option<String>>,
    is_busy: StoredValue<bool>,
    space: Space,
}

impl Form {
    /// A form that nothing was sent from.
    #[expect(clippy::new_without_default, reason = "it needs the workspace around it")]
    pub fn new() -> Self {
        Self { problem: RwSignal::new(None), is_busy: StoredValue::new(false), space: space() }
    }

    /// Says why what was typed cannot be sent.
    pub fn refuse(self, problem: &Problem) {
        self.problem.set(Some(say(problem)));
    }

    /// Sends a command, unless the one before is still on its way; `done` hears that it was done.
    pub fn send(self, command: Command, done: impl FnOnce(Outcome) + 'static) {
        if self.is_busy.get_value() {
            return;
        }
        self.problem.set(None);
        self.is_busy.set_value(true);
        self.space.outbox.submit(command, move |answer| {
            self.is_busy.try_set_value(false);
            match answer {
                Ok(outcome) => done(outcome),
                Err(problem) => refuse(self.space, self.problem, &problem),
            }
        });
    }

    /// For `aria-invalid`.
    pub fn is_refused(self) -> Option<&'static str> {
        self.problem.with(Option::is_some).then_some("true")
    }

    /// For `aria-describedby`, with the id of the form's [`ProblemText`].
    pub fn described(self, id: &str) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> + 'static {
        describe(id, self.problem)
    }
}

/// Shows a refusal where it belongs. That place may be gone by now, and the refusal must not go with it.
fn refuse(space: Space, place: RwSignal<Option<String>>, problem: &Problem) {
    if let Some(unheard) = place.try_set(Some(say(problem))).flatten() {
        space.toasts.warn(unheard);
    }
}

fn describe(id: &str, problem: RwSignal<Option<String>>) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> + 'static {
    let id = id.to_owned();
    move || problem.with(Option::is_some).then(|| id.clone())
}

fn some(text: &'static str) -> Option<&'static str> {
    (!text.is_empty()).then_some(text)
}
