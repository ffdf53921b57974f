//! The filter bar: search, the dialog with every condition, and a chip for each that is set.

use heliu_domain::{
    AccountId, Currency, Date, Money, PersonId, PipelineId,
    directory::Account,
    filter::{Filter, OwnerFilter, StateFilter},
    locale::{format, general, list as words},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api,
    finder::{Asking, Part, finder, parts, without},
    suggest::{AccountInput, Suggested, named},
};
use crate::{
    preferences::{language, say, t, tr},
    ui::{Icon, Modal, Show, follow},
    wire,
    workspace::space,
};

const STATES: [(&str, StateFilter); 4] =
    [("open", StateFilter::Open), ("won", StateFilter::Won), ("lost", StateFilter::Lost), ("all", StateFilter::All)];

/// The search field. Before the page is alive it is a plain form that keeps the other conditions.
#[component]
pub fn SearchField() -> impl IntoView {
    let finder = finder();
    let others = move || finder.filter.with(|filter| without(filter, Part::Text).to_pairs());
    let composes =
        |event: &web_sys::Event| js_sys::Reflect::get(event, &"isComposing".into()).ok().and_then(|flag| flag.as_bool()).unwrap_or(false);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && finder.text.with_untracked(|text| !text.is_empty()) {
            event.prevent_default();
            event.stop_propagation();
            finder.search(String::new(), false);
        }
    };
    view! {
        <form class="search" role="search" method="get" on:submit=move |event| { event.prevent_default(); finder.search_now(); }>
            <Icon name="search"/>
            <input
                class="input" type="search" name="q" maxlength="200" autocomplete="off" enterkeyhint="search" data-search aria-keyshortcuts="/"
                aria-label=t(words::SEARCH) placeholder=t(words::SEARCH_HINT)
                value=finder.text.get_untracked()
                prop:value=move || finder.text.get()
                on:input=move |event| { let is_composing = composes(&event); finder.search(event_target_value(&event), is_composing); }
                on:compositionend=move |event| finder.search(event_target_value(&event), false)
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
            {move || others().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
        </form>
    }
}

/// Opens the dialog and says how many conditions are set.
#[component]
pub fn FilterButton() -> impl IntoView {
    let finder = finder();
    let count = move || finder.filter.with(|filter| parts(filter).len());
    view! {
        <button class="button" type="button" aria-haspopup="dialog" on:click=move |_| finder.asking.set(Some(Asking::Filter))>
            <Icon name="filter"/>{t(words::FILTER)}
            {move || { let count = count(); (count > 0).then(|| view! { <span class="count">{count}</span> }) }}
        </button>
    }
}

/// The conditions that are set, each with a button that takes it away.
#[component]
pub fn FilterChips() -> impl IntoView {
    let finder = finder();
    follow(move || {
        let filter = finder.filter.get();
        let set = parts(&filter);
        if set.is_empty() {
            return None;
        }
        let chips = set.into_iter().map(|part| {
            let label = t(part_name(part));
            let value = part_value(&filter, part);
            let remove = move |_| {
                let less = finder.filter.with_untracked(|filter| without(filter, part));
                if part == Part::Text {
                    finder.text.set(String::new());
                }
                finder.show(&less);
            };
            let (before, after) = tr(words::CONDITION, &[&label, &"\u{1}"]).split_once('\u{1}').map(|(before, after)| (before.to_owned(), after.to_owned())).unwrap_or_default();
            view! {
                <li class="chip">
                    {before}{value}{after}
                    <button class="chip-x" type="button" aria-label=tr(words::REMOVE_FILTER, &[&label]) on:click=remove><Icon name="close"/></button>
                </li>
            }
        });
        Some(view! { <ul class="filters" aria-label=t(words::FILTERS)>{chips.collect_view()}</ul> })
    })
}

fn part_name(part: Part) -> heliu_domain::locale::Text {
    match part {
        Part::State => words::STATE,
        Part::Owner => words::OWNER,
        Part::Account => words::ACCOUNT,
        Part::Tag => words::TAG,
        Part::Least => words::LEAST,
        Part::Most => words::MOST,
        Part::From => words::FROM,
        Part::To => words::TO,
        Part::Text => words::TEXT,
    }
}

fn part_value(filter: &Filter, part: Part) -> AnyView {
    let day = |date: Option<Date>| date.map(|date| format::date(language(), date)).unwrap_or_default();
    let text = match part {
        Part::State => t(words::state(filter.state)).to_owned(),
        Part::Owner => match filter.owner {
            Some(OwnerFilter::Person(person)) => space().name(person),
            _ => t(words::NOBODY).to_owned(),
        },
        Part::Account => return filter.account.map(|id| view! { <AccountName id/> }).into_any(),
        Part::Tag => filter.tag.clone().unwrap_or_default(),
        Part::Least => filter.least.map(|money| money.to_string()).unwrap_or_default(),
        Part::Most => filter.most.map(|money| money.to_string()).unwrap_or_default(),
        Part::From => day(filter.from),
        Part::To => day(filter.to),
        Part::Text => filter.text.clone(),
    };
    text.into_any()
}

