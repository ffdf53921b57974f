//! Instants and calendar days.

use serde::{Deserialize, Serialize};

/// A calendar day without a time zone.
pub type Date = jiff::civil::Date;

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

    #[test]
    fn known_days() {
        assert_eq!(days_from_date(jiff::civil::date(1970, 1, 1)), 0);
        assert_eq!(days_from_date(jiff::civil::date(2000, 3, 1)), 11_017);
        assert_eq!(Timestamp(-1).date(), jiff::civil::date(1969, 12, 31));
        assert_eq!(Timestamp(i64::MAX).date(), Date::MAX);
    }
}
