//! The import page: from a chosen file to cards on the board, with everything shown before anything is changed.

pub mod api;
mod columns;
mod page;

pub use self::page::ImportPage;
