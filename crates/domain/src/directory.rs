//! People, accounts, contacts and exchange rates: whom a workspace knows.

mod leaving;

use serde::{Deserialize, Serialize};

pub use self::leaving::Burden;
use crate::{
    board::Author,
    change::Change,
    id::*,
    money::{Currency, Rate},
    opportunity::Link,
    problem::{Code, Problem},
    record::Record,
    text,
    time::Timestamp,
};

/// A workspace: one company's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    pub id: WorkspaceId,
    /// The short name in URLs: lower-case letters, digits and hyphens.
    pub slug: String,
    pub name: String,
    /// The currency of totals.
    pub currency: Currency,
    /// Generated sample data, and says so.
    pub sample: bool,
    pub created_at: Timestamp,
}

/// Most characters of the name of a time zone.
pub const ZONE_MAX: usize = 64;

/// The departments that work together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    #[default]
    Sales,
    Marketing,
    Service,
    Product,
    Management,
}

impl Department {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Sales, Self::Marketing, Self::Service, Self::Product, Self::Management];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Marketing => "marketing",
            Self::Service => "service",
            Self::Product => "product",
            Self::Management => "management",
        }
    }

    /// The department of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|department| department.as_str() == text)
    }
}

/// What a person may do in the workspace, from most to least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everything, also people, pipelines and settings.
    Administrator,
    /// What a member may, and all that concerns the own department.
    Lead,
    /// Works on what they own or collaborate on.
    #[default]
    Member,
    /// Reads.
    Viewer,
}

impl Access {
    /// All of them, from most to least.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Lead, Self::Member, Self::Viewer];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Lead => "lead",
            Self::Member => "member",
            Self::Viewer => "viewer",
        }
    }

    /// The access of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|access| access.as_str() == text)
    }
}

/// A person of the workspace, who acts and owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub department: Department,
    /// What they may do.
    #[serde(default)]
    pub access: Access,
    /// No longer active people keep their history but cannot be chosen.
    pub active: bool,
    /// The name of their time zone (IANA); empty for that of the browser.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// Their picture; without one the initials stand for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
}

impl Person {
    /// An active member.
    pub fn member(id: PersonId, name: String, department: Department) -> Self {
        Self { id, name, department, access: Access::Member, active: true, zone: String::new(), avatar: None }
    }
}

/// A customer organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub industry: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub location: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub website: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// The name of the company that it belongs to, if any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Removed by an undo; kept because cards in the bin still name it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// A person at an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

impl Account {
    /// An account of which only the name is known.
    pub fn named(id: AccountId, name: String) -> Self {
        let empty = String::new;
        Self { id, name, industry: empty(), location: empty(), website: empty(), phone: empty(), parent: empty(), deleted: false }
    }

    /// The account as it is stored.
    ///
    /// # Errors
    /// A problem naming the field.
    pub fn checked(self) -> Result<Self, Problem> {
        Ok(Self {
            name: text::name("account", &self.name)?,
            industry: text::line("industry", &self.industry, text::NAME_MAX)?,
            location: text::line("location", &self.location, text::NAME_MAX)?,
            website: text::line("website", &self.website, text::NAME_MAX)?,
            phone: text::line("phone", &self.phone, text::NAME_MAX)?,
            parent: text::line("parent", &self.parent, text::NAME_MAX)?,
            ..self
        })
    }
}

impl Contact {
    /// A contact of which only the name is known.
    pub fn named(id: ContactId, account: Option<AccountId>, name: String) -> Self {
        Self { id, account, name, email: String::new(), phone: String::new(), role: String::new(), deleted: false }
    }

    /// The contact as it is stored.
    ///
    /// # Errors
    /// A problem naming the field.
    pub fn checked(self) -> Result<Self, Problem> {
        Ok(Self {
            name: text::name("contact", &self.name)?,
            email: text::line("email", &self.email, text::NAME_MAX)?,
            phone: text::line("phone", &self.phone, text::NAME_MAX)?,
            role: text::line("role", &self.role, text::NAME_MAX)?,
            ..self
        })
    }
}

