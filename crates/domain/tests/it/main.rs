//! Behaviour of the rules across modules.
#![expect(clippy::unwrap_used, reason = "tests")]

mod board;
mod convergence;
mod fixture;
mod undo;
