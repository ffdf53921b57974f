//! The inbox: what others did that concerns whoever is signed in.

pub mod api;
mod count;
mod page;

pub use self::{
    count::{Unread, UnreadCount},
    page::InboxPage,
};
