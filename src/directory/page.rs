//! The settings page of a workspace.

use heliu_domain::{
    Command, Currency,
    directory::DirectoryCommand,
    locale::{audit, settings as words},
    order::sort,
    policy, text,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{people::PeopleBox, rates::RatesBox};
use crate::{
    pipeline::PipelinesBox,
    preferences::t,
    ui::saved::{Draft, SavedInput, SavedSelect},
    workspace::{Space, space},
};

/// Workspace, pipelines, people and exchange rates.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let space = space();
    view! {
        <Title text=t(words::SETTINGS)/>
        <main class="main" id="main" tabindex="-1">
            // Whoever may change nothing has nothing to focus within, and must scroll all the same.
            <div class="page" tabindex=move || (!space.may(policy::may_administer)).then_some("0")>
                <div class="page-inner">
                    <header class="page-head"><h1>{t(words::SETTINGS)}</h1><p>{t(words::SETTINGS_LEAD)}</p></header>
                    <p hidden=move || !space.may(policy::may_administer)><a class="button" rel="external" href=space.path("audit")>{t(audit::AUDIT)}</a></p>
                    <p class="note" hidden=move || space.may(policy::may_administer)>{t(words::FOR_ADMINISTRATORS)}</p>
                    <fieldset class="bare" disabled=move || !space.may(policy::may_administer)>
                        <PipelinesBox/>
                        <PeopleBox/>
                        <WorkspaceBox/>
                        <RatesBox/>
                    </fieldset>
                </div>
            </div>
        </main>
    }
}

/// Every currency that may be chosen: the usual ones, those with a rate, and the present one.
pub(super) fn currencies(space: Space) -> Vec<Currency> {
    let mut all = Currency::COMMON.to_vec();
    all.extend(space.rates.with_untracked(|rates| rates.iter().map(|rate| rate.currency).collect::<Vec<_>>()));
    all.push(space.workspace.with_untracked(|workspace| workspace.currency));
    sort(&mut all, Ord::cmp);
    all.dedup();
    all
}

#[component]
fn WorkspaceBox() -> impl IntoView {
    let space = space();
    let present = move || space.workspace.get_untracked();
    let rename = |name: String, currency: Currency| Command::Directory(DirectoryCommand::RenameWorkspace { name, currency });
    let name = Draft::new(
        move || space.workspace.with(|workspace| workspace.name.clone()),
        move |typed| Ok(rename(text::name("workspace", &typed)?, present().currency)),
        move |outcome| space.saved(t(words::SAVED).to_owned(), &outcome),
    );
    let currency = Draft::new(
        move || space.workspace.with(|workspace| workspace.currency.to_string()),
        move |typed| Ok(rename(present().name, typed.parse()?)),
        move |outcome| space.saved(t(words::SAVED).to_owned(), &outcome),
    );
    let options = currencies(space).into_iter().map(|each| (each.to_string(), each.to_string())).collect();
    view! {
        <section class="box" aria-labelledby="workspace-settings">
            <h2 id="workspace-settings">{t(words::WORKSPACE)}</h2>
            <div class="pair">
                <SavedInput id="workspace-name".to_owned() label=t(words::WORKSPACE_NAME) draft=name/>
                <SavedSelect id="workspace-currency".to_owned() label=t(words::BASE_CURRENCY) draft=currency options/>
            </div>
            <p class="hint">{t(words::BASE_CURRENCY_HINT)}</p>
        </section>
    }
}
