//! The parts of a plain form.

use heliu_domain::{
    Problem,
    locale::{Text, identity as words},
};
use leptos::prelude::*;

use crate::{
    preferences::{say, t},
    ui::Icon,
};

/// One line to type in.
#[derive(Clone, Debug)]
pub struct Line {
    pub name: &'static str,
    pub label: Text,
    pub kind: &'static str,
    /// What a password manager or the browser may fill in.
    pub autocomplete: &'static str,
    pub value: String,
    pub hint: Option<Text>,
}

impl Line {
    /// A line for an e-mail address that signs in.
    pub fn email(value: String) -> Self {
        Self { name: "email", label: words::EMAIL, kind: "email", autocomplete: "username", value, hint: None }
    }

    /// A line for the present password.
    pub fn password() -> Self {
        Self {
            name: "password",
            label: words::PASSWORD,
            kind: "password",
            autocomplete: "current-password",
            value: String::new(),
            hint: None,
        }
    }

    /// A line for a password that is chosen.
    pub fn new_password(label: Text) -> Self {
        let hint = Some(words::PASSWORD_HINT);
        Self { name: "password", label, kind: "password", autocomplete: "new-password", value: String::new(), hint }
    }

    /// A line for a code of the second factor.
    pub fn code() -> Self {
        Self { name: "code", label: words::CODE, kind: "text", autocomplete: "one-time-code", value: String::new(), hint: None }
    }

    /// A line of text.
    pub fn text(name: &'static str, label: Text, autocomplete: &'static str, value: String) -> Self {
        Self { name, label, kind: "text", autocomplete, value, hint: None }
    }

    /// The line with its label, and with the problem if it is about this one; that line has the focus then.
    pub fn show(self, problem: Option<&Problem>, is_first: bool) -> impl IntoView + use<> {
        let problem = problem.filter(|problem| problem.field.as_deref() == Some(self.name)).map(say);
        let has_focus = problem.is_some() || is_first;
        let (hint_id, problem_id) = (format!("{}-hint", self.name), format!("{}-problem", self.name));
        let described: Vec<&str> = [(problem.is_some(), problem_id.as_str()), (self.hint.is_some(), hint_id.as_str())]
            .into_iter()
            .filter_map(|(is_there, id)| is_there.then_some(id))
            .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = problem.is_some().then_some("true");
        view! {
            <div class="field">
                <label class="label" for=self.name>{t(self.label)}</label>
                <input class="input" id=self.name name=self.name type=self.kind value=self.value autocomplete=self.autocomplete required=true
                    autofocus=has_focus aria-invalid=invalid aria-describedby=described spellcheck="false" autocapitalize="none"/>
                {problem.map(|text| view! { <p class="error-text" id=problem_id.clone()><Icon name="alert"/><span>{text}</span></p> })}
                {self.hint.map(|hint| view! { <p class="hint" id=hint_id.clone()>{t(hint)}</p> })}
            </div>
        }
    }
}

/// The problem of a form, unless it is about one of these lines, which show it themselves. It has the focus.
pub fn summary(problem: Option<&Problem>, lines: &[&str]) -> impl IntoView + use<> {
    let is_shown = |problem: &&Problem| !problem.field.as_deref().is_some_and(|field| lines.contains(&field));
    problem.filter(is_shown).map(say).map(|text| {
        view! { <p class="error-text" role="alert" tabindex="-1" autofocus=true><Icon name="alert"/><span>{text}</span></p> }
    })
}

/// A word that something was done.
pub fn notice(text: Option<String>) -> impl IntoView + use<> {
    text.map(|text| view! { <p class="banner" role="status"><Icon name="check"/><span>{text}</span></p> })
}

/// A form that is one button.
pub fn button(
    action: String,
    fields: Vec<(&'static str, String)>,
    class: &'static str,
    text: Text,
    label: Option<String>,
) -> impl IntoView + use<> {
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <form method="post" action=action>{fields}<button class=class type="submit" aria-label=label>{t(text)}</button></form>
    }
}
