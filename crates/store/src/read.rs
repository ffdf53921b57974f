//! Reads: each takes the workspace and gives nothing of another.

/// Reads all of a table of roles, responsibilities and the matrix.
macro_rules! all_of {
    ($table:ident) => {
        concat!("select ", part_columns!($table), " from ", stringify!($table), " where workspace = $1")
    };
}

/// Reads what queries answer into parts of the chart.
macro_rules! gather {
    ($connection:ident, $parts:ident: $($query:expr => $row:ident as $kind:ident;)*) => {$(
        let rows = rows::read($query.all::<$row>($connection).await?)?;
        $parts.extend(rows.into_iter().map(Part::$kind));
    )*};
}

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
