//! The rules of Heliu: types, decisions and formulas, pure and the same on the server and in the browser.
//!
//! Nothing here reads a clock, draws a random number or touches a file; instants and ids come in as arguments.

pub mod assignment;
pub mod audit;
pub mod board;
pub mod change;
pub mod command;
pub mod conversation;
pub mod directory;
pub mod exchange;
pub mod filter;
pub mod handover;
pub mod id;
pub mod identity;
pub mod inbox;
pub mod locale;
pub mod mark;
pub mod money;
pub mod opportunity;
pub mod order;
pub mod page;
pub mod pipeline;
pub mod policy;
pub mod problem;
pub mod rank;
pub mod record;
pub mod replica;
pub mod responsibility;
pub mod text;
pub mod time;
pub mod undo;
pub mod view;

pub use crate::{
    board::{Board, BoardCommand, Place},
    change::{Change, Entry, How, Set},
    command::{Command, Envelope, Outcome},
    handover::{Handover, OwnerRule},
    id::*,
    money::{Currency, Money},
    opportunity::{Field, Link, NextStep, Opportunity, State, Value},
    pipeline::{CustomField, Pipeline, Requirement, Stage, StageLimit},
    problem::{Code, Problem},
    rank::Rank,
    record::Record,
    time::{Date, Timestamp},
};
