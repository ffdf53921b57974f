//! Who may see and do what: the whole policy, pure, asked by the write path, by every query and by the pages.
//!
//! Rights are judged by what a command changes, not by its name, so that a board command, an import and an undo that do the same
//! need the same right.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    change::{Change, How},
    command::Command,
    directory::{Access, Department, DirectoryCommand, Person},
    id::*,
    opportunity::{Opportunity, Value},
    problem::{Code, Problem},
    record::Record,
};

/// Who sees a pipeline and its opportunities. Administrators see everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    #[default]
    Everyone,
    /// The people of these departments.
    Departments(Vec<Department>),
    /// Of each opportunity its owner and collaborators, and the lead of the owner's department.
    Involved,
}

impl Visibility {
    /// Whether it is the usual one.
    pub fn is_everyone(&self) -> bool {
        *self == Self::Everyone
    }

    /// The text under which it is stored.
    pub fn stored(&self) -> String {
        match self {
            Self::Everyone => "everyone".to_owned(),
            Self::Departments(departments) => departments.iter().map(|department| department.as_str()).collect::<Vec<_>>().join(","),
            Self::Involved => "involved".to_owned(),
        }
    }

    /// The visibility of that text.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "everyone" => Some(Self::Everyone),
            "involved" => Some(Self::Involved),
            "" => None,
            departments => departments.split(',').map(Department::parse).collect::<Option<_>>().map(Self::Departments),
        }
    }
}

/// Which opportunities of a pipeline somebody sees, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    All,
    /// Those that the person owns or helps with; a lead also those of the department, and those without an owner.
    Own {
        person: PersonId,
        led: Option<Department>,
    },
}

impl Scope {
    /// What somebody sees of a pipeline of that visibility; nothing at all of some.
    pub fn of(actor: &Person, visibility: &Visibility) -> Option<Self> {
        match visibility {
            _ if actor.access == Access::Administrator => Some(Self::All),
            Visibility::Everyone => Some(Self::All),
            Visibility::Departments(departments) => departments.contains(&actor.department).then_some(Self::All),
            Visibility::Involved => Some(Self::Own { person: actor.id, led: (actor.access == Access::Lead).then_some(actor.department) }),
        }
    }

    /// Whether an opportunity is within it; `owner` is the department of its owner.
    pub fn contains(self, card: &Opportunity, owner: Option<Department>) -> bool {
        match self {
            Self::All => true,
            Self::Own { person, led } => {
                let is_involved = card.owner == Some(person) || card.collaborators.contains(&person);
                is_involved || (led.is_some() && (card.owner.is_none() || owner == led))
            }
        }
    }
}

/// Whether somebody may change an opportunity that they see.
pub fn may_change(actor: &Person, card: &Opportunity, owner: Option<Department>) -> bool {
    match actor.access {
        Access::Administrator => true,
        Access::Lead => is_involved(actor, card) || is_led(actor, card, owner),
        // What belongs to nobody waits for somebody to take it.
        Access::Member => is_involved(actor, card) || card.owner.is_none(),
        Access::Viewer => false,
    }
}

/// Whether somebody may give an opportunity that they may change to `to`, of the department `new`.
///
/// A lead gives what belongs to the department to its people; whoever owns a card may hand it to anybody; anybody may take what
/// belongs to nobody.
pub fn may_give(actor: &Person, card: &Opportunity, owner: Option<Department>, to: Option<PersonId>, new: Option<Department>) -> bool {
    if actor.access == Access::Administrator || card.owner == Some(actor.id) {
        return true;
    }
    match actor.access {
        Access::Lead => is_led(actor, card, owner) && to.is_none_or(|_| new == Some(actor.department)),
        Access::Member => card.owner.is_none() && to == Some(actor.id),
        Access::Administrator | Access::Viewer => false,
    }
}

/// Whether somebody may add opportunities, comment, and keep accounts and contacts.
pub fn may_contribute(actor: &Person) -> bool {
    actor.access != Access::Viewer
}

