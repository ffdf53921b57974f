//! The published versions of a profile: what changed, who has agreed, who is missing.

use heliu_domain::{
    PersonId, RoleId,
    locale::{format, general, responsibility as words},
    responsibility::{Profile, ResponsibilityCommand, Role, Version},
};
use leptos::{prelude::*, task::spawn_local};

use super::{api, state::chart_state};
use crate::{
    preferences::{language, preferences, t, tr},
    ui::{For, Icon, Show, effect},
};

/// Every sentence of a profile, as versions are compared.
fn sentences(profile: &Profile) -> Vec<String> {
    let mut all = vec![profile.name.clone(), t(general::department(profile.department)).to_owned()];
    if !profile.purpose.is_empty() {
        all.push(profile.purpose.clone());
    }
    all.extend(profile.responsibilities.iter().map(|(letter, text)| format!("{} · {text}", letter.as_str())));
    all.extend(profile.skills.iter().map(|(name, level)| format!("{name} · {}", tr(words::LEVEL_AT_LEAST, &[level]))));
    all.extend(profile.kpis.iter().map(|text| format!("{} · {text}", t(words::KPIS))));
    all
}

/// What went and what came.
fn differences(was: &Profile, now: &Profile) -> (Vec<String>, Vec<String>) {
    let (was, now) = (sentences(was), sentences(now));
    let gone = was.iter().filter(|line| !now.contains(line)).cloned().collect();
    let come = now.iter().filter(|line| !was.contains(line)).cloned().collect();
    (gone, come)
}

fn difference_view((gone, come): (Vec<String>, Vec<String>)) -> AnyView {
    if gone.is_empty() && come.is_empty() {
        return view! { <p class="muted">{t(words::NO_DIFFERENCE)}</p> }.into_any();
    }
    let gone = gone.into_iter().map(|line| view! { <p><del>{line}</del></p> }).collect_view();
    let come = come.into_iter().map(|line| view! { <p><ins>{line}</ins></p> }).collect_view();
    view! { <div class="difference">{gone}{come}</div> }.into_any()
}

/// Publishing, agreeing, and the past of a profile.
#[component]
pub fn VersionsBox(id: RoleId, may: Memo<bool>) -> impl IntoView {
    let state = chart_state();
    let role = Memo::new(move |_| state.chart.with(|chart| chart.roles.get(&id).cloned()));
    let number = Memo::new(move |_| role.with(|role| role.as_ref().map_or(0, |role| role.version)));
    let versions = RwSignal::new(Vec::<Version>::new());
    effect(move |_| {
        number.track();
        spawn_local(async move {
            if let Ok(read) = api::read_versions(state.space.slug(), id).await {
                versions.try_set(read);
            }
        });
    });
    let present = Memo::new(move |_| {
        state.cells.track();
        state.chart.with(|chart| chart.roles.get(&id).map(|role| chart.profile(role)).unwrap_or_default())
    });
    let pending = move || {
        let last = versions.with(|versions| versions.first().map(|version| version.profile.clone()));
        last.map(|last| present.with(|present| differences(&last, present)))
    };
    let is_changed = move || number.get() == 0 || pending().is_none_or(|(gone, come)| !gone.is_empty() || !come.is_empty());
    let publish = move |_| {
        let text = tr(words::PUBLISHED, &[&(number.get_untracked() + 1)]);
        state.run(ResponsibilityCommand::Publish { role: id }, text, |_| ());
    };
    let status = move || match number.get() {
        0 => t(words::DRAFT).to_owned(),
        number if is_changed() => tr(words::DIFFERS, &[&number]),
        number => tr(words::UP_TO_DATE, &[&number]),
    };
    view! {
        <section class="box" aria-labelledby="versions">
            <h2 id="versions">{t(words::PROFILE)}</h2>
            <p>{move || status()}</p>
            {move || pending().filter(|(gone, come)| !gone.is_empty() || !come.is_empty()).map(difference_view)}
            <Show when=move || may.get() && is_changed()>
                <p><button class="button primary" type="button" on:click=publish>{move || tr(words::PUBLISH, &[&(number.get() + 1)])}</button></p>
            </Show>
            <Show when=move || { number.get() > 0 }><Agreement id role/></Show>
            <Show when=move || !versions.with(Vec::is_empty)>
                <details class="fold">
                    <summary><Icon name="chevron-right"/>{t(words::VERSIONS)}</summary>
                    <For each=move || versions.get() key=|version| i64::from(version.number) let:version>
                        <h3>{tr(words::VERSION, &[&version.number])}" "<small class="muted">{tr(words::PUBLISHED_BY, &[&state.space.name(version.by), &format::instant(language(), version.at, preferences().offset_minutes)])}</small></h3>
                        {move || {
                            let before = versions.with(|all| all.iter().find(|other| other.number + 1 == version.number).map(|other| other.profile.clone()));
                            match before {
                                Some(before) => difference_view(differences(&before, &version.profile)),
                                None => view! { <p class="muted">{t(words::FIRST_VERSION)}</p> }.into_any(),
                            }
                        }}
                    </For>
                </details>
            </Show>
        </section>
    }
}

