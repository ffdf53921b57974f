//! Money: whole minor units of a currency, and totals that never add two currencies without a dated rate.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    problem::{Code, Problem},
    time::Date,
};

/// The largest amount accepted, in minor units: sums of a million of them still fit.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000;

/// An ISO 4217 currency code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Chinese yuan.
    pub const CNY: Self = Self(*b"CNY");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currencies offered in forms; any other ISO code can be typed or imported.
    pub const COMMON: [Self; 8] =
        [Self::CNY, Self::USD, Self::EUR, Self(*b"GBP"), Self(*b"HKD"), Self(*b"JPY"), Self(*b"SGD"), Self(*b"TWD")];

    /// The code, for example `CNY`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal point (ISO 4217; those that differ from two).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"PYG" | b"XAF" | b"XOF" | b"XPF" | b"RWF" | b"KMF" | b"GNF" | b"DJF"
            | b"BIF" | b"VUV" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"TND" | b"JOD" | b"IQD" | b"LYD" => 3,
            _ => 2,
        }
    }

    /// Minor units in one major unit.
    pub fn minor_units(self) -> i64 {
        10i64.pow(self.decimals())
    }

    /// The sign written before an amount.
    pub fn sign(&self) -> &str {
        match &self.0 {
            b"CNY" => "¥",
            b"USD" => "$",
            b"EUR" => "€",
            b"GBP" => "£",
            b"HKD" => "HK$",
            b"JPY" => "JP¥",
            b"SGD" => "S$",
            b"TWD" => "NT$",
            _ => self.code(),
        }
    }
}

impl FromStr for Currency {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.trim().to_ascii_uppercase().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([*a, *b, *c])),
            _ => Err(Problem::of(Code::Invalid, "currency")),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (cents, fen) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount from minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a number as people type it: grouping by comma, blank or apostrophe, decimal point, full-width digits.
    /// A comma groups three digits, or four as Chinese counts; any other is no number, so that `1,5` is never taken for 15.
    ///
    /// # Errors
    /// [`Code::Malformed`] when it is no number or has more decimals than the currency, [`Code::OutOfRange`] when it is
    /// negative or beyond [`AMOUNT_MAX`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, Problem> {
        let malformed = || Problem::malformed("amount");
        let is_grouped = |size: usize| {
            let mut groups = text.split(['.', '．']).next().unwrap_or_default().split([',', '，']).skip(1);
            groups.all(|group| group.chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count() == size)
        };
        if !is_grouped(3) && !is_grouped(4) {
            return Err(malformed());
        }
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ',' | '，' | '\'' | ' ' | '\u{a0}' | '\u{202f}' | '¥' | '￥' | '$' | '€' | '£'))
            .map(|c| match c {
                '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or('0'),
                '．' => '.',
                other => other,
            })
            .collect();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let fraction = fraction.trim_end_matches('0');
        let decimals = usize::try_from(currency.decimals()).unwrap_or(2);
        let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if plain.starts_with('-') {
            return Err(Problem::of(Code::OutOfRange, "amount").with(0).with(AMOUNT_MAX / currency.minor_units()));
        }
        if (whole.is_empty() && fraction.is_empty()) || !digits_only(whole) || !digits_only(fraction) || fraction.len() > decimals {
            return Err(malformed());
        }
        let digits = format!("{whole}{fraction:0<decimals$}");
        let too_much = || Problem::of(Code::OutOfRange, "amount").with(0).with(AMOUNT_MAX / currency.minor_units());
        let minor: i64 = digits.parse().map_err(|_| too_much())?;
        Self::new(minor, currency).checked()
    }

    /// The same amount if it lies within 0 and [`AMOUNT_MAX`].
    ///
    /// # Errors
    /// [`Code::OutOfRange`] naming the bounds in major units.
    pub fn checked(self) -> Result<Self, Problem> {
        if (0..=AMOUNT_MAX).contains(&self.minor) {
            Ok(self)
        } else {
            Err(Problem::of(Code::OutOfRange, "amount").with(0).with(AMOUNT_MAX / self.currency.minor_units()))
        }
    }

    /// The number without currency or grouping, as it stands in a form or a CSV: `1234.50`, `1234`.
    pub fn plain(self) -> String {
        let unit = self.currency.minor_units();
        let decimals = usize::try_from(self.currency.decimals()).unwrap_or(2);
        let (sign, size) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        let (whole, rest) = (size / unit.unsigned_abs(), size % unit.unsigned_abs());
        if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0decimals$}") }
    }
}

impl fmt::Display for Money {
    /// Sign, grouped number: `¥12,500`, `$1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (number, negative) = plain.strip_prefix('-').map_or((plain.as_str(), ""), |number| (number, "-"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let space = if self.currency.sign().len() == 3 && self.currency.sign().is_ascii() && !self.currency.sign().ends_with('$') {
            "\u{a0}"
        } else {
            ""
        };
        write!(f, "{negative}{}{space}{grouped}", self.currency.sign())?;
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

