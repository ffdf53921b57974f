//! What is asked when cards enter a stage: what its checklist still needs, and a word for whoever gets them.

use heliu_domain::{
    BoardCommand, Code, OpportunityId, PersonId, Problem, Record, Requirement, StageId, Value,
    board::Edit,
    change::Change,
    command::Outcome,
    handover::NOTE_MAX,
    locale::{board as words, handover as rules, panel},
    order::{gather, sort},
    pipeline::Need,
    problem::Missing,
};
use leptos::prelude::*;

use super::{
    api,
    state::{BoardState, Question, board_state},
};
use crate::{
    preferences::{language, say, t, tr},
    ui::{Icon, Modal, field::FieldInput},
    wire,
    workspace::Space,
};

/// A requirement of one card with what was filled in or confirmed.
#[derive(Clone)]
struct Answer {
    card: OpportunityId,
    requirement: Requirement,
    value: RwSignal<Option<Value>>,
    trouble: RwSignal<Option<String>>,
    done: RwSignal<bool>,
}

/// What has to be asked before the command is sent, if its cards enter a stage that passes them on.
pub fn question(state: BoardState, command: &BoardCommand) -> Option<Question> {
    let BoardCommand::Move { cards, stage, .. } = command else { return None };
    let into = state.stage(*stage).filter(|stage| !stage.owner_rule.keeps())?;
    let arriving: Vec<_> = cards.iter().filter_map(|id| state.peek(*id)).filter(|card| card.stage != into.id).collect();
    if arriving.is_empty() {
        return None;
    }
    let lacking = arriving.iter().map(|card| Missing { opportunity: card.id, requirements: into.unmet(card) });
    let missing = lacking.filter(|missing| !missing.requirements.is_empty()).collect();
    Some(Question::Enter(command.clone(), Problem { missing, ..Problem::of(Code::Missing, "stage").with(&into.name) }))
}

/// Whom the cards of a command passed to, in words.
pub fn passed(space: Space, outcome: &Outcome) -> Option<String> {
    let handed = outcome.entries.iter().filter_map(|entry| match &entry.change {
        Change::Put { now: Some(Record::Handover(handover)), .. } => Some(handover),
        _ => None,
    });
    let mut people: Vec<String> = handed.clone().filter(|it| it.passes()).filter_map(|it| it.to).map(|to| space.name(to)).collect();
    if people.is_empty() {
        let is_alone = handed.into_iter().any(|it| it.to.is_none() && !it.rule.keeps());
        return is_alone.then(|| t(rules::NOBODY_FOUND).to_owned());
    }
    sort(&mut people, Ord::cmp);
    people.dedup();
    Some(tr(rules::PASSED_TO, &[&people.join(t(words::LIST_SEPARATOR))]))
}

/// Who will own the cards by the stage's rule, in words.
fn heirs(space: Space, owners: &[Option<PersonId>]) -> String {
    let people: std::collections::BTreeSet<PersonId> = gather(owners.iter().copied().flatten());
    if people.is_empty() {
        return t(rules::NOBODY_YET).to_owned();
    }
    let names: Vec<String> = people.into_iter().map(|person| space.name(person)).collect();
    tr(rules::WILL_OWN, &[&names.join(t(words::LIST_SEPARATOR))])
}

/// Says by which rule the cards pass on and to whom, and takes the note.
#[component]
fn HandoverFields(stage: StageId, cards: Vec<OpportunityId>, note: RwSignal<String>) -> impl IntoView {
    let state = board_state();
    let Some(rule) = state.stage(stage).map(|stage| stage.owner_rule) else { return ().into_any() };
    let owners = wire::data(
        || (),
        move |()| {
            let (slug, cards) = (state.space().slug(), cards.clone());
            async move { api::outlook(slug, stage, cards).await.ok() }
        },
    );
    let named = move || owners.get().flatten().map(|owners: Vec<Option<PersonId>>| heirs(state.space(), &owners));
    view! {
        <p>{rules::rule(language(), rule, |person| state.space().name(person))}" "<b role="status">{move || named()}</b></p>
        <div class="field">
            <label class="label" for="handover-note">{t(rules::NOTE)}</label>
            <textarea class="input" id="handover-note" rows="4" maxlength=NOTE_MAX.to_string() placeholder=t(rules::NOTE_HINT) bind:value=note></textarea>
        </div>
    }
    .into_any()
}

