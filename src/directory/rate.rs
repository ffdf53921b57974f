//! Exchange rates as people type and read them: up to six decimals.

use heliu_domain::{Code, Problem};

/// The largest rate that is accepted.
const RATE_MAX: i64 = 1_000_000;

/// Millionths of a typed rate.
///
/// # Errors
/// It is no number with at most six decimals, or not between zero and a million.
pub fn parse_rate(text: &str) -> Result<i64, Problem> {
    let malformed = || Problem::malformed("rate");
    let out_of_range = || Problem::of(Code::OutOfRange, "rate").with("0.000001").with(RATE_MAX);
    let plain: String = text.trim().chars().filter(|c| !matches!(c, ',' | '，' | ' ')).map(narrow).collect();
    if plain.is_empty() {
        return Err(Problem::of(Code::Required, "rate"));
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_number = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !is_number || fraction.len() > 6 || plain == "." {
        return Err(malformed());
    }
    let micros: i64 = format!("{whole}{fraction:0<6}").parse().map_err(|_| out_of_range())?;
    if (1..=RATE_MAX * 1_000_000).contains(&micros) { Ok(micros) } else { Err(out_of_range()) }
}

/// A rate without needless zeros: `7.1`.
pub fn plain_rate(micros: i64) -> String {
    let (whole, fraction) = (micros / 1_000_000, format!("{:06}", micros.rem_euclid(1_000_000)));
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        '．' | '。' => '.',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, micros: Option<i64>) {
        assert_eq!(parse_rate(text).ok(), micros, "{text}");
    }

    #[test]
    fn rates_have_up_to_six_decimals() {
        check("7.1", Some(7_100_000));
        check(" 0.000001 ", Some(1));
        check(".5", Some(500_000));
        check("７．１２", Some(7_120_000));
        check("1,000", Some(1_000_000_000));
        check("1000000", Some(1_000_000_000_000));
        check("0.0000001", None);
        check("1000000.1", None);
        check("99999999999999999999", None);
        check("0", None);
        check("-1", None);
        check(".", None);
        check("", None);
        check("1e3", None);
    }

    #[test]
    fn what_is_read_is_what_is_written() {
        for micros in [1, 500_000, 7_100_000, 1_000_000_000_000] {
            assert_eq!(parse_rate(&plain_rate(micros)), Ok(micros));
        }
    }
}