/// What one unit of `currency` was worth in the workspace's base currency on a day, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The currency that is converted.
    pub currency: Currency,
    /// The day from which the rate holds.
    pub date: Date,
    /// Base units for one unit, times 1,000,000; above zero.
    pub micros: i64,
}

/// Converts with the newest rate on or before `on`; rounded half away from zero to the base's minor unit.
/// `None` when there is no such rate.
pub fn convert(amount: Money, base: Currency, rates: &[Rate], on: Date) -> Option<Money> {
    if amount.currency == base {
        return Some(amount);
    }
    let rate = rates.iter().filter(|rate| rate.currency == amount.currency && rate.date <= on).max_by_key(|rate| rate.date)?;
    let scaled = i128::from(amount.minor) * i128::from(rate.micros) * i128::from(base.minor_units());
    let divisor = 1_000_000 * i128::from(amount.currency.minor_units());
    let rounded = (scaled.abs() + divisor / 2) / divisor * scaled.signum();
    Some(Money::new(i64::try_from(rounded).ok()?, base))
}

/// Sums per currency: the only way in which amounts are added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sums(pub BTreeMap<Currency, i64>);

impl Sums {
    /// Adds an amount to its currency's sum.
    pub fn add(&mut self, amount: Money) {
        let sum = self.0.entry(amount.currency).or_insert(0);
        *sum = sum.saturating_add(amount.minor);
        if *sum == 0 {
            self.0.remove(&amount.currency);
        }
    }

    /// Every currency's sum, in the order of their codes.
    pub fn each(&self) -> impl Iterator<Item = Money> {
        self.0.iter().map(|(currency, minor)| Money::new(*minor, *currency))
    }

    /// Everything in the base currency, or the currencies that have no rate yet.
    ///
    /// # Errors
    /// The currencies without a rate on or before `on`.
    pub fn converted(&self, base: Currency, rates: &[Rate], on: Date) -> Result<Money, Vec<Currency>> {
        let mut total = 0i64;
        let mut without = Vec::new();
        for sum in self.each() {
            match convert(sum, base, rates, on) {
                Some(amount) => total = total.saturating_add(amount.minor),
                None => without.push(sum.currency),
            }
        }
        if without.is_empty() { Ok(Money::new(total, base)) } else { Err(without) }
    }
}

#[cfg(test)]
mod tests {
    use crate::time::date;

    use super::*;

    fn check(text: &str, currency: Currency, expected: Option<i64>) {
        assert_eq!(Money::parse(text, currency).ok().map(|money| money.minor), expected, "{text}");
    }

    #[test]
    fn numbers_as_people_type_them() {
        check("1,234.50", Currency::CNY, Some(123_450));
        check("1,5", Currency::CNY, None);
        check("1,234,50", Currency::CNY, None);
        check("12,3456", Currency::CNY, Some(12_345_600));
        check("１，２３４", Currency::CNY, Some(123_400));
        check("¥ 1 234", Currency::CNY, Some(123_400));
        check("１２３．５", Currency::CNY, Some(12_350));
        check(".5", Currency::USD, Some(50));
        check("12.345", Currency::USD, None);
        check("12.340", Currency::USD, Some(1234));
        check("", Currency::USD, None);
        check(".", Currency::USD, None);
        check("-1", Currency::USD, None);
        check("1e9", Currency::USD, None);
        check("99999999999999999999", Currency::USD, None);
    }

    #[test]
    fn amounts_are_written_grouped() {
        assert_eq!(Money::new(123_456_789, Currency::CNY).to_string(), "¥1,234,567.89");
        assert_eq!(Money::new(100_000, Currency::USD).to_string(), "$1,000");
        assert_eq!(Money::new(-5, Currency::EUR).to_string(), "-€0.05");
        assert_eq!(Money::new(1500, Currency(*b"CHF")).to_string(), "CHF\u{a0}15");
    }

    #[test]
    fn currencies_are_added_only_with_a_dated_rate() {
        let mut sums = Sums::default();
        sums.add(Money::new(10_000, Currency::USD));
        sums.add(Money::new(5_000, Currency::CNY));
        let rates = [
            Rate { currency: Currency::USD, date: date(2026, 1, 1), micros: 7_000_000 },
            Rate { currency: Currency::USD, date: date(2026, 6, 1), micros: 7_100_000 },
        ];
        assert_eq!(sums.converted(Currency::CNY, &rates, date(2026, 3, 1)), Ok(Money::new(75_000, Currency::CNY)));
        assert_eq!(sums.converted(Currency::CNY, &rates, date(2026, 7, 1)), Ok(Money::new(76_000, Currency::CNY)));
        assert_eq!(sums.converted(Currency::CNY, &rates, date(2025, 7, 1)), Err(vec![Currency::USD]));
    }
}
