//! What stands in a cell: numbers, dates, instants, lists and states, as people and programs write them.

use heliu_domain::{
    exchange::{DateFormat, NumberFormat},
    money::{Currency, Money},
    opportunity::State,
    problem::{Code, Problem},
    time::{Date, Timestamp},
};

/// Characters that make a spreadsheet take a cell for a formula, or that a program may skip in front of one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether a spreadsheet could run the cell. Leading apostrophes do not count, so that escaping can be taken back exactly.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

/// The cell as it may stand in a file: with an apostrophe in front when it could be run, unless it is a plain number.
pub fn escaped(cell: &str) -> std::borrow::Cow<'_, str> {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok_and(f64::is_finite);
    if is_formula(cell) && !is_number { format!("'{cell}").into() } else { cell.into() }
}

/// The cell without the apostrophe that [`escaped`] put in front of it.
pub fn unescaped(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// The words of a cell in one line.
pub fn line(cell: &str) -> String {
    folded(unescaped(cell))
}

fn folded(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A number as a plain one (`-1234.5`), if it is one in this format. Groups must have three digits (two where India groups), so that
/// a decimal comma is never taken for a group. `万` and `亿` multiply.
pub fn number(cell: &str, format: NumberFormat) -> Option<String> {
    let cell: String = cell.trim().chars().map(ascii).collect();
    let (negative, cell) = sign(&cell);
    let (digits, zeros) = match cell.strip_suffix('万') {
        Some(digits) => (digits.trim_end(), 4),
        None => cell.strip_suffix('亿').map_or((cell, 0), |digits| (digits.trim_end(), 8)),
    };
    let (decimal, group) = match format {
        NumberFormat::Point => ('.', ','),
        NumberFormat::Comma => (',', '.'),
    };
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((digits, ""));
    let separator = whole.chars().find(|c| !c.is_ascii_digit()).filter(|c| [group, ' ', '\''].contains(c));
    let groups: Vec<&str> = separator.map_or_else(|| vec![whole], |separator| whole.split(separator).collect());
    let last = groups.len() - 1;
    let is_grouped = groups.iter().enumerate().all(|(index, digits)| match digits.len() {
        0 => last == 0 && !fraction.is_empty(),
        1 | 2 => index < last || last == 0,
        3 => true,
        _ => last == 0,
    });
    let is_single_first = last == 0 || groups.iter().skip(1).all(|digits| digits.len() >= 2);
    let all_digits = groups.iter().chain([&fraction]).all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_grouped || !is_single_first || !all_digits || (groups.concat().is_empty() && fraction.is_empty()) {
        return None;
    }
    let (shifted, rest) = fraction.split_at_checked(zeros).unwrap_or((fraction, ""));
    let whole = format!("{}{shifted:0<zeros$}", groups.concat());
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if rest.is_empty() { "" } else { "." };
    Some(format!("{}{whole}{point}{rest}", if negative { "-" } else { "" }))
}

/// Full-width and typographic characters as their plain ones.
fn ascii(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '－' | '＋' | '（' | '）' | '＄' | '￥' => match c {
            '￥' => '¥',
            _ => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        },
        '−' => '-',
        '’' => '\'',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => other,
    }
}

fn sign(number: &str) -> (bool, &str) {
    if let Some(inner) = number.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inner.trim());
    }
    match number.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, number.strip_prefix('+').unwrap_or(number).trim_start()),
    }
}

/// An amount with or without sign or code of its currency. A code decides the currency; a sign must fit the given one.
///
/// # Errors
/// [`Code::Malformed`] when it is no number of that format, [`Code::Invalid`] for another currency's sign, [`Code::OutOfRange`].
pub fn amount(cell: &str, format: NumberFormat, currency: Currency) -> Result<Money, Problem> {
    let cell: String = unescaped(cell).trim().chars().map(ascii).collect();
    let is_mark = |c: char| c.is_ascii_alphabetic() || ['$', '€', '£', '¥', '元'].contains(&c);
    let front = cell.trim_start_matches(is_mark);
    let bare = front.trim_end_matches(is_mark);
    let mark = format!("{}{}", cell.get(..cell.len() - front.len()).unwrap_or_default(), front.get(bare.len()..).unwrap_or_default());
    let currency = marked(&mark, currency)?;
    let plain = number(bare, format).ok_or_else(|| Problem::malformed("amount"))?;
    Money::parse(&plain, currency)
}

/// The currency that a sign or code before or behind an amount means.
fn marked(mark: &str, currency: Currency) -> Result<Currency, Problem> {
    let code = currency.code();
    let fits = match mark {
        "" => true,
        "¥" => ["CNY", "JPY"].contains(&code),
        "元" | "RMB" => code == "CNY",
        "$" => ["USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MXN"].contains(&code),
        "US$" => code == "USD",
        "€" => code == "EUR",
        "£" => code == "GBP",
        other => return other.parse(),
    };
    if fits { Ok(currency) } else { Err(Problem::of(Code::Invalid, "currency").with(code)) }
}

