//! Heliu.

#[cfg(feature = "ssr")]
pub mod demo;
