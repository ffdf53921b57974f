//! Import and export: files become plans of what to import, and opportunities become files.
//!
//! Everything here is pure text work; nothing is fetched from an address that stands in a file.

pub mod cell;
pub mod csv;
pub mod dataset;
pub mod guess;
pub mod plan;
pub mod read;
pub mod trello;
pub mod write;

#[cfg(test)]
mod tests;