/// How a number of a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberShape {
    /// Digits alone: it reads the same either way.
    Plain,
    Point,
    Comma,
    /// `1,234` and `1.234`: the separator may be either.
    Either,
}

/// How a number is written; `None` when it is none.
pub fn number_shape(cell: &str) -> Option<NumberShape> {
    let cell: String = unescaped(cell).chars().map(ascii).filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    if !cell.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (points, commas) = (cell.matches('.').count(), cell.matches(',').count());
    let single = |separator: char, decimal: NumberShape| {
        let (before, after) = cell.split_once(separator).unwrap_or((&cell, ""));
        let may_group = after.len() == 3 && (1..=3).contains(&before.len()) && before != "0";
        if may_group { NumberShape::Either } else { decimal }
    };
    Some(match (points, commas) {
        (0, 0) => NumberShape::Plain,
        (1.., 1..) => {
            if cell.rfind('.') > cell.rfind(',') {
                NumberShape::Point
            } else {
                NumberShape::Comma
            }
        }
        (1, 0) => single('.', NumberShape::Point),
        (0, 1) => single(',', NumberShape::Comma),
        (_, 0) => NumberShape::Comma,
        (0, _) => NumberShape::Point,
    })
}

/// One of the first three things in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Number(u16, usize),
    Month(u16),
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The first three numbers or month names of a date, the separator behind the first, and what follows.
fn parts(cell: &str) -> Option<([Part; 3], char, &str)> {
    let cell = cell.trim();
    let digits = cell.chars().take_while(char::is_ascii_digit).count();
    if digits == 8 {
        let number = |range: std::ops::Range<usize>| cell.get(range).and_then(|part| part.parse().ok());
        let parts = [Part::Number(number(0..4)?, 4), Part::Number(number(4..6)?, 2), Part::Number(number(6..8)?, 2)];
        return Some((parts, ' ', cell.get(8..)?));
    }
    let mut rest = cell;
    let mut separator = None;
    let mut found = Vec::with_capacity(3);
    while found.len() < 3 {
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (part, behind) = if (1..=4).contains(&length) {
            (Part::Number(rest.get(..length)?.parse().ok()?, length), rest.get(length..)?)
        } else {
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let word = rest.get(..length).filter(|word| word.len() >= 3)?.to_ascii_lowercase();
            let month = MONTHS.iter().position(|month| month.starts_with(&word))?;
            (Part::Month(u16::try_from(month).ok()? + 1), rest.get(length..)?)
        };
        found.push(part);
        if found.len() < 3 {
            let after = behind.trim_start_matches([' ', '-', '/', '.', ',', '年', '月']);
            if after.len() == behind.len() {
                return None;
            }
            separator = separator.or(behind.chars().next());
            rest = after;
        } else {
            rest = behind.strip_prefix(['日', '号']).unwrap_or(behind);
        }
    }
    Some((found.try_into().ok()?, separator?, rest))
}

fn civil(parts: [Part; 3], format: DateFormat) -> Option<Date> {
    use Part::{Month, Number};
    let (year, month, day) = match parts {
        [Number(year, 4), Number(month, ..=2), Number(day, ..=2)] => ((year, 4), month, day),
        [Number(year, 4), Month(month), Number(day, ..=2)] => ((year, 4), month, day),
        [Number(day, ..=2), Month(month), Number(year, digits)] | [Month(month), Number(day, ..=2), Number(year, digits)] => {
            ((year, digits), month, day)
        }
        [Number(first, ..=2), Number(second, ..=2), Number(third, digits)] => match format {
            DateFormat::YearMonthDay => ((first, if digits <= 2 { 2 } else { 0 }), second, third),
            DateFormat::DayMonthYear => ((third, digits), second, first),
            DateFormat::MonthDayYear => ((third, digits), first, second),
        },
        _ => return None,
    };
    let year = match year {
        (year, 4) => year,
        // Two digits mean the nearer century: 70 is 1970, 69 is 2069.
        (year, 2) => {
            if year < 70 {
                2000 + year
            } else {
                1900 + year
            }
        }
        _ => return None,
    };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A day, with or without a time behind. A year in front is always recognised; English month names too.
pub fn date(cell: &str, format: DateFormat) -> Option<Date> {
    let (parts, _, rest) = parts(unescaped(cell))?;
    time(rest)?;
    civil(parts, format)
}

/// A day with the minute of the day, if there is one.
pub fn date_minute(cell: &str, format: DateFormat) -> Option<(Date, Option<u16>)> {
    let (parts, _, rest) = parts(unescaped(cell))?;
    let minute = if rest.trim().is_empty() { None } else { u16::try_from(time(rest)?.0 / 60_000).ok() };
    Some((civil(parts, format)?, minute))
}

/// An instant: a day with a time, in UTC unless it says otherwise; a day alone is its beginning.
pub fn instant(cell: &str, format: DateFormat) -> Option<Timestamp> {
    let (parts, _, rest) = parts(unescaped(cell))?;
    let (millis, offset) = time(rest)?;
    Some(Timestamp(Timestamp::from_date(civil(parts, format)?).0 + millis - offset))
}

/// Milliseconds since midnight and the offset from UTC of what stands behind a date; zero for nothing.
fn time(text: &str) -> Option<(i64, i64)> {
    let text = text.trim_start_matches([' ', ',']);
    let text = text.strip_prefix(['T', 't']).unwrap_or(text).trim();
    if text.is_empty() {
        return Some((0, 0));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(end)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let numbers: Vec<i64> = clock.split(':').map(|part| if part.len() <= 2 { part.parse().ok() } else { None }).collect::<Option<_>>()?;
    let (mut hour, minute, second) = match *numbers.as_slice() {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let mut zone = zone.trim().to_ascii_uppercase();
    for (word, later) in [("AM", 0), ("PM", 12)] {
        if let Some(rest) = zone.strip_prefix(word) {
            hour = (1..=12).contains(&hour).then_some(hour % 12 + later)?;
            zone = rest.trim().to_owned();
        }
    }
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..=60).contains(&second) {
        return None;
    }
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    Some((((hour * 60 + minute) * 60 + second.min(59)) * 1000 + millis, zone_offset(&zone)?))
}

fn zone_offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "UTC" | "GMT") {
        return Some(0);
    }
    let (sign, digits) = zone.strip_prefix('+').map(|rest| (1, rest)).or_else(|| zone.strip_prefix('-').map(|rest| (-1, rest)))?;
    let digits = digits.replace(':', "");
    let (hours, minutes): (i64, i64) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
        _ => return None,
    };
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes) * 60_000)
}

