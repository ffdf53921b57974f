//! Who holds a role and who stands in, with their dates.

use heliu_domain::{
    Command, Date, HoldingId, PersonId, Problem, RoleId,
    locale::{Text, responsibility as words},
    responsibility::{Holding, HoldingDates, ResponsibilityCommand},
};
use leptos::prelude::*;

use super::{profile::asks, state::chart_state};
use crate::{
    live::fresh,
    preferences::{t, tr},
    ui::{
        For, Icon, Show,
        saved::{Form, ProblemText},
    },
};

/// The holders and deputies of a role, with a form for one more.
#[component]
pub fn HoldersBox(id: RoleId, may: Memo<bool>) -> impl IntoView {
    let state = chart_state();
    let ids = Memo::new(move |_| state.chart.with(|chart| chart.holdings_of(id).into_iter().map(|it| it.id).collect::<Vec<_>>()));
    view! {
        <section class="box" aria-labelledby="holders">
            <h2 id="holders">{t(words::HOLDERS)}</h2>
            <Show when=move || !ids.with(Vec::is_empty) fallback=|| view! { <p class="hint">{t(words::NOBODY)}</p> }>
                <div class="table-box">
                    <table class="table boxed stacked">
                        <thead><tr>
                            <th scope="col">{t(words::PERSON)}</th><th scope="col">{t(words::AS)}</th>
                            <th scope="col">{t(words::FROM)}</th><th scope="col">{t(words::UNTIL)}</th>
                            <th scope="col">{t(words::AWAY_FROM)}</th><th scope="col">{t(words::AWAY_UNTIL)}</th><td></td>
                        </tr></thead>
                        <tbody><For each=move || ids.get() key=|id| id.0 let:holding><HoldingRow id=holding may/></For></tbody>
                    </table>
                </div>
            </Show>
            <Show when=move || may.get()><AddHolder id/></Show>
        </section>
    }
}

#[component]
fn HoldingRow(id: HoldingId, may: Memo<bool>) -> impl IntoView {
    let state = chart_state();
    let holding = Memo::new(move |_| state.chart.with(|chart| chart.holdings.get(&id).cloned()));
    let name = move || holding.with(|holding| holding.as_ref().map(|it| state.space.name(it.person)).unwrap_or_default());
    let role_word =
        move || holding.with(|holding| t(if holding.as_ref().is_some_and(|it| it.deputy) { words::DEPUTY } else { words::HOLDER }));
    let form = Form::new();
    let day = move |label: Text, read: fn(&HoldingDates) -> Option<Date>, write: fn(&mut HoldingDates, Option<Date>)| {
        let shown =
            move || holding.with(|holding| holding.as_ref().and_then(|it| read(&it.dates)).map(|day| day.to_string()).unwrap_or_default());
        let change = move |event| {
            let Some(Holding { mut dates, .. }) = holding.get_untracked() else { return };
            write(&mut dates, event_target_value(&event).parse().ok());
            form.send(asks(ResponsibilityCommand::EditHolding { id, dates }), move |outcome| {
                state.saved(t(words::SAVED).to_owned(), &outcome)
            });
        };
        view! {
            <td data-label=t(label)>
                <input class="input" type="date" aria-label=move || tr(words::DATE_OF, &[&t(label), &name()]) disabled=move || !may.get() value=untrack(shown) prop:value=shown on:change=change/>
            </td>
        }
    };
    let delete = move |_| {
        state.run(ResponsibilityCommand::DeleteHolding { id }, tr(words::REMOVED, &[&untrack(name)]), |_| ());
    };
    view! {
        <tr>
            <th scope="row">{move || name()}<ProblemText id=format!("holding-{id}-problem") problem=form.problem/></th>
            <td>{move || role_word()}</td>
            {day(words::FROM, |dates| dates.from, |dates, day| dates.from = day)}
            {day(words::UNTIL, |dates| dates.until, |dates, day| dates.until = day)}
            {day(words::AWAY_FROM, |dates| dates.away_from, |dates, day| dates.away_from = day)}
            {day(words::AWAY_UNTIL, |dates| dates.away_until, |dates, day| dates.away_until = day)}
            <td class="act">
                <Show when=move || may.get()>
                    <button class="icon-button" type="button" aria-label=move || tr(words::REMOVE_NAMED, &[&name()]) on:click=delete><Icon name="trash"/></button>
                </Show>
            </td>
        </tr>
    }
}

#[component]
fn AddHolder(id: RoleId) -> impl IntoView {
    let state = chart_state();
    let (person, deputy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(chosen) = person.get_untracked().parse::<PersonId>() else {
            return form.refuse(&Problem::of(heliu_domain::Code::Required, "person"));
        };
        let (at, random) = fresh();
        let command = ResponsibilityCommand::Hold {
            id: HoldingId::new(at, random),
            role: id,
            person: chosen,
            deputy: deputy.get_untracked(),
            dates: HoldingDates::default(),
        };
        let command: Command = asks(command);
        form.send(command, move |outcome| {
            person.try_set(String::new());
            state.saved(tr(words::HOLDER_ADDED, &[&state.space.name(chosen)]), &outcome);
        });
    };
    let options = move || {
        let people = state.space.active_people().into_iter();
        people.map(|person| view! { <option value=person.id.to_string()>{person.name}</option> }).collect_view()
    };
    view! {
        <form class="inline-form" on:submit=add>
            <select class="input" aria-label=t(words::CHOOSE_PERSON) prop:value=move || person.get() on:change=move |event| person.set(event_target_value(&event))>
                <option value="">{t(words::CHOOSE_PERSON)}</option>{move || options()}
            </select>
            <select class="input" aria-label=t(words::AS) on:change=move |event| deputy.set(event_target_value(&event) == "deputy")>
                <option value="holder">{t(words::HOLDER)}</option><option value="deputy">{t(words::DEPUTY)}</option>
            </select>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_HOLDER)}</button>
            <ProblemText id="holder-problem".to_owned() problem=form.problem/>
        </form>
    }
}
