//! The pipeline board: columns of cards that everybody sees move.

pub mod api;
mod card;
mod column;
mod dialogs;
mod drag;
mod keyboard;
mod menus;
mod page;
mod panel;
mod quick_add;
pub mod state;

pub use self::{
    page::BoardPage,
    panel::CardPanel,
    state::{BoardState, board_state},
};
