//! Files of this machine for the reader of keepalived.conf.

use crate::keepalived::conf::Loader;
use std::fs;
use std::io::{self, Read};

/// A configuration file is at most so long.
const MAX_BYTES: u64 = 16 << 20;

/// The files of this machine. Relative paths start in the working directory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Loader for Disk {
    fn read(&self, path: &str) -> Result<String, String> {
        let mut bytes = Vec::new();
        let file = fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
        match file {
            Ok(_) if bytes.len() as u64 > MAX_BYTES => Err("it is longer than 16 MiB".to_owned()),
            Ok(_) => String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned()),
            Err(error) => Err(match error.kind() {
                io::ErrorKind::NotFound => "there is no such file".to_owned(),
                io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
                _ => error.to_string(),
            }),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }
}
