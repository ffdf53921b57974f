//! Everything that is stored whole: one enum, so that history, undo and replay need no case of their own.

use serde::{Deserialize, Serialize};

use crate::{
    conversation::{Comment, File},
    directory::{Account, Contact, Person, Workspace},
    handover::Handover,
    inbox::Notification,
    money::Rate,
    pipeline::{CustomField, Pipeline, Stage},
    responsibility::Part,
    view::View,
};

/// One stored thing other than an opportunity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    Workspace(Workspace),
    Person(Person),
    Account(Account),
    Contact(Contact),
    Pipeline(Pipeline),
    Stage(Stage),
    CustomField(CustomField),
    Comment(Comment),
    File(File),
    View(View),
    Rate(Rate),
    /// Of roles, responsibilities and the matrix between them.
    Responsibility(Part),
    Handover(Handover),
    Notification(Notification),
}

impl Record {
    /// The word for its kind, as in the change log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Workspace(_) => "workspace",
            Self::Person(_) => "person",
            Self::Account(_) => "account",
            Self::Contact(_) => "contact",
            Self::Pipeline(_) => "pipeline",
            Self::Stage(_) => "stage",
            Self::CustomField(_) => "custom_field",
            Self::Comment(_) => "comment",
            Self::File(_) => "file",
            Self::View(_) => "view",
            Self::Rate(_) => "rate",
            Self::Responsibility(part) => part.kind(),
            Self::Handover(_) => "handover",
            Self::Notification(_) => "notification",
        }
    }

    /// Its id within its kind.
    pub fn key(&self) -> String {
        match self {
            Self::Workspace(it) => it.id.to_string(),
            Self::Person(it) => it.id.to_string(),
            Self::Account(it) => it.id.to_string(),
            Self::Contact(it) => it.id.to_string(),
            Self::Pipeline(it) => it.id.to_string(),
            Self::Stage(it) => it.id.to_string(),
            Self::CustomField(it) => it.id.to_string(),
            Self::Comment(it) => it.id.to_string(),
            Self::File(it) => it.id.to_string(),
            Self::View(it) => it.id.to_string(),
            Self::Rate(it) => format!("{}@{}", it.currency, it.date),
            Self::Responsibility(part) => part.key(),
            Self::Handover(it) => it.id.to_string(),
            Self::Notification(it) => it.id.to_string(),
        }
    }
}
