//! Rules of sign-in: addresses, passwords, how long a session or a link lives, and where a sign-in may lead.

use crate::{
    problem::{Code, Problem},
    text,
    time::Timestamp,
};

/// A session ends after so long without use, in milliseconds.
pub const SESSION_IDLE: i64 = 14 * DAY;
/// A session ends after so long in any case, in milliseconds.
pub const SESSION_LIFE: i64 = 90 * DAY;
/// Fewest and most characters of a password.
pub const PASSWORD_MIN: usize = 10;
pub const PASSWORD_MAX: usize = 200;
/// Most characters of an e-mail address (RFC 5321).
pub const EMAIL_MAX: usize = 254;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What a link or code that is used once is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketKind {
    /// Lets a person choose a password for the first time.
    Invitation,
    /// Lets a person choose another password.
    Reset,
    /// The password was right; the second factor is still due.
    SecondFactor,
    /// A code that stands in for the second factor.
    Recovery,
}

impl TicketKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Invitation, Self::Reset, Self::SecondFactor, Self::Recovery];

    /// The word under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::SecondFactor => "second_factor",
            Self::Recovery => "recovery",
        }
    }

    /// The kind of that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Until when one that is made now can be used.
    pub fn expiry(self, at: Timestamp) -> Timestamp {
        let life = match self {
            Self::Invitation => 7 * DAY,
            Self::Reset => HOUR,
            Self::SecondFactor => 5 * MINUTE,
            Self::Recovery => 100 * 365 * DAY,
        };
        Timestamp(at.0.saturating_add(life))
    }
}

/// Whether a session that began and was last used then can still be used.
pub fn is_session_alive(created_at: Timestamp, seen_at: Timestamp, now: Timestamp) -> bool {
    now.0 < created_at.0.saturating_add(SESSION_LIFE) && now.0 < seen_at.0.saturating_add(SESSION_IDLE)
}

/// An e-mail address as it is compared and stored: trimmed, in lower case.
///
/// # Errors
/// A problem naming the field `email`.
pub fn email(raw: &str) -> Result<String, Problem> {
    let email = text::fold(raw.trim());
    if email.is_empty() {
        return Err(Problem::of(Code::Required, "email"));
    }
    if email.chars().count() > EMAIL_MAX {
        return Err(Problem::of(Code::TooLong, "email").with(EMAIL_MAX));
    }
    let is_plain = !email.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';' | '\\'));
    let is_whole = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.') && host.contains('.')
    });
    if is_plain && is_whole { Ok(email) } else { Err(Problem::malformed("email")) }
}

/// Whether a password may be chosen by the person of that address and name.
///
/// # Errors
/// A problem naming the field `password`.
pub fn password(raw: &str, email: &str, name: &str) -> Result<(), Problem> {
    let count = raw.chars().count();
    if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&count) {
        return Err(Problem::of(Code::PasswordLength, "password").with(PASSWORD_MIN).with(PASSWORD_MAX));
    }
    let folded = text::fold(raw.trim());
    if folded == text::fold(email) || folded == text::fold(name) {
        return Err(Problem::of(Code::PasswordGuessable, "password"));
    }
    Ok(())
}

/// Where a sign-in may lead: an absolute path on this server, else `fallback`.
///
/// Browsers take `//host` and, with a backslash for a slash, `/\host` for another server, and drop tabs and line ends.
pub fn local_path<'a>(next: &'a str, fallback: &'a str) -> &'a str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2000
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_local { next } else { fallback }
}

/// A code as people type it: without spaces and hyphens, in capitals.
pub fn code(raw: &str) -> String {
    raw.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_compared_in_lower_case() {
        assert_eq!(email("  Ada@Example.COM "), Ok("ada@example.com".to_owned()));
        assert_eq!(email(""), Err(Problem::of(Code::Required, "email")));
        for wrong in ["ada", "ada@", "@example.com", "a@b@c.d", "a b@c.d", "a@c", "a@.c", "a@c.", "<a@c.d>", "a@c.d,b@c.d", "a\n@c.d"] {
            assert_eq!(email(wrong), Err(Problem::malformed("email")), "{wrong}");
        }
        assert!(email(&format!("{}@example.com", "a".repeat(260))).is_err());
    }

    #[test]
    fn passwords_are_long_enough_and_not_what_everybody_knows() {
        let check = |raw: &str| password(raw, "ada@example.com", "Ada Lovelace").map_err(|problem| problem.code);
        assert_eq!(check("123456789"), Err(Code::PasswordLength));
        assert_eq!(check(&"x".repeat(201)), Err(Code::PasswordLength));
        assert_eq!(check("ADA@example.com"), Err(Code::PasswordGuessable));
        assert_eq!(check("ada lovelace"), Err(Code::PasswordGuessable));
        // Spaces and characters of any kind count.
        assert_eq!(check("十个汉字组成的密码吧"), Ok(()));
        assert_eq!(check("correct horse"), Ok(()));
    }

    #[test]
    fn a_sign_in_leads_nowhere_else() {
        for next in ["", "w/acme", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/ü", "javascript:1"] {
            assert_eq!(local_path(next, "/w/acme"), "/w/acme", "{next}");
        }
        assert_eq!(local_path("/w/acme/board/1?q=a%20b", "/"), "/w/acme/board/1?q=a%20b");
    }

    #[test]
    fn a_session_ends_to_the_millisecond() {
        let alive = |seen: i64, now: i64| is_session_alive(Timestamp(0), Timestamp(seen), Timestamp(now));
        assert!(alive(5, SESSION_IDLE + 4) && !alive(5, SESSION_IDLE + 5));
        assert!(alive(SESSION_LIFE - 1, SESSION_LIFE - 1) && !alive(SESSION_LIFE - 1, SESSION_LIFE));
    }

    #[test]
    fn every_kind_of_ticket_is_found_by_its_word() {
        for kind in TicketKind::ALL {
            assert_eq!(TicketKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(TicketKind::parse("other"), None);
    }

    proptest! {
        #[test]
        fn a_path_that_is_let_through_stays_on_the_server(next in ".{0,40}") {
            let path = local_path(&next, "/");
            prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(char::is_whitespace));
        }

        #[test]
        fn an_address_is_accepted_as_it_is_stored(raw in "\\PC{0,30}@\\PC{0,20}") {
            if let Ok(stored) = email(&raw) {
                prop_assert_eq!(email(&stored), Ok(stored.clone()));
            }
        }
    }
}
