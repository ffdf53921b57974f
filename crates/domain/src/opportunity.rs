//! The opportunity: what a card is, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    id::*,
    money::Money,
    problem::{Code, Problem},
    rank::Rank,
    text,
    time::{Date, Timestamp},
};

/// A reference to an account or contact together with its name, so that cards and timelines read without a look-up.
/// The id decides; when a command names an unknown id, the name is looked up and, failing that, created under that id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link<Id> {
    /// Whom it points to.
    pub id: Id,
    /// Its name when the link was made or read.
    pub name: String,
}

/// What is to be done next with a customer, and when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NextStep {
    /// What to do, one line.
    pub what: String,
    /// The day.
    pub due: Date,
    /// The time of day in minutes since midnight, if agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minute: Option<u16>,
}

/// Whether an opportunity is still being worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In work.
    #[default]
    Open,
    /// The customer bought.
    Won,
    /// The customer did not buy.
    Lost,
}

impl State {
    /// The word under which it is stored and written in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The state of that word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Won, Self::Lost].into_iter().find(|state| state.as_str() == text)
    }
}

/// The value of a custom field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomValue {
    /// A line of text.
    Text(String),
    /// A number in thousandths: `1500` is 1.5.
    Number(i64),
    /// A day.
    Date(Date),
    /// One of the field's choices.
    Choice(String),
}

/// An opportunity: a possible sale, a card on the board. Its description is kept apart (`Change::Described`), so that boards stay light.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    pub id: OpportunityId,
    pub pipeline: PipelineId,
    pub stage: StageId,
    /// The place within the stage.
    pub rank: Rank,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Link<AccountId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Link<ContactId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The day on which the deal is expected to close, or did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// People of other departments who help.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collaborators: Vec<PersonId>,
    /// Where it came from: trade fair, referral, web.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub campaign: String,
    /// 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<CustomFieldId, CustomValue>,
    /// Entry requirements that a person has confirmed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub checks: BTreeSet<RequirementId>,
    #[serde(default)]
    pub state: State,
    /// Why it was won or lost.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// When it entered its stage.
    pub entered_at: Timestamp,
    /// The last customer contact or stage change: what rotting is counted from.
    pub touched_at: Timestamp,
    pub created_at: Timestamp,
    /// When it went to the recycle bin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// Its id in the system that it was imported from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub external_id: String,
}

/// One field of an opportunity with its value; the unit of editing, conflict, undo and history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Title(String),
    Account(Option<Link<AccountId>>),
    Contact(Option<Link<ContactId>>),
    Amount(Option<Money>),
    CloseOn(Option<Date>),
    Owner(Option<PersonId>),
    Collaborators(Vec<PersonId>),
    Source(String),
    Campaign(String),
    Score(Option<u8>),
    Tags(Vec<String>),
    NextStep(Option<NextStep>),
    Custom(CustomFieldId, Option<CustomValue>),
    Checks(BTreeSet<RequirementId>),
    Stage(PipelineId, StageId),
    Rank(Rank),
    State(State),
    Reason(String),
    ClosedAt(Option<Timestamp>),
    EnteredAt(Timestamp),
    TouchedAt(Timestamp),
    DeletedAt(Option<Timestamp>),
}

/// The name of a field of an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Account,
    Contact,
    Amount,
    CloseOn,
    Owner,
    Collaborators,
    Source,
    Campaign,
    Score,
    Tags,
    NextStep,
    Custom(CustomFieldId),
    Checks,
    Stage,
    Rank,
    State,
    Reason,
    ClosedAt,
    EnteredAt,
    TouchedAt,
    DeletedAt,
}

impl Field {
    /// Fields that a person edits directly, in the order of forms, without the custom ones.
    pub const EDITABLE: [Self; 12] = [
        Self::Title,
        Self::Account,
        Self::Contact,
        Self::Amount,
        Self::CloseOn,
        Self::Owner,
        Self::Collaborators,
        Self::NextStep,
        Self::Source,
        Self::Campaign,
        Self::Score,
        Self::Tags,
    ];

    /// The name in problems, files and URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Amount => "amount",
            Self::CloseOn => "close_on",
            Self::Owner => "owner",
            Self::Collaborators => "collaborators",
            Self::Source => "source",
            Self::Campaign => "campaign",
            Self::Score => "score",
            Self::Tags => "tags",
            Self::NextStep => "next_step",
            Self::Custom(_) => "custom",
            Self::Checks => "checks",
            Self::Stage => "stage",
            Self::Rank => "rank",
            Self::State => "state",
            Self::Reason => "reason",
            Self::ClosedAt => "closed_at",
            Self::EnteredAt => "entered_at",
            Self::TouchedAt => "touched_at",
            Self::DeletedAt => "deleted_at",
        }
    }

    /// Whether an edit may name it; the others follow from moves, closing and deleting.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Custom(_)) || Self::EDITABLE.contains(&self)
    }

    /// Whether the field merely records where or when; such fields never stand in the way of an undo.
    pub fn is_bookkeeping(self) -> bool {
        matches!(self, Self::Rank | Self::EnteredAt | Self::TouchedAt | Self::ClosedAt)
    }
}

