//! Heliu.

#[cfg(feature = "ssr")]
pub mod exchange;
