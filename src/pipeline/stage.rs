//! One stage: its fields, its place and what it asks for.

use heliu_domain::{
    Code, Command, OwnerRule, PersonId, Problem, Stage, StageId,
    locale::{handover as rules, settings as words},
    pipeline::{PipelineCommand, StageLimit, StagePart},
    text,
};
use leptos::prelude::*;

use super::{
    checklist::Checklist,
    reorder,
    state::{PipelineState, focus, pipeline_state},
};
use crate::{
    preferences::{language, t, tr},
    ui::{
        Icon, Show,
        saved::{Draft, SavedInput, SavedSelect},
    },
};

/// A chance of winning as it is typed, with or without the percent sign.
///
/// # Errors
/// It is no whole number from 0 to 100.
pub fn read_probability(typed: &str) -> Result<u8, Problem> {
    let out_of_range = || Problem::of(Code::OutOfRange, "probability").with(0).with(100);
    let typed = typed.trim().trim_end_matches(['%', '％']).trim();
    let number: u8 =
        number(typed, "probability")?.ok_or_else(|| Problem::of(Code::Required, "probability"))?.try_into().map_err(|_| out_of_range())?;
    if number > 100 { Err(out_of_range()) } else { Ok(number) }
}

/// A whole number above zero, or nothing.
fn read_number(typed: &str, field: &str) -> Result<Option<u16>, Problem> {
    match number(typed.trim(), field)? {
        Some(0) => Err(Problem::of(Code::OutOfRange, field).with(1).with(u16::MAX)),
        read => Ok(read),
    }
}

fn number(typed: &str, field: &str) -> Result<Option<u16>, Problem> {
    if typed.is_empty() {
        return Ok(None);
    }
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::malformed(field));
    }
    typed.parse().map(Some).map_err(|_| Problem::of(Code::OutOfRange, field).with(1).with(u16::MAX))
}

fn text_of<T: ToString>(number: Option<T>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// A field of a stage that is saved on leaving it.
fn draft(
    state: PipelineState,
    id: StageId,
    stored: impl Fn(&Stage) -> String + Send + Sync + 'static,
    read: impl Fn(&str) -> Result<StagePart, Problem> + Send + Sync + 'static,
) -> Draft {
    Draft::new(
        move || state.stage(id).as_ref().map(&stored).unwrap_or_default(),
        move |typed| Ok(Command::Pipeline(PipelineCommand::EditStage { id, part: read(&typed)? })),
        move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome),
    )
}

/// A stage in the list of stages.
#[component]
pub fn StageItem(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let stage = Memo::new(move |_| state.stage(id));
    let name = draft(state, id, |stage| stage.name.clone(), |typed| Ok(StagePart::Name(text::name("stage", typed)?)));
    let chance = draft(state, id, |stage| stage.probability.to_string(), |typed| Ok(StagePart::Probability(read_probability(typed)?)));
    let limit = draft(
        state,
        id,
        |stage| text_of(stage.limit.map(|limit| limit.cards)),
        move |typed| {
            let hard = state.present_stage(id)?.limit.is_some_and(|limit| limit.hard);
            Ok(StagePart::Limit(read_number(typed, "limit")?.map(|cards| StageLimit { cards, hard })))
        },
    );
    let rot = draft(state, id, |stage| text_of(stage.rot_days), |typed| Ok(StagePart::RotDays(read_number(typed, "rot_days")?)));
    let asked = move || stage.with(|stage| stage.as_ref().map_or(0, |stage| stage.requirements.len()));
    let is_hard = move || stage.with(|stage| stage.as_ref().and_then(|stage| stage.limit).is_some_and(|limit| limit.hard));
    let passes_on = move || stage.with(|stage| stage.as_ref().is_some_and(|stage| !stage.owner_rule.keeps()));
    let is_lifted = move || reorder::lifted() == Some(id);
    view! {
        <li class="stage" class:lifted=move || is_lifted() data-stage=id.to_string()>
            <span class="icon-button handle" aria-hidden="true" on:pointerdown=move |event| reorder::on_down(&event, id)><Icon name="drag"/></span>
            <SavedInput id=format!("name-{id}") label=t(words::STAGE_NAME) draft=name/>
            <SavedInput id=format!("chance-{id}") label=t(words::PROBABILITY) draft=chance inputmode="numeric" maxlength=5/>
            <SavedInput id=format!("limit-{id}") label=t(words::LIMIT) draft=limit inputmode="numeric" maxlength=5 placeholder=t(words::UNLIMITED)/>
            <SavedInput id=format!("rot-{id}") label=t(words::ROT_DAYS) draft=rot inputmode="numeric" maxlength=5 placeholder=t(words::NEVER)/>
            <Acts id/>
            <details class="fold">
                <summary>
                    <Icon name="chevron-right"/>{t(words::ENTRY)}" "<span class="count">{move || asked()}</span>
                    <Show when=passes_on><span class="chip">{t(rules::RULE_MARK)}</span></Show>
                    <Show when=is_hard><span class="chip amber"><Icon name="lock"/>{t(words::HARD_MARK)}</span></Show>
                </summary>
                <div class="stack">
                    <Checklist id/>
                    <RuleField id/>
                    <LimitKind id/>
                </div>
            </details>
        </li>
    }
}