impl Value {
    /// Which field it is a value of.
    pub fn field(&self) -> Field {
        match self {
            Self::Title(_) => Field::Title,
            Self::Account(_) => Field::Account,
            Self::Contact(_) => Field::Contact,
            Self::Amount(_) => Field::Amount,
            Self::CloseOn(_) => Field::CloseOn,
            Self::Owner(_) => Field::Owner,
            Self::Collaborators(_) => Field::Collaborators,
            Self::Source(_) => Field::Source,
            Self::Campaign(_) => Field::Campaign,
            Self::Score(_) => Field::Score,
            Self::Tags(_) => Field::Tags,
            Self::NextStep(_) => Field::NextStep,
            Self::Custom(id, _) => Field::Custom(*id),
            Self::Checks(_) => Field::Checks,
            Self::Stage(..) => Field::Stage,
            Self::Rank(_) => Field::Rank,
            Self::State(_) => Field::State,
            Self::Reason(_) => Field::Reason,
            Self::ClosedAt(_) => Field::ClosedAt,
            Self::EnteredAt(_) => Field::EnteredAt,
            Self::TouchedAt(_) => Field::TouchedAt,
            Self::DeletedAt(_) => Field::DeletedAt,
        }
    }

    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Title(text) | Self::Source(text) | Self::Campaign(text) | Self::Reason(text) => text.is_empty(),
            Self::Account(link) => link.is_none(),
            Self::Contact(link) => link.is_none(),
            Self::Amount(amount) => amount.is_none(),
            Self::CloseOn(date) => date.is_none(),
            Self::Owner(person) => person.is_none(),
            Self::Collaborators(people) => people.is_empty(),
            Self::Score(score) => score.is_none(),
            Self::Tags(tags) => tags.is_empty(),
            Self::NextStep(step) => step.is_none(),
            Self::Custom(_, value) => value.is_none(),
            Self::Checks(checks) => checks.is_empty(),
            Self::ClosedAt(at) | Self::DeletedAt(at) => at.is_none(),
            Self::Stage(..) | Self::Rank(_) | Self::State(_) | Self::EnteredAt(_) | Self::TouchedAt(_) => false,
        }
    }

    /// The value as it is stored: texts trimmed, bounds checked.
    ///
    /// # Errors
    /// A problem naming the field.
    pub fn checked(self) -> Result<Self, Problem> {
        Ok(match self {
            Self::Title(title) => Self::Title(text::name("title", &title)?),
            Self::Account(Some(link)) => Self::Account(Some(Link { name: text::name("account", &link.name)?, ..link })),
            Self::Contact(Some(link)) => Self::Contact(Some(Link { name: text::name("contact", &link.name)?, ..link })),
            Self::Amount(Some(amount)) => Self::Amount(Some(amount.checked()?)),
            Self::CloseOn(Some(date)) => Self::CloseOn(Some(sensible("close_on", date)?)),
            Self::Collaborators(mut people) => {
                let mut seen = BTreeSet::new();
                people.retain(|person| seen.insert(*person));
                if people.len() > 50 {
                    return Err(Problem::of(Code::TooLong, "collaborators").with(50));
                }
                Self::Collaborators(people)
            }
            Self::Source(source) => Self::Source(text::line("source", &source, text::NAME_MAX)?),
            Self::Campaign(campaign) => Self::Campaign(text::line("campaign", &campaign, text::NAME_MAX)?),
            Self::Reason(reason) => Self::Reason(text::line("reason", &reason, 500)?),
            Self::Score(Some(score)) if score > 100 => return Err(Problem::of(Code::OutOfRange, "score").with(0).with(100)),
            Self::Tags(tags) => Self::Tags(text::tags(&tags)?),
            Self::NextStep(Some(step)) => {
                if step.minute.is_some_and(|minute| minute >= 1440) {
                    return Err(Problem::of(Code::OutOfRange, "next_step").with(0).with(1439));
                }
                Self::NextStep(Some(NextStep { what: text::name("next_step", &step.what)?, due: sensible("next_step", step.due)?, ..step }))
            }
            Self::Custom(id, Some(CustomValue::Text(line))) => {
                let line = text::line("custom", &line, 1000)?;
                Self::Custom(id, (!line.is_empty()).then_some(CustomValue::Text(line)))
            }
            other => other,
        })
    }
}

