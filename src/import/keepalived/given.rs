//! A file, and what its director is called.

use crate::import::draft::director_name;
use crate::keepalived::conf::{self, Errors, Loader, Options, Read};
use std::path::Path;

/// A director as its file describes it.
#[derive(Clone, Debug)]
pub struct Given {
    /// What it is called: its `router_id`, or else its file, as far as a scenario can call it so.
    pub name: String,
    /// The path of the file as the scenario is to have it.
    pub file: String,
    /// Which `@id` lines were read.
    pub config_id: String,
    /// What the file says.
    pub read: Read,
}

/// Reads the file at `path`, and with it the lines for `config_id`, or for the name of the director if there is none.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read(loader: &impl Loader, path: &Path, file: String, config_id: Option<&str>) -> Result<Given, Errors> {
    let text = path.to_string_lossy();
    let with =
        |id: Option<&str>| conf::read(loader, &text, &Options { config_id: id.map(str::to_owned), instance: None });
    let first = with(config_id)?;
    let stem = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = director_name(first.config.globals.router_id.as_deref().unwrap_or(&stem));
    match config_id {
        Some(id) => Ok(Given { name, file, config_id: id.to_owned(), read: first }),
        None => Ok(Given { read: with(Some(&name))?, file, config_id: name.clone(), name }),
    }
}
