//! Which column becomes what, and how the file is written.

use heliu_domain::{
    Currency,
    exchange::{DateFormat, Encoding, Mapping, NumberFormat, Preview, Target},
    locale::exchange as words,
};
use leptos::prelude::*;

use crate::preferences::{language, t, tr};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
const ENCODINGS: [Encoding; 5] = [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030, Encoding::Windows1252];

/// The mapping of a file's columns; every choice calls `change` with the mapping that it makes.
#[component]
pub fn Columns(preview: Preview, change: Callback<Mapping>) -> impl IntoView {
    let mapping = StoredValue::new(preview.mapping.clone());
    let alter = move |alteration: &dyn Fn(&mut Mapping)| {
        let mut next = mapping.get_value();
        alteration(&mut next);
        mapping.set_value(next.clone());
        change.run(next);
    };
    let sample = preview.sample;
    let rows = preview.headings.into_iter().enumerate().map(move |(index, heading)| {
        let present = mapping.with_value(|mapping| mapping.columns.get(index).cloned().unwrap_or(Target::Ignore));
        let examples: Vec<String> = sample.iter().filter_map(|row| row.get(index)).filter(|cell| !cell.is_empty()).take(3).cloned().collect();
        let label = tr(words::COLUMN_MEANS, &[&heading]);
        view! {
            <tr>
                <th scope="row">{heading.clone()}</th>
                <td data-label=t(words::EXAMPLES)>{examples.join(" · ")}</td>
                <td data-label=t(words::MEANS)><TargetChoice label present heading=heading.clone() change=Callback::new(move |target: Target| {
                    alter(&|mapping: &mut Mapping| {
                        if let Some(column) = mapping.columns.get_mut(index) {
                            *column = target.clone();
                        }
                    });
                })/></td>
            </tr>
        }
    }).collect_view();
    let detected = preview.detected;
    let encodings = ENCODINGS.map(|encoding| {
        let name = words::encoding(encoding);
        let text = if encoding == detected { tr(words::DETECTED, &[&name]) } else { name.to_owned() };
        view! { <option value=name selected=mapping.with_value(|mapping| mapping.encoding == encoding)>{text}</option> }
    });
    let delimiters = DELIMITERS.map(|delimiter| {
        view! { <option value=delimiter.to_string() selected=mapping.with_value(|mapping| mapping.delimiter == delimiter)>{words::delimiter(language(), delimiter)}</option> }
    });
    let numbers = [NumberFormat::Point, NumberFormat::Comma].map(|format| {
        view! { <option value=words::numbers(format) selected=mapping.with_value(|mapping| mapping.numbers == format)>{words::numbers(format)}</option> }
    });
    let dates = [DateFormat::YearMonthDay, DateFormat::DayMonthYear, DateFormat::MonthDayYear].map(|format| {
        let name = words::dates(language(), format);
        view! { <option value=name selected=mapping.with_value(|mapping| mapping.dates == format)>{name}</option> }
    });
    let currencies = Currency::COMMON.map(|currency| {
        view! { <option value=currency.to_string() selected=mapping.with_value(|mapping| mapping.currency == currency)>{currency.to_string()}</option> }
    });
    view! {
        <div class="pair">
            <Choice id="import-encoding" label=t(words::ENCODING) change=Callback::new(move |chosen: String| {
                let encoding = ENCODINGS.into_iter().find(|encoding| words::encoding(*encoding) == chosen).unwrap_or_default();
                alter(&|mapping: &mut Mapping| mapping.encoding = encoding);
            })>{encodings.collect_view()}</Choice>
            <Choice id="import-delimiter" label=t(words::DELIMITER) change=Callback::new(move |chosen: String| {
                alter(&|mapping: &mut Mapping| mapping.delimiter = chosen.chars().next().unwrap_or(','));
            })>{delimiters.collect_view()}</Choice>
        </div>
        <div class="pair">
            <Choice id="import-numbers" label=t(words::NUMBERS) change=Callback::new(move |chosen: String| {
                let format = if chosen == words::numbers(NumberFormat::Comma) { NumberFormat::Comma } else { NumberFormat::Point };
                alter(&|mapping: &mut Mapping| mapping.numbers = format);
            })>{numbers.collect_view()}</Choice>
            <Choice id="import-dates" label=t(words::DATES) change=Callback::new(move |chosen: String| {
                let all = [DateFormat::YearMonthDay, DateFormat::DayMonthYear, DateFormat::MonthDayYear];
                let format = all.into_iter().find(|format| words::dates(language(), *format) == chosen).unwrap_or_default();
                alter(&|mapping: &mut Mapping| mapping.dates = format);
            })>{dates.collect_view()}</Choice>
        </div>
        <Choice id="import-currency" label=t(words::CURRENCY) change=Callback::new(move |chosen: String| {
            if let Ok(currency) = chosen.parse() {
                alter(&|mapping: &mut Mapping| mapping.currency = currency);
            }
        })>{currencies.collect_view()}</Choice>
        <div class="table-box">
            <table class="table boxed stacked">
                <thead><tr><th scope="col">{t(words::COLUMN)}</th><th scope="col">{t(words::EXAMPLES)}</th><th scope="col">{t(words::MEANS)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="hint">{t(words::ID_HINT)}</p>
    }
}

#[component]
fn Choice(id: &'static str, label: &'static str, change: Callback<String>, children: Children) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <select class="input" id=id on:change=move |event| change.run(event_target_value(&event))>{children()}</select>
        </div>
    }
}

/// What one column becomes: a field, a custom field called like the column, or nothing.
#[component]
fn TargetChoice(label: String, heading: String, present: Target, change: Callback<Target>) -> impl IntoView {
    let own = match &present {
        Target::Custom(name) => name.clone(),
        _ => heading,
    };
    let mut offered: Vec<(String, Target)> = vec![("-".to_owned(), Target::Ignore)];
    offered.extend(words::HEADINGS.iter().enumerate().map(|(index, (target, _))| (index.to_string(), target.clone())));
    offered.push(("custom".to_owned(), Target::Custom(own)));
    let options = offered
        .iter()
        .map(|(value, target)| {
            let name = match target {
                Target::Custom(name) => format!("{}: {name}", t(words::CUSTOM_FIELD)),
                target => words::target(language(), target),
            };
            let is_chosen = *target == present;
            view! { <option value=value.clone() selected=is_chosen>{name}</option> }
        })
        .collect_view();
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((_, target)) = offered.iter().find(|(offer, _)| *offer == value) {
            change.run(target.clone());
        }
    };
    view! { <select class="input" aria-label=label on:change=choose>{options}</select> }
}