/// In which order a date of a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateShape {
    /// The year in front, a month by name, or day and month equal: it reads the same in every order.
    Plain,
    DayFirst,
    MonthFirst,
    /// Day and month may be exchanged.
    Either,
}

/// In which order a date is written; `None` when it is none in any order.
pub fn date_shape(cell: &str) -> Option<DateShape> {
    let cell = unescaped(cell);
    let as_read = |format| date(cell, format);
    let (parts, separator, _) = parts(cell)?;
    let day_first = as_read(DateFormat::DayMonthYear);
    let month_first = as_read(DateFormat::MonthDayYear);
    match (parts, day_first, month_first) {
        (_, None, None) => None,
        (_, Some(a), Some(b)) if a == b => Some(DateShape::Plain),
        // Dots are written only where the day stands first.
        (_, Some(_), Some(_)) if separator == '.' => Some(DateShape::DayFirst),
        (_, Some(_), Some(_)) => Some(DateShape::Either),
        (_, Some(_), None) => Some(DateShape::DayFirst),
        (_, None, Some(_)) => Some(DateShape::MonthFirst),
    }
}

/// The items of a list. They are separated by semicolons, bars or line ends; only where there is none of these, by commas.
/// An item in double quotes is one item whatever it contains.
pub fn list(cell: &str) -> Vec<String> {
    let strong = |c: char| matches!(c, ';' | '；' | '|' | '\n');
    let weak = |c: char| matches!(c, ',' | '，' | '、');
    let items = split_unquoted(unescaped(cell), strong);
    let items = if items.len() > 1 { items } else { split_unquoted(unescaped(cell), weak) };
    items.iter().map(|item| unquoted(item.trim())).map(|item| folded(&item)).filter(|item| !item.is_empty()).collect()
}

fn split_unquoted(text: &str, separates: impl Fn(char) -> bool) -> Vec<&str> {
    let mut quoted = false;
    let split = move |c: char| {
        quoted ^= c == '"';
        !quoted && separates(c)
    };
    text.split(split).collect()
}

fn unquoted(item: &str) -> String {
    match item.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => item.to_owned(),
    }
}

/// A list as [`list`] reads it back.
pub fn join<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = items.into_iter().map(|item| {
        let needs_quotes = item.contains(['"', ';', '；', '|', '\n', ',', '，', '、', '\'']);
        if needs_quotes { format!("\"{}\"", item.replace('"', "\"\"")) } else { item.to_owned() }
    });
    quoted.collect::<Vec<_>>().join("; ")
}

/// The state that a word means, in English or Chinese.
pub fn state(cell: &str) -> Option<State> {
    let word: String = unescaped(cell).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    match word.as_str() {
        "won" | "closedwon" | "closewon" | "win" | "赢单" | "已赢单" | "赢" | "成交" | "已成交" | "赢单关闭" | "成功" => {
            Some(State::Won)
        }
        "lost" | "closedlost" | "closelost" | "lose" | "loss" | "输单" | "已输单" | "输" | "丢单" | "已丢单" | "流失" | "输单关闭"
        | "失败" => Some(State::Lost),
        "open" | "inprogress" | "active" | "进行中" | "跟进中" | "未结" | "未关闭" | "打开" => Some(State::Open),
        _ => None,
    }
}
