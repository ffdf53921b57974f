//! What a card shows at a glance: overdue, rotting, nothing planned.

use crate::{
    opportunity::{Opportunity, State},
    pipeline::Stage,
    time::{Date, Timestamp, days_from_date},
};

/// The marks of a card on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The next step or the expected close lies in the past: by how many days, the larger of the two.
    pub overdue: Option<i64>,
    /// The next step is due today.
    pub today: bool,
    /// Days without customer contact or stage change, when they exceed the stage's limit.
    pub rotting: Option<i64>,
    /// Nothing is planned.
    pub no_next_step: bool,
}

/// The marks of an opportunity; closed ones have none.
///
/// A card rots when more days than its stage allows have passed since the last customer contact or stage change; editing it
/// does not make it fresh. A planned step holds rotting off only when it is due within as many days from today, so that a
/// far-off appointment does not hide neglect.
pub fn marks(card: &Opportunity, stage: Option<&Stage>, today: Date) -> Marks {
    if card.state != State::Open {
        return Marks::default();
    }
    let now = days_from_date(today);
    let late = |date: Option<Date>| date.map(|date| now - days_from_date(date)).filter(|days| *days > 0);
    let due = card.next_step.as_ref().map(|step| step.due);
    let idle = card.touched_at.days_until(Timestamp::from_date(today));
    let rotting = stage.and_then(|stage| stage.rot_days).map(i64::from).filter(|limit| {
        let planned = due.is_some_and(|due| (0..=*limit).contains(&(days_from_date(due) - now)));
        idle > *limit && !planned
    });
    Marks {
        overdue: late(due).max(late(card.close_on)),
        today: due == Some(today),
        rotting: rotting.map(|_| idle),
        no_next_step: due.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use crate::time::date;
    use uuid::Uuid;

    use super::*;
    use crate::{id::*, opportunity::NextStep, rank::Rank};

    fn check(idle: i64, due_in: Option<i64>, expected: Option<i64>) {
        let today = date(2026, 6, 15);
        let (pipeline, id) = (PipelineId(Uuid::nil()), StageId(Uuid::nil()));
        let touched = Timestamp(Timestamp::from_date(today).0 - idle * crate::time::DAY_MS);
        let stage = Stage {
            id,
            pipeline,
            name: "S".into(),
            rank: Rank::first(),
            probability: 10,
            limit: None,
            rot_days: Some(7),
            requirements: Vec::new(),
            owner_rule: Default::default(),
        };
        let mut card = Opportunity::new(OpportunityId(Uuid::nil()), pipeline, id, Rank::first(), "T".into(), touched);
        card.next_step = due_in.map(|days| NextStep {
            what: "call".into(),
            due: crate::time::date_from_days(days_from_date(today) + days),
            minute: None,
        });
        assert_eq!(marks(&card, Some(&stage), today).rotting, expected);
    }

    #[test]
    fn a_card_rots_by_days_since_contact_and_a_far_appointment_does_not_hide_it() {
        check(7, None, None);
        check(8, None, Some(8));
        check(8, Some(3), None);
        check(8, Some(7), None);
        check(8, Some(8), Some(8));
        check(8, Some(-1), Some(8));
    }
}
