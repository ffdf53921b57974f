//! Whether two wordings say the same, in any script: the overlap of their pairs of neighbouring characters.

use crate::text;

/// From this likeness on, in percent, two wordings are nearly identical. Four fifths of all pairs in common leave room for a
/// changed ending or an added word, but not for another object of the same verb.
pub const ALIKE: u8 = 80;

/// The pairs of neighbouring letters and digits of a text, sorted; the text's own form for comparing.
pub(super) fn pairs(text: &str) -> Vec<(char, char)> {
    let folded = text::fold(text);
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut pairs: Vec<(char, char)> = letters.iter().copied().zip(letters.iter().copied().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

/// The Dice coefficient of two sorted lists of pairs, in percent.
pub(super) fn dice(a: &[(char, char)], b: &[(char, char)]) -> u8 {
    let (mut i, mut j, mut common) = (0usize, 0usize, 0usize);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j) = (i + 1, j + 1);
                common += 1;
            }
        }
    }
    let all = a.len() + b.len();
    (200 * common).checked_div(all).map_or(0, |percent| u8::try_from(percent).unwrap_or(100))
}

/// How alike two wordings are, in percent: the Dice coefficient of their character pairs.
pub fn alike(a: &str, b: &str) -> u8 {
    dice(&pairs(a), &pairs(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_identical_wordings_are_found_in_both_scripts() {
        assert!(alike("Follow up opportunities", "Follows up opportunities.") >= ALIKE);
        assert!(alike("处理客户投诉并跟踪结果", "处理客户投诉，跟踪结果") >= ALIKE);
        assert_eq!(alike("Answer enquiries", "ANSWER  enquiries"), 100);
    }

    #[test]
    fn different_work_of_one_kind_is_not_the_same() {
        assert!(alike("Plan campaigns", "Plan budgets") < ALIKE);
        assert!(alike("跟进商机", "跟进客户") < ALIKE);
        assert!(alike("Negotiate and sign contracts", "Answer enquiries and complaints") < ALIKE);
        assert_eq!(alike("", ""), 0);
    }
}
