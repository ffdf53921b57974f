//! The five roles that a workspace may begin with.

use super::{Letter, LineKind, NewResponsibility, NewRole};
use crate::{
    id::*,
    locale::{Language, responsibility::TEMPLATES},
    time::Timestamp,
};

/// The templates as roles to be added, with ids of the caller's making. Each role
/// does the work of its department; who answers for it is left to be decided.
pub fn templates(language: Language, mut fresh: impl FnMut() -> (Timestamp, [u8; 10])) -> Vec<NewRole> {
    let mut roles = Vec::with_capacity(TEMPLATES.len());
    for template in TEMPLATES {
        let mut lines = Vec::new();
        for (text, level) in template.skills {
            let (at, random) = fresh();
            lines.push((LineId::new(at, random), LineKind::Skill(*level), text.in_(language).to_owned()));
        }
        for text in template.kpis {
            let (at, random) = fresh();
            lines.push((LineId::new(at, random), LineKind::Kpi, text.in_(language).to_owned()));
        }
        let mut responsibilities = Vec::new();
        for text in template.responsibilities {
            let (at, random) = fresh();
            let id = ResponsibilityId::new(at, random);
            responsibilities.push(NewResponsibility { id, text: text.in_(language).to_owned(), letter: Some(Letter::Responsible) });
        }
        let (at, random) = fresh();
        roles.push(NewRole {
            id: RoleId::new(at, random),
            department: template.department,
            name: template.name.in_(language).to_owned(),
            purpose: template.purpose.in_(language).to_owned(),
            lines,
            responsibilities,
        });
    }
    roles
}
