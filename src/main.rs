//! The `lvsim` command.

fn main() {}
