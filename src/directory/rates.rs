//! What other currencies are worth.

use heliu_domain::{
    Command, Currency, Date, Problem,
    directory::DirectoryCommand,
    locale::{format, settings as words},
    money::Rate,
    order::sort,
};
use leptos::prelude::*;

use super::{
    page::currencies,
    rate::{parse_rate, plain_rate},
};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{
        For, Icon, Show,
        saved::{Draft, Form, ProblemText, SavedInput},
    },
    workspace::space,
};

type Key = (Currency, Date);

/// The rates, newest first, with a form for one more.
#[component]
pub fn RatesBox() -> impl IntoView {
    let space = space();
    let keys = Memo::new(move |_| {
        let mut keys: Vec<Key> = space.rates.with(|rates| rates.iter().map(|rate| (rate.currency, rate.date)).collect());
        sort(&mut keys, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        keys
    });
    let base = move || space.currency().to_string();
    view! {
        <section class="box" aria-labelledby="rate-settings">
            <h2 id="rate-settings">{t(words::RATES)}</h2>
            <p class="muted">{move || tr(words::RATES_LEAD, &[&base()])}</p>
            <AddRate/>
            <Show when=move || !keys.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t(words::NO_RATES)}</p> }>
                <div class="table-box">
                    <table class="table boxed">
                        <thead><tr><th scope="col">{t(words::CURRENCY)}</th><th scope="col">{t(words::FROM_DAY)}</th><th scope="col">{t(words::RATE)}</th></tr></thead>
                        <tbody><For each=move || keys.get() key=|(currency, day)| format!("{currency} {day}") let:key><RateRow key_of=key/></For></tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

fn save(rate: Rate) -> Command {
    Command::Directory(DirectoryCommand::SaveRate(rate))
}

#[component]
fn RateRow(key_of: Key) -> impl IntoView {
    let space = space();
    let (currency, date) = key_of;
    let stored = move || {
        let micros = space.rates.with(|rates| rates.iter().find(|rate| (rate.currency, rate.date) == key_of).map(|rate| rate.micros));
        micros.map(plain_rate).unwrap_or_default()
    };
    let draft = Draft::new(
        stored,
        move |typed| Ok(save(Rate { currency, date, micros: parse_rate(&typed)? })),
        move |outcome| space.saved(tr(words::RATE_SAVED, &[&currency]), &outcome),
    );
    let day = format::date(language(), date);
    let label = tr(words::RATE_OF, &[&currency, &day]);
    view! {
        <tr>
            <th scope="row">{currency.to_string()}</th>
            <td><time class="date" datetime=date.to_string()>{day}</time></td>
            <td><SavedInput id=format!("rate-{currency}-{date}") label draft is_bare=true inputmode="decimal" maxlength=20/></td>
        </tr>
    }
}

#[component]
fn AddRate() -> impl IntoView {
    let space = space();
    let (currency, rate) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let date = RwSignal::new(preferences().today.to_string());
    let form = Form::new();
    let read = move || -> Result<Rate, Problem> {
        let currency: Currency = currency.get_untracked().parse()?;
        let date = date.get_untracked().parse().map_err(|_| Problem::malformed("rate"))?;
        Ok(Rate { currency, date: heliu_domain::opportunity::sensible("rate", date)?, micros: parse_rate(&rate.get_untracked())? })
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = match read() {
            Ok(typed) => typed,
            Err(refusal) => return form.refuse(&refusal),
        };
        if typed.currency == space.workspace.with_untracked(|workspace| workspace.currency) {
            return form.problem.set(Some(t(words::RATE_OF_BASE).to_owned()));
        }
        form.send(save(typed), move |outcome| {
            currency.try_set(String::new());
            rate.try_set(String::new());
            space.saved(tr(words::RATE_SAVED, &[&typed.currency]), &outcome);
        });
    };
    let base = space.workspace.with_untracked(|workspace| workspace.currency);
    let options =
        currencies(space).into_iter().filter(move |each| *each != base).map(|each| view! { <option value=each.to_string()></option> });
    let described = form.described("rate-problem");
    view! {
        <form class="stack" on:submit=add>
            <div class="pair">
                <div class="field">
                    <label class="label" for="rate-currency">{t(words::CURRENCY)}</label>
                    <input class="input" id="rate-currency" list="rate-currencies" maxlength="3" autocomplete="off" autocapitalize="characters"
                        placeholder=t(words::CURRENCY_HINT) aria-invalid=move || form.is_refused() aria-describedby=described.clone() bind:value=currency/>
                    <datalist id="rate-currencies">{options.collect_view()}</datalist>
                </div>
                <div class="field">
                    <label class="label" for="rate-date">{t(words::FROM_DAY)}</label>
                    <input class="input" type="date" id="rate-date" required aria-describedby=described.clone() bind:value=date/>
                </div>
                <div class="field">
                    <label class="label" for="rate-rate">{t(words::RATE)}</label>
                    <input class="input" id="rate-rate" inputmode="decimal" maxlength="20" autocomplete="off" placeholder="7.123456"
                        aria-invalid=move || form.is_refused() aria-describedby=described bind:value=rate/>
                </div>
            </div>
            <ProblemText id="rate-problem".to_owned() problem=form.problem/>
            <div class="row"><button class="button" type="submit"><Icon name="plus"/>{t(words::SAVE_RATE)}</button></div>
        </form>
    }
}
