//! What can go wrong, as a code that the interface translates; one type for the browser, the server and the import.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{id::OpportunityId, opportunity::Value};

/// Why something was refused. The text shown to people is made from it in their language (`locale::problem`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What happened.
    pub code: Code,
    /// The field concerned, in the words of the data model (`amount`, `title`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Numbers and names to show, by position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<String>,
    /// With [`Code::Conflict`]: each field that another person changed meanwhile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// With [`Code::Missing`]: what the stage asks for and the card lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// One field in three versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The opportunity concerned.
    pub opportunity: OpportunityId,
    /// What the author saw when starting to edit.
    pub before: Value,
    /// What another person stored meanwhile.
    pub theirs: Value,
    /// What the author wants.
    pub yours: Value,
}

/// What one card lacks for entering a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// The opportunity concerned.
    pub opportunity: OpportunityId,
    /// The unmet entry requirements of the stage, in its order.
    pub requirements: Vec<crate::pipeline::Requirement>,
}

/// The kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The text of an id, number or date cannot be read.
    Malformed,
    /// A required value is empty.
    Required,
    /// Longer or larger than allowed; parameter: the limit.
    TooLong,
    /// Outside the allowed range; parameters: least, most.
    OutOfRange,
    /// Not a valid value for this field.
    Invalid,
    /// The name is taken.
    Taken,
    /// It does not exist, or no longer.
    NotFound,
    /// Another person changed the same field meanwhile.
    Conflict,
    /// Another person has moved the card elsewhere meanwhile; parameters: the card, the stage where it is now.
    Overtaken,
    /// Another person has written something else there meanwhile; parameter: what stands there now.
    Rewritten,
    /// The stage's hard limit is reached; parameters: stage, limit.
    StageFull,
    /// The stage's entry checklist is not met.
    Missing,
    /// The opportunity is closed; reopen it first.
    Closed,
    /// It is in the recycle bin; restore it first.
    Deleted,
    /// It still holds something; say where that goes. Of a person: how many open opportunities, roles and rows of the matrix.
    NotEmpty,
    /// The last one cannot be removed.
    LastOne,
    /// There is nothing to undo, or it was undone already.
    NothingToUndo,
    /// It changed since, so it can no longer be undone; parameter: what.
    ChangedSince,
    /// The person may not do that.
    Forbidden,
    /// Nobody is signed in, or no longer.
    SignedOut,
    /// The address or the password is wrong; which, nobody is told.
    WrongPassword,
    /// The code of the second factor is wrong, or was used before.
    WrongCode,
    /// The link was used, taken back, or has expired.
    Expired,
    /// The password is too short or too long; parameters: least, most.
    PasswordLength,
    /// The password is the person's own name or address.
    PasswordGuessable,
    /// The request is larger than allowed; parameter: the limit in bytes.
    TooLarge,
    /// Too many requests; try again later.
    TooMany,
    /// The store is busy or full; nothing was changed, try again.
    Unavailable,
    /// The disk is full; nothing was changed.
    DiskFull,
    /// The page is older than the server; reload.
    Outdated,
    /// The browser cannot reach the server.
    Offline,
    /// A fault of ours; parameter: the id under which it was logged.
    Internal,
}

impl Code {
    /// The HTTP status with which the code is answered.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict
            | Self::Overtaken
            | Self::Rewritten
            | Self::ChangedSince
            | Self::Taken
            | Self::NotEmpty
            | Self::LastOne
            | Self::NothingToUndo => 409,
            Self::Outdated | Self::Expired => 410,
            Self::TooLarge => 413,
            Self::Required | Self::TooLong | Self::OutOfRange | Self::Invalid => 422,
            Self::WrongPassword | Self::WrongCode | Self::PasswordLength | Self::PasswordGuessable => 422,
            Self::StageFull | Self::Missing | Self::Closed | Self::Deleted => 422,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::Offline => 503,
            Self::DiskFull => 507,
        }
    }

    /// Whether the same command may succeed later without being changed.
    pub fn is_passing(self) -> bool {
        matches!(self, Self::TooMany | Self::Unavailable | Self::DiskFull | Self::Offline)
    }
}

impl Problem {
    /// A problem that needs no further words.
    pub fn new(code: Code) -> Self {
        Self { code, field: None, params: Vec::new(), conflicts: Vec::new(), missing: Vec::new() }
    }

    /// A problem of one field.
    pub fn of(code: Code, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code) }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, param: impl ToString) -> Self {
        self.params.push(param.to_string());
        self
    }

    /// Something that cannot be read.
    pub fn malformed(field: &str) -> Self {
        Self::of(Code::Malformed, field)
    }

    /// Something that does not exist, or not where it was looked for.
    pub fn not_found(field: &str) -> Self {
        Self::of(Code::NotFound, field)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code)?;
        if let Some(field) = &self.field {
            write!(f, " {field}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
