//! The browser's copy of a board: what the server confirmed, plus a replay of what is still under way.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    board::{self, Author, Board, BoardCommand},
    change::{Change, Entry},
    command::{Command, Envelope, Outcome},
    id::*,
    order::{gather, sort},
};

/// A board that shows commands at once and settles them when the server answers.
///
/// The view is the confirmed board with the pending commands decided upon it, in order. A pending command that no longer
/// makes sense there (its card is gone, say) is skipped in the view; the server's answer says what became of it.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    confirmed: Board,
    view: Board,
    pending: Vec<Pending>,
    /// The last change that is contained in the confirmed board.
    seq: i64,
    /// The last change of cards, as far back as reading from the server may take.
    changed: BTreeMap<OpportunityId, i64>,
}

/// A command whose effect is shown before it is known.
#[derive(Clone, Debug)]
struct Pending {
    envelope: Envelope,
    author: Author,
    /// The server has done it; the changes up to this one are still to come.
    done: Option<i64>,
}

/// So many cards are remembered as changed lately.
const CHANGED_MAX: usize = 2000;

/// Cards that look different now.
pub type Touched = BTreeSet<OpportunityId>;

impl Replica {
    /// A replica of what the server sent, as of `seq`.
    pub fn new(board: Board, seq: i64) -> Self {
        Self { view: board.clone(), confirmed: board, pending: Vec::new(), seq, changed: BTreeMap::new() }
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
        self.pending.iter().filter(|pending| pending.done.is_none()).map(|pending| &pending.envelope)
    }

    /// Whether a pending command concerns the card.
    pub fn is_pending(&self, id: OpportunityId) -> bool {
        self.pending().any(|envelope| matches!(&envelope.command, Command::Board(command) if command.cards().contains(&id)))
    }

    /// Shows a command at once. It stays pending even when it cannot be shown here.
    pub fn submit(&mut self, envelope: Envelope, author: Author) -> Touched {
        let touched = match &envelope.command {
            Command::Board(command) => show(&mut self.view, command, &author),
            _ => Touched::new(),
        };
        self.pending.push(Pending { envelope, author, done: None });
        touched
    }

    /// Whether the command waits here for its answer.
    pub fn awaits(&self, command: CommandId) -> bool {
        self.pending().any(|envelope| envelope.id == command)
    }

    /// Takes in changes of the live feed or of an answer, in order; those already contained are skipped.
    pub fn receive(&mut self, entries: &[Entry]) -> Touched {
        let mut touched = Touched::new();
        for entry in entries.iter().filter(|entry| entry.seq > self.seq) {
            touched.extend(board::apply(&mut self.confirmed, &entry.change));
            if self.pending.is_empty() {
                board::apply(&mut self.view, &entry.change);
            }
            match &entry.change {
                Change::OpportunityAdded { opportunity } => self.changed.insert(opportunity.id, entry.seq),
                Change::OpportunityChanged { id, .. } => self.changed.insert(*id, entry.seq),
                _ => None,
            };
        }
        self.seq = entries.iter().map(|entry| entry.seq).fold(self.seq, i64::max);
        self.forget_old();
        let seq = self.seq;
        touched.extend(self.drop_where(|pending| pending.done.is_some_and(|last| last <= seq)));
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

    /// The server did what a command asked. Its changes are taken in if they join; else the feed brings them, and until then
    /// the command's effect stays in view.
    pub fn settle(&mut self, outcome: &Outcome) -> Touched {
        let last = outcome.entries.last().map(|entry| entry.seq);
        if let Some(last) = last.filter(|last| *last > self.seq && !self.joins(&outcome.entries)) {
            self.pending.iter_mut().filter(|pending| pending.envelope.id == outcome.command).for_each(|pending| pending.done = Some(last));
            return self.replay();
        }
        let mut touched = self.drop_where(|pending| pending.envelope.id == outcome.command);
        touched.extend(self.receive(&outcome.entries));
        touched
    }

    /// The server refused a command; the view returns to what is true.
    pub fn reject(&mut self, command: CommandId) -> Touched {
        self.drop_where(|pending| pending.envelope.id == command)
    }

    /// Takes in cards that were read from the server as of `seq`. A card that changed here later is left alone; those that could
    /// not be taken in for that are named second, to be read again.
    pub fn load(&mut self, seq: i64, cards: impl IntoIterator<Item = crate::opportunity::Opportunity>) -> (Touched, Touched) {
        let (mut touched, mut stale) = (Touched::new(), Touched::new());
        for card in cards {
            if self.changed.get(&card.id).is_none_or(|changed| *changed <= seq) {
                touched.insert(card.id);
                self.confirmed.insert(card);
            } else if self.confirmed.card(card.id).is_none() {
                stale.insert(card.id);
            }
        }
        touched.extend(self.replay());
        (touched, stale)
    }

    /// Changes the confirmed board by other means than changes: counts and stages read anew.
    pub fn refresh(&mut self, change: impl FnOnce(&mut Board)) -> Touched {
        change(&mut self.confirmed);
        self.replay()
    }

    fn drop_where(&mut self, is_over: impl Fn(&Pending) -> bool) -> Touched {
        let over = self.pending.iter().filter(|pending| is_over(pending));
        let concerned: Touched = gather(over.flat_map(|pending| match &pending.envelope.command {
            Command::Board(command) => command.cards(),
            _ => Vec::new(),
        }));
        let before = self.pending.len();
        self.pending.retain(|pending| !is_over(pending));
        if self.pending.len() == before {
            return Touched::new();
        }
        let mut touched = self.replay();
        touched.extend(concerned);
        touched
    }

    fn forget_old(&mut self) {
        if self.changed.len() > CHANGED_MAX {
            let mut seqs: Vec<i64> = self.changed.values().copied().collect();
            sort(&mut seqs, Ord::cmp);
            let least = seqs.get(seqs.len() / 2).copied().unwrap_or(0);
            self.changed.retain(|_, seq| *seq >= least);
        }
    }

    fn replay(&mut self) -> Touched {
        let mut view = self.confirmed.clone();
        let mut touched = Touched::new();
        for pending in &self.pending {
            if let Command::Board(command) = &pending.envelope.command {
                touched.extend(show(&mut view, command, &pending.author));
            }
        }
        self.view = view;
        touched
    }
}

fn show(view: &mut Board, command: &BoardCommand, author: &Author) -> Touched {
    let changes = board::decide(view, command, author).unwrap_or_default();
    gather(changes.iter().filter_map(|change| board::apply(view, change)))
}
