//! Reads: each takes the workspace and gives nothing of another.

mod board;
mod directory;
mod history;
mod list;

pub(crate) use board::Cache;

pub(crate) const ROOMS: &[&[(&str, &str)]] = &[board::STATEMENTS, directory::STATEMENTS, history::STATEMENTS, list::STATEMENTS];
