//! One field of an opportunity as text and as an input; the same in every dialog and panel.

use heliu_domain::{
    AccountId, ContactId, Currency, Field, Link, Money, NextStep, OpportunityId, Value,
    locale::{board as words, format, problem},
    opportunity::CustomValue,
    pipeline::FieldKind,
};
use leptos::prelude::*;

use crate::{
    board::board_state,
    live::fresh,
    preferences::{language, preferences, say, t},
    ui::Icon,
    workspace::space,
};

/// A value as people read it; an empty one is a dash.
pub fn value_text(value: &Value) -> String {
    let text = match value {
        Value::Title(text) | Value::Source(text) | Value::Campaign(text) | Value::Reason(text) => text.clone(),
        Value::Account(link) => link.as_ref().map(|link| link.name.clone()).unwrap_or_default(),
        Value::Contact(link) => link.as_ref().map(|link| link.name.clone()).unwrap_or_default(),
        Value::Amount(amount) => amount.map(|amount| amount.to_string()).unwrap_or_default(),
        Value::CloseOn(date) => date.map(|date| format::date(language(), date)).unwrap_or_default(),
        Value::Owner(person) => person.map(|person| space().name(person)).unwrap_or_default(),
        Value::Collaborators(people) => {
            people.iter().map(|person| space().name(*person)).collect::<Vec<_>>().join(t(words::LIST_SEPARATOR))
        }
        Value::Score(score) => score.map(|score| score.to_string()).unwrap_or_default(),
        Value::Tags(tags) => tags.join(t(words::LIST_SEPARATOR)),
        Value::NextStep(step) => step.as_ref().map(next_step_text).unwrap_or_default(),
        Value::Custom(_, value) => value.as_ref().map(custom_text).unwrap_or_default(),
        Value::State(state) => t(words::state(*state)).to_owned(),
        Value::ClosedAt(at) | Value::DeletedAt(at) => {
            at.map(|at| format::instant(language(), at, preferences().offset_minutes)).unwrap_or_default()
        }
        Value::EnteredAt(at) | Value::TouchedAt(at) => format::instant(language(), *at, preferences().offset_minutes),
        Value::Checks(checks) => checks.len().to_string(),
        Value::Stage(..) | Value::Rank(_) => String::new(),
    };
    if text.is_empty() { "–".to_owned() } else { text }
}

/// What to do and when: `tomorrow 15:00 · call`.
pub fn next_step_text(step: &NextStep) -> String {
    let time = step.minute.map(|minute| format!(" {}", format::minute(minute))).unwrap_or_default();
    format!("{}{time} · {}", format::near_date(language(), step.due, preferences().today), step.what)
}

/// The value of a custom field as people read it.
pub fn custom_text(value: &CustomValue) -> String {
    match value {
        CustomValue::Text(text) | CustomValue::Choice(text) => text.clone(),
        CustomValue::Number(thousandths) => plain_number(*thousandths),
        CustomValue::Date(date) => format::date(language(), *date),
    }
}

/// A number in thousandths without needless zeros: `1500` is `1.5`.
pub fn plain_number(thousandths: i64) -> String {
    let (sign, size) = (if thousandths < 0 { "-" } else { "" }, thousandths.unsigned_abs());
    let fraction = format!("{:03}", size % 1000);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{}", size / 1000) } else { format!("{sign}{}.{fraction}", size / 1000) }
}

/// The reverse of [`plain_number`]; `None` when it is no number with at most three decimals.
pub fn parse_number(text: &str) -> Option<i64> {
    let text = text.trim().replace([',', ' '], "");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !whole.is_empty() && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) && fraction.len() <= 3;
    if !is_number {
        return None;
    }
    let (whole, fraction): (i64, i64) = (whole.parse().ok()?, format!("{fraction:0<3}").parse().ok()?);
    whole.checked_mul(1000)?.checked_add(fraction)?.checked_mul(sign)
}

/// The name of a field, also of a custom one.
pub fn field_name(field: Field) -> String {
    match field {
        Field::Custom(id) => {
            let state = use_context::<crate::board::BoardState>();
            let known = state
                .and_then(|state| state.fields.with(|fields| fields.iter().find(|field| field.id == id).map(|field| field.name.clone())));
            known.unwrap_or_else(|| problem::field(language(), "custom"))
        }
        field => problem::field(language(), field.name()),
    }
}

/// A labelled input for one field. `value` holds what was typed once it can be read, `None` while it is empty or cannot;
/// `trouble` then says why.
#[component]
pub fn FieldInput(
    card: OpportunityId,
    field: Field,
    value: RwSignal<Option<Value>>,
    trouble: RwSignal<Option<String>>,
    #[prop(optional_no_strip)] prefix: Option<String>,
) -> impl IntoView {
    let id = format!("field-{}-{}", field.name(), card);
    let present = board_state().peek(card).map(|card| card.get(field));
    let input = input_for(field, id.clone(), present, value, trouble);
    view! {
        <div class="field">
            <label class="label" for=id>{prefix}{field_name(field)}</label>
            {input}
            {move || trouble.get().map(|text| view! { <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p> })}
        </div>
    }
}

