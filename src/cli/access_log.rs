//! `lvsim import access-log`: a workload from the log of a web server, and a scenario that plays it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use flate2::bufread::MultiGzDecoder;
use flate2::{Compression, GzBuilder};

use super::exit::Exit;
use crate::import::{ArrivalsAs, Fields, Log, read_log, replay, workload};

/// What a gzip file begins with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads the access log of a web server: Apache's or nginx's common or combined format, or JSON lines; gzipped or not
///
/// Leaves two files: a workload (CSV, gzipped) with moments, addresses, objects and sizes, and a scenario that plays it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The log
    file: PathBuf,
    /// The scenario to write; the workload is written beside it, as NAME.csv.gz
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replaces the files if they are there
    #[arg(long)]
    force: bool,
    /// Names of fields in JSON lines, such as time=ts,client=ip,object=path,request_bytes=in,response_bytes=out
    #[arg(long, value_name = "FIELDS", default_value = "", hide_default_value = true, value_parser = fields)]
    fields: Fields,
    /// When requests come: as logged, as a Poisson process of the log's rate minute by minute, or with gaps drawn from
    /// those of the log
    #[arg(long, value_name = "logged|poisson|gaps", default_value = "logged")]
    arrivals: ArrivalsAs,
    /// How many times as fast the scenario plays it
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    /// Seed of what is drawn: moments within whole seconds, and other arrivals than the logged ones
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many lines may be no lines of a log
    #[arg(long, value_name = "SHARE", default_value = "1%", value_parser = share)]
    max_malformed: f64,
}

fn fields(text: &str) -> Result<Fields, String> {
    if text.is_empty() { Ok(Fields::default()) } else { text.parse() }
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed| (1e-6..=1e6).contains(speed))
        .ok_or("expected a number from 0.000001 to 1000000".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    let share = number.filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| percent / 100.0);
    share.ok_or_else(|| "expected a share such as 1%".to_owned())
}

pub(super) fn run(arguments: &Arguments) -> Exit {
    match import(arguments) {
        Ok(()) => Exit::Success,
        Err(why) => {
            eprintln!("error: {why}");
            Exit::Unusable
        }
    }
}

fn import(arguments: &Arguments) -> Result<(), String> {
    let file = arguments.file.display();
    let text = open(&arguments.file).map_err(|error| format!("cannot read {file}: {error}"))?;
    let log = read_log(text, &arguments.fields, arguments.max_malformed).map_err(|error| format!("{file}: {error}"))?;
    tell(&log);
    let beside = arguments.out.with_extension("csv.gz");
    // Both or none.
    for path in [&beside, &arguments.out] {
        if !arguments.force && path.exists() {
            return Err(format!("{} is there already: --force replaces it", path.display()));
        }
    }
    let failed = |path: &Path, error: io::Error| format!("cannot write {}: {error}", path.display());
    let span_s = write_workload(&log, arguments, &beside).map_err(|error| failed(&beside, error))?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let scenario = replay(&name(&arguments.file), &name(&beside), span_s, arguments.speed, &log);
    fs::write(&arguments.out, scenario).map_err(|error| failed(&arguments.out, error))?;
    eprintln!("scenario in {}, workload in {}", arguments.out.display(), beside.display());
    Ok(())
}

/// A log, unpacked if it is packed, whatever it is called.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut bytes = BufReader::new(File::open(path)?);
    let is_gzip = bytes.fill_buf()?.starts_with(&GZIP);
    Ok(if is_gzip { Box::new(BufReader::new(MultiGzDecoder::new(bytes))) } else { Box::new(bytes) })
}

fn tell(log: &Log) {
    let (requests, clients, objects) = (log.requests(), log.clients(), log.objects());
    eprintln!("{} lines: {requests} requests of {clients} clients for {objects} objects", log.lines);
    for malformed in &log.first_malformed {
        eprintln!("warning: line {}: {}", malformed.line, malformed.why);
    }
    let further = log.malformed - log.first_malformed.len() as u64;
    if further > 0 {
        eprintln!("warning: {further} further lines cannot be understood");
    }
    if log.without_request > 0 {
        eprintln!("note: {} lines are about connections without a request, which are left out", log.without_request);
    }
    if log.stand_ins() > 0 {
        eprintln!("note: {} clients have no IPv4 address: addresses from 240.0.0.1 on stand for them", log.stand_ins());
    }
    if log.has_whole_seconds() {
        eprintln!("note: moments are whole seconds: requests are spread at random within each");
    }
}

fn write_workload(log: &Log, arguments: &Arguments, path: &Path) -> io::Result<f64> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    // Without a name and a time of its own, the same log makes the same bytes.
    let mut packed = GzBuilder::new().write(BufWriter::new(file), Compression::best());
    let span_s = workload(log, arguments.arrivals, arguments.seed, &mut packed)?;
    packed.finish()?.flush()?;
    Ok(span_s)
}