/// Who owns a card that enters.
#[component]
fn RuleField(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let rule = draft(
        state,
        id,
        |stage| stage.owner_rule.stored(),
        |typed| OwnerRule::parse(typed).map(StagePart::OwnerRule).ok_or_else(|| Problem::malformed("owner_rule")),
    );
    let named = Memo::new(move |_| match state.stage(id).map(|stage| stage.owner_rule) {
        Some(OwnerRule::Person(person)) => Some(person),
        _ => None,
    });
    let options = move || {
        let name = |person| state.space().name(person);
        let option = |rule: OwnerRule| (rule.stored(), rules::rule_name(language(), rule, name));
        let mut options: Vec<(String, String)> = [OwnerRule::Keep, OwnerRule::Accountable, OwnerRule::BestMatch].map(option).into();
        let mut people: Vec<PersonId> = state.space().active_people().into_iter().map(|person| person.id).collect();
        // Somebody who has left since is still named.
        people.extend(named.get().filter(|person| !people.contains(person)));
        options.extend(people.into_iter().map(|person| option(OwnerRule::Person(person))));
        options
    };
    view! {
        {move || view! { <SavedSelect id=format!("rule-{id}") label=t(rules::RULE) draft=rule options=options()/> }}
        <p class="hint">{t(rules::RULE_LEAD)}</p>
    }
}

/// What happens when the limit is reached; only where there is one.
#[component]
fn LimitKind(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let is_limited = Memo::new(move |_| state.stage(id).is_some_and(|stage| stage.limit.is_some()));
    let options = vec![("soft".to_owned(), t(words::SOFT).to_owned()), ("hard".to_owned(), t(words::HARD).to_owned())];
    let kind = draft(
        state,
        id,
        |stage| if stage.limit.is_some_and(|limit| limit.hard) { "hard".to_owned() } else { "soft".to_owned() },
        move |typed| {
            let limit = state.present_stage(id)?.limit;
            Ok(StagePart::Limit(limit.map(|limit| StageLimit { hard: typed == "hard", ..limit })))
        },
    );
    view! {
        <Show when=move || is_limited.get()>
            <SavedSelect id=format!("limit-kind-{id}") label=t(words::WHEN_FULL) draft=kind options=options.clone()/>
        </Show>
    }
}

/// Moves and deletes the stage.
#[component]
fn Acts(id: StageId) -> impl IntoView {
    let state = pipeline_state();
    let name = Memo::new(move |_| state.stage(id).map(|stage| stage.name).unwrap_or_default());
    let index = Memo::new(move |_| state.shown.with(|shown| shown.iter().position(|other| *other == id).unwrap_or(0)));
    let is_last = move || state.shown.with(Vec::len) <= index.get() + 1;
    let is_only = move || state.shown.with(Vec::len) < 2;
    let step = move |down: bool| {
        let mut order = state.shown.get_untracked();
        let from = index.get_untracked();
        let to = if down { from + 1 } else { from.saturating_sub(1) };
        if to >= order.len() || to == from {
            return;
        }
        order.swap(from, to);
        // At the end of the way its button is off, and the focus goes to the other one.
        let is_end = if down { to + 1 == order.len() } else { to == 0 };
        let button = if down == is_end { "up" } else { "down" };
        reorder::put(state, id, &order, move || focus(format!("{button}-{id}")));
    };
    view! {
        <div class="acts">
            <button class="icon-button" type="button" id=format!("up-{id}") aria-label=move || tr(words::STAGE_UP, &[&name.get()])
                disabled=move || index.get() == 0 on:click=move |_| step(false)><Icon name="arrow-up"/></button>
            <button class="icon-button" type="button" id=format!("down-{id}") aria-label=move || tr(words::STAGE_DOWN, &[&name.get()])
                disabled=move || is_last() on:click=move |_| step(true)><Icon name="arrow-down"/></button>
            <button class="icon-button" type="button" id=format!("delete-{id}") aria-label=move || tr(words::DELETE_NAMED, &[&name.get()]) disabled=move || is_only()
                on:click=move |_| state.deleting.set(Some(id))><Icon name="trash"/></button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_whole_percents() {
        assert_eq!(read_probability(" 75 % "), Ok(75));
        assert_eq!(read_probability("100％"), Ok(100));
        assert_eq!(read_probability("101").map_err(|problem| problem.code), Err(Code::OutOfRange));
        assert_eq!(read_probability("7.5").map_err(|problem| problem.code), Err(Code::Malformed));
        assert_eq!(read_probability("").map_err(|problem| problem.code), Err(Code::Required));
    }

    #[test]
    fn an_empty_limit_is_none_and_zero_is_refused() {
        assert_eq!(read_number("", "limit"), Ok(None));
        assert_eq!(read_number("12", "limit"), Ok(Some(12)));
        assert_eq!(read_number("0", "limit").map_err(|problem| problem.code), Err(Code::OutOfRange));
        assert_eq!(read_number("70000", "limit").map_err(|problem| problem.code), Err(Code::OutOfRange));
    }
}
