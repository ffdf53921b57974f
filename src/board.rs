//! The pipeline board: columns of cards that everybody sees move.

pub mod api;
mod bin;
mod card;
mod column;
mod dialogs;
mod drag;
mod keyboard;
mod menus;
mod page;
mod quick_add;
pub mod state;

pub use self::{
    bin::BinPage,
    page::BoardPage,
    state::{BoardState, board_state},
};