/// The name of an account of which only the id is in the address.
#[component]
fn AccountName(id: AccountId) -> impl IntoView {
    let slug = space().slug();
    let name = wire::data(move || id, move |id| api::account_of(slug.clone(), id));
    view! {
        <Suspense fallback=|| "…">
            {move || Suspend::new(async move { name.await.ok().flatten().map_or_else(|| "?".to_owned(), |account| account.name) })}
        </Suspense>
    }
}

/// Every condition in one form; nothing changes until it is sent.
#[component]
pub fn FilterDialog() -> impl IntoView {
    let finder = finder();
    let space = space();
    let was = finder.filter.get_untracked();
    let state = RwSignal::new(was.state);
    let owner = RwSignal::new(was.owner);
    let (account, known) = (RwSignal::new(String::new()), RwSignal::new(Vec::<Account>::new()));
    let tag = RwSignal::new(was.tag.clone().unwrap_or_default());
    let currency = RwSignal::new(was.least.or(was.most).map_or_else(|| space.currency(), |money| money.currency));
    let (least, most) = (RwSignal::new(plain(was.least)), RwSignal::new(plain(was.most)));
    let (from, to) = (RwSignal::new(day(was.from)), RwSignal::new(day(was.to)));
    let problem = RwSignal::new(None::<(Part, String)>);
    let close = Callback::new(move |()| finder.asking.set(None));
    if let Some(id) = was.account {
        name_account(id, account, known);
    }
    let text = was.text.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = account.get_untracked();
        let chosen = known.with_untracked(|known| named(known, &name));
        if chosen.is_none() && !name.trim().is_empty() {
            return problem.set(Some((Part::Account, t(words::NO_SUCH_ACCOUNT).to_owned())));
        }
        let mut bounds = [None, None];
        for (bound, (part, typed)) in bounds.iter_mut().zip([(Part::Least, least), (Part::Most, most)]) {
            match typed.with_untracked(|typed| amount(typed, currency.get_untracked())) {
                Ok(money) => *bound = money,
                Err(refusal) => return problem.set(Some((part, say(&refusal)))),
            }
        }
        let [least, most] = bounds;
        let tag = heliu_domain::text::line("tag", &tag.get_untracked(), 40).ok().filter(|tag| !tag.is_empty());
        let filter = Filter {
            state: state.get_untracked(),
            owner: owner.get_untracked(),
            account: chosen,
            tag,
            least,
            most,
            from: from.get_untracked().parse().ok(),
            to: to.get_untracked().parse().ok(),
            text: text.clone(),
        };
        close.run(());
        finder.show(&filter);
    };
    let clear = move |_| {
        close.run(());
        finder.clear();
    };
    let trouble = move |part: Part| {
        move || {
            problem.get().filter(|(of, _)| *of == part).map(|(_, text)| {
                view! {
                    <p class="error-text" role="alert"><Icon name="alert"/><span>{text}</span></p>
                }
            })
        }
    };
    view! {
        <Modal title=t(words::FILTER_TITLE) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    <div class="segmented" role="group" aria-label=t(words::STATE)>
                        {STATES.into_iter().map(|(value, each)| view! {
                            <label><input type="radio" name="state" value=value checked=was.state == each on:change=move |_| state.set(each)/>{t(words::state(each))}</label>
                        }).collect_view()}
                    </div>
                    <div class="pair">
                        <div class="field"><label class="label" for="filter-owner">{t(words::OWNER)}</label><OwnerChoice owner/></div>
                        <div class="field">
                            <label class="label" for="filter-account">{t(words::ACCOUNT)}</label>
                            <AccountInput id="filter-account" name=account known/>
                            {trouble(Part::Account)}
                        </div>
                    </div>
                    <div class="field"><label class="label" for="filter-tag">{t(words::TAG)}</label><TagInput name=tag/></div>
                    <div class="pair">
                        <Bound id="filter-least" label=words::LEAST text=least currency=Some(currency)/>
                        <Bound id="filter-most" label=words::MOST text=most currency=None/>
                    </div>
                    {trouble(Part::Least)}{trouble(Part::Most)}
                    <div class="pair">
                        <DayInput id="filter-from" label=words::FROM day=from/>
                        <DayInput id="filter-to" label=words::TO day=to/>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class="button start" type="button" on:click=clear>{t(words::CLEAR_ALL)}</button>
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(words::SHOW)}</button>
                </footer>
            </form>
        </Modal>
    }
}

