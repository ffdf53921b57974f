//! Instants and calendar days.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// A calendar day of the proleptic Gregorian calendar without a time zone, written as in ISO 8601: `2026-03-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: i8,
    day: i8,
}

impl Date {
    /// The first day that there is.
    pub const MIN: Self = Self { year: -9999, month: 1, day: 1 };
    /// The last day that there is.
    pub const MAX: Self = Self { year: 9999, month: 12, day: 31 };
    /// The first day of the year zero.
    pub const ZERO: Self = Self { year: 0, month: 1, day: 1 };

    /// A day of the years −9999 to 9999.
    ///
    /// # Errors
    /// There is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, Problem> {
        if is_day(year, month, day) { Ok(Self { year, month, day }) } else { Err(Problem::malformed("date")) }
    }

    /// The year; the one before the first is zero.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.day
    }
}

/// A day that there is, for tests and examples; any other is [`Date::ZERO`].
pub const fn date(year: i16, month: i8, day: i8) -> Date {
    if is_day(year, month, day) { Date { year, month, day } } else { Date::ZERO }
}

const fn is_day(year: i16, month: i8, day: i8) -> bool {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    year >= -9999 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A year that does not fit into four digits has a sign and six.
        if self.year < 0 {
            write!(f, "-{:06}", self.year.unsigned_abs())?;
        } else {
            write!(f, "{:04}", self.year)?;
        }
        write!(f, "-{:02}-{:02}", self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (sign, width, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, 6, rest),
            None => (1, 4, text),
        };
        let parts: Vec<&str> = rest.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return Err(Problem::malformed("date")) };
        let are_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !are_digits || year.len() != width || month.len() != 2 || day.len() != 2 {
            return Err(Problem::malformed("date"));
        }
        let malformed = |_| Problem::malformed("date");
        let year: i16 = year.parse().map_err(malformed)?;
        Self::new(year * sign, month.parse().map_err(malformed)?, day.parse().map_err(malformed)?)
    }
}

impl TryFrom<String> for Date {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The UTC day on which the instant falls; instants outside the years −9999 to 9999 are clamped.
    pub fn date(self) -> Date {
        date_from_days(self.0.div_euclid(DAY_MS))
    }

    /// The instant at which `date` begins in UTC.
    pub fn from_date(date: Date) -> Self {
        Self(days_from_date(date) * DAY_MS)
    }

    /// Whole days from `self` to `later`, zero when `later` is earlier.
    pub fn days_until(self, later: Timestamp) -> i64 {
        later.0.saturating_sub(self.0).max(0) / DAY_MS
    }
}

/// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
pub fn days_from_date(date: Date) -> i64 {
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The day that lies `days` after 1970-01-01 (`civil_from_days` of the same source), clamped to the supported years.
pub fn date_from_days(days: i64) -> Date {
    let days = days.clamp(days_from_date(Date::MIN), days_from_date(Date::MAX));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let narrow = |number: i64| i8::try_from(number).unwrap_or(1);
    Date::new(i16::try_from(year).unwrap_or(1970), narrow(month), narrow(day)).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn days_and_dates_are_inverse(days in -4_000_000i64..2_900_000) {
            prop_assert_eq!(days_from_date(date_from_days(days)), days);
        }
    }

    proptest! {
        #[test]
        fn dates_are_read_as_they_are_written(days in -4_400_000i64..2_900_000) {
            let date = date_from_days(days);
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
    }

    #[test]
    fn only_days_that_there_are_are_read() {
        assert_eq!("2024-02-29".parse(), Ok(date(2024, 2, 29)));
        assert_eq!("-000044-03-15".parse(), Ok(date(-44, 3, 15)));
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2026-00-01",
            "2026-13-01",
            "2026-04-31",
            "2026-1-1",
            "26-01-01",
            "+002026-01-01",
            "2026-01-01x",
            "2026--1-01",
            "",
            "-",
        ] {
            assert_eq!(text.parse::<Date>(), Err(Problem::malformed("date")), "{text}");
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(days_from_date(date(1970, 1, 1)), 0);
        assert_eq!(days_from_date(date(2000, 3, 1)), 11_017);
        assert_eq!(Timestamp(-1).date(), date(1969, 12, 31));
        assert_eq!(Timestamp(i64::MAX).date(), Date::MAX);
    }
}
