//! Commands: the only way in which anything is written.

use serde::{Deserialize, Serialize};

use crate::{
    board::BoardCommand, change::Entry, conversation::ConversationCommand, directory::DirectoryCommand, exchange::ImportPlan, id::*,
    inbox::InboxCommand, pipeline::PipelineCommand, responsibility::ResponsibilityCommand, view::ViewCommand,
};

/// A command with the id that makes a repetition harmless. Who acts is known to the server, never told by the command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Made by the client; the same id has its effect once.
    pub id: CommandId,
    pub command: Command,
}

/// Everything that can be asked for, by room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Board(BoardCommand),
    Conversation(ConversationCommand),
    Pipeline(PipelineCommand),
    Directory(DirectoryCommand),
    View(ViewCommand),
    Responsibility(Box<ResponsibilityCommand>),
    Inbox(InboxCommand),
    /// The rows of a file; made on the server from an uploaded file and the person's mapping.
    Import(Box<ImportPlan>),
    /// Takes back an earlier command. Taking back an undo does it again.
    Undo {
        command: CommandId,
    },
}

impl Command {
    /// The word stored with the command, by which undo finds what can be taken back.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Board(_) => "board",
            Self::Conversation(_) => "conversation",
            Self::Pipeline(_) => "pipeline",
            Self::Directory(_) => "directory",
            Self::View(_) => "view",
            Self::Responsibility(_) => "responsibility",
            Self::Inbox(_) => "inbox",
            Self::Import(_) => "import",
            Self::Undo { .. } => "undo",
        }
    }
}

/// What a command did. Repeating the command gives the same outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub command: CommandId,
    /// The last `seq` that the command wrote, or the workspace's last one when it changed nothing.
    pub seq: i64,
    /// The changes, unless they are so many ([`Outcome::ENTRIES_MAX`]) that pages had better be read anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
    /// How many changes there were.
    pub changes: i64,
}

impl Outcome {
    /// Most entries that an outcome or one event of the live feed carries.
    pub const ENTRIES_MAX: usize = 250;

    /// Whether the changes are not carried and pages must be read anew.
    pub fn is_abridged(&self) -> bool {
        self.changes > 0 && self.entries.is_empty()
    }
}