/// The bare input of a field, showing `present`.
pub fn input_for(
    field: Field,
    id: String,
    present: Option<Value>,
    value: RwSignal<Option<Value>>,
    trouble: RwSignal<Option<String>>,
) -> AnyView {
    let take = move |read: Result<Option<Value>, heliu_domain::Problem>| match read {
        Ok(read) => {
            trouble.set(None);
            value.set(read);
        }
        Err(problem) => {
            trouble.set(Some(say(&problem)));
            value.set(None);
        }
    };
    let space = space();
    match field {
        Field::Owner => {
            let chosen = match present {
                Some(Value::Owner(person)) => person,
                _ => None,
            };
            let options = space.active_people().into_iter().map(|person| {
                view! { <option value=person.id.to_string() selected=chosen == Some(person.id)>{person.name}</option> }
            });
            view! {
                <select class="input" id=id on:change=move |event| take(Ok(Some(Value::Owner(event_target_value(&event).parse().ok()))))>
                    <option value="">"–"</option>{options.collect_view()}
                </select>
            }
            .into_any()
        }
        Field::CloseOn => {
            let text = match present {
                Some(Value::CloseOn(Some(date))) => date.to_string(),
                _ => String::new(),
            };
            view! { <input class="input" type="date" id=id value=text on:change=move |event| take(Ok(Some(Value::CloseOn(event_target_value(&event).parse().ok()))))/> }.into_any()
        }
        Field::Amount => amount_input(id, present, take),
        Field::NextStep => next_step_input(id, present, take),
        Field::Score => {
            let text = match present {
                Some(Value::Score(Some(score))) => score.to_string(),
                _ => String::new(),
            };
            let read = move |text: String| match text.trim() {
                "" => Ok(Some(Value::Score(None))),
                number => number
                    .parse()
                    .map_err(|_| heliu_domain::Problem::malformed("score"))
                    .and_then(|score| Value::Score(Some(score)).checked())
                    .map(Some),
            };
            view! { <input class="input" type="number" min="0" max="100" id=id value=text on:input=move |event| take(read(event_target_value(&event)))/> }.into_any()
        }
        Field::Custom(custom) => custom_input(custom, id, present, take),
        field => {
            let text = present.as_ref().filter(|value| !value.is_empty()).map(value_text).unwrap_or_default();
            let read = move |text: String| text_value(field, &text);
            view! { <input class="input" id=id maxlength="400" value=text on:input=move |event| take(read(event_target_value(&event)))/> }
                .into_any()
        }
    }
}

/// A field that is typed as one line.
fn text_value(field: Field, text: &str) -> Result<Option<Value>, heliu_domain::Problem> {
    let text = text.trim().to_owned();
    let (at, random) = fresh();
    let value = match field {
        Field::Title => Value::Title(text),
        Field::Account => Value::Account((!text.is_empty()).then(|| Link { id: AccountId::new(at, random), name: text })),
        Field::Contact => Value::Contact((!text.is_empty()).then(|| Link { id: ContactId::new(at, random), name: text })),
        Field::Source => Value::Source(text),
        Field::Campaign => Value::Campaign(text),
        Field::Tags => Value::Tags(text.split([',', '，', '、']).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()),
        _ => return Ok(None),
    };
    value.checked().map(Some)
}

type Taken = Result<Option<Value>, heliu_domain::Problem>;

fn amount_input(id: String, present: Option<Value>, take: impl Fn(Taken) + Copy + Send + Sync + 'static) -> AnyView {
    let amount = match present {
        Some(Value::Amount(amount)) => amount,
        _ => None,
    };
    let currency = RwSignal::new(amount.map_or_else(|| space().currency(), |amount| amount.currency));
    let number = RwSignal::new(amount.map(Money::plain).unwrap_or_default());
    let read = move || match number.get_untracked().trim() {
        "" => take(Ok(Some(Value::Amount(None)))),
        text => take(Money::parse(text, currency.get_untracked()).map(|money| Some(Value::Amount(Some(money))))),
    };
    let mut offered = Currency::COMMON.to_vec();
    if !offered.contains(&currency.get_untracked()) {
        offered.push(currency.get_untracked());
    }
    let options = offered
        .into_iter()
        .map(|each| view! { <option value=each.to_string() selected=each == currency.get_untracked()>{each.to_string()}</option> });
    view! {
        <div class="money-input">
            <select class="input" aria-label=problem::field(language(), "currency") on:change=move |event| {
                if let Ok(chosen) = event_target_value(&event).parse() { currency.set(chosen); read(); }
            }>{options.collect_view()}</select>
            <input class="input" id=id inputmode="decimal" value=number.get_untracked() on:input=move |event| { number.set(event_target_value(&event)); read(); }/>
        </div>
    }
    .into_any()
}