fn plain(money: Option<Money>) -> String {
    money.map(Money::plain).unwrap_or_default()
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// An amount as it is typed; nothing typed is no bound.
fn amount(text: &str, currency: Currency) -> Result<Option<Money>, heliu_domain::Problem> {
    if text.trim().is_empty() { Ok(None) } else { Money::parse(text, currency).map(Some) }
}

/// Fills in the name of the account that the filter names.
fn name_account(id: AccountId, name: RwSignal<String>, known: RwSignal<Vec<Account>>) {
    let slug = space().slug();
    spawn_local(async move {
        if let Ok(Some(account)) = api::account_of(slug, id).await
            && name.try_with_untracked(String::is_empty) == Some(true)
        {
            name.set(account.name.clone());
            known.set(vec![account]);
        }
    });
}

#[component]
fn OwnerChoice(owner: RwSignal<Option<OwnerFilter>>) -> impl IntoView {
    let space = space();
    let was = owner.get_untracked();
    let mut people = space.active_people();
    if let Some(OwnerFilter::Person(id)) = was
        && !people.iter().any(|person| person.id == id)
    {
        people.extend(space.person(id));
    }
    let choose = move |event| {
        let value = event_target_value(&event);
        owner.set(if value == "none" { Some(OwnerFilter::Nobody) } else { value.parse::<PersonId>().ok().map(OwnerFilter::Person) });
    };
    let options = people.into_iter().map(|person| {
        view! { <option value=person.id.to_string() selected=was == Some(OwnerFilter::Person(person.id))>{person.name}</option> }
    });
    view! {
        <select class="input" id="filter-owner" autofocus on:change=choose>
            <option value="">{t(words::ANYBODY)}</option>
            <option value="none" selected=was == Some(OwnerFilter::Nobody)>{t(words::NOBODY)}</option>
            {options.collect_view()}
        </select>
    }
}

#[component]
fn TagInput(name: RwSignal<String>) -> impl IntoView {
    let (slug, pipeline) = (space().slug(), finder().pipeline.get_untracked());
    let known = RwSignal::new(Vec::<String>::new());
    let look = move |text: String| {
        let Some(pipeline): Option<PipelineId> = pipeline else { return };
        let slug = slug.clone();
        spawn_local(async move {
            if let Ok(found) = api::tags(slug, pipeline, text).await {
                known.try_set(found);
            }
        });
    };
    view! { <Suggested id="filter-tag" name options=known.into() look/> }
}

/// One end of the range of amounts; the first of the two chooses the currency of both.
#[component]
fn Bound(
    id: &'static str,
    label: heliu_domain::locale::Text,
    text: RwSignal<String>,
    currency: Option<RwSignal<Currency>>,
) -> impl IntoView {
    let choice = currency.map(|currency| {
        let was = currency.get_untracked();
        let mut offered = Currency::COMMON.to_vec();
        if !offered.contains(&was) {
            offered.push(was);
        }
        let options =
            offered.into_iter().map(|each| view! { <option value=each.to_string() selected=each == was>{each.to_string()}</option> });
        let choose = move |event| {
            if let Ok(chosen) = event_target_value(&event).parse() {
                currency.set(chosen);
            }
        };
        view! { <select class="input" aria-label=t(words::CURRENCY) on:change=choose>{options.collect_view()}</select> }
    });
    let has_choice = choice.is_some();
    view! {
        <div class="field">
            <label class="label" for=id>{t(label)}</label>
            <div class:money-input=has_choice>{choice}<input class="input" id=id inputmode="decimal" autocomplete="off" bind:value=text/></div>
        </div>
    }
}

#[component]
fn DayInput(id: &'static str, label: heliu_domain::locale::Text, day: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field"><label class="label" for=id>{t(label)}</label><input class="input" type="date" id=id bind:value=day/></div>
    }
}

/// Says that nothing passes the filter, with the way out; nothing when that is not so.
#[component]
pub fn NothingPasses(#[prop(into)] count: Signal<i64>) -> impl IntoView {
    let finder = finder();
    let is_filtered_out = Memo::new(move |_| count.get() == 0 && finder.is_narrowed());
    view! {
        <Show when=move || is_filtered_out.get()>
            <div class="empty">
                <Icon name="filter"/>
                <h2>{t(words::NOTHING_PASSES)}</h2>
                <p>{t(words::NOTHING_PASSES_HINT)}</p>
                <button class="button" type="button" on:click=move |_| finder.clear()>{t(words::CLEAR_FILTER)}</button>
            </div>
        </Show>
    }
}

/// How many cards pass the filter, over all stages.
pub fn count_of(totals: &heliu_domain::page::Totals) -> i64 {
    totals.columns.values().map(|total| total.count).sum()
}
