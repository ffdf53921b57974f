//! The `heliu` command.
fn main() {}
