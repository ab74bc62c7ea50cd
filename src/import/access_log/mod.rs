//! Access logs of web servers as recorded workloads: Apache's and nginx's common and combined formats, and JSON lines.
//!
//! ```text
//! log --line, json--> Entry --gather--> Log --resample--> requests --write--> CSV, and a scenario that plays it
//! ```
//!
//! A log is read line by line. What is kept is 24 bytes for each request, and each address and each object once.
//!
//! * `line`: a line of the common or the combined format; `json`, [`Fields`]: a line of JSON; `stamp`: moments
//! * `gather`, [`Log`]: all lines of a log; [`LogError`]: why there is no workload
//! * `resample`, [`ArrivalsAs`]: the same requests at other moments
//! * `write`: the workload as CSV, the scenario that plays it

mod gather;
mod json;
mod line;
mod resample;
mod stamp;
mod write;

pub use gather::{Log, LogError, Malformed, read_log};
pub use json::Fields;
pub use resample::ArrivalsAs;
pub use write::{replay, workload};

use stamp::Stamp;
use std::borrow::Cow;

/// What a line says of a request.
#[derive(Debug, PartialEq)]
struct Entry<'a> {
    at: Stamp,
    client: Cow<'a, str>,
    /// What was asked for; `None` if the client sent no request that the server could read.
    object: Option<Cow<'a, str>>,
    request_bytes: u64,
    response_bytes: u64,
}

/// A request of a log: 24 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Logged {
    /// Nanoseconds since 1970.
    at_ns: i64,
    /// Index of the client.
    client: u32,
    /// Index of the object.
    object: u32,
    request_bytes: u32,
    response_bytes: u32,
}
