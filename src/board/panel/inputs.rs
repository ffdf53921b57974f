//! Inputs that the panel has beyond those of forms: suggestions, chips, and people by department.

use std::time::Duration;

use heliu_domain::{
    AccountId, ContactId, Field, Link, PersonId, Problem, Value,
    directory::Department,
    locale::{general, panel as words, problem},
};
use leptos::{prelude::*, task::spawn_local};

use super::open::OpenCard;
use crate::{
    board::api,
    live::fresh,
    preferences::{language, say, t, tr},
    ui::{Icon, field::input_for},
};

/// How long typing rests before suggestions are read.
const REST: Duration = Duration::from_millis(150);

/// What an input shows at first and where it puts what was typed.
#[derive(Clone)]
pub struct Blank {
    pub id: String,
    pub present: Value,
    /// `None` while nothing was changed or it cannot be read.
    pub value: RwSignal<Option<Value>>,
    pub trouble: RwSignal<Option<String>>,
}

impl Blank {
    fn take(&self, read: Result<Value, Problem>) {
        match read {
            Ok(value) => {
                self.trouble.set(None);
                self.value.set(Some(value));
            }
            Err(problem) => {
                self.trouble.set(Some(say(&problem)));
                self.value.set(None);
            }
        }
    }
}

/// The input of a field.
pub fn input(open: OpenCard, field: Field, blank: Blank) -> AnyView {
    match field {
        Field::Account | Field::Contact => link_input(open, field, blank),
        Field::Collaborators => people_input(open, blank),
        Field::Tags => tags_input(open, blank),
        field => input_for(field, blank.id, Some(blank.present), blank.value, blank.trouble),
    }
}

type Names = Vec<(uuid::Uuid, String)>;

fn link_input(open: OpenCard, field: Field, blank: Blank) -> AnyView {
    let known = match &blank.present {
        Value::Account(Some(link)) => Some((link.id.0, link.name.clone())),
        Value::Contact(Some(link)) => Some((link.id.0, link.name.clone())),
        _ => None,
    };
    let name = known.clone().map(|(_, name)| name).unwrap_or_default();
    let (typed, found) = (RwSignal::new(name.clone()), RwSignal::new(Names::new()));
    let look_up = move || {
        let text = typed.get_untracked();
        set_timeout(
            move || {
                if typed.try_get_untracked().as_ref() != Some(&text) {
                    return;
                }
                let account = open.card.with_untracked(|card| card.account.as_ref().map(|link| link.id));
                spawn_local(async move {
                    let answer = suggestions(open, field, account, text).await;
                    found.try_set(answer);
                });
            },
            REST,
        );
    };
    let read = move |text: String| {
        let text = text.trim().to_owned();
        let chosen = found.with_untracked(|found| found.iter().chain(&known).find(|(_, name)| *name == text).map(|(id, _)| *id));
        let (at, random) = fresh();
        let value = match field {
            Field::Account => Value::Account(
                (!text.is_empty()).then(|| Link { id: chosen.map_or_else(|| AccountId::new(at, random), AccountId), name: text }),
            ),
            _ => Value::Contact(
                (!text.is_empty()).then(|| Link { id: chosen.map_or_else(|| ContactId::new(at, random), ContactId), name: text }),
            ),
        };
        value.checked()
    };
    let list = format!("{}-list", blank.id);
    let id = blank.id.clone();
    view! {
        <input
            class="input" id=id list=list.clone() autocomplete="off" maxlength="200" value=name
            on:focus=move |_| look_up()
            on:input=move |event| {
                typed.set(event_target_value(&event));
                blank.take(read(event_target_value(&event)));
                look_up();
            }
        />
        <datalist id=list>{move || found.get().into_iter().map(|(_, name)| view! { <option value=name></option> }).collect_view()}</datalist>
    }
    .into_any()
}

/// Suggestions are a help: without them the name can still be typed.
async fn suggestions(open: OpenCard, field: Field, account: Option<AccountId>, text: String) -> Names {
    let slug = open.space.slug();
    if field == Field::Account {
        let accounts = api::accounts(slug, text).await.unwrap_or_default();
        return accounts.into_iter().map(|account| (account.id.0, account.name)).collect();
    }
    let contacts = api::contacts(slug, account, text).await.unwrap_or_default();
    contacts.into_iter().map(|contact| (contact.id.0, contact.name)).collect()
}

