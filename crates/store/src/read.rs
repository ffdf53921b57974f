//! Reads: each takes the workspace and gives nothing of another.

mod assignment;
mod board;
mod directory;
mod history;
mod list;
mod responsibility;

pub use responsibility::ChartParts;
pub(crate) use {
    board::Cache,
    responsibility::{all_parts, chart_parts},
};

pub(crate) const ROOMS: &[&[(&str, &str)]] =
    &[assignment::STATEMENTS, board::STATEMENTS, directory::STATEMENTS, history::STATEMENTS, list::STATEMENTS, responsibility::STATEMENTS];
