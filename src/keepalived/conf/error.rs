//! What is wrong with a configuration, as the user sees it: marked in the text, in the style of the Rust compiler.

use super::nearest::{list, nearest};
use super::source::{Place, Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

/// More mistakes than this are counted, not shown.
const MOST_SHOWN: usize = 10;

/// One thing wrong with a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    /// The text to mark; none if there is no text.
    span: Option<Span>,
    title: String,
    /// What is written under the marked text; may be empty.
    label: String,
    /// Advice below, a line each.
    help: Vec<String>,
}

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

impl Mistake {
    /// The text at `span` is wrong: a headline, and what is written under the text.
    pub(crate) fn new(span: Span, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self { span: Some(span), title: title.into(), label: label.into(), help: Vec::new() }
    }

    /// There is no text that could be marked.
    pub(crate) fn without_place(title: impl Into<String>) -> Self {
        Self { span: None, title: title.into(), label: String::new(), help: Vec::new() }
    }

    /// The same mistake with the known word nearest to `found` as its label; if none is near, with the words below.
    pub(crate) fn suggesting(mut self, found: &str, known: &[&str]) -> Self {
        match nearest(found, known) {
            Some(word) => self.label = format!("did you mean `{word}`?"),
            None if known.is_empty() => {}
            None => self.help.push(format!("known here: {}", list(known))),
        }
        self
    }

    /// The same mistake with a line of advice.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    fn render(&self, sources: &[Source], renderer: &Renderer) -> String {
        let mut group = Group::with_title(Level::ERROR.primary_title(&self.title));
        if let Some(span) = self.span {
            let source = &sources[span.source];
            let label = if self.label.is_empty() { None } else { Some(self.label.as_str()) };
            let mark = AnnotationKind::Primary.span(span.start..span.end).label(label);
            group = group.element(Snippet::source(source.text.as_str()).path(source.name.as_str()).annotation(mark));
        }
        group = group.elements(self.help.iter().map(|help| Level::HELP.message(help)));
        renderer.render(&[group])
    }
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
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let shown = self.mistakes.iter().take(MOST_SHOWN);
        let mut parts: Vec<String> = shown.map(|mistake| mistake.render(&self.sources, &renderer)).collect();
        if let Some(more @ 1..) = self.mistakes.len().checked_sub(MOST_SHOWN) {
            parts.push(format!("and {more} more"));
        }
        parts.join("\n\n")
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
