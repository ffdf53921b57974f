//! Sentences with slots, and numbers that look as if people had named them.

use heliu_domain::{Currency, Date, Money};

use super::words::Names;

/// What slots are filled with.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    pub contact: String,
    pub colleague: String,
    pub city: &'static str,
    pub short: String,
    pub date: String,
    pub month: &'static str,
    pub n: &'static str,
}

/// The sentence with its slots filled, beginning with a capital letter.
pub fn fill(pattern: &str, slots: &Slots) -> String {
    let filled = [
        ("{contact}", slots.contact.as_str()),
        ("{colleague}", &slots.colleague),
        ("{city}", slots.city),
        ("{short}", &slots.short),
        ("{date}", &slots.date),
        ("{month}", slots.month),
        ("{n}", slots.n),
    ]
    .into_iter()
    .fold(pattern.to_owned(), |text, (slot, value)| text.replace(slot, value));
    capital(&filled)
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whether two Chinese characters stand there twice in a row, as where a short name ends like the subject begins.
pub fn stutters(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(4).any(|four| matches!(four, [a, b, c, d] if a == c && b == d && !a.is_ascii()))
}

/// A day in words: `14 March`, `3月14日`.
pub fn day(names: &Names, day: Date) -> String {
    names.day.replace("{month}", month(names, day)).replace("{day}", &day.day().to_string())
}

/// The month of a day in words.
pub fn month(names: &Names, day: Date) -> &'static str {
    usize::try_from(day.month() - 1).ok().and_then(|index| names.months.get(index)).copied().unwrap_or_default()
}

/// A round amount in the currency, from a number of the workspace's currency.
pub fn money(number: i64, base: Currency, currency: Currency) -> Money {
    let (times, over) = match (base, currency) {
        (Currency::USD, Currency::EUR) => (9, 10),
        (Currency::USD, Currency::CNY) => (7, 1),
        (Currency::CNY, Currency::USD) => (1, 7),
        (Currency::CNY, Currency::EUR) => (1, 8),
        _ => (1, 1),
    };
    Money::new(round(number * times / over) * currency.minor_units(), currency)
}

/// The number with two or three digits that mean something.
pub fn round(number: i64) -> i64 {
    let step = match number {
        ..2_000 => 20,
        2_000..20_000 => 100,
        20_000..200_000 => 500,
        200_000..1_000_000 => 2_000,
        _ => 10_000,
    };
    (number + step / 2) / step * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_and_sentences_begin_with_a_capital_letter() {
        let slots = Slots { contact: "the customer".to_owned(), city: "Graz", ..Slots::default() };
        assert_eq!(fill("{contact} calls from {city}.", &slots), "The customer calls from Graz.");
    }

    #[test]
    fn a_stutter_is_noticed() {
        assert!(stutters("博陇模具模具高速铣"));
        assert!(!stutters("博陇模具高速铣") && !stutters("1010"));
    }

    #[test]
    fn amounts_are_round_in_their_currency() {
        assert_eq!(money(123_456, Currency::USD, Currency::USD).plain(), "123500");
        assert_eq!(money(700_000, Currency::CNY, Currency::USD).plain(), "100000");
    }
}
