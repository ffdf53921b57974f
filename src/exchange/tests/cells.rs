//! Tests of this room.

use heliu_domain::time::date;
use heliu_domain::{
    exchange::{DateFormat::*, NumberFormat},
    money::{Currency, Money},
    opportunity::State,
    time::Timestamp,
};

use crate::exchange::cell::{self, DateShape, NumberShape};

#[test]
fn numbers_are_read_strictly_in_their_format() {
    let check = |text: &str, point: Option<&str>, comma: Option<&str>| {
        assert_eq!(cell::number(text, NumberFormat::Point).as_deref(), point, "{text} with a point");
        assert_eq!(cell::number(text, NumberFormat::Comma).as_deref(), comma, "{text} with a comma");
    };
    check("1234", Some("1234"), Some("1234"));
    check("1,234.56", Some("1234.56"), None);
    check("1.234,56", None, Some("1234.56"));
    check("1,234", Some("1234"), Some("1.234"));
    check("1,23", None, Some("1.23"));
    check("1 234 567", Some("1234567"), Some("1234567"));
    check("1'234.5", Some("1234.5"), None);
    check("12,34,567", Some("1234567"), None);
    check("1,2,345", None, None);
    check("1,2345", None, Some("1.2345"));
    check("-5", Some("-5"), Some("-5"));
    check("(5)", Some("-5"), Some("-5"));
    check(".5", Some("0.5"), None);
    check("１，２３４．５", Some("1234.5"), None);
    check("12.5万", Some("125000"), None);
    check("1.23456亿", Some("123456000"), None);
    check("0012", Some("12"), Some("12"));
    check("", None, None);
    check(".", None, None);
    check("1e5", None, None);
    check("12a", None, None);
}

#[test]
fn number_shapes_tell_what_is_doubtful() {
    use NumberShape::*;
    let shapes = [
        ("12", Some(Plain)),
        ("1,234", Some(Either)),
        ("1.234", Some(Either)),
        ("1,234,567", Some(Point)),
        ("1.234.567", Some(Comma)),
        ("1,5", Some(Comma)),
        ("1.50", Some(Point)),
        ("1,234.5", Some(Point)),
        ("1.234,5", Some(Comma)),
        ("0,123", Some(Comma)),
        ("x", None),
    ];
    for (text, shape) in shapes {
        assert_eq!(cell::number_shape(text), shape, "{text}");
    }
}

#[test]
fn amounts_carry_signs_and_codes() {
    let check = |text: &str, expected: Option<Money>| {
        assert_eq!(cell::amount(text, NumberFormat::Point, Currency::CNY).ok(), expected, "{text}");
    };
    check("¥1,234.5", Some(Money::new(123_450, Currency::CNY)));
    check("￥12", Some(Money::new(1200, Currency::CNY)));
    check("3万元", Some(Money::new(3_000_000, Currency::CNY)));
    check("USD 5", Some(Money::new(500, Currency::USD)));
    check("5 eur", Some(Money::new(500, Currency::EUR)));
    check("$5", None);
    check("5%", None);
    check("-5", None);
    check("5.005", None);
    check("5.000", Some(Money::new(500, Currency::CNY)));
}

#[test]
fn dates_as_people_write_them() {
    let day = date(2026, 3, 1);
    for text in [
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "20260301",
        "1 Mar 2026",
        "March 1, 2026",
        "2026-03-01 10:20",
        "2026-03-01T23:59:59.9+08:00",
    ] {
        for format in [YearMonthDay, DayMonthYear, MonthDayYear] {
            assert_eq!(cell::date(text, format), Some(day), "{text}");
        }
    }
    assert_eq!(cell::date("1.3.2026", DayMonthYear), Some(day));
    assert_eq!(cell::date("3/1/26", MonthDayYear), Some(day));
    assert_eq!(cell::date("13/1/2026", MonthDayYear), None);
    for text in [
        "2026-02-30",
        "2026-13-01",
        "",
        "soon",
        "2026",
        "2026-03",
        "1/2/3/4",
        "2026-03-01 25:00",
        "2026-03-01 noon",
        "1 Foo 2026",
        "99999999",
    ] {
        assert_eq!(cell::date(text, YearMonthDay), None, "{text}");
    }
}

#[test]
fn instants_know_zones_and_halves_of_the_day() {
    let at = |text: &str| cell::instant(text, YearMonthDay).map(|at| at.0);
    let noon = Timestamp::from_date(date(2026, 3, 1)).0 + 12 * 3_600_000;
    assert_eq!(at("2026-03-01 12:00"), Some(noon));
    assert_eq!(at("2026-03-01T20:00:00+08:00"), Some(noon));
    assert_eq!(at("2026-03-01 12:00:00.123Z"), Some(noon + 123));
    assert_eq!(at("2026-03-01 12:00 PM"), Some(noon));
    assert_eq!(at("2026-03-01 12:00 AM"), Some(noon - 12 * 3_600_000));
    assert_eq!(at("2026-03-01 13:00 PM"), None);
    assert_eq!(at("2026-03-01 12:00 CET"), None);
}

#[test]
fn date_shapes_tell_what_is_doubtful() {
    use DateShape::*;
    let shapes = [
        ("2026-03-01", Some(Plain)),
        ("3/4/2026", Some(Either)),
        ("3/3/2026", Some(Plain)),
        ("13/1/2026", Some(DayFirst)),
        ("1/13/2026", Some(MonthFirst)),
        ("03.04.2026", Some(DayFirst)),
        ("x", None),
        ("2 May 2026", Some(Plain)),
    ];
    for (text, shape) in shapes {
        assert_eq!(cell::date_shape(text), shape, "{text}");
    }
}

#[test]
fn lists_are_joined_and_split_alike() {
    assert_eq!(cell::list("a, b，c、d"), ["a", "b", "c", "d"]);
    assert_eq!(cell::list("Smith, John; Doe, Jane"), ["Smith, John", "Doe, Jane"]);
    assert_eq!(cell::list("\"Smith, John\", Kim"), ["Smith, John", "Kim"]);
    for items in [vec!["a"], vec!["a,b", "c;d"], vec!["say \"x\"", "'=y", "'"], vec!["a|b", "c、d"], vec![]] {
        assert_eq!(cell::list(&cell::join(items.iter().copied())), items);
    }
}

#[test]
fn states_have_many_words() {
    for (word, state) in [
        ("Won", State::Won),
        ("closed_won", State::Won),
        ("Closed - Lost", State::Lost),
        ("赢单", State::Won),
        ("输单", State::Lost),
        ("OPEN", State::Open),
    ] {
        assert_eq!(cell::state(word), Some(state));
    }
    assert_eq!(cell::state("Engaging"), None);
}
