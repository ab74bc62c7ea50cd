//! What was found in a configuration, as the user sees it.

use super::source::Place;
use crate::diagnosis::{Mistake, Source, render};
use std::fmt;

/// Everything found wrong with a configuration: at least one thing. `Display` is [`Errors::render`] without color.
#[derive(Clone, Debug)]
pub struct Errors {
    sources: Vec<Source>,
    mistakes: Vec<Mistake>,
}

/// Something worth knowing that is no mistake: a warning, or a keyword that is not simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What there is to say.
    pub text: String,
    /// Every place that it is about; at least one.
    pub places: Vec<Place>,
}

impl Errors {
    /// Sorts the mistakes by their place.
    pub(crate) fn new(sources: Vec<Source>, mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by_key(|mistake| mistake.span.map(|span| (span.source, span.start)));
        Self { sources, mistakes }
    }

    /// How many mistakes were found.
    pub fn count(&self) -> usize {
        self.mistakes.len()
    }

    /// The text to print: every mistake with its place, `color` for a terminal. Does not end with a line break.
    pub fn render(&self, color: bool) -> String {
        render(&self.mistakes, &self.sources, color).join("\n\n")
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Errors {}

impl fmt::Display for Note {
    /// `what is so (router.conf:12, 40, other.conf:7)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.text)?;
        let mut file = None;
        for (number, place) in self.places.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { ", " })?;
            if file != Some(&place.file) {
                write!(f, "{}:", place.file)?;
            }
            file = Some(&place.file);
            write!(f, "{}", place.line)?;
        }
        f.write_str(")")
    }
}
