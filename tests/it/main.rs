//! Tests of the whole server over a socket, and of the `heliu` command as a process.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails by panicking says where it failed")]

mod audit;
mod caching;
mod command;
mod commands;
mod crash;
mod disk;
mod files;
mod harness;
mod headers;
mod input;
mod live;
mod openid;
mod patience;
mod profile;
mod responsibility;
mod rights;
mod sign_in;
mod tidy;
