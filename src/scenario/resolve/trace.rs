//! `arrivals = { trace = ... }`: a workload of recorded requests, from a CSV file beside the scenario.

use super::Checks;
use crate::cluster::payload::NO_OBJECT;
use crate::cluster::trace::{TraceRequest, Workload};
use crate::scenario::file;
use crate::scenario::meant::{Arrivals, Trace};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::time::SimDuration;
use csv::StringRecord;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::str::FromStr;

/// What a gzip file begins with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
const MAX_SPEED: f64 = 1e6;
/// What requests carry if the file does not say.
const REQUEST_BYTES: u32 = 500;
const RESPONSE_BYTES: u32 = 10_000;

/// What a trace plays, and how.
pub(super) fn trace(typed: &file::Trace, path: &Path, checks: &mut Checks<'_>) -> Arrivals {
    let speed = typed.speed.unwrap_or(1.0);
    checks.require(speed > 0.0 && speed <= MAX_SPEED, || {
        Mistake::value(path.to("speed"), "must be more than 0 and at most 1000000", format!("this is {speed}"))
    });
    let repeat = typed.repeat.unwrap_or(1);
    checks.require(repeat > 0, || {
        Mistake::value(path.to("repeat"), "must be at least 1", "for no requests leave the client out")
    });
    let (workload, sha256) = read(&typed.file, path, checks).unwrap_or_else(|mistake| {
        checks.add(mistake);
        (Workload::default(), String::new())
    });
    let is_same = |expected: &String| sha256.is_empty() || expected.eq_ignore_ascii_case(&sha256);
    checks.require(typed.sha256.as_ref().is_none_or(is_same), || {
        let label = format!("{} has {sha256}: it is another file, or was changed", typed.file);
        Mistake::value(path.to("sha256"), "is not that of the file", label)
    });
    Arrivals::Trace(Trace { file: typed.file.clone(), sha256, workload, speed, repeat })
}

/// Hashes what is read through it.
struct Hashing<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(&buffer[..count]);
        Ok(count)
    }
}

/// The workload in a file, and the file's hash.
fn read(file: &str, path: &Path, checks: &Checks<'_>) -> Result<(Workload, String), Mistake> {
    let unreadable = |error: std::io::Error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file beside the scenario".to_owned(),
            _ => error.to_string(),
        };
        Mistake::titled(path.to("file"), format!("cannot read {file}"), why)
    };
    let opened = File::open(checks.input.folder.join(file)).map_err(unreadable)?;
    let mut bytes = BufReader::new(Hashing { inner: opened, digest: Sha256::new() });
    let is_gzip = bytes.fill_buf().map_err(unreadable)?.starts_with(&GZIP);
    let workload = match is_gzip {
        true => requests(MultiGzDecoder::new(&mut bytes), file, path)?,
        false => requests(&mut bytes, file, path)?,
    };
    std::io::copy(&mut bytes, &mut std::io::sink()).map_err(unreadable)?;
    let hash = bytes.into_inner().digest.finalize();
    Ok((workload, hash.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Where each column is.
struct Columns {
    time_s: usize,
    client: usize,
    object: Option<usize>,
    request_bytes: Option<usize>,
    response_bytes: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, &'static str> {
        let find = |name: &str| header.iter().position(|column| column == name);
        Ok(Self {
            time_s: find("time_s").ok_or("the first line has no column `time_s`")?,
            client: find("client").ok_or("the first line has no column `client`")?,
            object: find("object"),
            request_bytes: find("request_bytes"),
            response_bytes: find("response_bytes"),
        })
    }

    /// The request in a row; its address stands for the index that it will have.
    fn request(&self, row: &StringRecord) -> Result<TraceRequest, String> {
        Ok(TraceRequest {
            at: seconds(&row[self.time_s])?,
            address: cell::<Ipv4Addr>(&row[self.client], "an IPv4 address")?.to_bits(),
            object: self.number(row, self.object, NO_OBJECT)?,
            request_bytes: self.number(row, self.request_bytes, REQUEST_BYTES)?,
            response_bytes: self.number(row, self.response_bytes, RESPONSE_BYTES)?,
        })
    }

    fn number(&self, row: &StringRecord, column: Option<usize>, default: u32) -> Result<u32, String> {
        column.map_or(Ok(default), |column| cell(&row[column], "a whole number below 4294967296"))
    }
}

fn cell<T: FromStr>(text: &str, expected: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is not {expected}"))
}

fn seconds(text: &str) -> Result<SimDuration, String> {
    let seconds: f64 = cell(text, "a number of seconds")?;
    if seconds.is_finite() && seconds >= 0.0 {
        Ok(SimDuration::from_secs_f64(seconds))
    } else {
        Err(format!("{text:?} is not a number of seconds"))
    }
}

fn requests(text: impl Read, file: &str, path: &Path) -> Result<Workload, Mistake> {
    let wrong = |line: u64, why: String| Mistake::titled(path.to("file"), format!("{file}:{line}: {why}"), "");
    let mut rows = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text);
    let no_csv = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths { .. } => {
                wrong(line, "it has more or fewer values than the first".to_owned())
            }
            _ => wrong(line, error.to_string()),
        }
    };
    let columns = Columns::of(rows.headers().map_err(no_csv)?).map_err(|why| wrong(1, why.to_owned()))?;
    let mut requests: Vec<TraceRequest> = Vec::new();
    let mut row = StringRecord::new();
    while rows.read_record(&mut row).map_err(no_csv)? {
        let line = row.position().map_or(1, csv::Position::line);
        let request = columns.request(&row).map_err(|why| wrong(line, why))?;
        if requests.last().is_some_and(|last| last.at > request.at) {
            return Err(wrong(line, "it comes before the line above it".to_owned()));
        }
        requests.push(request);
    }
    if requests.is_empty() {
        return Err(wrong(1, "there are no requests".to_owned()));
    }
    Ok(numbered(requests))
}

/// Addresses each once and ascending, and their places instead of them.
fn numbered(mut requests: Vec<TraceRequest>) -> Workload {
    let mut addresses: Vec<u32> = requests.iter().map(|request| request.address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    for request in &mut requests {
        request.address = addresses.partition_point(|&address| address < request.address) as u32;
    }
    Workload { addresses: addresses.into(), requests: requests.into() }
}
