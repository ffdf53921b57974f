//! When what happens: the lives of all opportunities and the life of the company on one line of time.

use heliu_domain::{Date, Timestamp};

use super::{
    calendar::{Calendar, Quarters, days_between, plus},
    plan::{End, Life, Mark},
    random::Random,
    shape::Trade,
};

/// Something that happens at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub at: Timestamp,
    pub act: Act,
}

/// What happens; numbers are positions in the list of lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Arrive(usize),
    /// The head of sales gives it to somebody, if nobody has it.
    Assign(usize),
    Enter(usize, usize),
    /// A customer contact is noted.
    Talk(usize),
    /// A colleague remarks something.
    Aside(usize),
    Close(usize, Ending),
    Revive(usize),
    Discard(usize),
    /// Thrown away by mistake and taken back at once.
    Slip(usize),
    /// What comes next is planned so that the card shows its mark on the reference day.
    Settle(usize, Mark),
    /// Cards are put on top of their column in the weekly meeting.
    Prioritise,
    Rates,
    Join,
    Leave,
    Limits,
    View(usize),
}

/// Won or lost, and in which quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub won: bool,
    pub early: bool,
}

/// The line of time of a company.
#[derive(Clone, Copy, Debug)]
pub struct Timeline {
    pub trade: Trade,
    pub calendar: Calendar,
    pub founded: Date,
    pub today: Date,
}

impl Timeline {
    /// All moments in order.
    pub fn moments(&self, lives: &[Life], random: &mut Random) -> Vec<Moment> {
        let mut moments = Vec::new();
        for (index, life) in lives.iter().enumerate() {
            let mut days = self.life(index, life, random);
            days.sort_by_key(|(day, _)| *day);
            moments.extend(self.hours(days, random));
        }
        moments.extend(self.company(lives, random));
        moments.sort_by_key(|moment| moment.at);
        moments
    }

    /// Gives the acts of one card their minutes: in order within a day.
    fn hours(&self, days: Vec<(Date, Act)>, random: &mut Random) -> Vec<Moment> {
        let mut last = (Date::ZERO, 0);
        days.into_iter()
            .map(|(day, act)| {
                let minute = if day == last.0 { last.1 + random.between(4, 50) } else { random.between(2, 400) };
                last = (day, minute);
                Moment { at: self.calendar.at(day, minute), act }
            })
            .collect()
    }

    fn life(&self, index: usize, life: &Life, random: &mut Random) -> Vec<(Date, Act)> {
        let mut days = vec![(life.born, Act::Arrive(index))];
        let until = match life.end {
            End::Won(day) | End::Lost(day) | End::Open(_, day) => day,
            End::Duplicate(day) => {
                days.push((day, Act::Discard(index)));
                return days;
            }
        };
        if matches!(life.end, End::Open(Mark::Unowned, _)) {
            days.push((life.born, Act::Settle(index, Mark::Unowned)));
            return days;
        }
        let next = self.calendar.later(life.born, 1);
        days.push((if random.chance(60) || next > until { life.born } else { next }, Act::Assign(index)));
        let answered = self.calendar.later(life.born, self.patience(life.born, random));
        if answered <= until {
            days.push((answered, Act::Talk(index)));
        }
        for (position, (stage, day)) in life.visits.iter().enumerate() {
            let next = life.visits.get(position + 1).map_or(until, |visit| visit.1);
            days.push((*day, Act::Enter(index, *stage)));
            if random.chance(23) {
                days.push((self.between(*day, next, random), Act::Talk(index)));
            }
            if random.chance(11) {
                days.push((self.between(*day, next, random), Act::Aside(index)));
            }
        }
        let is_free = |day: Date| life.relapse.is_none_or(|(lost, back)| !(lost..=back).contains(&day));
        days.retain(|(day, act)| is_free(*day) || !matches!(act, Act::Talk(_) | Act::Aside(_)));
        if let Some((lost, back)) = life.relapse {
            days.push((lost, Act::Close(index, self.ending(lost, false))));
            days.push((back, Act::Revive(index)));
        }
        days.extend(self.end(index, life, random));
        days
    }

    fn end(&self, index: usize, life: &Life, random: &mut Random) -> Vec<(Date, Act)> {
        match life.end {
            End::Won(day) => vec![(day, Act::Close(index, self.ending(day, true)))],
            End::Lost(day) if random.chance(28) => vec![(day, Act::Talk(index)), (day, Act::Close(index, self.ending(day, false)))],
            End::Lost(day) => vec![(day, Act::Close(index, self.ending(day, false)))],
            End::Open(mark, touched) => {
                let mut days = Vec::new();
                if life.visits.last().is_none_or(|visit| visit.1 < touched) || random.chance(23) {
                    days.push((touched, Act::Talk(index)));
                }
                days.push((touched, Act::Settle(index, mark)));
                if mark == Mark::Rotting && random.chance(40) {
                    days.push((self.between(touched, plus(self.today, -1), random), Act::Aside(index)));
                }
                days
            }
            End::Duplicate(_) => Vec::new(),
        }
    }

    fn ending(&self, day: Date, won: bool) -> Ending {
        Ending { won, early: day < Quarters::before(self.today).second.from }
    }

    /// Working days until somebody calls: where conversion rises, it is because they call sooner.
    fn patience(&self, born: Date, random: &mut Random) -> i64 {
        let is_early = born < Quarters::before(self.today).second.from;
        if is_early && self.trade == Trade::Technology { random.between(2, 7) } else { random.between(0, 3) }
    }

    fn between(&self, from: Date, to: Date, random: &mut Random) -> Date {
        let days = self.calendar.working_days(from, to);
        random.pick(&days).copied().unwrap_or(from)
    }

    /// What happens besides: rates every month, people who come and go, limits, views, weekly priorities.
    fn company(&self, lives: &[Life], random: &mut Random) -> Vec<Moment> {
        let quarters = Quarters::before(self.today);
        let second = quarters.second.from;
        let later = |count: i64| self.calendar.later(second, count).min(self.calendar.before(self.today));
        let mut days = vec![(later(9), Act::Join), (later(13), Act::Limits), (later(20), Act::Leave)];
        days.extend((0..6).map(|index| (later(4 + 5 * i64::try_from(index).unwrap_or(0)), Act::View(index))));
        let everyday = (1..days_between(self.founded, self.today)).map(|count| plus(self.founded, count));
        for day in everyday {
            if day.day() == 1 {
                let day = self.calendar.on_or_after(day);
                if day < self.today {
                    days.push((day, Act::Rates));
                }
            }
            let is_meeting = days_between(Date::ZERO, day).rem_euclid(7) == 2 && self.calendar.is_working(day);
            if is_meeting && day > quarters.first.from {
                days.push((day, Act::Prioritise));
            }
        }
        let slip = later(30);
        let lasting = |life: &Life| matches!(life.end, End::Open(Mark::Fresh, _)) && life.born < slip && life.relapse.is_none();
        days.extend(lives.iter().position(lasting).map(|index| (slip, Act::Slip(index))));
        days.into_iter().map(|(day, act)| Moment { at: self.calendar.at(day, random.between(5, 60)), act }).collect()
    }
}
