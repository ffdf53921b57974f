//! The house of Heliu, room by room.
#![recursion_limit = "512"]

pub mod app;
#[cfg(feature = "ssr")]
#[path = "edge/server.rs"]
pub mod edge;
pub mod live;
pub mod preferences;
#[cfg(feature = "ssr")]
pub mod server;
pub mod workspace;