/// Who has agreed to the present version; the acting person can, and leads can remind the others.
#[component]
fn Agreement(id: RoleId, role: Memo<Option<Role>>) -> impl IntoView {
    let state = chart_state();
    let today = preferences().today;
    let holders = Memo::new(move |_| state.chart.with(|chart| chart.holders(id, today).into_iter().collect::<Vec<PersonId>>()));
    let missing = Memo::new(move |_| {
        role.with(|role| role.as_ref().map(|role| state.chart.with(|chart| chart.missing(role, today))).unwrap_or_default())
    });
    let me = state.space.me.get_value();
    let number = move || role.with(|role| role.as_ref().map_or(0, |role| role.version));
    let agree = move |_| {
        let number = untrack(number);
        state.run(ResponsibilityCommand::Acknowledge { role: id, number }, tr(words::AGREED_DONE, &[&number]), |_| ());
    };
    let may_remind = move || role.with(|role| role.as_ref().is_some_and(|role| state.may_edit(role.department)));
    let waits_for_me = move || me.is_some_and(|me| missing.with(|missing| missing.contains(&me)));
    view! {
        <h3>{t(words::AGREEMENT)}</h3>
        <Show when=waits_for_me>
            <p><button class="button primary" type="button" on:click=agree><Icon name="check"/>{t(words::AGREE)}</button></p>
        </Show>
        <ul class="profile-lines">
            <For each=move || holders.get() key=|person| person.0 let:person>
                {
                    let is_missing = move || missing.with(|missing| missing.contains(&person));
                    let said = move || {
                        let date = |at| format::instant(language(), at, preferences().offset_minutes);
                        state.chart.with(|chart| {
                            if !is_missing() {
                                return chart.acknowledgements.get(&(id, person)).map(|it| tr(words::AGREED_ON, &[&date(it.at)])).unwrap_or_default();
                            }
                            match chart.reminders.get(&(id, person)).filter(|it| it.number == number()) {
                                Some(reminder) => tr(words::REMINDED_ON, &[&date(reminder.at)]),
                                None => t(words::NOT_YET).to_owned(),
                            }
                        })
                    };
                    let name = move || state.space.name(person);
                    let remind = move |_| state.run(ResponsibilityCommand::Remind { role: id, person }, tr(words::REMINDED, &[&untrack(name)]), |_| ());
                    view! {
                        <li>
                            <span class="grow">{move || name()}" "<small class="muted">{move || said()}</small></span>
                            <Show when=move || is_missing() && may_remind() && me != Some(person)>
                                <button class="button small" type="button" aria-label=move || tr(words::REMIND_NAMED, &[&name()]) on:click=remind>{t(words::REMIND)}</button>
                            </Show>
                        </li>
                    }
                }
            </For>
        </ul>
    }
}
