//! The audit log for administrators: everything that happened and who tried what, in words, as a page without script and as files.

pub mod page;
pub mod words;
