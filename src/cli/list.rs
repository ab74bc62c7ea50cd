//! `lvsim list`: what words the program knows.

use std::io;

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::output::Output;
use crate::ipvs::scheduler::REGISTRY;
use crate::stats::METRICS;

/// Lists what the program knows: metrics, schedulers.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every number that describes a run: name, unit, formula
    Metrics,
    /// Every scheduler: name, rule
    Schedulers,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let rows: Vec<[&str; 3]> = match arguments.what {
        What::Metrics => METRICS.iter().map(|metric| [metric.name, metric.unit, metric.meaning]).collect(),
        What::Schedulers => REGISTRY.iter().map(|scheduler| [scheduler.name, "", scheduler.about]).collect(),
    };
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    for [name, unit, meaning] in rows {
        let unit = if second == 0 { String::new() } else { format!("{unit:second$}  ") };
        output.line(format_args!("{name:first$}  {unit}{meaning}"))?;
    }
    Ok(Exit::Success)
}
