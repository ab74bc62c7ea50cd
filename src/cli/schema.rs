//! `lvsim schema`: the JSON Schema of scenario files.

use std::io;

use clap::Args;

use super::exit::Exit;
use super::output::Output;
use crate::scenario;

/// Prints the JSON Schema of scenario files, for editors to complete and check by.
///
/// Point an editor to it with a first line `#:schema PATH` in the scenario, or in the settings of its TOML extension.
#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(_: &Arguments, output: &mut Output) -> io::Result<Exit> {
    output.line(scenario::json_schema().trim_end())?;
    Ok(Exit::Success)
}
