//! The `lvsim` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    lvsim::cli::main()
}
