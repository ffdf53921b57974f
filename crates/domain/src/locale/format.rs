//! Dates, amounts and spans as a language writes them.

use super::Language;
use crate::{
    money::Money,
    time::{Date, Timestamp, days_from_date},
};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or("?")
}

/// A day with its year: `3 Mar 2026`, `2026年3月3日`.
pub fn date(language: Language, date: Date) -> String {
    match language {
        Language::En => format!("{} {} {}", date.day(), month(date), date.year()),
        Language::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

/// A day as seen from another: today, tomorrow and yesterday by word, other days of the same year without the year.
pub fn near_date(language: Language, day: Date, today: Date) -> String {
    let word = |en, zh| super::Text::new(en, zh).in_(language).to_owned();
    match days_from_date(day) - days_from_date(today) {
        0 => word("today", "今天"),
        1 => word("tomorrow", "明天"),
        -1 => word("yesterday", "昨天"),
        _ if day.year() != today.year() => date(language, day),
        _ => match language {
            Language::En => format!("{} {}", day.day(), month(day)),
            Language::Zh => format!("{}月{}日", day.month(), day.day()),
        },
    }
}

/// The time of day from minutes since midnight: `15:05`.
pub fn minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// An instant to the minute, shifted by the viewer's offset from UTC in minutes: `3 Mar 2026, 15:05`.
pub fn instant(language: Language, at: Timestamp, offset_minutes: i32) -> String {
    let local = Timestamp(at.0 + i64::from(offset_minutes) * 60_000);
    let minutes = u16::try_from(local.0.rem_euclid(crate::time::DAY_MS) / 60_000).unwrap_or(0);
    let separator = super::Text::new(", ", " ").in_(language);
    format!("{}{separator}{}", date(language, local.date()), minute(minutes))
}

/// An amount in at most four digits: `¥1.25M`, `¥125.4万`, `¥3.2亿`; small ones in full without fraction.
pub fn short_money(language: Language, money: Money) -> String {
    let major = money.minor / money.currency.minor_units();
    let sign = money.currency.sign().to_owned();
    let size = major.unsigned_abs();
    let negative = if money.minor < 0 { "-" } else { "" };
    let scaled = |unit: u64, suffix: &str| {
        let tenths = size / (unit / 10);
        let (whole, tenth) = (tenths / 10, tenths % 10);
        if tenth == 0 || whole >= 1000 {
            format!("{negative}{sign}{whole}{suffix}")
        } else {
            format!("{negative}{sign}{whole}.{tenth}{suffix}")
        }
    };
    match language {
        Language::En if size >= 1_000_000_000 => scaled(1_000_000_000, "B"),
        Language::En if size >= 1_000_000 => scaled(1_000_000, "M"),
        Language::En if size >= 10_000 => scaled(1000, "K"),
        Language::Zh if size >= 100_000_000 => scaled(100_000_000, "亿"),
        Language::Zh if size >= 10_000 => scaled(10_000, "万"),
        _ => Money::new(major * money.currency.minor_units(), money.currency).to_string(),
    }
}

/// Bytes as people read them: `340 B`, `12 kB`, `3.4 MB`.
pub fn bytes(size: u64) -> String {
    match size {
        0..1000 => format!("{size} B"),
        1000..1_000_000 => format!("{} kB", size / 1000),
        _ => format!("{}.{} MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use crate::time::date as day;

    use super::*;
    use crate::money::Currency;

    #[test]
    fn amounts_are_short_in_both_languages() {
        let check = |major: i64, en: &str, zh: &str| {
            let money = Money::new(major * 100, Currency::CNY);
            assert_eq!((short_money(Language::En, money).as_str(), short_money(Language::Zh, money).as_str()), (en, zh));
        };
        check(9_999, "¥9,999", "¥9,999");
        check(12_500, "¥12.5K", "¥1.2万");
        check(1_254_000, "¥1.2M", "¥125.4万");
        check(320_000_000, "¥320M", "¥3.2亿");
    }

    #[test]
    fn near_days_have_words() {
        let today = day(2026, 12, 31);
        assert_eq!(near_date(Language::En, day(2027, 1, 1), today), "tomorrow");
        assert_eq!(near_date(Language::Zh, day(2026, 12, 3), today), "12月3日");
        assert_eq!(near_date(Language::En, day(2027, 1, 3), today), "3 Jan 2027");
    }
}
