//! The house of Heliu, room by room.
//!
//! `edge` is what differs between server and browser; everything else is the same code on both sides.
#![recursion_limit = "512"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod board;
#[cfg(feature = "ssr")]
pub mod demo;
pub mod directory;
#[cfg(not(feature = "ssr"))]
#[path = "edge/browser.rs"]
pub mod edge;
#[cfg(feature = "ssr")]
#[path = "edge/server.rs"]
pub mod edge;
#[cfg(feature = "ssr")]
pub mod exchange;
#[cfg(feature = "ssr")]
pub mod identity;
pub mod import;
pub mod inbox;
pub mod live;
pub mod pipeline;
pub mod preferences;
pub mod responsibility;
#[cfg(feature = "ssr")]
pub mod server;
pub mod ui;
pub mod wire;
pub mod workspace;