/// Whether somebody may change people, pipelines, rates and the workspace.
pub fn may_administer(actor: &Person) -> bool {
    actor.access == Access::Administrator
}

/// Whether somebody may import files.
pub fn may_import(actor: &Person) -> bool {
    matches!(actor.access, Access::Administrator | Access::Lead)
}

/// Whether a change of a person is one that people make of themselves: name, zone and picture.
fn is_own(actor: &Person, was: &Person, now: &Person) -> bool {
    let (name, zone, avatar) = (now.name.clone(), now.zone.clone(), now.avatar);
    was.id == actor.id && Person { name, zone, avatar, ..was.clone() } == *now
}

fn is_involved(actor: &Person, card: &Opportunity) -> bool {
    card.owner == Some(actor.id) || card.collaborators.contains(&actor.id)
}

fn is_led(actor: &Person, card: &Opportunity, owner: Option<Department>) -> bool {
    card.owner.is_none() || owner == Some(actor.department)
}

/// What must be known to judge changes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who acts.
    pub actor: Person,
    pub departments: BTreeMap<PersonId, Department>,
    pub pipelines: BTreeMap<PipelineId, Visibility>,
    /// The opportunities that the changes concern, as they are before.
    pub cards: BTreeMap<OpportunityId, Opportunity>,
    /// The changes take back what the actor did: cards need not be theirs any more, if nobody has touched them since.
    pub is_undo: bool,
}

impl Facts {
    /// Whether the actor may give a command at all, before anything of it is looked at.
    ///
    /// # Errors
    /// [`Code::Forbidden`] naming what may not be changed.
    pub fn admit(&self, command: &Command) -> Result<(), Problem> {
        let actor = &self.actor;
        match command {
            Command::Board(_) => allowed(may_contribute(actor), "opportunity"),
            Command::Conversation(_) => allowed(may_contribute(actor), "opportunity"),
            Command::Pipeline(_) => allowed(may_administer(actor), "pipeline"),
            Command::Directory(DirectoryCommand::SaveAccount(_)) => allowed(may_contribute(actor), "account"),
            Command::Directory(DirectoryCommand::SaveContact(_)) => allowed(may_contribute(actor), "contact"),
            Command::Directory(DirectoryCommand::SavePerson(_) | DirectoryCommand::Leave { .. }) => {
                allowed(may_administer(actor), "person")
            }
            // Only their own, which the decision sees to.
            Command::Directory(DirectoryCommand::SaveProfile { .. } | DirectoryCommand::SetAvatar { .. }) => Ok(()),
            Command::Directory(DirectoryCommand::SaveRate(_)) => allowed(may_administer(actor), "rate"),
            Command::Directory(DirectoryCommand::RenameWorkspace { .. }) => allowed(may_administer(actor), "workspace"),
            Command::Import(_) => allowed(may_import(actor), "import"),
            // The room knows whose department a row belongs to.
            Command::Responsibility(_) => Ok(()),
            // One's own inbox is all that it reaches.
            Command::Inbox(_) => Ok(()),
            // What becomes of them is judged.
            Command::View(_) | Command::Undo { .. } => Ok(()),
        }
    }

    /// Whether the actor sees an opportunity, and may change it if that is what they want.
    ///
    /// # Errors
    /// [`Code::NotFound`] for what they do not see, else [`Code::Forbidden`].
    pub fn reach(&self, card: &Opportunity, to_change: bool) -> Result<(), Problem> {
        let owner = self.department(card.owner);
        if !self.scope_of(card.pipeline).is_some_and(|scope| scope.contains(card, owner)) {
            return Err(Problem::not_found("opportunity"));
        }
        allowed(!to_change || may_change(&self.actor, card, owner), "opportunity")
    }

