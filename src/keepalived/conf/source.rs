//! Where the texts of a configuration come from, and lines as warnings name them.

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

/// A line of a file, as warnings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path of the file.
    pub file: String,
    /// From 1.
    pub line: usize,
}
