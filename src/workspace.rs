//! The frame around every page of a workspace.

pub mod api;
