//! The browser's half of the live platform: commands go out, changes come in.

pub mod api;
pub mod refused;

pub use self::refused::Refused;
