//! `lvsim import`: a scenario from what other tools wrote.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::access_log;
use super::exit::Exit;
use super::output::{Output, use_color};
use crate::import::{self, Disk, Draft, Given, from_ipvsadm, from_keepalived};
use crate::keepalived::conf::{Errors, Loader};

/// Turns configurations of keepalived or ipvsadm, or the log of a web server, into a scenario to start from.
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
        /// Reads lines that begin with @ID instead of @ and the name of the director
        #[arg(long, value_name = "ID")]
        config_id: Option<String>,
        #[command(flatten)]
        target: Target,
    },
    AccessLog(access_log::Arguments),
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
        From::AccessLog(arguments) => return Ok(access_log::run(arguments)),
        From::Keepalived { files, config_id, target } => (keepalived(files, config_id.as_deref(), target), target),
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

fn keepalived(files: &[PathBuf], config_id: Option<&str>, target: &Target) -> Result<Draft, Failure> {
    let read = |file: &PathBuf| {
        let written = as_written(file, target.out.as_deref()).to_string_lossy().into_owned();
        import::read(&Disk, file, written, config_id).map_err(Failure::Mistakes)
    };
    let directors: Vec<Given> = files.iter().map(read).collect::<Result<_, _>>()?;
    for Given { read, .. } in &directors {
        read.warnings.iter().for_each(|note| eprintln!("warning: {note}"));
        read.not_simulated.iter().for_each(|note| eprintln!("note: {note}"));
    }
    Ok(from_keepalived(&title(&files[0]), &directors))
}

/// The path of a file as the scenario has it: from where it will lie, and on stdout as it was typed.
fn as_written(file: &Path, out: Option<&Path>) -> PathBuf {
    let Some(out) = out.filter(|_| file.is_relative()) else { return file.to_owned() };
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(folder), fs::canonicalize(file)) {
        (Ok(folder), Ok(file)) => import::relative(&folder, &file),
        // What cannot be found is told when it is read or written.
        _ => file.to_owned(),
    }
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
    if draft.clients.is_empty() {
        return Err(Failure::Other("there is no virtual service".to_owned()));
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