    /// Whether the actor may make a change.
    ///
    /// # Errors
    /// [`Code::Forbidden`] naming what may not be changed; [`Code::NotFound`] for what the actor does not see.
    pub fn check(&self, change: &Change) -> Result<(), Problem> {
        let actor = &self.actor;
        match change {
            Change::OpportunityAdded { opportunity } => {
                let visible = self.scope_of(opportunity.pipeline).is_some();
                allowed(may_contribute(actor) && (visible || self.is_undo), "opportunity")
            }
            // The order of a column is nobody's: ranks of others' cards are spread anew when they have grown long.
            Change::OpportunityChanged { how: How::Reranked, .. } => Ok(()),
            Change::OpportunityChanged { id, sets, .. } => {
                let Some(card) = self.seen(*id)? else { return Ok(()) };
                let owner = self.department(card.owner);
                allowed(self.is_undo && may_contribute(actor) || may_change(actor, card, owner), "opportunity")?;
                for set in sets {
                    match &set.now {
                        Value::Owner(to) if !self.is_undo => {
                            allowed(may_give(actor, card, owner, *to, self.department(*to)), "owner")?;
                        }
                        Value::Stage(pipeline, _) => allowed(self.scope_of(*pipeline).is_some(), "pipeline")?,
                        _ => {}
                    }
                }
                Ok(())
            }
            Change::Described { id, .. } => match self.seen(*id)? {
                Some(card) => allowed(may_change(actor, card, self.department(card.owner)), "opportunity"),
                None => Ok(()),
            },
            Change::Put { was: Some(Record::Person(was)), now: Some(Record::Person(now)) } if is_own(actor, was, now) => Ok(()),
            Change::Put { was, now } => match now.as_ref().or(was.as_ref()) {
                Some(record) => self.check_record(record),
                None => Ok(()),
            },
        }
    }

    fn check_record(&self, record: &Record) -> Result<(), Problem> {
        let may = match record {
            Record::Workspace(_)
            | Record::Person(_)
            | Record::Pipeline(_)
            | Record::Stage(_)
            | Record::CustomField(_)
            | Record::Rate(_) => may_administer(&self.actor),
            Record::Account(_) | Record::Contact(_) => may_contribute(&self.actor),
            Record::Comment(comment) => {
                self.seen(comment.opportunity)?;
                may_contribute(&self.actor)
            }
            Record::File(file) => {
                self.seen(file.opportunity)?;
                may_contribute(&self.actor)
            }
            Record::Handover(handover) => {
                self.seen(handover.opportunity)?;
                may_contribute(&self.actor)
            }
            // Those of others go with what an undo takes back.
            Record::Notification(notification) => notification.person == self.actor.id || self.is_undo && may_contribute(&self.actor),
            Record::Responsibility(_) => !self.is_undo || may_contribute(&self.actor),
            Record::View(view) => !view.shared || may_contribute(&self.actor),
        };
        allowed(may, record.kind())
    }

    /// The card as it was before the changes; none when they make it.
    fn seen(&self, id: OpportunityId) -> Result<Option<&Opportunity>, Problem> {
        let Some(card) = self.cards.get(&id) else { return Ok(None) };
        let owner = self.department(card.owner);
        if self.is_undo || self.scope_of(card.pipeline).is_some_and(|scope| scope.contains(card, owner)) {
            Ok(Some(card))
        } else {
            Err(Problem::not_found("opportunity"))
        }
    }

    fn scope_of(&self, pipeline: PipelineId) -> Option<Scope> {
        // A pipeline that the same command makes is seen by whoever makes it.
        self.pipelines.get(&pipeline).map_or(Some(Scope::All), |visibility| Scope::of(&self.actor, visibility))
    }

    fn department(&self, person: Option<PersonId>) -> Option<Department> {
        self.departments.get(&person?).copied()
    }
}

fn allowed(may: bool, what: &str) -> Result<(), Problem> {
    if may { Ok(()) } else { Err(Problem::of(Code::Forbidden, what)) }
}

#[cfg(test)]
mod tests;
