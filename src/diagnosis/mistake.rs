//! One thing wrong with a text, and how several are shown.

use super::nearest::{list, nearest};
use super::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// More mistakes than this are counted, not shown.
const MOST_SHOWN: usize = 10;

/// One thing wrong with a text.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    /// The text to mark; none if there is no text.
    pub span: Option<Span>,
    /// The headline.
    pub title: String,
    /// What is written under the marked text; may be empty.
    pub label: String,
    /// Advice below, a line each.
    pub help: Vec<String>,
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

/// Every mistake in these sources as a paragraph, `color` for a terminal; of many, the first and how many more there are.
pub(crate) fn render(mistakes: &[Mistake], sources: &[Source], color: bool) -> Vec<String> {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let shown = mistakes.iter().take(MOST_SHOWN);
    let mut parts: Vec<String> = shown.map(|mistake| mistake.render(sources, &renderer)).collect();
    if let Some(more @ 1..) = mistakes.len().checked_sub(MOST_SHOWN) {
        parts.push(format!("and {more} more"));
    }
    parts
}
