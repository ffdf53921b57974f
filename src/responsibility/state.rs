//! The chart in the browser: what the server sent, what came since, and what is on its way.

use std::collections::BTreeMap;

use heliu_domain::{
    Change, Command, Entry, Outcome, PersonId, Problem,
    directory::{Department, Person},
    responsibility::{Chart, Column, Letter, ResponsibilityCommand, Row, Touched, may_edit, row_department},
};
use leptos::prelude::*;

use super::api::{self, ChartData};
use crate::{
    live::{Refused, patiently},
    ui::effect,
    wire::{Data, page_data},
    workspace::{Space, space},
};

/// The letter last chosen for a cell, and how many of its changes have no answer yet.
type Unanswered = (Option<Letter>, u32);

/// The chart of the page.
///
/// A change of a cell tells only who looks at that row; everything else tells all who look at the chart.
#[derive(Clone, Copy)]
pub struct ChartState {
    pub chart: RwSignal<Chart>,
    /// Some cell has changed.
    pub cells: Trigger,
    rows: StoredValue<BTreeMap<Row, ArcTrigger>>,
    /// Cells whose change is not answered yet.
    pending: StoredValue<BTreeMap<(Row, Column), Unanswered>>,
    seq: StoredValue<i64>,
    /// Asks the page to read everything anew.
    pub reread: Trigger,
    pub space: Space,
}

/// The chart around the calling component.
pub fn chart_state() -> ChartState {
    expect_context()
}

/// Reads the chart for a page, and again when asked to.
pub fn chart_data(again: Trigger) -> Data<Result<ChartData, Refused>> {
    let space = space();
    page_data(move || again.track(), move |()| patiently(move || api::read_chart(space.slug())))
}

impl ChartState {
    /// Puts the chart that the server sent into the context, joins the feed, and rings `again` when all must be read anew.
    pub fn provide(data: ChartData, again: Trigger) -> Self {
        let state = Self {
            seq: StoredValue::new(data.seq),
            chart: RwSignal::new(data.chart()),
            cells: Trigger::new(),
            rows: StoredValue::new(BTreeMap::new()),
            pending: StoredValue::new(BTreeMap::new()),
            reread: Trigger::new(),
            space: space(),
        };
        provide_context(state);
        effect(move |is_first: Option<()>| {
            state.reread.track();
            match is_first {
                None => state.start(),
                Some(()) => again.notify(),
            }
        });
        state
    }

    fn start(self) {
        self.space.feed.follow(self.seq, self.reread, move |entries| self.take(entries));
    }

    fn take(self, entries: &[Entry]) {
        let mut is_wide = false;
        for entry in entries {
            if !matches!(entry.change, Change::Put { .. }) {
                continue;
            }
            let touched = self.chart.try_update_untracked(|chart| chart.apply(&entry.change));
            match touched.unwrap_or(Touched::Nothing) {
                Touched::Nothing => {}
                Touched::Cells(row) => self.changed(row),
                _ => is_wide = true,
            }
        }
        if is_wide {
            self.chart.notify();
        }
    }

    /// Follows a row's cells and whatever else is shown in it.
    pub fn follow_row(self, row: Row) {
        let trigger = self.rows.try_update_value(|rows| rows.entry(row).or_default().clone());
        trigger.iter().for_each(ArcTrigger::track);
    }

    /// Has a row painted anew.
    pub fn paint(self, row: Row) {
        let trigger = self.rows.try_with_value(|rows| rows.get(&row).cloned()).flatten();
        trigger.iter().for_each(ArcTrigger::notify);
    }

    /// The cells of a row have changed.
    fn changed(self, row: Row) {
        self.paint(row);
        self.cells.notify();
    }

    /// What stands in a cell, or will as soon as the server agrees.
    pub fn letter(self, row: Row, column: Column) -> Option<Letter> {
        let pending = self.pending.with_value(|pending| pending.get(&(row, column)).copied());
        match pending {
            Some((letter, _)) => letter,
            None => self.chart.with_untracked(|chart| chart.letter(row, column)),
        }
    }

    /// The filled cells of a row, as they are or will be.
    pub fn letters(self, row: Row) -> BTreeMap<Column, Letter> {
        let mut letters = self.chart.with_untracked(|chart| chart.cells.get(&row).cloned()).unwrap_or_default();
        self.pending.with_value(|pending| {
            for ((_, column), (letter, _)) in pending.iter().filter(|((own, _), _)| *own == row) {
                match letter {
                    Some(letter) => letters.insert(*column, *letter),
                    None => letters.remove(column),
                };
            }
        });
        letters
    }

    /// Who acts, if anybody.
    pub fn me(self) -> Option<Person> {
        self.space.me.get_value().and_then(|id: PersonId| self.space.person(id))
    }

    /// Whether the acting person may change what belongs to a department.
    pub fn may_edit(self, department: Department) -> bool {
        self.me().is_some_and(|me| may_edit(&me, department))
    }

    /// Whether the acting person may change the cells of a row.
    pub fn may_edit_row(self, row: Row) -> bool {
        let department = self.chart.with_untracked(|chart| row_department(chart, row));
        department.is_some_and(|department| self.may_edit(department))
    }

    /// Sets a cell, shows it at once, and takes it back when it is refused.
    pub fn set_cell(self, row: Row, column: Column, letter: Option<Letter>, text: impl FnOnce() -> String + 'static) {
        let seen = self.letter(row, column);
        if seen == letter || !self.may_edit_row(row) || self.space.author().is_none() {
            return;
        }
        self.pending.update_value(|pending| {
            let (_, count) = pending.get(&(row, column)).copied().unwrap_or((None, 0));
            pending.insert((row, column), (letter, count + 1));
        });
        self.changed(row);
        let command = ResponsibilityCommand::SetCell { row, column, seen, letter };
        self.space.run(Command::Responsibility(Box::new(command)), move |answer| {
            self.pending.try_update_value(|pending| {
                if let Some((_, count)) = pending.get_mut(&(row, column)) {
                    *count -= 1;
                    if *count == 0 || answer.is_err() {
                        pending.remove(&(row, column));
                    }
                }
            });
            match answer {
                Ok(outcome) => self.saved(text(), &outcome),
                Err(_) => self.changed(row),
            }
        });
    }

    /// After a command: shows what it did without waiting for the feed, and offers to take it back.
    pub fn saved(self, text: String, outcome: &Outcome) {
        if outcome.is_abridged() {
            self.reread.notify();
        }
        self.take(&outcome.entries);
        if outcome.changes > 0 {
            self.space.offer_undo(text, outcome);
        }
    }

    /// Does a command that no field stands for; a refusal is a toast. `done` follows when it was done.
    pub fn run(self, command: ResponsibilityCommand, text: String, done: impl FnOnce(Result<(), Problem>) + 'static) {
        self.space.run(Command::Responsibility(Box::new(command)), move |answer| {
            done(answer.map(|outcome| self.saved(text, &outcome)));
        });
    }
}
