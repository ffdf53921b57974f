//! What the board must ask: the reason of a closing, what a stage still needs, which of two edits holds.

use heliu_domain::{
    BoardCommand, OpportunityId, Problem,
    locale::{board as words, general},
    problem::Conflict,
};
use leptos::prelude::*;

use super::{
    api,
    entering::EnterDialog,
    state::{Question, board_state},
};
use crate::{
    preferences::{say, t, tr},
    ui::{
        Icon, Modal,
        field::{field_name, value_text},
        follow,
    },
    wire,
};

/// The open question, if there is one.
#[component]
pub fn Questions() -> impl IntoView {
    let state = board_state();
    follow(move || {
        Some(match state.question.get()? {
            Question::Reason { cards, won } => view! { <ReasonDialog cards won/> }.into_any(),
            Question::Enter(command, problem) => view! { <EnterDialog command problem/> }.into_any(),
            Question::Conflict(command, problem) => view! { <ConflictDialog command problem/> }.into_any(),
        })
    })
}

#[component]
fn ReasonDialog(cards: Vec<OpportunityId>, won: bool) -> impl IntoView {
    let state = board_state();
    let reason = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let close = Callback::new(move |()| state.question.set(None));
    let usual = wire::data(
        || (),
        move |()| {
            let slug = state.space().slug();
            async move { api::reasons(slug, state.pipeline, won).await.unwrap_or_default() }
        },
    );
    let count = cards.len();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = reason.get_untracked();
        if reason.trim().is_empty() {
            return problem.set(Some(say(&Problem::of(heliu_domain::Code::Required, "reason"))));
        }
        close.run(());
        state.selected.update(|selected| selected.clear());
        let text = if won { words::CLOSED_WON } else { words::CLOSED_LOST };
        state.run_saying(BoardCommand::Close { cards: cards.clone(), won, reason }, move || tr(text, &[&count]));
    };
    view! {
        <Modal title=tr(if won { words::WHY_WON } else { words::WHY_LOST }, &[&count]) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    <div class="field">
                        <label class="label" for="close-reason">{t(words::REASON)}</label>
                        <input class="input" id="close-reason" list="close-reasons" autocomplete="off" autofocus maxlength="500" bind:value=reason
                            aria-invalid=move || problem.get().is_some().then_some("true") aria-describedby="close-reason-problem"/>
                        <datalist id="close-reasons">
                            {move || usual.get().unwrap_or_default().into_iter().map(|reason| view! { <option value=reason></option> }).collect_view()}
                        </datalist>
                        <p class="error-text" id="close-reason-problem">{move || problem.get().map(|text| view! { <Icon name="alert"/><span>{text}</span> })}</p>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class=if won { "button won" } else { "button lost" } type="submit">{t(if won { words::MARK_WON } else { words::MARK_LOST })}</button>
                </footer>
            </form>
        </Modal>
    }
}

/// Shows each field in three versions and lets the person choose; then repeats the command, in which nothing else is lost.
#[component]
pub fn ConflictDialog(command: BoardCommand, problem: Problem) -> impl IntoView {
    let state = board_state();
    let close = Callback::new(move |()| state.question.set(None));
    let choices: Vec<(Conflict, RwSignal<bool>)> = problem.conflicts.into_iter().map(|conflict| (conflict, RwSignal::new(true))).collect();
    let several = choices.iter().any(|(conflict, _)| choices.first().is_some_and(|(first, _)| first.opportunity != conflict.opportunity));
    let rows = choices.clone().into_iter().enumerate().map(|(index, (conflict, mine))| {
        let name = format!("version-{index}");
        let title = state.peek(conflict.opportunity).map(|card| card.title).unwrap_or_default();
        let heading = if several { format!("{title}: {}", field_name(conflict.yours.field())) } else { field_name(conflict.yours.field()) };
        view! {
            <fieldset class="versus">
                <legend class="label">{heading}</legend>
                <label class="version"><input type="radio" name=name.clone() checked on:change=move |_| mine.set(true)/><span class="who">{t(words::YOURS)}</span><span class="value">{value_text(&conflict.yours)}</span></label>
                <label class="version"><input type="radio" name=name on:change=move |_| mine.set(false)/><span class="who">{t(words::THEIRS)}</span><span class="value">{value_text(&conflict.theirs)}</span></label>
                <div class="version before"><span></span><span class="who">{t(words::BEFORE)}</span><span class="value">{value_text(&conflict.before)}</span></div>
            </fieldset>
        }
    }).collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        close.run(());
        let BoardCommand::Edit { mut edits } = command.clone() else { return };
        for (conflict, mine) in &choices {
            let field = conflict.yours.field();
            let is_conflict = |set: &heliu_domain::Set| set.now.field() == field;
            for edit in edits.iter_mut().filter(|edit| edit.card == conflict.opportunity) {
                if mine.get_untracked() {
                    edit.sets.iter_mut().filter(|set| is_conflict(set)).for_each(|set| set.was = conflict.theirs.clone());
                } else {
                    edit.sets.retain(|set| !is_conflict(set));
                }
            }
        }
        edits.retain(|edit| !edit.sets.is_empty());
        if !edits.is_empty() {
            state.run_saying(BoardCommand::Edit { edits }, || t(words::SAVED).to_owned());
        }
    };
    view! {
        <Modal title=t(words::CONFLICT) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body"><p>{t(words::CONFLICT_LEAD)}</p>{rows}</div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(general::SAVE)}</button>
                </footer>
            </form>
        </Modal>
    }
}