/// What can be done to people, accounts and rates. A `Save…` of an unknown id makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryCommand {
    /// All but zone and picture, which are the person's own affair.
    SavePerson(Person),
    /// What whoever acts says of themselves; only what is named changes.
    SaveProfile {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    /// Gives whoever acts a picture, or takes it away.
    SetAvatar {
        avatar: Option<AvatarId>,
    },
    SaveAccount(Account),
    SaveContact(Contact),
    SaveRate(Rate),
    RenameWorkspace {
        name: String,
        currency: Currency,
    },
    /// Hands everything of a person to another one and deactivates the person.
    Leave {
        person: PersonId,
        successor: PersonId,
    },
}

/// What is known when a directory command is decided.
#[derive(Clone, Debug, Default)]
pub struct DirectoryFacts {
    /// The record with the command's id (for a rate: of its currency and day; for a profile: of whoever acts), if there is one.
    pub present: Option<Record>,
    /// Another live account, or active person, of the same folded name.
    pub namesake: bool,
    /// The workspace.
    pub workspace: Option<Workspace>,
    /// What belongs to the person who is deactivated.
    pub burden: Burden,
    /// Who takes over.
    pub successor: Option<Person>,
    /// Whether there is another active administrator.
    pub other_administrators: bool,
    /// Ids for what is made on the way.
    pub ids: Option<Ids>,
}

impl DirectoryFacts {
    /// The last administrator stays one, or nobody could let others in any more.
    fn keep_administrator(&self, was: &Person, now: Option<&Person>) -> Result<(), Problem> {
        let administers = |person: &Person| person.active && person.access == Access::Administrator;
        if administers(was) && !now.is_some_and(administers) && !self.other_administrators {
            return Err(Problem::of(Code::LastOne, "administrator"));
        }
        Ok(())
    }
}

impl DirectoryFacts {
    fn own(&self) -> Result<Person, Problem> {
        match &self.present {
            Some(Record::Person(person)) => Ok(person.clone()),
            _ => Err(Problem::not_found("person")),
        }
    }
}

/// A text in the form of a time zone's name, such as `Asia/Shanghai`; whether there is such a zone, the server knows.
fn zone_name(text: &str) -> Result<String, Problem> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+');
    if text.len() <= ZONE_MAX && text.chars().all(is_plain) { Ok(text.to_owned()) } else { Err(Problem::of(Code::Invalid, "zone")) }
}

/// Decides a directory command.
///
/// # Errors
/// A problem naming the field; then nothing is changed.
pub fn decide(facts: &DirectoryFacts, command: &DirectoryCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    let now = match command.clone() {
        DirectoryCommand::SavePerson(person) => {
            let (zone, avatar) = match &facts.present {
                Some(Record::Person(was)) => (was.zone.clone(), was.avatar),
                _ => (String::new(), None),
            };
            Record::Person(Person { name: text::name("person", &person.name)?, zone, avatar, ..person })
        }
        DirectoryCommand::SaveProfile { name, zone } => {
            let was = facts.own()?;
            let name = name.map_or_else(|| Ok(was.name.clone()), |name| text::name("person", &name))?;
            let zone = zone.map_or_else(|| Ok(was.zone.clone()), |zone| zone_name(&zone))?;
            Record::Person(Person { name, zone, ..was })
        }
        DirectoryCommand::SetAvatar { avatar } => Record::Person(Person { avatar, ..facts.own()? }),
        DirectoryCommand::SaveAccount(account) => Record::Account(account.checked()?),
        DirectoryCommand::SaveContact(contact) => Record::Contact(contact.checked()?),
        DirectoryCommand::SaveRate(rate) if rate.micros > 0 && rate.micros <= 1_000_000_000_000 => Record::Rate(rate),
        DirectoryCommand::SaveRate(_) => return Err(Problem::of(Code::OutOfRange, "rate").with(0).with(1_000_000)),
        DirectoryCommand::Leave { .. } => {
            let Some(Record::Person(person)) = &facts.present else { return Err(Problem::not_found("person")) };
            let successor = facts.successor.as_ref().ok_or_else(|| Problem::not_found("successor"))?;
            facts.keep_administrator(person, None)?;
            let mut ids = facts.ids.clone();
            let ids = std::iter::from_fn(|| ids.as_mut().map(|ids| HoldingId(ids.take())));
            return leaving::decide(&facts.burden, person, successor, ids, author);
        }
        DirectoryCommand::RenameWorkspace { name, currency } => {
            let was = facts.workspace.clone().ok_or_else(|| Problem::not_found("workspace"))?;
            let now = Workspace { name: text::name("workspace", &name)?, currency, ..was.clone() };
            return Ok(Change::replaced(Record::Workspace(was), Record::Workspace(now)));
        }
    };
    if let (Some(Record::Person(was)), Record::Person(now)) = (&facts.present, &now) {
        facts.keep_administrator(was, Some(now))?;
        let counts = facts.burden.counts(was.id, author.at);
        if was.active && !now.active && counts.iter().any(|count| *count > 0) {
            let problem = Problem::of(Code::NotEmpty, "person");
            return Err(counts.into_iter().fold(problem, Problem::with));
        }
    }
    if facts.namesake {
        return Err(Problem::of(Code::Taken, now.kind()));
    }
    Ok(match facts.present.clone() {
        Some(was) => Change::replaced(was, now),
        None => vec![Change::made(now)],
    })
}

