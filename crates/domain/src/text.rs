//! Rules for text that people type.

use crate::problem::{Code, Problem};

/// Most characters of a name or title.
pub const NAME_MAX: usize = 200;
/// Most characters of a description or comment.
pub const BODY_MAX: usize = 200_000;
/// Most tags of one opportunity.
pub const TAGS_MAX: usize = 30;

/// One line: trimmed, white space folded, control characters removed; it may be empty.
///
/// # Errors
/// [`Code::TooLong`] beyond `max` characters.
pub fn line(field: &str, raw: &str, max: usize) -> Result<String, Problem> {
    let mut folded = String::with_capacity(raw.len());
    for word in raw.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    if folded.chars().count() > max {
        return Err(Problem::of(Code::TooLong, field).with(max));
    }
    Ok(folded)
}

/// A line that must not be empty.
///
/// # Errors
/// [`Code::Required`] or [`Code::TooLong`].
pub fn name(field: &str, raw: &str) -> Result<String, Problem> {
    let name = line(field, raw, NAME_MAX)?;
    if name.is_empty() {
        return Err(Problem::of(Code::Required, field));
    }
    Ok(name)
}

/// Several lines: NUL removed, line ends unified.
///
/// # Errors
/// [`Code::TooLong`] beyond [`BODY_MAX`] characters.
pub fn body(field: &str, raw: &str) -> Result<String, Problem> {
    let unified = raw.replace("\r\n", "\n").replace('\0', "");
    if unified.chars().count() > BODY_MAX {
        return Err(Problem::of(Code::TooLong, field).with(BODY_MAX));
    }
    Ok(unified)
}

/// Tags: each a short line, empty ones dropped, doubles (whatever their case) dropped, order kept.
///
/// # Errors
/// [`Code::TooLong`] when one is longer than 40 characters or there are more than [`TAGS_MAX`].
pub fn tags(raw: &[String]) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for tag in raw {
        let tag = line("tags", tag, 40)?;
        let folded = fold(&tag);
        if !tag.is_empty() && !tags.iter().any(|seen| fold(seen) == folded) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS_MAX {
        return Err(Problem::of(Code::TooLong, "tags").with(TAGS_MAX));
    }
    Ok(tags)
}

/// The form in which texts are compared and searched: lower case.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_folded() {
        assert_eq!(line("title", "  a\t b\u{0}\n c ", 10), Ok("a b c".to_owned()));
    }

    #[test]
    fn an_empty_name_is_refused_naming_the_field() {
        assert_eq!(name("title", " \n"), Err(Problem::of(Code::Required, "title")));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert!(line("title", &"商".repeat(200), 200).is_ok());
        assert!(line("title", &"商".repeat(201), 200).is_err());
    }

    #[test]
    fn tags_lose_doubles_whatever_their_case() {
        assert_eq!(tags(&["VIP".into(), "vip".into(), " ".into()]), Ok(vec!["VIP".to_owned()]));
    }
}
