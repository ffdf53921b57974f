//! Chance that can be repeated: the same seed gives the same numbers on every machine.

/// A generator of numbers (xoshiro256**, seeded by splitmix64; Blackman and Vigna, 2018).
#[derive(Clone, Debug)]
pub struct Random([u64; 4]);

impl Random {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        let mut state = seed;
        Self([(); 4].map(|()| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        }))
    }

    /// A generator of its own, so that what it is asked does not move what comes after it here.
    pub fn fork(&mut self) -> Self {
        Self::new(self.number())
    }

    fn number(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.0 = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number from 0 to `count` − 1; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        let scaled = (u128::from(self.number()) * u128::try_from(count).unwrap_or(0)) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0);
        low.saturating_add(i64::try_from(self.below(span.saturating_add(1))).unwrap_or(0))
    }

    /// True in `percent` of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// One of the words; empty when there is none.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick(words).copied().unwrap_or_default()
    }

    /// The position of one of the weights, heavier ones more often.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// Puts the items into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// The random part of an id.
    pub fn bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        for part in bytes.chunks_mut(8) {
            for (byte, random) in part.iter_mut().zip(self.number().to_le_bytes()) {
                *byte = random;
            }
        }
        bytes
    }
}

/// Items that come in random order, each once before any comes again.
#[derive(Clone, Debug)]
pub struct Deck<T> {
    items: Vec<T>,
    left: Vec<T>,
}

impl<T: Clone> Deck<T> {
    /// A deck of the items.
    pub fn new(items: &[T]) -> Self {
        Self { items: items.to_vec(), left: Vec::new() }
    }

    /// The next item; none when the deck has no items at all.
    pub fn draw(&mut self, random: &mut Random) -> Option<T> {
        if self.left.is_empty() {
            self.left.clone_from(&self.items);
            random.shuffle(&mut self.left);
        }
        self.left.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = Random([1, 2, 3, 4]);
        assert_eq!([(); 4].map(|()| random.number()), [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
        assert_eq!(Random::new(0).0[0], 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn bounds_are_kept() {
        let mut random = Random::new(7);
        let drawn: Vec<i64> = (0..1000).map(|_| random.between(-2, 2)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&2)));
        assert_eq!((random.below(0), random.pick::<u8>(&[]), random.weighted(&[])), (0, None, 0));
        assert_eq!(random.weighted(&[0, 0, 3]), 2);
    }

    #[test]
    fn a_deck_gives_each_item_once_before_any_comes_again() {
        let (mut random, mut deck) = (Random::new(3), Deck::new(&[1, 2, 3]));
        let mut round: Vec<i32> = (0..3).filter_map(|_| deck.draw(&mut random)).collect();
        round.sort_unstable();
        assert_eq!(round, [1, 2, 3]);
    }
}
