//! The page of findings: what is amiss, by severity and department, each with its fixes.

use heliu_domain::{
    Command,
    directory::Department,
    locale::{format, general, responsibility as words},
    responsibility::{Finding, ResponsibilityCommand, Severity, fixes, may_edit_settings},
    text,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api,
    finding::{anchor, command, is_offered, label, path, title, why},
    matrix::loaded,
    notice::tidings,
    state::{chart_data, chart_state},
};
use crate::{
    live::patiently,
    preferences::{language, preferences, t, tr},
    ui::{
        For, Icon, Modal, PageTitle, Show, effect,
        saved::{Draft, Form, ProblemText, SavedInput},
    },
    wire::page_data,
    workspace::{Trouble, space},
};

/// Loads the findings and what they speak of.
#[component]
pub fn FindingsPage() -> impl IntoView {
    let again = Trigger::new();
    let space = space();
    let data = chart_data(again);
    let found = page_data(move || again.track(), move |()| patiently(move || api::read_findings(space.slug())));
    view! {
        <PageTitle text=|| t(words::FINDINGS).to_owned()/>
        <Transition>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(found) => loaded(data.await, again, || view! { <Findings found/> }.into_any()),
                    Err(refused) => view! { <Trouble problem=refused.0/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Findings(found: Vec<Finding>) -> impl IntoView {
    let state = chart_state();
    let found = RwSignal::new(found);
    let (severity, department) = (RwSignal::new(None::<Severity>), RwSignal::new(None::<Department>));
    let accepting = RwSignal::new(None::<Finding>);
    let heard = tidings().heard;
    effect(move |is_later: Option<()>| {
        heard.track();
        if is_later.is_some() {
            spawn_local(async move {
                if let Ok(read) = api::read_findings(state.space.slug()).await {
                    found.try_set(read);
                }
            });
        }
    });
    let shown = Memo::new(move |_| {
        let (severity, department) = (severity.get(), department.get());
        let is_wanted = |finding: &Finding| {
            severity.is_none_or(|wanted| finding.severity() == wanted)
                && department.is_none_or(|wanted| state.chart.with(|chart| finding.spot.department(chart)) == Some(wanted))
        };
        found.with(|found| found.iter().filter(|finding| is_wanted(finding)).cloned().collect::<Vec<_>>())
    });
    let of = move |accepted: bool| {
        let all = shown.get();
        state.chart.with(|chart| all.into_iter().filter(|finding| chart.acceptance(finding).is_some() == accepted).collect::<Vec<_>>())
    };
    let open = Memo::new(move |_| of(false));
    let accepted = Memo::new(move |_| of(true));
    let severities = Severity::ALL.map(|each| {
        let name = t(words::severity(each));
        view! { <option value=name>{name}</option> }
    });
    let departments = Department::ALL.map(|own| view! { <option value=own.as_str()>{t(general::department(own))}</option> });
    let choose = move |event| {
        let chosen = event_target_value(&event);
        severity.set(Severity::ALL.into_iter().find(|each| t(words::severity(*each)) == chosen));
    };
    view! {
        <main class="main" id="main" tabindex="-1">
            <div class="page">
                <div class="page-inner">
                    <header class="page-head">
                        <h1>{t(words::FINDINGS)}</h1>
                        <span class="chip">{move || tr(words::FINDINGS_COUNT, &[&open.with(Vec::len)])}</span>
                        <p>{t(words::FINDINGS_LEAD)}</p>
                        <select class="input matrix-pick" aria-label=t(words::SEVERITY) on:change=choose><option value="">{t(words::ALL_SEVERITIES)}</option>{severities}</select>
                        <select class="input matrix-pick" aria-label=t(words::DEPARTMENT) on:change=move |event| department.set(Department::parse(&event_target_value(&event)))>
                            <option value="">{t(words::ALL_DEPARTMENTS)}</option>{departments}
                        </select>
                        <ShareField/>
                    </header>
                    <Show when=move || open.with(Vec::is_empty)>
                        <div class="empty"><Icon name="check"/><h2>{t(words::NO_FINDINGS)}</h2><p>{t(words::NO_FINDINGS_HINT)}</p></div>
                    </Show>
                    <For each=move || open.get() key=|finding| identity(finding) let:finding><Item finding accepting/></For>
                    <Show when=move || !accepted.with(Vec::is_empty)>
                        <h2>{t(words::ACCEPTED)}</h2>
                        <For each=move || accepted.get() key=|finding| identity(finding) let:finding><AcceptedItem finding/></For>
                    </Show>
                </div>
            </div>
        </main>
        {move || accepting.get().map(|finding| view! { <AcceptDialog finding accepting/> })}
    }
}

/// Tells a finding from another one, also from itself with other facts.
fn identity(finding: &Finding) -> String {
    serde_json::to_string(finding).unwrap_or_default()
}

/// The share of the work that one person may carry; only for administrators.
#[component]
fn ShareField() -> impl IntoView {
    let state = chart_state();
    if !state.me().is_some_and(|me| may_edit_settings(&me)) {
        return ().into_any();
    }
    let stored = move || state.chart.with(|chart| chart.share.unwrap_or(heliu_domain::responsibility::SHARE).to_string());
    let draft = Draft::new(
        stored,
        |typed| {
            let percent = typed.trim().parse().map_err(|_| heliu_domain::Problem::malformed("share"))?;
            Ok(Command::Responsibility(Box::new(ResponsibilityCommand::SetShare { percent })))
        },
        move |outcome| state.saved(t(words::SAVED).to_owned(), &outcome),
    );
    view! { <div class="end"><SavedInput id="share".to_owned() label=t(words::SHARE) draft inputmode="numeric" maxlength=3/></div> }
        .into_any()
}

fn mark(finding: &Finding) -> impl IntoView + use<> {
    let severity = finding.severity();
    let tone = match severity {
        Severity::High => "mark red",
        Severity::Medium => "mark amber",
        Severity::Low => "mark",
    };
    view! { <span class=tone><Icon name="warning"/>{t(words::severity(severity))}</span> }
}

#[component]
fn Item(finding: Finding, accepting: RwSignal<Option<Finding>>) -> impl IntoView {
    let state = chart_state();
    let department = state.chart.with_untracked(|chart| finding.spot.department(chart));
    let buttons = {
        let finding = finding.clone();
        move || {
            let (offered, labels): (Vec<_>, Vec<String>) = state.chart.with(|chart| {
                let offered = fixes(chart, &finding, preferences().today).into_iter().filter(|fix| is_offered(state, chart, fix));
                offered
                    .map(|fix| {
                        let words = label(chart, &fix);
                        (fix, words)
                    })
                    .unzip()
            });
            let fixes = offered.into_iter().zip(labels).map(|(fix, words)| match &fix {
                heliu_domain::responsibility::Fix::Show { pipeline } => {
                    let query = if matches!(finding.kind, heliu_domain::responsibility::Kind::NoOwner { .. }) { "?owner=none" } else { "" };
                    let href = state.space.path(&format!("list/{pipeline}{query}"));
                    view! { <a class="button small primary" href=href>{words}</a> }.into_any()
                }
                _ => {
                    let mend = move |_| {
                        let command = state.chart.with_untracked(|chart| command(chart, &fix));
                        if let Some(command) = command {
                            state.run(command, t(words::MENDED).to_owned(), |_| ());
                        }
                    };
                    view! { <button class="button small" type="button" on:click=mend>{words}</button> }.into_any()
                }
            });
            fixes.collect_view()
        }
    };
    let may = department.is_some_and(|department| state.may_edit(department));
    let (text, id, href, kind) = (finding.clone(), anchor(&finding), state.space.path(&path(&finding)), title(&finding.kind));
    let accept = may.then(|| {
        let finding = finding.clone();
        view! { <button class="button small quiet" type="button" on:click=move |_| accepting.set(Some(finding.clone()))>{t(words::ACCEPT)}</button> }
    });
    view! {
        <article class="finding" id=id>
            <h3>{mark(&finding)}<a class="link" href=href>{t(kind)}</a><span class="chip outline">{department.map(|it| t(general::department(it)))}</span></h3>
            <p>{move || state.chart.with(|chart| why(chart, &text))}</p>
            <div class="row">{move || buttons()}{accept}</div>
        </article>
    }
}

#[component]
fn AcceptedItem(finding: Finding) -> impl IntoView {
    let state = chart_state();
    let acceptance = state.chart.with_untracked(|chart| chart.acceptance(&finding).cloned());
    let words_of = acceptance.map(|it| {
        let day = format::instant(language(), it.at, preferences().offset_minutes);
        tr(words::ACCEPTED_BY, &[&state.space.name(it.by), &day, &it.because])
    });
    let department = state.chart.with_untracked(|chart| finding.spot.department(chart));
    let (text, kind) = (finding.clone(), title(&finding.kind));
    let reopen = department.is_some_and(|department| state.may_edit(department)).then(|| {
        let finding = finding.clone();
        let reopen = move |_| state.run(ResponsibilityCommand::Reopen { finding: finding.clone() }, t(words::REOPENED).to_owned(), |_| ());
        view! { <button class="button small" type="button" on:click=reopen>{t(words::REOPEN)}</button> }
    });
    view! {
        <article class="finding">
            <h3>{mark(&finding)}{t(kind)}</h3>
            <p>{move || state.chart.with(|chart| why(chart, &text))}</p>
            <p class="muted">{words_of}</p>
            <div class="row">{reopen}</div>
        </article>
    }
}

#[component]
fn AcceptDialog(finding: Finding, accepting: RwSignal<Option<Finding>>) -> impl IntoView {
    let state = chart_state();
    let close = Callback::new(move |()| accepting.set(None));
    let because = RwSignal::new(String::new());
    let form = Form::new();
    let shown = state.chart.with_untracked(|chart| why(chart, &finding));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let because = match text::name("because", &because.get_untracked()) {
            Ok(because) => because,
            Err(refusal) => return form.refuse(&refusal),
        };
        let command = ResponsibilityCommand::Accept { finding: finding.clone(), because };
        form.send(Command::Responsibility(Box::new(command)), move |outcome| {
            accepting.try_set(None);
            state.saved(t(words::ACCEPTED).to_owned(), &outcome);
        });
    };
    view! {
        <Modal title=t(words::ACCEPT_TITLE) on_close=close>
            <form on:submit=submit>
                <div class="dialog-body">
                    <p>{shown}</p>
                    <div class="field">
                        <label class="label" for="because">{t(words::BECAUSE)}</label>
                        <input class="input" id="because" maxlength="200" autocomplete="off" autofocus aria-invalid=move || form.is_refused()
                            aria-describedby=form.described("because-problem") bind:value=because/>
                    </div>
                    <ProblemText id="because-problem".to_owned() problem=form.problem/>
                    <p class="muted">{t(words::ACCEPT_HINT)}</p>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| close.run(())>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(words::ACCEPTED)}</button>
                </footer>
            </form>
        </Modal>
    }
}
