//! Texts that a configuration is read from, and places in them.

/// Where the reader gets its files from. This room opens none itself.
pub trait Loader {
    /// The text of a file.
    ///
    /// # Errors
    /// Why it cannot be read, in a few words.
    fn read(&self, path: &str) -> Result<String, String>;

    /// The names of what is in a folder, for `include` with wildcards; nothing if it cannot be read.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path, as messages show it.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// A piece of one of the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Which source, counted from 0 in the order in which they were opened.
    pub source: usize,
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
}

impl Source {
    /// The first byte of each line.
    pub(super) fn line_starts(&self) -> Vec<usize> {
        std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
    }
}

impl Span {
    /// From the start of this one to the end of a later one in the same text; this one if the other is elsewhere.
    #[must_use]
    pub(super) fn to(self, later: Self) -> Self {
        if self.source == later.source && self.start <= later.end {
            Self { end: later.end.max(self.end), ..self }
        } else {
            self
        }
    }
}

/// A line of a file, as warnings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path of the file.
    pub file: String,
    /// From 1.
    pub line: usize,
}
