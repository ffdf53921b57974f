//! Who may change what in this room.

use crate::directory::{Access, Department, Person};

/// Whether a person may change what belongs to a department: its responsibilities, its roles, the cells of its rows. The stages
/// of pipelines belong to Sales.
pub fn may_edit(person: &Person, department: Department) -> bool {
    person.active
        && match person.access {
            Access::Administrator => true,
            Access::Lead => person.department == department,
            Access::Member | Access::Viewer => false,
        }
}

/// Whether a person may change what is known about another one: the skills.
pub fn may_edit_person(person: &Person, other: &Person) -> bool {
    may_edit(person, other.department) || (person.active && person.id == other.id && person.access != Access::Viewer)
}

/// Whether a person may change what holds for the whole workspace.
pub fn may_edit_settings(person: &Person) -> bool {
    person.active && person.access == Access::Administrator
}
