//! Reads: each takes the workspace and gives nothing of another.

mod assignment;
mod board;
mod directory;
mod history;
mod inbox;
mod list;
mod responsibility;

pub(crate) use {
    assignment::assignment,
    board::Cache,
    responsibility::{all_parts, chart_parts},
};
pub use {inbox::InboxPart, responsibility::ChartParts};

pub(crate) const ROOMS: &[&[(&str, &str)]] = &[
    assignment::STATEMENTS,
    board::STATEMENTS,
    directory::STATEMENTS,
    history::STATEMENTS,
    inbox::STATEMENTS,
    list::STATEMENTS,
    responsibility::STATEMENTS,
];
