//! The second factor: six digits that change every half minute (RFC 6238), and the picture from which an app takes the key.

use heliu_domain::{Code, Problem, Timestamp};
use qrcode::{QrCode, render::svg};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::server::random;

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ.
const SKEW: i64 = 1;

/// A new key in base 32.
pub fn key() -> String {
    match Secret::Raw(random::bytes::<20>().to_vec()).to_encoded() {
        Secret::Encoded(text) => text,
        Secret::Raw(_) => String::new(),
    }
}

/// The step of time whose code this is, if it is one of the present ones.
///
/// # Errors
/// The key cannot be read.
pub fn step(key: &str, code: &str, now: Timestamp) -> Result<Option<i64>, Problem> {
    let totp = totp(key, "")?;
    let present = now.0.div_euclid(1000 * STEP);
    let is_step = |step: &i64| {
        let seconds = u64::try_from(step * STEP).unwrap_or_default();
        constant_time_equal(totp.generate(seconds).as_bytes(), code.as_bytes())
    };
    Ok((present - SKEW..=present + SKEW).find(is_step))
}

/// The code of an instant.
///
/// # Errors
/// The key cannot be read.
pub fn code(key: &str, at: Timestamp) -> Result<String, Problem> {
    Ok(totp(key, "")?.generate(u64::try_from(at.0.div_euclid(1000)).unwrap_or_default()))
}

/// The key as a picture for an app's camera.
///
/// # Errors
/// The key cannot be read.
pub fn picture(key: &str, email: &str) -> Result<String, Problem> {
    let url = totp(key, email)?.get_url();
    let code = QrCode::new(url.as_bytes()).map_err(|_| Problem::new(Code::Internal))?;
    let svg =
        code.render::<svg::Color<'_>>().min_dimensions(200, 200).dark_color(svg::Color("#000")).light_color(svg::Color("#fff")).build();
    // The declaration belongs to files, not into a page.
    Ok(svg.find("<svg").map(|start| svg.split_at(start).1.to_owned()).unwrap_or_default())
}

fn totp(key: &str, email: &str) -> Result<TOTP, Problem> {
    let wrong = || Problem::of(Code::Invalid, "totp");
    let bytes = Secret::Encoded(key.to_owned()).to_bytes().map_err(|_| wrong())?;
    let step = u64::try_from(STEP).unwrap_or(30);
    // A colon would end the name in the URL.
    let email = email.replace(':', "");
    TOTP::new(Algorithm::SHA1, 6, 1, step, bytes, Some("Heliu".to_owned()), email).map_err(|_| wrong())
}

fn constant_time_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, with the last six of its eight digits.
        let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = Timestamp(seconds * 1000);
            assert_eq!(code(key, at).unwrap(), expected);
            assert_eq!(step(key, expected, at).unwrap(), Some(seconds / 30));
            assert_eq!(step(key, expected, Timestamp(at.0 + 30_000)).unwrap(), Some(seconds / 30));
            assert_eq!(step(key, expected, Timestamp(at.0 + 90_000)).unwrap(), None);
        }
        assert_eq!(step(key, "", Timestamp(59_000)).unwrap(), None);
    }

    #[test]
    fn a_key_has_160_bits_and_a_picture() {
        let key = key();
        assert_eq!(key.len(), 32);
        assert!(picture(&key, "ada@example.com").unwrap().starts_with("<svg"));
    }
}
