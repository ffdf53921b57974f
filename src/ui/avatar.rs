//! People in small.

use heliu_domain::{
    PersonId,
    directory::{Department, Person},
    locale::board as words,
};
use leptos::prelude::*;

use crate::{preferences::t, workspace::space};

/// The number of a department's hue in the style sheet.
pub fn hue(department: Department) -> &'static str {
    match department {
        Department::Sales => "1",
        Department::Marketing => "2",
        Department::Service => "3",
        Department::Product => "4",
        Department::Management => "5",
    }
}

/// The sign of a person: the first Han character, or the initials of the first and last word.
pub fn initials(name: &str) -> String {
    let Some(first) = name.chars().next() else { return "?".to_owned() };
    if !first.is_ascii() {
        return first.to_string();
    }
    let mut words = name.split_whitespace();
    let letters = [words.next(), words.next_back()].into_iter().flatten().filter_map(|word| word.chars().next());
    letters.map(crate::edge::capital).collect()
}

/// A person's picture, or their sign.
pub fn face(workspace: &str, person: Person, class: &'static str) -> AnyView {
    let Person { name, department, avatar, .. } = person;
    let sign = match avatar {
        Some(avatar) => view! { <img src=format!("/avatar/{workspace}/{avatar}") alt=""/> }.into_any(),
        None => initials(&name).into_any(),
    };
    view! { <span class=class data-hue=hue(department) role="img" aria-label=name.clone() title=name>{sign}</span> }.into_any()
}

/// A person's sign with the department's hue; without a person, a vacant place.
#[component]
pub fn Avatar(person: Option<PersonId>) -> impl IntoView {
    match person.and_then(|id| space().person(id)) {
        Some(person) => face(&space().slug(), person, "avatar"),
        None => {
            view! { <span class="avatar vacant" role="img" aria-label=t(words::NO_OWNER) title=t(words::NO_OWNER)>"?"</span> }.into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn signs_are_short_in_both_scripts() {
        assert_eq!(initials("李敏"), "李");
        assert_eq!(initials("Moses van Frase"), "MF");
        assert_eq!(initials("cher"), "C");
        assert_eq!(initials(""), "?");
    }
}
