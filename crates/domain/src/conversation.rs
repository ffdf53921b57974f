//! What is said about an opportunity and attached to it: description, comments, files.

use serde::{Deserialize, Serialize};

use crate::{
    board::Author,
    change::{Change, How, Set},
    id::*,
    opportunity::{Opportunity, Value},
    problem::{Code, Problem},
    record::Record,
    text,
    time::Timestamp,
};

/// Largest file that can be attached, in bytes.
pub const FILE_MAX: u64 = 25 * 1024 * 1024;

/// A comment in Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    pub opportunity: OpportunityId,
    pub author: PersonId,
    pub text: String,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

/// A file attached to an opportunity; its bytes lie in the file store under its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub id: FileId,
    pub opportunity: OpportunityId,
    pub author: PersonId,
    /// The name it was uploaded under; never used as a path.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub created_at: Timestamp,
}

/// What can be said and attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationCommand {
    /// Replaces the description; refused when another person changed it meanwhile.
    Describe { opportunity: OpportunityId, before: String, after: String },
    /// Adds a comment; `contact`: it records a contact with the customer, so that the card no longer rots.
    Comment { id: CommentId, opportunity: OpportunityId, text: String, contact: bool },
    /// Changes a comment of one's own.
    EditComment { id: CommentId, text: String },
    /// Deletes a comment of one's own.
    DeleteComment { id: CommentId },
    /// Attaches a file whose bytes have been stored.
    Attach { id: FileId, opportunity: OpportunityId, name: String, size: u64 },
    /// Detaches a file; its bytes stay until it can no longer be undone.
    Detach { id: FileId },
}

/// What is known when such a command is decided.
#[derive(Clone, Debug, Default)]
pub struct ConversationFacts {
    /// The opportunity concerned.
    pub opportunity: Option<Opportunity>,
    /// Its description.
    pub description: String,
    /// The comment concerned.
    pub comment: Option<Comment>,
    /// The file concerned.
    pub file: Option<File>,
}

/// Decides a conversation command.
///
/// # Errors
/// A problem naming the field; then nothing is changed.
pub fn decide(facts: &ConversationFacts, command: &ConversationCommand, author: &Author) -> Result<Vec<Change>, Problem> {
    let card = facts.opportunity.as_ref().ok_or_else(|| Problem::not_found("opportunity"))?;
    let own_comment = || match &facts.comment {
        None => Err(Problem::not_found("comment")),
        Some(comment) if comment.author != author.person => Err(Problem::of(Code::Forbidden, "comment")),
        Some(comment) => Ok(comment.clone()),
    };
    match command {
        ConversationCommand::Describe { before, after, .. } => {
            let after = text::body("description", after)?;
            if facts.description != *before && facts.description != after {
                return Err(Problem::of(Code::Conflict, "description").with(&facts.description));
            }
            let change = Change::Described { id: card.id, was: facts.description.clone(), now: after.clone() };
            Ok(if facts.description == after { Vec::new() } else { vec![change] })
        }
        ConversationCommand::Comment { id, text, contact, .. } => {
            let comment = Comment {
                id: *id,
                opportunity: card.id,
                author: author.person,
                text: spoken(text)?,
                created_at: author.at,
                edited_at: None,
            };
            let mut changes = vec![Change::made(Record::Comment(comment))];
            if *contact {
                let sets = Set::differing(card, [Value::TouchedAt(author.at)]);
                changes.push(Change::OpportunityChanged { id: card.id, how: How::Contacted, sets });
            }
            Ok(changes)
        }
        ConversationCommand::EditComment { text, .. } => {
            let was = own_comment()?;
            let now = Comment { text: spoken(text)?, edited_at: Some(author.at), ..was.clone() };
            Ok(if was.text == now.text { Vec::new() } else { Change::replaced(Record::Comment(was), Record::Comment(now)) })
        }
        ConversationCommand::DeleteComment { .. } => Ok(vec![Change::gone(Record::Comment(own_comment()?))]),
        ConversationCommand::Attach { id, name, size, .. } => {
            if *size > FILE_MAX {
                return Err(Problem::of(Code::TooLarge, "file").with(FILE_MAX));
            }
            let name = text::name("file", name)?;
            let file = File { id: *id, opportunity: card.id, author: author.person, name, size: *size, created_at: author.at };
            Ok(vec![Change::made(Record::File(file))])
        }
        ConversationCommand::Detach { .. } => {
            let file = facts.file.clone().ok_or_else(|| Problem::not_found("file"))?;
            Ok(vec![Change::gone(Record::File(file))])
        }
    }
}

fn spoken(raw: &str) -> Result<String, Problem> {
    let text = text::body("comment", raw)?;
    if text.trim().is_empty() { Err(Problem::of(Code::Required, "comment")) } else { Ok(text.trim().to_owned()) }
}
