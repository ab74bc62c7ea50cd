//! Reading a recording: its lines, and its header.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::ConformError;

/// How a gzip file starts.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// The version of the format that is understood.
const VERSION: u64 = 1;

/// The lines of a recording, one at a time.
pub(super) struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    number: usize,
    text: String,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, ConformError> {
        let unreadable = |source| ConformError::Unreadable { path: path.to_owned(), source };
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let compressed = file.fill_buf().map_err(unreadable)?.starts_with(&GZIP_MAGIC);
        let reader: Box<dyn BufRead> =
            if compressed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) };
        Ok(Self { path: path.to_owned(), reader, number: 0, text: String::new() })
    }

    /// The next line that is not blank, with its number from 1.
    pub(super) fn next_line(&mut self) -> Result<Option<(usize, &str)>, ConformError> {
        loop {
            self.text.clear();
            self.number += 1;
            let read = self.reader.read_line(&mut self.text).map_err(|error| ConformError::Malformed {
                path: self.path.clone(),
                line: self.number,
                reason: error.to_string(),
            })?;
            if read == 0 {
                return Ok(None);
            }
            if !self.text.trim().is_empty() {
                return Ok(Some((self.number, &self.text)));
            }
        }
    }
}

/// The fields of a line.
pub(super) fn parse_line(text: &str) -> Result<Map<String, Value>, String> {
    // To serde each text is a line 1 of its own, which is not the line that is meant.
    serde_json::from_str(text).map_err(|error| error.to_string().replace(" at line 1 column ", " at column "))
}

/// The first line of a recording of the kernel.
pub(super) struct Header {
    fields: Value,
}

impl Header {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let fields: Map<String, Value> = parse_line(text).map_err(|reason| format!("no header: {reason}"))?;
        match fields.get("version").and_then(Value::as_u64) {
            Some(VERSION) => Ok(Self { fields: Value::Object(fields) }),
            _ => Err(format!("the header's \"version\" is not {VERSION}")),
        }
    }

    /// The fields that one kind of recording needs.
    pub(super) fn fields<T: DeserializeOwned>(&self) -> Result<T, String> {
        T::deserialize(&self.fields).map_err(|error| format!("in the header: {error}"))
    }
}
