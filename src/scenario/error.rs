//! What is wrong with a scenario, as the user sees it.

use super::mistake::Mistake;
use super::resolve::Wrong;
use super::tree::Node;
use crate::diagnosis::{self, Source, Span};
use crate::keepalived::conf::Errors;
use std::fmt;

/// Everything found wrong with a scenario: at least one thing.
///
/// `Display` is [`ScenarioError::render`] without color.
#[derive(Clone, Debug)]
pub struct ScenarioError {
    sources: Vec<Source>,
    mistakes: Vec<diagnosis::Mistake>,
    configurations: Vec<Errors>,
}

impl ScenarioError {
    /// A file that cannot be read.
    pub(crate) fn unreadable(title: String, help: Option<String>) -> Self {
        let mistake =
            diagnosis::Mistake { help: help.into_iter().collect(), ..diagnosis::Mistake::without_place(title) };
        Self { sources: Vec::new(), mistakes: vec![mistake], configurations: Vec::new() }
    }

    /// What is wrong in the tree of these sources, and in what they lead to.
    pub(crate) fn new(mut sources: Vec<Source>, root: &Node, wrong: Wrong) -> Self {
        let mistakes = wrong.mistakes.into_iter().map(|mistake| placed(mistake, root)).collect();
        sources.extend(wrong.sources);
        Self { sources, mistakes, configurations: wrong.configurations }
    }

    /// How many mistakes were found.
    pub fn count(&self) -> usize {
        self.mistakes.len() + self.configurations.iter().map(Errors::count).sum::<usize>()
    }

    /// The text to print: every mistake with its place, `color` for a terminal. Does not end with a line break.
    pub fn render(&self, color: bool) -> String {
        let mut parts = diagnosis::render(&self.mistakes, &self.sources, color);
        parts.extend(self.configurations.iter().map(|errors| errors.render(color)));
        parts.join("\n\n")
    }
}

/// A mistake with the text that its path leads to.
fn placed(mistake: Mistake, root: &Node) -> diagnosis::Mistake {
    let (title, origin) = (mistake.title(root), mistake.origin(root));
    let span = Span { source: origin.source, start: origin.span.start, end: origin.span.end };
    diagnosis::Mistake { span: Some(span), title, label: mistake.label, help: mistake.help }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for ScenarioError {}
