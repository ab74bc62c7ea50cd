//! The `lvsim` command line: one file per command. A command turns its arguments into one call, prints, and chooses the
//! exit code.

mod access_log;
mod capacity;
mod chart;
mod compare;
mod conform;
pub mod exit;
mod import;
mod list;
mod metric_names;
mod objective;
mod output;
mod progress;
mod replications;
mod run;
mod schema;
mod source;
mod sweep;
mod threads;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;
use output::Output;

/// Simulates clusters of the Linux Virtual Server (IPVS, keepalived).
#[derive(Debug, Parser)]
#[command(name = "lvsim", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Compare(compare::Arguments),
    Sweep(sweep::Arguments),
    Capacity(capacity::Arguments),
    Chart(chart::Arguments),
    List(list::Arguments),
    Import(import::Arguments),
    Conform(conform::Arguments),
    Schema(schema::Arguments),
}

/// Runs the command that the program was started with.
pub fn main() -> ExitCode {
    // clap prints help and usage errors itself, and exits with 0 and 2 as `exit` documents.
    let arguments = Arguments::parse();
    let mut output = Output::new();
    let result = match arguments.command {
        Command::Run(arguments) => run::run(&arguments, &mut output),
        Command::Compare(arguments) => compare::run(&arguments, &mut output),
        Command::Sweep(arguments) => sweep::run(&arguments, &mut output),
        Command::Capacity(arguments) => capacity::run(&arguments, &mut output),
        Command::Chart(arguments) => chart::run(&arguments, &mut output),
        Command::List(arguments) => list::run(&arguments, &mut output),
        Command::Import(arguments) => import::run(&arguments, &mut output),
        Command::Conform(arguments) => conform::run(&arguments, &mut output),
        Command::Schema(arguments) => schema::run(&arguments, &mut output),
    };
    result.unwrap_or_else(|error| Exit::failed_output(&error)).into()
}
