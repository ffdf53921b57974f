//! Adding a card from a column with as little typing as possible.

use heliu_domain::{
    AccountId, BoardCommand, Link, Money, OpportunityId, Place, StageId, Value,
    locale::{board as words, general},
};
use leptos::{html, prelude::*};

use super::{draft, state::board_state};
use crate::{
    live::fresh,
    preferences::{say, t, tr},
    ui::Icon,
    workspace::space,
};

/// Where its draft is kept.
const PLACE: &str = "quick-add";

/// The form at the foot of a column: title, account, amount. What was typed stays when it is refused.
#[component]
pub fn QuickAdd(stage: StageId) -> impl IntoView {
    let state = board_state();
    let space = space();
    let (title, account, amount) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new(None::<String>);
    let first = NodeRef::<html::Input>::new();
    let fold = NodeRef::<html::Details>::new();
    Effect::new(move |is_later: Option<()>| {
        let typed = [title.get(), account.get(), amount.get()];
        if is_later.is_none() {
            let Some([kept_title, kept_account, kept_amount]) = draft::read::<[String; 3]>(stage, PLACE) else { return };
            title.set(kept_title);
            account.set(kept_account);
            amount.set(kept_amount);
            if let Some(fold) = fold.get_untracked() {
                fold.set_open(true);
            }
        } else if typed.iter().all(String::is_empty) {
            draft::forget(stage, PLACE);
        } else {
            draft::keep(stage, PLACE, &typed);
        }
    });
    let summary = move || tr(words::ADD_TO, &[&state.stage(stage).map(|stage| stage.name).unwrap_or_default()]);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (typed_title, typed_account, typed_amount) = (title.get_untracked(), account.get_untracked(), amount.get_untracked());
        let mut values = vec![Value::Owner(space.me.get_value())];
        if !typed_account.trim().is_empty() {
            let (at, random) = fresh();
            values.push(Value::Account(Some(Link { id: AccountId::new(at, random), name: typed_account.trim().to_owned() })));
        }
        if !typed_amount.trim().is_empty() {
            match Money::parse(&typed_amount, space.currency()) {
                Ok(money) => values.push(Value::Amount(Some(money))),
                Err(refusal) => return problem.set(Some(say(&refusal))),
            }
        }
        if let Err(refusal) = heliu_domain::text::name("title", &typed_title) {
            return problem.set(Some(say(&refusal)));
        }
        let (at, random) = fresh();
        let id = OpportunityId::new(at, random);
        let command = BoardCommand::Create { id, pipeline: state.pipeline, stage, place: Place::Top, title: typed_title.clone(), values };
        problem.set(None);
        [title, account, amount].into_iter().for_each(|typed| typed.set(String::new()));
        if let Some(input) = first.get_untracked() {
            let _ = input.focus();
        }
        state.run(command, move |answer| match answer {
            Ok(outcome) => space.offer_undo(tr(words::ADDED, &[&typed_title]), &outcome),
            Err(refusal) => {
                // Nothing typed is lost: the form is as it was, unless something new has been typed since.
                if title.with_untracked(String::is_empty) {
                    title.set(typed_title);
                    account.set(typed_account);
                    amount.set(typed_amount);
                }
                problem.set(Some(say(&refusal)));
            }
        });
    };
    view! {
        <details class="quick-add" node_ref=fold>
            <summary class="button quiet small" aria-label=move || summary()><Icon name="plus"/>{t(words::ADD)}</summary>
            <form on:submit=submit on:keydown=|event| event.stop_propagation()>
                <input class="input" node_ref=first aria-label=t(words::TITLE) placeholder=t(words::TITLE) maxlength="200" bind:value=title/>
                <input class="input" aria-label=t(words::ACCOUNT) placeholder=t(words::ACCOUNT) maxlength="200" bind:value=account/>
                <input
                    class="input" inputmode="decimal" aria-label=move || format!("{} {}", t(words::AMOUNT), space.currency())
                    placeholder=move || format!("{} {}", t(words::AMOUNT), space.currency()) bind:value=amount
                />
                {move || problem.get().map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
                <div class="row"><button class="button primary small" type="submit">{t(general::ADD)}</button></div>
            </form>
        </details>
    }
}
