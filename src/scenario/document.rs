//! A scenario file as it was read, and the way from there to a [`Scenario`].

use super::decode::decode;
use super::error::ScenarioError;
use super::file::{ScenarioFile, VERSION};
use super::meant::Scenario;
use super::mistake::Mistake;
use super::profile;
use super::resolve::{Input, Wrong, resolve};
use super::tree::{Node, Origin, Path as TreePath, Value, overrides, parse};
use crate::diagnosis::Source;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A scenario file is at most so long.
const MAX_BYTES: u64 = 64 << 20;

/// The text of a scenario file. One document can be resolved many times with different overrides.
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    text: String,
    folder: PathBuf,
}

/// Reads the scenario at `path` with `--set` arguments applied: [`Document::open`], then [`Document::resolve`].
///
/// # Errors
/// Whatever is wrong with the file or the arguments.
pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, ScenarioError> {
    Document::open(path)?.resolve(overrides)
}

impl Document {
    /// Reads a file; a folder means the `scenario.toml` in it.
    ///
    /// # Errors
    /// If there is no such file, or it is not UTF-8 text.
    pub fn open(path: &Path) -> Result<Self, ScenarioError> {
        let path = if path.is_dir() { path.join("scenario.toml") } else { path.to_owned() };
        let name = path.display().to_string();
        let text = text(&path)?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { name, text, folder })
    }

    /// A scenario from memory. `name` stands for the file in messages; data files are looked for in `folder`.
    pub fn from_text(name: &str, text: &str, folder: &Path) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), folder: folder.to_owned() }
    }

    /// The text as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the text means with these `--set` arguments (`path=value`) applied in order.
    ///
    /// # Errors
    /// The first thing that cannot be read, or everything that makes no sense.
    pub fn resolve(&self, overrides: &[String]) -> Result<Scenario, ScenarioError> {
        let mut root = Node { value: Value::Table(Default::default()), origin: Origin { source: 0, span: 0..0 } };
        let file = Source { name: self.name.clone(), text: self.text.clone() };
        let arguments = overrides.iter().map(|text| Source { name: "--set".to_owned(), text: text.clone() });
        let sources: Vec<Source> = std::iter::once(file).chain(arguments).collect();
        let scenario = match self.file(&mut root, overrides) {
            Ok(file) => resolve(&file, &Input { sources: &sources, root: &root, folder: &self.folder }),
            Err(mistake) => Err(Wrong { mistakes: vec![mistake], ..Wrong::default() }),
        };
        scenario.map_err(|wrong| ScenarioError::new(sources, &root, wrong))
    }

    /// What was typed; `root` becomes its tree.
    fn file(&self, root: &mut Node, arguments: &[String]) -> Result<ScenarioFile, Mistake> {
        *root = parse::parse_file(&self.text)?;
        for (number, argument) in arguments.iter().enumerate() {
            overrides::apply(root, argument, number + 1)?;
        }
        check_version(root)?;
        profile::fill_in(root);
        decode(root)
    }
}

/// Before anything else: a file for another version would only earn misleading messages.
fn check_version(root: &Node) -> Result<(), Mistake> {
    match root.get("version").map(|entry| &entry.node.value) {
        Some(Value::Integer(version)) if *version == i64::from(VERSION) => Ok(()),
        // Reading the tree says so.
        None => Ok(()),
        Some(_) => {
            let path = TreePath::root().to("version");
            let label = format!("this program knows version {VERSION} only");
            Err(Mistake::titled(path, "unknown version of the scenario language", label))
        }
    }
}

/// The text of the file at `path`; `None` if that is a folder.
pub(super) fn text_of(path: &Path) -> Result<Option<String>, ScenarioError> {
    if path.is_dir() { Ok(None) } else { text(path).map(Some) }
}

fn text(path: &Path) -> Result<String, ScenarioError> {
    let bytes = read(path).map_err(|error| cannot_read(path, &error))?;
    String::from_utf8(bytes).map_err(|error| not_utf8(&path.display().to_string(), &error))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("a scenario is at most 64 MiB long"));
    }
    Ok(bytes)
}

fn cannot_read(path: &Path, error: &io::Error) -> ScenarioError {
    let title = format!("cannot read {}", path.display());
    let why = match error.kind() {
        io::ErrorKind::NotFound if path.ends_with("scenario.toml") => "the folder has no scenario.toml".to_owned(),
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    ScenarioError::unreadable(format!("{title}: {why}"), None)
}

fn not_utf8(name: &str, error: &std::string::FromUtf8Error) -> ScenarioError {
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = 1 + bytes[..valid].iter().filter(|byte| **byte == b'\n').count();
    let title = format!("{name}:{line}: this is not UTF-8 text (byte 0x{:02x})", bytes[valid]);
    ScenarioError::unreadable(title, Some("save the file with the encoding UTF-8".to_owned()))
}
