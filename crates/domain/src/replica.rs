//! The browser's copy of a board: what the server confirmed, plus a replay of what is still under way.

use std::collections::BTreeSet;

use crate::{
    board::{self, Author, Board, BoardCommand},
    change::Entry,
    command::{Command, Envelope, Outcome},
    id::*,
};

/// A board that shows commands at once and settles them when the server answers.
///
/// The view is the confirmed board with the pending commands decided upon it, in order. A pending command that no longer
/// makes sense there (its card is gone, say) is skipped in the view; the server's answer says what became of it.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    confirmed: Board,
    view: Board,
    pending: Vec<(Envelope, Author)>,
    /// The last change that is contained in the confirmed board.
    seq: i64,
}

/// Cards that look different now.
pub type Touched = BTreeSet<OpportunityId>;

impl Replica {
    /// A replica of what the server sent, as of `seq`.
    pub fn new(board: Board, seq: i64) -> Self {
        Self { view: board.clone(), confirmed: board, pending: Vec::new(), seq }
    }

    /// What is to be shown.
    pub fn view(&self) -> &Board {
        &self.view
    }

    /// The last change that is contained.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Commands that the server has not answered yet, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = &Envelope> {
        self.pending.iter().map(|(envelope, _)| envelope)
    }

    /// Whether a pending command concerns the card.
    pub fn is_pending(&self, id: OpportunityId) -> bool {
        self.pending.iter().any(|(envelope, _)| matches!(&envelope.command, Command::Board(command) if command.cards().contains(&id)))
    }

    /// Shows a command at once. It stays pending even when it cannot be shown here.
    pub fn submit(&mut self, envelope: Envelope, author: Author) -> Touched {
        let touched = match &envelope.command {
            Command::Board(command) => show(&mut self.view, command, &author),
            _ => Touched::new(),
        };
        self.pending.push((envelope, author));
        touched
    }

    /// Takes in changes of the live feed or of an answer, in order; those already contained are skipped.
    pub fn receive(&mut self, entries: &[Entry]) -> Touched {
        let mut touched = Touched::new();
        for entry in entries.iter().filter(|entry| entry.seq > self.seq) {
            touched.extend(board::apply(&mut self.confirmed, &entry.change));
            if self.pending.is_empty() {
                board::apply(&mut self.view, &entry.change);
            }
        }
        self.seq = entries.iter().map(|entry| entry.seq).fold(self.seq, i64::max);
        if !touched.is_empty() && !self.pending.is_empty() {
            touched.extend(self.replay());
        } else if !self.pending.is_empty() {
            self.replay();
        }
        touched
    }

    /// Whether the entries join without a gap onto what is contained.
    pub fn joins(&self, entries: &[Entry]) -> bool {
        entries.iter().map(|entry| entry.seq).filter(|seq| *seq > self.seq).min().is_none_or(|first| first == self.seq + 1)
    }

    /// The server did what a command asked. Its changes are taken in if they join; else the feed brings them.
    pub fn settle(&mut self, outcome: &Outcome) -> Touched {
        let mut touched = self.forget(outcome.command);
        if self.joins(&outcome.entries) {
            touched.extend(self.receive(&outcome.entries));
        }
        touched
    }

    /// The server refused a command; the view returns to what is true.
    pub fn reject(&mut self, command: CommandId) -> Touched {
        self.forget(command)
    }

    /// Takes in cards, and the truth about them, that were read from the server as of the contained `seq` or later.
    pub fn load(&mut self, cards: impl IntoIterator<Item = crate::opportunity::Opportunity>) -> Touched {
        let mut touched = Touched::new();
        for card in cards {
            touched.insert(card.id);
            self.confirmed.insert(card);
        }
        touched.extend(self.replay());
        touched
    }

    /// Changes the confirmed board by other means than changes: counts and stages read anew.
    pub fn refresh(&mut self, change: impl FnOnce(&mut Board)) -> Touched {
        change(&mut self.confirmed);
        self.replay()
    }

    fn forget(&mut self, command: CommandId) -> Touched {
        let before = self.pending.len();
        let concerned: Touched = self
            .pending
            .iter()
            .filter(|(envelope, _)| envelope.id == command)
            .flat_map(|(envelope, _)| match &envelope.command {
                Command::Board(command) => command.cards(),
                _ => Vec::new(),
            })
            .collect();
        self.pending.retain(|(envelope, _)| envelope.id != command);
        if self.pending.len() == before {
            return Touched::new();
        }
        let mut touched = self.replay();
        touched.extend(concerned);
        touched
    }

    fn replay(&mut self) -> Touched {
        let mut view = self.confirmed.clone();
        let mut touched = Touched::new();
        for (envelope, author) in &self.pending {
            if let Command::Board(command) = &envelope.command {
                touched.extend(show(&mut view, command, author));
            }
        }
        self.view = view;
        touched
    }
}

fn show(view: &mut Board, command: &BoardCommand, author: &Author) -> Touched {
    let changes = board::decide(view, command, author).unwrap_or_default();
    changes.iter().filter_map(|change| board::apply(view, change)).collect()
}
