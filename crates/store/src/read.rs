//! Reads: each takes the workspace and gives nothing of another.

mod board;
mod directory;
mod history;
mod inbox;
mod list;
mod responsibility;

pub(crate) use {
    board::Cache,
    responsibility::{all_parts, chart_parts},
};
pub use {inbox::InboxPart, responsibility::ChartParts};

pub(crate) const ROOMS: &[&[(&str, &str)]] =
    &[board::STATEMENTS, directory::STATEMENTS, history::STATEMENTS, inbox::STATEMENTS, list::STATEMENTS, responsibility::STATEMENTS];
