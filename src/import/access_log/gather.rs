//! All lines of a log.

use super::json::{self, Fields};
use super::{Entry, Logged, line};
use indexmap::IndexSet;
use std::io::{self, BufRead, Read};
use std::net::Ipv4Addr;

/// No line of a log is longer than this, in bytes.
const LONGEST_LINE: u64 = 1 << 20;
/// So many lines that cannot be understood are shown.
const SHOWN: usize = 5;
/// Where addresses begin that stand for clients without an IPv4 address: a range that nobody has (RFC 1112).
const FIRST_STANDING_IN: Ipv4Addr = Ipv4Addr::new(240, 0, 0, 1);

/// A log that was read.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub(super) requests: Vec<Logged>,
    clients: IndexSet<String>,
    objects: IndexSet<String>,
    /// Lines that are not empty.
    pub lines: u64,
    /// Lines that cannot be understood.
    pub malformed: u64,
    /// The first of them.
    pub first_malformed: Vec<Malformed>,
    /// Lines about connections on which no request came.
    pub without_request: u64,
    /// Requests whose moment says only in which second they came.
    pub(super) whole_seconds: Vec<bool>,
}

/// A line that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// Why a log makes no workload.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It cannot be read.
    #[error("cannot read it: {0}")]
    Unreadable(#[from] io::Error),
    /// Too many lines cannot be understood.
    #[error("{} of {} lines cannot be understood, more than {}: is it an access log?{}", .0.malformed, .0.lines,
        percent(*.1), shown(.0))]
    Malformed(Box<Log>, f64),
    /// No line is one of a request.
    #[error("there are no requests in it")]
    Empty,
}

/// Reads a log; up to the share `max_malformed` of its lines may be no lines of a log.
pub fn read_log(mut text: impl BufRead, fields: &Fields, max_malformed: f64) -> Result<Log, LogError> {
    let mut log = Log::default();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if text.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        log.add(number, &bytes, fields);
    }
    if log.malformed as f64 > max_malformed * log.lines as f64 {
        return Err(LogError::Malformed(Box::new(log), max_malformed));
    }
    if log.requests.is_empty() {
        return Err(LogError::Empty);
    }
    Ok(log)
}

impl Log {
    /// How many requests it has.
    pub fn requests(&self) -> usize {
        self.requests.len()
    }

    /// How many clients have sent them.
    pub fn clients(&self) -> usize {
        self.clients.len()
    }

    /// How many objects they have asked for.
    pub fn objects(&self) -> usize {
        self.objects.len()
    }

    /// Whether its moments are whole seconds.
    pub fn has_whole_seconds(&self) -> bool {
        self.whole_seconds.contains(&true)
    }

    /// How many of its clients have no IPv4 address.
    pub fn stand_ins(&self) -> usize {
        self.clients.iter().filter(|client| client.parse::<Ipv4Addr>().is_err()).count()
    }

    /// The address of each client. Those without an IPv4 address get one that nobody has.
    pub(super) fn addresses(&self) -> Vec<Ipv4Addr> {
        let mut standing_in = FIRST_STANDING_IN.to_bits()..;
        let mut stand_in = || Ipv4Addr::from_bits(standing_in.next().unwrap_or(u32::MAX));
        self.clients.iter().map(|client| client.parse().unwrap_or_else(|_| stand_in())).collect()
    }

    fn add(&mut self, number: u64, bytes: &[u8], fields: &Fields) {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.lines += 1;
        let entry = match text.starts_with('{') {
            true => json::entry(text, fields),
            false => line::entry(text).map_err(str::to_owned),
        };
        if let Err(why) = entry.and_then(|entry| self.take(&entry)) {
            self.malformed += 1;
            if self.first_malformed.len() < SHOWN {
                self.first_malformed.push(Malformed { line: number, why });
            }
        }
    }

    fn take(&mut self, entry: &Entry<'_>) -> Result<(), String> {
        let Some(object) = &entry.object else {
            self.without_request += 1;
            return Ok(());
        };
        let small = |bytes: u64| u32::try_from(bytes).map_err(|_| format!("{bytes} bytes are more than 4 GiB"));
        let (request_bytes, response_bytes) = (small(entry.request_bytes)?, small(entry.response_bytes)?);
        let (client, object) = (place(&mut self.clients, &entry.client), place(&mut self.objects, object));
        self.requests.push(Logged { at_ns: entry.at.at_ns, client, object, request_bytes, response_bytes });
        self.whole_seconds.push(entry.at.is_whole_second);
        Ok(())
    }
}

/// The place of a text among all different ones.
fn place(all: &mut IndexSet<String>, text: &str) -> u32 {
    let place = all.get_index_of(text).unwrap_or_else(|| all.insert_full(text.to_owned()).0);
    u32::try_from(place).expect("fewer different texts than memory holds")
}

fn percent(share: f64) -> String {
    format!("{} %", share * 100.0)
}

fn shown(log: &Log) -> String {
    log.first_malformed.iter().map(|malformed| format!("\n  line {}: {}", malformed.line, malformed.why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n";

    #[test]
    fn lines_that_are_none_are_counted_and_too_many_are_too_many() {
        let text = format!("{}nonsense\n\n{GOOD}", GOOD.repeat(8));
        let log = read_log(text.as_bytes(), &Fields::default(), 0.1).expect("one line in ten");
        assert_eq!((log.requests(), log.lines, log.malformed), (9, 10, 1));
        assert_eq!(log.first_malformed, [Malformed { line: 9, why: "there is only one word".to_owned() }]);
        let error = read_log(text.as_bytes(), &Fields::default(), 0.05).expect_err("one line in ten").to_string();
        let expected =
            "1 of 10 lines cannot be understood, more than 5 %: is it an access log?\n  line 9: there is only one word";
        assert_eq!(error, expected);
    }

    #[test]
    fn clients_without_an_ipv4_address_get_one_that_nobody_has() {
        let line = |client: &str| GOOD.replace("10.0.0.1", client);
        let text = [line("2001:db8::1"), line("10.0.0.1"), line("www.example.com"), line("2001:db8::1")].concat();
        let log = read_log(text.as_bytes(), &Fields::default(), 0.0).expect("a log");
        assert_eq!(log.addresses(), [[240, 0, 0, 1], [10, 0, 0, 1], [240, 0, 0, 2]].map(Ipv4Addr::from));
        assert_eq!((log.clients(), log.stand_ins(), log.objects()), (3, 2, 1));
    }

    #[test]
    fn bytes_that_are_no_text_and_lines_without_end_do_no_harm() {
        let text = [GOOD.as_bytes(), b"\xff\xfe\n", &b"x".repeat(3 << 20)].concat();
        let log = read_log(&text[..], &Fields::default(), 1.0).expect("a log");
        assert_eq!((log.requests(), log.malformed), (1, 4));
        assert!(matches!(read_log(&b""[..], &Fields::default(), 0.0), Err(LogError::Empty)));
    }
}
