//! What is wrong with a scenario, as the user sees it: marked in the text, in the style of the Rust compiler.

use super::mistake::Mistake;
use super::resolve::Wrong;
use super::tree::{Node, Origin};
use crate::keepalived::conf::Errors;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

/// More mistakes than this are counted, not shown.
const MOST_SHOWN: usize = 10;

/// A text that keys and values were typed in.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path of the file, or `--set`.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// Everything found wrong with a scenario: at least one thing.
///
/// `Display` is [`ScenarioError::render`] without color.
#[derive(Clone, Debug)]
pub struct ScenarioError {
    sources: Vec<Source>,
    reports: Vec<Report>,
    configurations: Vec<Errors>,
}

/// One mistake, ready to be shown.
#[derive(Clone, Debug)]
struct Report {
    title: String,
    origin: Option<Origin>,
    label: String,
    help: Vec<String>,
}

impl ScenarioError {
    /// A file that cannot be read.
    pub(crate) fn unreadable(title: String, help: Option<String>) -> Self {
        let report = Report { title, origin: None, label: String::new(), help: help.into_iter().collect() };
        Self { sources: Vec::new(), reports: vec![report], configurations: Vec::new() }
    }

    /// What is wrong in the tree of these sources, and in what they lead to.
    pub(crate) fn new(mut sources: Vec<Source>, root: &Node, wrong: Wrong) -> Self {
        let reports = wrong.mistakes.into_iter().map(|mistake| Report::new(mistake, root)).collect();
        sources.extend(wrong.sources);
        Self { sources, reports, configurations: wrong.configurations }
    }

    /// How many mistakes were found.
    pub fn count(&self) -> usize {
        self.reports.len() + self.configurations.iter().map(Errors::count).sum::<usize>()
    }

    /// The text to print: every mistake with its place, `color` for a terminal. Does not end with a line break.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut parts: Vec<String> =
            self.reports.iter().take(MOST_SHOWN).map(|report| report.render(&self.sources, &renderer)).collect();
        if let Some(more @ 1..) = self.reports.len().checked_sub(MOST_SHOWN) {
            parts.push(format!("and {more} more"));
        }
        parts.extend(self.configurations.iter().map(|errors| errors.render(color)));
        parts.join("\n\n")
    }
}

impl Report {
    fn new(mistake: Mistake, root: &Node) -> Self {
        let (title, origin) = (mistake.title(root), mistake.origin(root));
        Self { title, origin: Some(origin), label: mistake.label, help: mistake.help }
    }

    fn render(&self, sources: &[Source], renderer: &Renderer) -> String {
        let mut group = Group::with_title(Level::ERROR.primary_title(&self.title));
        if let Some(origin) = &self.origin {
            let source = &sources[origin.source];
            let label = if self.label.is_empty() { None } else { Some(self.label.as_str()) };
            let mark = AnnotationKind::Primary.span(origin.span.clone()).label(label);
            group = group.element(Snippet::source(source.text.as_str()).path(source.name.as_str()).annotation(mark));
        }
        group = group.elements(self.help.iter().map(|help| Level::HELP.message(help)));
        renderer.render(&[group])
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for ScenarioError {}
