//! `lvsim import`: a scenario from what other tools wrote.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::output::{Output, use_color};
use crate::import::{Disk, Draft, from_ipvsadm, from_keepalived};
use crate::keepalived::conf::{self, Errors, Loader, Options, Read};

/// Turns configurations of keepalived or ipvsadm into a scenario to start from.
///
/// The scenario runs at once. Comments in it say what to fill in; what cannot be simulated is listed on stderr.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, Subcommand)]
enum From {
    /// Reads keepalived.conf files, one for each director
    Keepalived {
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Reads lines that begin with @ID; keepalived takes the name of the machine
        #[arg(long, value_name = "ID")]
        config_id: Option<String>,
        #[command(flatten)]
        target: Target,
    },
    /// Reads the output of `ipvsadm -S` or `ipvsadm -Sn`
    Ipvsadm {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        target: Target,
    },
}

/// Where the scenario goes.
#[derive(Debug, Args)]
struct Target {
    /// Writes the scenario to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces the file if it is there
    #[arg(long, requires = "out")]
    force: bool,
}

/// Why there is no scenario.
enum Failure {
    Mistakes(Errors),
    Other(String),
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<Exit> {
    let (result, target) = match &arguments.from {
        From::Keepalived { files, config_id, target } => (keepalived(files, config_id.as_deref()), target),
        From::Ipvsadm { file, target } => (ipvsadm(file), target),
    };
    let result = result.and_then(|draft| write(&draft, target, output));
    match result {
        Ok(()) => Ok(Exit::Success),
        Err(Failure::Mistakes(errors)) => {
            eprintln!("{}", errors.render(use_color(&io::stderr())));
            Ok(Exit::Unusable)
        }
        Err(Failure::Other(why)) => {
            eprintln!("error: {why}");
            Ok(Exit::Unusable)
        }
    }
}

fn keepalived(files: &[PathBuf], config_id: Option<&str>) -> Result<Draft, Failure> {
    let options = Options { config_id: config_id.map(str::to_owned), instance: config_id.map(str::to_owned) };
    let read = |file: &PathBuf| conf::read(&Disk, &file.to_string_lossy(), &options).map_err(Failure::Mistakes);
    let reads: Vec<Read> = files.iter().map(read).collect::<Result<_, _>>()?;
    for read in &reads {
        read.warnings.iter().for_each(|note| eprintln!("warning: {note}"));
        read.not_simulated.iter().for_each(|note| eprintln!("note: {note}"));
    }
    let configs: Vec<_> = reads.iter().map(|read| &read.config).collect();
    Ok(from_keepalived(&title(&files[0]), &configs))
}

fn ipvsadm(file: &Path) -> Result<Draft, Failure> {
    let name = file.to_string_lossy();
    let text = Disk.read(&name).map_err(|why| Failure::Other(format!("cannot read {name}: {why}")))?;
    from_ipvsadm(&name, &text, &title(file)).map_err(Failure::Mistakes)
}

fn title(file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    format!("Imported from {name}")
}

fn write(draft: &Draft, target: &Target, output: &mut Output) -> Result<(), Failure> {
    draft.notes.iter().for_each(|note| eprintln!("note: not simulated: {note}"));
    if draft.services.is_empty() {
        return Err(Failure::Other("there is no virtual service that can be simulated".to_owned()));
    }
    let text = draft.to_string();
    let failed = |path: &Path, error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::Other(format!("{} is there already: --force replaces it", path.display()))
        }
        _ => Failure::Other(format!("cannot write {}: {error}", path.display())),
    };
    match &target.out {
        None => output.line(text.trim_end()).map_err(|error| Failure::Other(format!("cannot write: {error}"))),
        Some(path) if target.force => fs::write(path, &text).map_err(|error| failed(path, &error)),
        Some(path) => {
            let file = OpenOptions::new().write(true).create_new(true).open(path);
            file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| failed(path, &error))
        }
    }
}
