//! Who works in the workspace.

use heliu_domain::{
    Code, Command, PersonId, Problem,
    directory::{Access, Department, DirectoryCommand, Person},
    locale::{general, settings as words},
    order::sort,
    policy, text,
};
use leptos::prelude::*;

use crate::{
    live::fresh,
    preferences::{say, t, tr},
    ui::{
        Avatar, For, Icon, Modal, Show,
        saved::{Draft, Form, ProblemText, SavedInput, SavedSelect},
    },
    workspace::{Space, space},
};

/// The list of people, with a form for one more.
#[component]
pub fn PeopleBox() -> impl IntoView {
    let space = space();
    // The order stays while the page is open, so that nobody's row moves away under the hands of who edits it.
    let order = Memo::new(move |before: Option<&Vec<PersonId>>| in_order(space, before.cloned().unwrap_or_default()));
    view! {
        <section class="box" aria-labelledby="people-settings">
            <h2 id="people-settings">{t(words::PEOPLE)}</h2>
            <div class="table-box">
                <table class="table boxed stacked">
                    <thead>
                        <tr>
                            <th scope="col">{t(words::PERSON_NAME)}</th>
                            <th scope="col">{t(words::DEPARTMENT)}</th>
                            <th scope="col">{t(words::ACCESS)}</th>
                            <th scope="col">{t(words::STATE)}</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || order.get() key=|id| id.0 let:id><PersonRow id/></For>
                    </tbody>
                </table>
            </div>
            <AddPerson/>
        </section>
    }
}

fn in_order(space: Space, before: Vec<PersonId>) -> Vec<PersonId> {
    let mut added: Vec<(bool, Department, String, PersonId)> = space.people.with(|people| {
        let new = people.values().filter(|person| !before.contains(&person.id));
        new.map(|person| (!person.active, person.department, person.name.clone(), person.id)).collect()
    });
    sort(&mut added, Ord::cmp);
    before.into_iter().chain(added.into_iter().map(|(.., id)| id)).collect()
}

fn departments() -> Vec<(String, String)> {
    Department::ALL.map(|each| (each.as_str().to_owned(), t(general::department(each)).to_owned())).into()
}

fn department_of(word: &str) -> Result<Department, heliu_domain::Problem> {
    Department::parse(word).ok_or_else(|| heliu_domain::Problem::malformed("department"))
}

fn accesses() -> Vec<(String, String)> {
    Access::ALL.map(|each| (each.as_str().to_owned(), t(general::access(each)).to_owned())).into()
}

fn access_of(word: &str) -> Result<Access, heliu_domain::Problem> {
    Access::parse(word).ok_or_else(|| heliu_domain::Problem::malformed("access"))
}

fn save(person: Person) -> Command {
    Command::Directory(DirectoryCommand::SavePerson(person))
}

#[component]
fn PersonRow(id: PersonId) -> impl IntoView {
    let space = space();
    let person = Memo::new(move |_| space.person(id));
    let present = move || person.get_untracked().ok_or_else(|| heliu_domain::Problem::not_found("person"));
    let name = move || person.with(|person| person.as_ref().map(|person| person.name.clone()).unwrap_or_default());
    let is_active = move || person.with(|person| person.as_ref().is_some_and(|person| person.active));
    let is_me = space.me.get_value() == Some(id);
    let saved = move |outcome| space.saved(t(words::SAVED).to_owned(), &outcome);
    let name_draft = Draft::new(name, move |typed| Ok(save(Person { name: text::name("person", &typed)?, ..present()? })), saved);
    let department_draft = Draft::new(
        move || person.with(|person| person.as_ref().map(|person| person.department.as_str().to_owned()).unwrap_or_default()),
        move |typed| Ok(save(Person { department: department_of(&typed)?, ..present()? })),
        saved,
    );
    let access_draft = Draft::new(
        move || person.with(|person| person.as_ref().map(|person| person.access.as_str().to_owned()).unwrap_or_default()),
        move |typed| Ok(save(Person { access: access_of(&typed)?, ..present()? })),
        saved,
    );
    let leaving = RwSignal::new(None::<Problem>);
    let toggle = move |_| {
        let Ok(person) = present() else { return };
        let text = tr(if person.active { words::DEACTIVATED } else { words::REACTIVATED }, &[&person.name]);
        space.outbox.submit(save(Person { active: !person.active, ..person }), move |answer| match answer {
            Ok(outcome) => space.saved(text, &outcome),
            Err(problem) if problem.code == Code::NotEmpty => drop(leaving.try_set(Some(problem))),
            Err(problem) => space.toasts.warn(say(&problem)),
        });
    };
    let is_sample = move || space.workspace.with(|workspace| workspace.sample);
    let may_let_in = move || !is_sample() && space.may(policy::may_administer);
    view! {
        <tr>
            <th scope="row">
                <SavedInput id=format!("person-{id}") label=Signal::derive(move || tr(words::NAME_OF, &[&name()])) draft=name_draft is_bare=true/>
            </th>
            <td>
                <SavedSelect id=format!("department-{id}") label=Signal::derive(move || tr(words::DEPARTMENT_OF, &[&name()])) draft=department_draft is_bare=true options=departments()/>
            </td>
            <td>
                <SavedSelect id=format!("access-{id}") label=Signal::derive(move || tr(words::ACCESS_OF, &[&name()])) draft=access_draft is_bare=true options=accesses()/>
            </td>
            <td>
                <span class="person">
                    {move || { person.track(); view! { <Avatar person=Some(id)/> } }}
                    <span class="chip" class:green=move || is_active()>{move || t(if is_active() { words::ACTIVE } else { words::INACTIVE })}</span>
                </span>
            </td>
            <td class="act">
                <Show when=move || may_let_in()>
                    <a class="button small" rel="external" href=space.path(&format!("people/{id}")) aria-label=move || tr(words::SIGN_IN_OF, &[&name()])>{t(words::SIGN_IN)}</a>
                </Show>
                {if is_me {
                    view! { <span class="hint">{t(words::YOU)}</span> }.into_any()
                } else {
                    let label = move || tr(if is_active() { words::DEACTIVATE_NAMED } else { words::REACTIVATE_NAMED }, &[&name()]);
                    view! {
                        <button class="button small" type="button" aria-label=move || label() on:click=toggle>
                            {move || t(if is_active() { words::DEACTIVATE } else { words::REACTIVATE })}
                        </button>
                    }.into_any()
                }}
                {move || leaving.get().map(|problem| view! { <Leaving id problem leaving/> })}
            </td>
        </tr>
    }
}

