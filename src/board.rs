//! The pipeline board: columns of cards that everybody sees move.

pub mod api;
mod bin;
mod bulk;
mod card;
mod column;
mod dialogs;
mod draft;
mod drag;
mod entering;
mod filter_bar;
pub mod finder;
mod keyboard;
mod list;
mod menus;
mod new_card;
mod page;
pub mod panel;
mod quick_add;
pub mod state;
mod suggest;
mod view_bar;
mod views;

pub use self::{
    bin::BinPage,
    list::ListPage,
    page::BoardPage,
    panel::CardPanel,
    state::{BoardState, board_state},
};
