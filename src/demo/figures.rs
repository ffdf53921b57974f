//! The figures that the demonstration's stories are told for, computed from nothing but opportunities.

use heliu_domain::{Opportunity, State};

use super::calendar::Period;

/// What a company did in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Opportunities that came in: `created_at` lies in the period, in whatever state they are now.
    pub created: i64,
    /// Opportunities that were won: `closed_at` lies in the period, and so they are now.
    pub won: i64,
    /// Likewise lost.
    pub lost: i64,
}

/// The figures of a period. What lies in the recycle bin counts nowhere; days are days of UTC.
pub fn figures<'a>(cards: impl IntoIterator<Item = &'a Opportunity>, period: Period) -> Figures {
    let mut figures = Figures::default();
    for card in cards.into_iter().filter(|card| card.deleted_at.is_none()) {
        let closed = card.closed_at.is_some_and(|at| period.contains(at.date()));
        figures.created += i64::from(period.contains(card.created_at.date()));
        figures.won += i64::from(closed && card.state == State::Won);
        figures.lost += i64::from(closed && card.state == State::Lost);
    }
    figures
}

impl Figures {
    /// Conversion: of what was closed, the share that was won, in thousandths; zero when nothing was.
    pub fn conversion(&self) -> i64 {
        (self.won * 1000).checked_div(self.won + self.lost).unwrap_or(0)
    }
}