/// Who takes over what somebody leaves behind.
#[component]
fn Leaving(id: PersonId, problem: Problem, leaving: RwSignal<Option<Problem>>) -> impl IntoView {
    let space = space();
    let name = space.name(id);
    let mut heirs: Vec<(String, PersonId)> = space.people.with_untracked(|people| {
        let able = people.values().filter(|person| person.active && person.id != id && policy::may_contribute(person));
        able.map(|person| (person.name.clone(), person.id)).collect()
    });
    sort(&mut heirs, Ord::cmp);
    let chosen = RwSignal::new(String::new());
    let form = Form::new();
    let gone = name.clone();
    let hand_over = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(successor) = chosen.get_untracked().parse::<PersonId>() else {
            return form.refuse(&Problem::of(Code::Required, "successor"));
        };
        let text = tr(words::HANDED_OVER, &[&gone, &space.name(successor)]);
        form.send(Command::Directory(DirectoryCommand::Leave { person: id, successor }), move |outcome| {
            leaving.try_set(None);
            space.saved(text, &outcome);
        });
    };
    let [owned, held, carried] = [0, 1, 2].map(|at| problem.params.get(at).cloned().unwrap_or_default());
    let options = heirs.into_iter().map(|(name, id)| view! { <option value=id.to_string()>{name}</option> }).collect_view();
    view! {
        <Modal title=tr(words::LEAVES, &[&name]) on_close=Callback::new(move |()| leaving.set(None))>
            <form on:submit=hand_over>
                <div class="dialog-body">
                    <p>{tr(words::LEAVES_BEHIND, &[&owned, &held, &carried])}</p>
                    <div class="field">
                        <label class="label" for="successor">{t(words::SUCCESSOR)}</label>
                        <select class="input" id="successor" aria-invalid=move || form.is_refused() aria-describedby=form.described("successor-problem") on:change=move |event| chosen.set(event_target_value(&event))>
                            <option value="">"–"</option>
                            {options}
                        </select>
                        <ProblemText id="successor-problem".to_owned() problem=form.problem/>
                    </div>
                    <p class="hint">{t(words::HAND_OVER_HINT)}</p>
                </div>
                <footer class="dialog-foot">
                    <button class="button" type="button" on:click=move |_| leaving.set(None)>{t(general::CANCEL)}</button>
                    <button class="button primary" type="submit">{t(words::HAND_OVER)}</button>
                </footer>
            </form>
        </Modal>
    }
}

#[component]
fn AddPerson() -> impl IntoView {
    let space = space();
    let (name, department) = (RwSignal::new(String::new()), RwSignal::new(Department::default()));
    let form = Form::new();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = match text::name("person", &name.get_untracked()) {
            Ok(typed) => typed,
            Err(refusal) => return form.refuse(&refusal),
        };
        let (at, random) = fresh();
        let person = Person::member(PersonId::new(at, random), typed.clone(), department.get_untracked());
        form.send(save(person), move |outcome| {
            name.try_set(String::new());
            space.saved(tr(words::PERSON_ADDED, &[&typed]), &outcome);
        });
    };
    let options = departments().into_iter().map(|(value, words)| view! { <option value=value>{words}</option> });
    let choose = move |event| {
        if let Some(chosen) = Department::parse(&event_target_value(&event)) {
            department.set(chosen);
        }
    };
    view! {
        <form class="inline-form" on:submit=add>
            <input class="input" id="new-person" aria-label=t(words::NEW_PERSON) placeholder=t(words::NEW_PERSON) maxlength="200" autocomplete="off"
                aria-invalid=move || form.is_refused() aria-describedby=form.described("new-person-problem") bind:value=name/>
            <select class="input" aria-label=t(words::DEPARTMENT) on:change=choose>{options.collect_view()}</select>
            <button class="button" type="submit"><Icon name="plus"/>{t(words::ADD_PERSON)}</button>
            <ProblemText id="new-person-problem".to_owned() problem=form.problem/>
        </form>
    }
}
