//! What people are told about the cards of others' doing: notifications, each for one person alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    board::Author,
    change::{Change, How},
    handover::Handover,
    id::*,
    opportunity::Value,
    record::Record,
    time::{DAY_MS, Timestamp},
};

/// Days after which what was read is not shown any more.
pub const KEPT_DAYS: i64 = 90;
/// Most notifications that one command marks as read.
pub const READ_MAX: usize = 200;
/// So many cards of one command are told one by one to the same person; more of them together.
pub const SINGLE_MAX: usize = 5;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A stage's rule gave them a card.
    HandedOver,
    /// A stage's rule passed their card on.
    PassedOn,
    /// Somebody gave them a card.
    Given,
    /// Somebody gave their card to another, or to nobody.
    Taken,
    /// Somebody asked for their help with a card.
    Involved,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::HandedOver, Self::PassedOn, Self::Given, Self::Taken, Self::Involved];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::PassedOn => "passed_on",
            Self::Given => "given",
            Self::Taken => "taken",
            Self::Involved => "involved",
        }
    }

    /// The kind of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One entry of somebody's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    pub id: NotificationId,
    /// Whom it is for; nobody else is shown it.
    pub person: PersonId,
    pub kind: Kind,
    pub opportunity: OpportunityId,
    /// How many further cards it speaks of.
    #[serde(default)]
    pub more: i64,
    /// The stage whose rule it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// The hand-over with its note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<HandoverId>,
    /// Who owns the card now, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    pub actor: PersonId,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

impl Notification {
    /// The instant before which what was read is not shown any more.
    pub fn kept_since(now: Timestamp) -> Timestamp {
        Timestamp(now.0 - KEPT_DAYS * DAY_MS)
    }
}

/// A notification with what it speaks of, as far as its person sees that now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub notification: Notification,
    /// The card's title, if it is seen.
    pub title: Option<String>,
    /// The card's pipeline, if it is seen.
    pub pipeline: Option<PipelineId>,
    /// The name of the stage whose rule it was, if it is still there.
    pub stage: Option<String>,
    /// What was said at the hand-over, in Markdown.
    pub note: String,
}

/// What can be done with one's own inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxCommand {
    /// Marks these as read, at most [`READ_MAX`]; those that are gone or read already are passed over.
    Read { ids: Vec<NotificationId> },
    /// Marks the newest unread ones as read, at most [`READ_MAX`].
    ReadAll,
}

/// Decides an inbox command; `present` are the acting person's own notifications that it concerns.
pub fn decide(present: &[Notification], author: &Author) -> Vec<Change> {
    let unread = present.iter().filter(|it| it.person == author.person && it.read_at.is_none()).take(READ_MAX);
    let read = unread.flat_map(|it| {
        let now = Notification { read_at: Some(author.at), ..it.clone() };
        Change::replaced(Record::Notification(it.clone()), Record::Notification(now))
    });
    read.collect()
}

/// One thing to tell one person.
struct Word {
    opportunity: OpportunityId,
    stage: Option<StageId>,
    handover: Option<HandoverId>,
    owner: Option<PersonId>,
}

/// The notifications that follow from a board command's changes. Nobody is told of an own act.
pub fn react(changes: &[Change], author: &Author, ids: &mut Ids) -> Vec<Change> {
    let mut told: BTreeMap<(Kind, PersonId, Option<StageId>), Vec<Word>> = BTreeMap::new();
    let mut tell = |kind: Kind, person: Option<PersonId>, word: Word| {
        if let Some(person) = person.filter(|person| *person != author.person) {
            told.entry((kind, person, word.stage)).or_default().push(word);
        }
    };
    // A card that is passed on as it is made never was with its first owner.
    let passed: BTreeSet<OpportunityId> = changes.iter().filter_map(handover).filter(|it| it.passes()).map(|it| it.opportunity).collect();
    let mut new = BTreeSet::new();
    for change in changes {
        match change {
            Change::OpportunityAdded { opportunity } => {
                new.insert(opportunity.id);
                let word = || Word { opportunity: opportunity.id, stage: None, handover: None, owner: None };
                if !passed.contains(&opportunity.id) {
                    tell(Kind::Given, opportunity.owner, word());
                }
                opportunity.collaborators.iter().for_each(|person| tell(Kind::Involved, Some(*person), word()));
            }
            Change::OpportunityChanged { id, how: How::Edited, sets } => {
                for set in sets {
                    let word = |owner| Word { opportunity: *id, stage: None, handover: None, owner };
                    match (&set.was, &set.now) {
                        (Value::Owner(was), Value::Owner(now)) => {
                            tell(Kind::Given, *now, word(None));
                            tell(Kind::Taken, *was, word(*now));
                        }
                        (Value::Collaborators(was), Value::Collaborators(now)) => {
                            let added = now.iter().filter(|person| !was.contains(person));
                            added.for_each(|person| tell(Kind::Involved, Some(*person), word(None)));
                        }
                        _ => {}
                    }
                }
            }
            _ => {
                let Some(it) = handover(change).filter(|it| it.passes()) else { continue };
                let word = |owner| Word { opportunity: it.opportunity, stage: Some(it.stage), handover: Some(it.id), owner };
                tell(Kind::HandedOver, it.to, word(None));
                if !new.contains(&it.opportunity) {
                    tell(Kind::PassedOn, it.from, word(it.to));
                }
            }
        }
    }
    let mut made = Vec::new();
    for ((kind, person, _), mut words) in told {
        let more = if words.len() > SINGLE_MAX { words.len() - 1 } else { 0 };
        words.truncate(words.len() - more);
        made.extend(words.into_iter().map(|word| {
            Change::made(Record::Notification(Notification {
                id: NotificationId(ids.take()),
                person,
                kind,
                opportunity: word.opportunity,
                more: i64::try_from(more).unwrap_or(i64::MAX),
                stage: word.stage,
                handover: word.handover,
                owner: word.owner,
                actor: author.person,
                at: author.at,
                read_at: None,
            }))
        }));
    }
    made
}

fn handover(change: &Change) -> Option<&Handover> {
    match change {
        Change::Put { was: None, now: Some(Record::Handover(handover)) } => Some(handover),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
