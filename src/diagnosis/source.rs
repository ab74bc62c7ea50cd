//! Texts, and places in them.

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path, or what else messages call it.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// A piece of one of several sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Which source, counted from 0.
    pub source: usize,
    /// Its first byte.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
}

impl Source {
    /// The first byte of each line.
    pub(crate) fn line_starts(&self) -> Vec<usize> {
        std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
    }
}

impl Span {
    /// From the start of this one to the end of a later one in the same text; this one if the other is elsewhere.
    #[must_use]
    pub(crate) fn to(self, later: Self) -> Self {
        if self.source == later.source && self.start <= later.end {
            Self { end: later.end.max(self.end), ..self }
        } else {
            self
        }
    }
}