/// Asks for just what the stage needs, and for a word to the next owner; then repeats the command.
#[component]
pub fn EnterDialog(command: BoardCommand, problem: Problem) -> impl IntoView {
    let state = board_state();
    let close = Callback::new(move |()| state.question.set(None));
    // Refused for something else, it says so and keeps what was typed.
    let refusal = (problem.code != Code::Missing).then(|| say(&problem));
    let into = match &command {
        BoardCommand::Move { stage, .. } => state.stage(*stage).filter(|stage| !stage.owner_rule.keeps()),
        _ => None,
    };
    let stage = into.as_ref().map(|stage| stage.name.clone()).or_else(|| problem.params.first().cloned()).unwrap_or_default();
    let note = RwSignal::new(match &command {
        BoardCommand::Move { note, .. } => note.clone(),
        _ => String::new(),
    });
    let answers: StoredValue<Vec<Answer>> = StoredValue::new(
        problem
            .missing
            .iter()
            .flat_map(|Missing { opportunity, requirements }| {
                requirements.iter().map(|requirement| Answer {
                    card: *opportunity,
                    requirement: requirement.clone(),
                    value: RwSignal::new(None),
                    trouble: RwSignal::new(None),
                    done: RwSignal::new(false),
                })
            })
            .collect(),
    );
    let several = problem.missing.len() > 1;
    let items = answers.get_value().into_iter().map(move |Answer { card, requirement, value, trouble, done }| {
        let title = state.peek(card).map(|card| card.title).unwrap_or_default();
        let prefix = several.then(|| format!("{title}: "));
        match requirement.need {
            Need::Confirm(sentence) => view! {
                <li class="missing-item" class:done=move || done.get()>
                    <label class="check"><input type="checkbox" bind:checked=done/><span>{prefix}{sentence}</span></label>
                </li>
            }
            .into_any(),
            Need::Field(field) => view! {
                <li class="missing-item" class:done=move || value.with(Option::is_some)>
                    <FieldInput card field value trouble prefix/>
                </li>
            }
            .into_any(),
        }
    });
    let command_cards = command.cards();
    let items = items.collect_view();
    let moved = stage.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // What cannot be read stays to be corrected.
        if answers.with_value(|answers| answers.iter().any(|answer| answer.trouble.with_untracked(Option::is_some))) {
            return;
        }
        let (mut edits, mut checks): (Vec<Edit>, Vec<(OpportunityId, Vec<_>)>) = (Vec::new(), Vec::new());
        for Answer { card: id, requirement, value, done, .. } in answers.get_value() {
            if let (Need::Field(field), Some(now)) = (&requirement.need, value.get_untracked())
                && let Some(was) = state.peek(id).map(|card| card.get(*field))
            {
                match edits.iter_mut().find(|edit| edit.card == id) {
                    Some(edit) => edit.sets.push(heliu_domain::Set { was, now }),
                    None => edits.push(Edit { card: id, sets: vec![heliu_domain::Set { was, now }] }),
                }
            } else if done.get_untracked() {
                match checks.iter_mut().find(|(card, _)| *card == id) {
                    Some((_, requirements)) => requirements.push(requirement.id),
                    None => checks.push((id, vec![requirement.id])),
                }
            }
        }
        close.run(());
        if !edits.is_empty() {
            state.run(BoardCommand::Edit { edits }, |_| ());
        }
        for (card, requirements) in checks {
            state.run(BoardCommand::Check { card, requirements, done: true }, |_| ());
        }
        let command = match command.clone() {
            BoardCommand::Move { cards, stage, place, seen, .. } => {
                BoardCommand::Move { cards, stage, place, seen, note: note.get_untracked() }
            }
            other => other,
        };
        send(state, command, moved.clone());
    };
    let passes = into.as_ref().map(|stage| {
        let (id, cards) = (stage.id, command_cards.clone());
        view! { <HandoverFields stage=id cards note/> }
    });
    let title = tr(if into.is_some() { rules::HAND_OVER_TO_STAGE } else { words::BEFORE_ENTERING }, &[&stage]);
    let has_list = !problem.missing.is_empty();
    view! {
        <Modal title on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    {refusal.map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
                    {has_list.then(|| view! { <ul class="missing">{items}</ul> })}
                    {passes}
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(words::LEAVE_IT)}</button>
                    <button class="button primary" type="submit">{t(if into.is_some() { rules::HAND_OVER } else { words::FILL_AND_MOVE })}</button>
                </footer>
            </form>
        </Modal>
    }
}

/// Sends the command; what was typed for it comes back when it is refused.
fn send(state: BoardState, command: BoardCommand, stage: String) {
    let (space, count, again) = (state.space(), command.cards().len(), command.clone());
    state.run_now(command, move |answer| match answer {
        Ok(outcome) if outcome.changes > 0 => {
            let mut text = tr(words::MOVED, &[&count, &stage]);
            text.extend(passed(space, &outcome).map(|passed| format!("{}{passed}", t(panel::JOIN))));
            space.offer_undo(text, &outcome);
        }
        Err(problem) if problem.code != Code::Missing && matches!(&again, BoardCommand::Move { note, .. } if !note.is_empty()) => {
            state.question.try_set(Some(Question::Enter(again, problem)));
        }
        _ => {}
    });
}
