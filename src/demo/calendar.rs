//! When people work, and the two quarters that a story compares.

use heliu_domain::{
    Date, Timestamp,
    locale::Language,
    time::{date_from_days, days_from_date},
};

/// Days of a quarter: thirteen whole weeks, so that both quarters have as many of each weekday.
pub const QUARTER: i64 = 91;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

impl Period {
    /// Whether the day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The two quarters before a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarters {
    pub first: Period,
    pub second: Period,
}

impl Quarters {
    /// The second quarter ends on the day before `today`, the first one where the second begins.
    pub fn before(today: Date) -> Self {
        let period = |from: i64, to: i64| Period { from: plus(today, from), to: plus(today, to) };
        Self { first: period(-2 * QUARTER, -QUARTER - 1), second: period(-QUARTER, -1) }
    }
}

/// The day `days` after another.
pub fn plus(day: Date, days: i64) -> Date {
    date_from_days(days_from_date(day) + days)
}

/// Days from one to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    days_from_date(to) - days_from_date(from)
}

/// The working calendar of a company.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    pub language: Language,
}

/// The eve of the Spring Festival.
const SPRING: [(i16, i8, i8); 12] = [
    (2024, 2, 9),
    (2025, 1, 28),
    (2026, 2, 16),
    (2027, 2, 5),
    (2028, 1, 25),
    (2029, 2, 12),
    (2030, 2, 2),
    (2031, 1, 22),
    (2032, 2, 10),
    (2033, 1, 30),
    (2034, 2, 18),
    (2035, 2, 7),
];

impl Calendar {
    /// Whether people work on the day: weekends and the great holidays are free.
    pub fn is_working(self, day: Date) -> bool {
        let weekday = (days_from_date(day) + 3).rem_euclid(7);
        weekday < 5 && !self.is_holiday(day)
    }

    fn is_holiday(self, day: Date) -> bool {
        let of_year = (day.month(), day.day());
        match self.language {
            Language::En => matches!(of_year, (1, 1) | (7, 4) | (12, 24..=26 | 31)),
            Language::Zh => {
                let festival = SPRING.iter().filter_map(|(year, month, day)| Date::new(*year, *month, *day).ok());
                let is_spring = festival.into_iter().any(|eve| (0..8).contains(&days_between(eve, day)));
                is_spring || matches!(of_year, (1, 1) | (4, 5) | (5, 1..=3) | (10, 1..=7))
            }
        }
    }

    /// The working days from one to another, both included.
    pub fn working_days(self, from: Date, to: Date) -> Vec<Date> {
        (0..=days_between(from, to)).map(|days| plus(from, days)).filter(|day| self.is_working(*day)).collect()
    }

    /// The day itself or the next one on which people work.
    pub fn on_or_after(self, day: Date) -> Date {
        (0..31).map(|days| plus(day, days)).find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The last working day before.
    pub fn before(self, day: Date) -> Date {
        (1..31).map(|days| plus(day, -days)).find(|day| self.is_working(*day)).unwrap_or_else(|| plus(day, -1))
    }

    /// The working day `count` working days later.
    pub fn later(self, day: Date, count: i64) -> Date {
        (0..count).fold(self.on_or_after(day), |day, _| self.on_or_after(plus(day, 1)))
    }

    /// The instant of a minute of the working day, counted from nine o'clock where the company sits.
    ///
    /// Office hours lie within the same day of UTC, so that a day of the story is a day of the records.
    pub fn at(self, day: Date, minute: i64) -> Timestamp {
        let nine = match self.language {
            Language::En => 14 * 60,
            Language::Zh => 60,
        };
        Timestamp(Timestamp::from_date(day).0 + (nine + minute.clamp(0, 590)) * 60_000)
    }
}

#[cfg(test)]
mod tests {
    use heliu_domain::time::date;

    use super::*;

    #[test]
    fn the_quarters_end_yesterday_and_join() {
        let quarters = Quarters::before(date(2026, 3, 1));
        assert_eq!(quarters.second.to, date(2026, 2, 28));
        assert_eq!(plus(quarters.first.to, 1), quarters.second.from);
        assert_eq!(days_between(quarters.first.from, quarters.first.to), 90);
    }

    #[test]
    fn weekends_and_holidays_are_free() {
        let (en, zh) = (Calendar { language: Language::En }, Calendar { language: Language::Zh });
        assert!(en.is_working(date(2026, 2, 18)) && !zh.is_working(date(2026, 2, 18)));
        assert!(!en.is_working(date(2026, 2, 21)) && !zh.is_working(date(2026, 2, 22)));
        assert_eq!(zh.on_or_after(date(2026, 10, 1)), date(2026, 10, 8));
        assert_eq!(en.later(date(2026, 3, 6), 1), date(2026, 3, 9));
        assert_eq!(en.before(date(2026, 3, 9)), date(2026, 3, 6));
    }

    #[test]
    fn office_hours_stay_within_the_day() {
        for language in [Language::En, Language::Zh] {
            let day = date(2026, 3, 9);
            assert_eq!(Calendar { language }.at(day, 0).date(), day);
            assert_eq!(Calendar { language }.at(day, 10_000).date(), day);
        }
    }
}