fn next_step_input(id: String, present: Option<Value>, take: impl Fn(Taken) + Copy + Send + Sync + 'static) -> AnyView {
    let step = match present {
        Some(Value::NextStep(step)) => step,
        _ => None,
    };
    let what = RwSignal::new(step.as_ref().map(|step| step.what.clone()).unwrap_or_default());
    let due = RwSignal::new(step.as_ref().map(|step| step.due.to_string()).unwrap_or_else(|| preferences().today.to_string()));
    let time = RwSignal::new(step.and_then(|step| step.minute).map(format::minute).unwrap_or_default());
    let read = move || {
        let (what, due) = (what.get_untracked(), due.get_untracked());
        if what.trim().is_empty() {
            return take(Ok(Some(Value::NextStep(None))));
        }
        let Ok(due) = due.parse() else { return take(Err(heliu_domain::Problem::malformed("next_step"))) };
        take(Value::NextStep(Some(NextStep { what, due, minute: parse_minute(&time.get_untracked()) })).checked().map(Some));
    };
    view! {
        <div class="row">
            <input class="input" id=id placeholder=t(words::NEXT_STEP_HINT) maxlength="200" value=what.get_untracked() on:input=move |event| { what.set(event_target_value(&event)); read(); }/>
            <input class="input" type="date" aria-label=t(words::DAY) value=due.get_untracked() on:change=move |event| { due.set(event_target_value(&event)); read(); }/>
            <input class="input" type="time" aria-label=t(words::TIME) value=time.get_untracked() on:change=move |event| { time.set(event_target_value(&event)); read(); }/>
        </div>
    }
    .into_any()
}

/// Minutes since midnight of `15:05`.
fn parse_minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    Some(hours * 60 + minutes).filter(|minute| *minute < 1440)
}

fn custom_input(
    custom: heliu_domain::CustomFieldId,
    id: String,
    present: Option<Value>,
    take: impl Fn(Taken) + Copy + Send + Sync + 'static,
) -> AnyView {
    let state = use_context::<crate::board::BoardState>();
    let kind =
        state.and_then(|state| state.fields.with(|fields| fields.iter().find(|field| field.id == custom).map(|field| field.kind.clone())));
    let present = match present {
        Some(Value::Custom(_, value)) => value,
        _ => None,
    };
    let put = move |value: Option<CustomValue>| take(Ok(Some(Value::Custom(custom, value))));
    match kind.unwrap_or(FieldKind::Text) {
        FieldKind::Choice(choices) => {
            let options = choices
                .into_iter()
                .map(|choice| {
                    let is_chosen = present == Some(CustomValue::Choice(choice.clone()));
                    let label = choice.clone();
                    view! { <option value=choice selected=is_chosen>{label}</option> }
                })
                .collect_view();
            view! {
                <select class="input" id=id on:change=move |event| { let chosen = event_target_value(&event); put((!chosen.is_empty()).then_some(CustomValue::Choice(chosen))) }>
                    <option value="">"–"</option>{options}
                </select>
            }.into_any()
        }
        FieldKind::Date => {
            let text = match present {
                Some(CustomValue::Date(date)) => date.to_string(),
                _ => String::new(),
            };
            view! { <input class="input" type="date" id=id value=text on:change=move |event| put(event_target_value(&event).parse().ok().map(CustomValue::Date))/> }.into_any()
        }
        FieldKind::Number => {
            let text = match present {
                Some(CustomValue::Number(number)) => plain_number(number),
                _ => String::new(),
            };
            let read = move |text: String| match text.trim() {
                "" => put(None),
                number => take(
                    parse_number(number)
                        .map(|number| Some(Value::Custom(custom, Some(CustomValue::Number(number)))))
                        .ok_or_else(|| heliu_domain::Problem::malformed("custom")),
                ),
            };
            view! { <input class="input" inputmode="decimal" id=id value=text on:input=move |event| read(event_target_value(&event))/> }
                .into_any()
        }
        FieldKind::Text => {
            let text = present.as_ref().map(custom_text).unwrap_or_default();
            view! { <input class="input" id=id maxlength="1000" value=text on:input=move |event| { let text = event_target_value(&event); put((!text.trim().is_empty()).then_some(CustomValue::Text(text))) }/> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_thousandths_are_read_and_written() {
        for (text, number) in [("1.5", 1500), ("-0.25", -250), ("1,000", 1_000_000), ("7", 7000)] {
            assert_eq!(parse_number(text), Some(number), "{text}");
        }
        assert_eq!(parse_number("1.2345"), None);
        assert_eq!(parse_number("abc"), None);
        assert_eq!(plain_number(-250), "-0.25");
    }

    #[test]
    fn times_are_read() {
        assert_eq!(parse_minute("15:05"), Some(905));
        assert_eq!(parse_minute("24:00"), None);
        assert_eq!(parse_minute(""), None);
    }
}
