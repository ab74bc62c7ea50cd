//! `lvsim list`: what words the program knows.

use std::io;

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::output::Output;
use crate::ipvs::scheduler::REGISTRY;
use crate::scenario::PROFILES;
use crate::stats::METRICS;

/// Lists what the program knows: metrics, profiles of clients, schedulers.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every number that describes a run: name, unit, formula
    Metrics,
    /// Every profile of clients: name, port, what it fills in
    Profiles,
    /// Every scheduler: name, rule
    Schedulers,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    match arguments.what {
        What::Metrics => table(METRICS.iter().map(|metric| [metric.name, metric.unit, metric.meaning]), output)?,
        What::Profiles => profiles(output)?,
        What::Schedulers => table(REGISTRY.iter().map(|scheduler| [scheduler.name, "", scheduler.about]), output)?,
    }
    Ok(Exit::Success)
}

/// Each profile, and below them what each fills in.
fn profiles(output: &mut Output) -> io::Result<()> {
    let ports = PROFILES.map(|profile| format!("{} {}", profile.protocol, profile.port));
    table(PROFILES.iter().zip(&ports).map(|(profile, port)| [profile.name, port, profile.about]), output)?;
    PROFILES
        .iter()
        .try_for_each(|profile| output.line(format_args!("\n[{}]\n{}", profile.name, profile.text.trim_end())))
}

/// Rows of a name, a unit or the like, and a meaning.
fn table<'a>(rows: impl Iterator<Item = [&'a str; 3]>, output: &mut Output) -> io::Result<()> {
    let rows: Vec<[&str; 3]> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    for [name, unit, meaning] in rows {
        let unit = if second == 0 { String::new() } else { format!("{unit:second$}  ") };
        output.line(format_args!("{name:first$}  {unit}{meaning}"))?;
    }
    Ok(())
}
