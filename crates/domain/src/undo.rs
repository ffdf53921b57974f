//! Taking back: the inverse of a command's changes, as long as nobody has changed the same things since.

use crate::{
    board::Author,
    change::{Change, How, Set},
    opportunity::{Opportunity, Value},
    problem::{Code, Problem},
    record::Record,
};

/// What is there now, for one change that is to be taken back.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// The opportunity that the change is about.
    pub opportunity: Option<Opportunity>,
    /// Its description.
    pub description: String,
    /// The record of the same kind and key that the change is about.
    pub record: Option<Record>,
}

/// The changes that take `change` back; several of them are inverted last first.
///
/// A new opportunity goes to the recycle bin, even when it was worked on since: nothing is lost there.
///
/// # Errors
/// [`Code::ChangedSince`] naming what stands in the way.
pub fn invert(change: &Change, present: &Present, author: &Author) -> Result<Vec<Change>, Problem> {
    match change {
        Change::OpportunityAdded { .. } => {
            let Some(card) = &present.opportunity else { return Ok(Vec::new()) };
            let deleted_at = Some(card.deleted_at.unwrap_or(author.at));
            let sets = Set::differing(card, [Value::DeletedAt(deleted_at)]);
            Ok(if sets.is_empty() { Vec::new() } else { vec![Change::OpportunityChanged { id: card.id, how: How::Deleted, sets }] })
        }
        Change::OpportunityChanged { id, how, sets } => {
            if *how == How::Reranked {
                return Ok(Vec::new());
            }
            let card = present.opportunity.as_ref().ok_or_else(|| Problem::not_found("opportunity"))?;
            for set in sets {
                let now = card.get(set.now.field());
                if now != set.now && !set.now.field().is_bookkeeping() {
                    return Err(Problem::of(Code::ChangedSince, set.now.field().name()).with(&card.title));
                }
            }
            let sets = Set::differing(card, sets.iter().map(|set| set.was.clone()));
            let how = match how {
                How::Deleted => How::Restored,
                How::Restored => How::Deleted,
                _ => How::Undone,
            };
            Ok(if sets.is_empty() { Vec::new() } else { vec![Change::OpportunityChanged { id: *id, how, sets }] })
        }
        Change::Described { id, was, now } => {
            if present.description != *now {
                return Err(Problem::of(Code::ChangedSince, "description"));
            }
            Ok(vec![Change::Described { id: *id, was: now.clone(), now: was.clone() }])
        }
        Change::Put { was: None, now: Some(made) } => Ok(match (made, present.record.clone()) {
            (_, None) => Vec::new(),
            (_, Some(Record::Account(account))) => {
                let gone = crate::directory::Account { deleted: true, ..account.clone() };
                Change::replaced(Record::Account(account), Record::Account(gone))
            }
            (_, Some(Record::Contact(contact))) => {
                let gone = crate::directory::Contact { deleted: true, ..contact.clone() };
                Change::replaced(Record::Contact(contact), Record::Contact(gone))
            }
            (_, Some(Record::Person(person))) => {
                let gone = crate::directory::Person { active: false, ..person.clone() };
                Change::replaced(Record::Person(person), Record::Person(gone))
            }
            // What somebody has read cannot be unsaid.
            (_, Some(Record::Notification(told))) if told.read_at.is_some() => Vec::new(),
            (made, Some(now)) if *made == now => vec![Change::gone(now)],
            (made, Some(_)) => return Err(Problem::of(Code::ChangedSince, made.kind())),
        }),
        Change::Put { was, now } => {
            if present.record != *now {
                let kind = was.as_ref().map_or("record", Record::kind);
                return Err(Problem::of(Code::ChangedSince, kind));
            }
            Ok(vec![Change::Put { was: now.clone(), now: was.clone() }])
        }
    }
}