fn people_input(open: OpenCard, blank: Blank) -> AnyView {
    let present = match &blank.present {
        Value::Collaborators(people) => people.clone(),
        _ => Vec::new(),
    };
    let chosen = StoredValue::new(present.clone());
    let people = open.space.active_people();
    let id = blank.id.clone();
    let groups = Department::ALL.into_iter().filter_map(|department| {
        let members = people.iter().filter(|person| person.department == department).cloned().collect::<Vec<_>>();
        (!members.is_empty()).then(|| {
            let boxes = members.into_iter().map(|person| {
                let (id, blank) = (person.id, blank.clone());
                let choose = move |event| {
                    chosen.update_value(|chosen| toggle(chosen, id, event_target_checked(&event)));
                    blank.take(Value::Collaborators(chosen.get_value()).checked());
                };
                view! { <label class="check"><input type="checkbox" checked=present.contains(&id) on:change=choose/><span>{person.name}</span></label> }
            });
            view! { <div><p class="hint">{t(general::department(department))}</p>{boxes.collect_view()}</div> }
        })
    });
    view! {
        <fieldset class="stack grow" id=id>
            <legend class="hush">{problem::field(language(), "collaborators")}</legend>
            {groups.collect_view()}
        </fieldset>
    }
    .into_any()
}

fn toggle(chosen: &mut Vec<PersonId>, id: PersonId, is_on: bool) {
    chosen.retain(|other| *other != id);
    if is_on {
        chosen.push(id);
    }
}

fn tags_input(open: OpenCard, blank: Blank) -> AnyView {
    let tags = RwSignal::new(match &blank.present {
        Value::Tags(tags) => tags.clone(),
        _ => Vec::new(),
    });
    let typed = RwSignal::new(String::new());
    let known = RwSignal::new(Vec::<String>::new());
    let taken = blank.clone();
    // What is typed counts even before it became a chip.
    let take = move || {
        let mut all = tags.get_untracked();
        all.extend(split(&typed.get_untracked()));
        taken.take(Value::Tags(all).checked());
    };
    let (take_typed, take_key, take_chip) = (take.clone(), take.clone(), StoredValue::new(take));
    let add = move || {
        let new = split(&typed.get_untracked());
        tags.update(|tags| tags.extend(new));
        typed.set(String::new());
    };
    let look_up = move || {
        let text = typed.get_untracked();
        spawn_local(async move {
            let found = api::tags(open.space.slug(), open.pipeline, text).await.unwrap_or_default();
            known.try_set(found);
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let is_filled = typed.with_untracked(|typed| !typed.trim().is_empty());
        match event.key().as_str() {
            "Enter" if is_filled => {
                event.prevent_default();
                event.stop_propagation();
                add();
            }
            "Backspace" if typed.with_untracked(String::is_empty) => {
                tags.update(|tags| {
                    tags.pop();
                });
                take_key();
            }
            _ => {}
        }
    };
    let chips = move || {
        let drop = move |index: usize| {
            tags.update(|tags| {
                if index < tags.len() {
                    tags.remove(index);
                }
            });
            take_chip.with_value(|take| take());
        };
        tags.get().into_iter().enumerate().map(move |(index, tag)| {
            let label = tr(words::REMOVE_TAG, &[&tag]);
            view! { <span class="chip">{tag}<button class="chip-x" type="button" aria-label=label on:click=move |_| drop(index)><Icon name="close"/></button></span> }
        }).collect_view()
    };
    let list = format!("{}-list", blank.id);
    view! {
        <div class="tags-input grow">
            {move || chips()}
            <input
                id=blank.id list=list.clone() autocomplete="off" maxlength="200" placeholder=t(words::TAGS_HINT)
                prop:value=move || typed.get()
                on:focus=move |_| look_up()
                on:keydown=on_key
                on:input=move |event| {
                    let text = event_target_value(&event);
                    let is_ended = text.ends_with([',', '，', '、']);
                    typed.set(text);
                    take_typed();
                    if is_ended { add() } else { look_up() }
                }
            />
            <datalist id=list>{move || known.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}</datalist>
        </div>
    }
    .into_any()
}

fn split(text: &str) -> Vec<String> {
    text.split([',', '，', '、']).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}
