//! The frame around every page of a workspace: navigation, live state, who acts; and what all its rooms share.

pub mod api;
mod frame;
mod space;
mod switchers;

pub use self::{
    frame::{Trouble, WorkspaceFrame, WorkspaceHome},
    space::{Space, space},
};
