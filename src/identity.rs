//! The pages of sign-in, profile and first start.
//!
//! They are plain HTML with forms: they work before the wasm has loaded, or without it, and weigh nothing in it.

pub mod document;
pub mod form;
pub mod person;
pub mod profile;
pub mod sign_in;
pub mod start;
