//! Tests of the whole server over a socket, and of the `heliu` command as a process.

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
mod patience;
