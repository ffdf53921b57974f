//! The shape of pipelines: their stages, what these ask for, and custom fields.

pub mod api;
mod checklist;
mod deletion;
mod fields;
mod list;
mod page;
mod reorder;
mod stage;
mod stages;
mod state;

pub use self::{list::PipelinesBox, page::PipelinePage};
