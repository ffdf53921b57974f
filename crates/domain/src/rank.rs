//! Order as a fractional rank: a short string that sorts between its neighbours, compared byte by byte.

use serde::{Deserialize, Serialize};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: u64 = 62;
/// Digits that are counted up when something is put at an end, so that ends do not grow.
const HEAD: usize = 6;
/// How far apart neighbours at an end are: room for 18 halvings before a rank grows.
const STEP: u64 = BASE * BASE * BASE;
/// Ranks longer than this are spread anew by the server.
pub const RANK_LONG: usize = 24;

/// A place in an order. Ties are broken by the id of what is ranked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rank(String);

impl Rank {
    /// The rank of the first thing in an empty order.
    pub fn first() -> Self {
        Self::encode(BASE.pow(5) * 31)
    }

    /// A rank from storage or the wire; `None` unless it is made of base-62 digits and does not end in `0`.
    pub fn parse(text: &str) -> Option<Self> {
        let valid = !text.is_empty() && text.bytes().all(|byte| digit(byte).is_some()) && !text.ends_with('0');
        valid.then(|| Self(text.to_owned()))
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the rank has grown so long that its surroundings should be spread anew.
    pub fn is_long(&self) -> bool {
        self.0.len() > RANK_LONG
    }

    /// A rank strictly between two others, of which either may be absent (an end of the order).
    /// When `low` is not below `high` the result lies above `low`.
    pub fn between(low: Option<&Rank>, high: Option<&Rank>) -> Self {
        match (low, high) {
            (None, None) => Self::first(),
            (Some(low), None) => low.after(),
            (None, Some(high)) => high.before(),
            (Some(low), Some(high)) if low < high => Self(midpoint(low.0.as_bytes(), Some(high.0.as_bytes()))),
            (Some(low), Some(_)) => low.after(),
        }
    }

    /// `count` ranks in order, all strictly between two others, spread evenly.
    pub fn spread(low: Option<&Rank>, high: Option<&Rank>, count: usize) -> Vec<Self> {
        match (low, high) {
            (Some(_), Some(_)) => {
                let mut ranks = Vec::with_capacity(count);
                halve(low, high, count, &mut ranks);
                ranks
            }
            (None, Some(_)) => {
                let mut ranks = Vec::with_capacity(count);
                let mut high = high.cloned();
                for _ in 0..count {
                    high = Some(Self::between(None, high.as_ref()));
                    ranks.extend(high.clone());
                }
                ranks.reverse();
                ranks
            }
            _ => {
                let mut ranks = Vec::with_capacity(count);
                let mut low = low.cloned();
                for _ in 0..count {
                    low = Some(Self::between(low.as_ref(), None));
                    ranks.extend(low.clone());
                }
                ranks
            }
        }
    }

    fn after(&self) -> Self {
        let next = self.head() + STEP;
        if next < BASE.pow(6) { Self::encode(next) } else { Self(midpoint(self.0.as_bytes(), None)) }
    }

    fn before(&self) -> Self {
        let head = self.head();
        if head > STEP { Self::encode(head - STEP) } else { Self(midpoint(b"", Some(self.0.as_bytes()))) }
    }

    fn head(&self) -> u64 {
        let digits = self.0.bytes().map(|byte| digit(byte).unwrap_or(0)).chain(std::iter::repeat(0));
        digits.take(HEAD).fold(0, |sum, digit| sum * BASE + digit)
    }

    fn encode(mut number: u64) -> Self {
        let mut text = Vec::with_capacity(HEAD);
        for _ in 0..HEAD {
            text.push(symbol(number % BASE));
            number /= BASE;
        }
        text.reverse();
        while text.len() > 1 && text.last() == Some(&b'0') {
            text.pop();
        }
        Self(String::from_utf8_lossy(&text).into_owned())
    }
}

fn halve(low: Option<&Rank>, high: Option<&Rank>, count: usize, ranks: &mut Vec<Rank>) {
    if count == 0 {
        return;
    }
    let middle = Rank::between(low, high);
    halve(low, Some(&middle), count / 2, ranks);
    ranks.push(middle.clone());
    halve(Some(&middle), high, count - count / 2 - 1, ranks);
}

/// The shortest digit string strictly between two, after David Greenspan, "Implementing Fractional Indexing".
fn midpoint(low: &[u8], high: Option<&[u8]>) -> String {
    let mut result = Vec::new();
    let mut high = high;
    let mut position = 0;
    loop {
        let floor = low.get(position).and_then(|byte| digit(*byte)).unwrap_or(0);
        let ceiling = match high {
            Some(high) => high.get(position).and_then(|byte| digit(*byte)).unwrap_or(0),
            None => BASE,
        };
        if ceiling > floor + 1 {
            result.push(symbol(u64::midpoint(floor, ceiling)));
            break;
        }
        result.push(symbol(floor));
        if ceiling == floor + 1 {
            high = None;
        }
        position += 1;
    }
    String::from_utf8_lossy(&result).into_owned()
}

fn digit(byte: u8) -> Option<u64> {
    DIGITS.iter().position(|digit| *digit == byte).and_then(|position| u64::try_from(position).ok())
}

fn symbol(digit: u64) -> u8 {
    usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit).copied()).unwrap_or(b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rank() -> impl Strategy<Value = Rank> {
        "[0-9A-Za-z]{0,7}[1-9A-Za-z]".prop_map(Rank)
    }

    proptest! {
        #[test]
        fn a_rank_between_two_lies_between_them(a in rank(), b in rank()) {
            prop_assume!(a != b);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let middle = Rank::between(Some(&low), Some(&high));
            prop_assert!(low < middle && middle < high, "{:?} {:?} {:?}", low, middle, high);
            prop_assert!(Rank::parse(middle.as_str()).is_some());
        }

        #[test]
        fn ends_are_open(a in rank()) {
            prop_assert!(Rank::between(Some(&a), None) > a);
            prop_assert!(Rank::between(None, Some(&a)) < a);
        }

        #[test]
        fn a_spread_is_strictly_ordered(a in rank(), b in rank(), count in 0usize..200) {
            prop_assume!(a < b);
            for (low, high) in [(Some(&a), Some(&b)), (Some(&a), None), (None, Some(&b)), (None, None)] {
                let ranks = Rank::spread(low, high, count);
                prop_assert_eq!(ranks.len(), count);
                prop_assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(ranks.first().is_none_or(|first| low.is_none_or(|low| low < first)));
                prop_assert!(ranks.last().is_none_or(|last| high.is_none_or(|high| last < high)));
            }
        }
    }

    #[test]
    fn a_hundred_thousand_appends_stay_short() {
        let mut last = Rank::first();
        for _ in 0..100_000 {
            let next = Rank::between(Some(&last), None);
            assert!(next > last);
            last = next;
        }
        assert!(last.as_str().len() <= 6, "{last:?}");
    }
}