/// A day between 1900 and 2200; typing errors lie outside.
///
/// # Errors
/// [`Code::OutOfRange`].
pub fn sensible(field: &str, date: Date) -> Result<Date, Problem> {
    if (1900..=2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(Problem::of(Code::OutOfRange, field).with("1900-01-01").with("2200-12-31"))
    }
}

impl Opportunity {
    /// A new open opportunity with nothing filled in but its title.
    pub fn new(id: OpportunityId, pipeline: PipelineId, stage: StageId, rank: Rank, title: String, at: Timestamp) -> Self {
        Self {
            id,
            pipeline,
            stage,
            rank,
            title,
            account: None,
            contact: None,
            amount: None,
            close_on: None,
            owner: None,
            collaborators: Vec::new(),
            source: String::new(),
            campaign: String::new(),
            score: None,
            tags: Vec::new(),
            next_step: None,
            custom: BTreeMap::new(),
            checks: BTreeSet::new(),
            state: State::Open,
            reason: String::new(),
            closed_at: None,
            entered_at: at,
            touched_at: at,
            created_at: at,
            deleted_at: None,
            external_id: String::new(),
        }
    }

    /// The present value of a field.
    pub fn get(&self, field: Field) -> Value {
        match field {
            Field::Title => Value::Title(self.title.clone()),
            Field::Account => Value::Account(self.account.clone()),
            Field::Contact => Value::Contact(self.contact.clone()),
            Field::Amount => Value::Amount(self.amount),
            Field::CloseOn => Value::CloseOn(self.close_on),
            Field::Owner => Value::Owner(self.owner),
            Field::Collaborators => Value::Collaborators(self.collaborators.clone()),
            Field::Source => Value::Source(self.source.clone()),
            Field::Campaign => Value::Campaign(self.campaign.clone()),
            Field::Score => Value::Score(self.score),
            Field::Tags => Value::Tags(self.tags.clone()),
            Field::NextStep => Value::NextStep(self.next_step.clone()),
            Field::Custom(id) => Value::Custom(id, self.custom.get(&id).cloned()),
            Field::Checks => Value::Checks(self.checks.clone()),
            Field::Stage => Value::Stage(self.pipeline, self.stage),
            Field::Rank => Value::Rank(self.rank.clone()),
            Field::State => Value::State(self.state),
            Field::Reason => Value::Reason(self.reason.clone()),
            Field::ClosedAt => Value::ClosedAt(self.closed_at),
            Field::EnteredAt => Value::EnteredAt(self.entered_at),
            Field::TouchedAt => Value::TouchedAt(self.touched_at),
            Field::DeletedAt => Value::DeletedAt(self.deleted_at),
        }
    }

    /// Puts a value into its field.
    pub fn set(&mut self, value: Value) {
        match value {
            Value::Title(title) => self.title = title,
            Value::Account(account) => self.account = account,
            Value::Contact(contact) => self.contact = contact,
            Value::Amount(amount) => self.amount = amount,
            Value::CloseOn(date) => self.close_on = date,
            Value::Owner(owner) => self.owner = owner,
            Value::Collaborators(people) => self.collaborators = people,
            Value::Source(source) => self.source = source,
            Value::Campaign(campaign) => self.campaign = campaign,
            Value::Score(score) => self.score = score,
            Value::Tags(tags) => self.tags = tags,
            Value::NextStep(step) => self.next_step = step,
            Value::Custom(id, Some(value)) => {
                self.custom.insert(id, value);
            }
            Value::Custom(id, None) => {
                self.custom.remove(&id);
            }
            Value::Checks(checks) => self.checks = checks,
            Value::Stage(pipeline, stage) => (self.pipeline, self.stage) = (pipeline, stage),
            Value::Rank(rank) => self.rank = rank,
            Value::State(state) => self.state = state,
            Value::Reason(reason) => self.reason = reason,
            Value::ClosedAt(at) => self.closed_at = at,
            Value::EnteredAt(at) => self.entered_at = at,
            Value::TouchedAt(at) => self.touched_at = at,
            Value::DeletedAt(at) => self.deleted_at = at,
        }
    }

    /// The text that searches look through, folded; account and contact names are searched where they live.
    pub fn search_text(&self) -> String {
        let step = self.next_step.as_ref().map(|step| step.what.as_str()).unwrap_or_default();
        let parts = [self.title.as_str(), &self.tags.join(" "), step, &self.source, &self.campaign, &self.external_id].map(str::to_owned);
        text::fold(&parts.join("\n"))
    }
}