/// Finds whom a link means, or makes it: by id, else by name, else new under the link's id.
/// `by_id` and `by_name` are live accounts of the workspace.
pub fn resolve_account(link: &Link<AccountId>, by_id: Option<&Account>, by_name: Option<&Account>) -> (Link<AccountId>, Option<Change>) {
    match by_id.or(by_name) {
        Some(account) => (Link { id: account.id, name: account.name.clone() }, None),
        None => (link.clone(), Some(Change::made(Record::Account(Account::named(link.id, link.name.clone()))))),
    }
}

/// The same for a contact; `by_name` is looked for within the opportunity's account.
pub fn resolve_contact(
    link: &Link<ContactId>,
    account: Option<AccountId>,
    by_id: Option<&Contact>,
    by_name: Option<&Contact>,
) -> (Link<ContactId>, Option<Change>) {
    match by_id.or(by_name) {
        Some(contact) => (Link { id: contact.id, name: contact.name.clone() }, None),
        None => (link.clone(), Some(Change::made(Record::Contact(Contact::named(link.id, account, link.name.clone()))))),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn author() -> Author {
        Author { person: PersonId(Uuid::nil()), at: Timestamp(0) }
    }

    fn mia() -> Person {
        let avatar = Some(AvatarId(Uuid::max()));
        Person { zone: "Asia/Shanghai".to_owned(), avatar, ..Person::member(PersonId(Uuid::nil()), "Mia".to_owned(), Department::Sales) }
    }

    fn decided(command: &DirectoryCommand) -> Result<Person, Problem> {
        let facts = DirectoryFacts { present: Some(Record::Person(mia())), ..DirectoryFacts::default() };
        match decide(&facts, command, &author())?.pop() {
            Some(Change::Put { now: Some(Record::Person(person)), .. }) => Ok(person),
            _ => Ok(mia()),
        }
    }

    #[test]
    fn a_profile_changes_what_is_named_alone() {
        let name = DirectoryCommand::SaveProfile { name: Some(" Mia  Wong ".to_owned()), zone: None };
        assert_eq!(decided(&name), Ok(Person { name: "Mia Wong".to_owned(), ..mia() }));
        let zone = DirectoryCommand::SaveProfile { name: None, zone: Some(String::new()) };
        assert_eq!(decided(&zone), Ok(Person { zone: String::new(), ..mia() }));
        assert_eq!(decided(&DirectoryCommand::SetAvatar { avatar: None }), Ok(Person { avatar: None, ..mia() }));
        for zone in ["Mars; drop", "../etc/passwd\n", &"a".repeat(65)] {
            let save = DirectoryCommand::SaveProfile { name: None, zone: Some((*zone).to_owned()) };
            assert_eq!(decided(&save), Err(Problem::of(Code::Invalid, "zone")), "{zone}");
        }
    }

    #[test]
    fn who_keeps_people_leaves_their_zone_and_picture_alone() {
        let moved = Person { department: Department::Product, zone: "UTC".to_owned(), avatar: None, ..mia() };
        assert_eq!(decided(&DirectoryCommand::SavePerson(moved)), Ok(Person { department: Department::Product, ..mia() }));
    }
}
