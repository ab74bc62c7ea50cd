//! One thing wrong with a scenario, told by the path of what is wrong.

use super::tree::{Node, Origin, Path, Spot};
use super::words;

/// One thing wrong with a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    place: Place,
    title: Title,
    /// What is written under the marked text; may be empty.
    pub label: String,
    /// Advice below the text, a line each.
    pub help: Vec<String>,
}

/// What a mistake is about.
#[derive(Clone, Debug)]
enum Place {
    /// A value of the tree, typed or left out.
    Path(Path, Spot),
    /// Text that is no part of the tree.
    Text(Origin),
}

/// The headline; the path fills in what it is about.
#[derive(Clone, Debug)]
enum Title {
    /// As it stands.
    Plain(String),
    /// `` `weight` in [[real_server]] "web" `` + what is wrong with it.
    Subject(String),
    /// What is wrong + `` `weight` in [[real_server]] "web" ``.
    For(String),
    /// What is wrong + `in [[real_server]] "web"`.
    In(String),
}

impl Mistake {
    fn at(path: Path, spot: Spot, title: Title, label: impl Into<String>) -> Self {
        Self { place: Place::Path(path, spot), title, label: label.into(), help: Vec::new() }
    }

    /// A piece of text is wrong that is no value of the tree: "{title}".
    pub(crate) fn in_text(origin: Origin, title: impl Into<String>, label: impl Into<String>) -> Self {
        let title = Title::Plain(title.into());
        Self { place: Place::Text(origin), title, label: label.into(), help: Vec::new() }
    }

    /// The value at `path` is wrong: ``"`weight` in [run] {predicate}"``, with `label` under it.
    pub(crate) fn value(path: Path, predicate: impl Into<String>, label: impl Into<String>) -> Self {
        Self::at(path, Spot::Value, Title::Subject(predicate.into()), label)
    }

    /// The same with the verb first: ``"{lead} `weight` in [run]"``.
    pub(crate) fn value_of(path: Path, lead: impl Into<String>, label: impl Into<String>) -> Self {
        Self::at(path, Spot::Value, Title::For(lead.into()), label)
    }

    /// The value at `path` is wrong, and the headline says so without naming the key: "{title}".
    pub(crate) fn titled(path: Path, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self::at(path, Spot::Value, Title::Plain(title.into()), label)
    }

    /// A key of the table at `table` is wrong or missing: `"{lead} in [run]"`; `path` is what to mark.
    pub(crate) fn key_in(table: Path, key: Option<&str>, lead: impl Into<String>, label: impl Into<String>) -> Self {
        let title = Title::In(lead.into());
        match key {
            Some(key) => Self::at(table.to(key), Spot::Key, title, label),
            None => Self::at(table, Spot::Value, title, label),
        }
    }

    /// A word that is none of those possible at `path`.
    pub(crate) fn unknown_word(path: Path, found: &str, known: &[&str]) -> Self {
        let lead = format!("unknown word `{found}` for");
        Self::value_of(path, lead, "no such word here").suggesting(found, known)
    }

    /// The same mistake with the known word nearest to `found` as its label; if none is near, with all of them below.
    pub(crate) fn suggesting(mut self, found: &str, known: &[&str]) -> Self {
        match words::nearest(found, known) {
            Some(word) => self.label = format!("did you mean `{word}`?"),
            None => self.help.push(format!("known here: {}", words::list(known))),
        }
        self
    }

    /// The same mistake with a line of advice.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The headline.
    pub(crate) fn title(&self, root: &Node) -> String {
        let Place::Path(path, spot) = &self.place else {
            return match &self.title {
                Title::Plain(text) | Title::Subject(text) | Title::For(text) | Title::In(text) => text.clone(),
            };
        };
        match &self.title {
            Title::Plain(text) => text.clone(),
            Title::Subject(predicate) => format!("{} {predicate}", path.subject(root)),
            Title::For(lead) => format!("{lead} {}", path.subject(root)),
            Title::In(lead) if *spot == Spot::Key => format!("{lead}{}", path.parent().in_table(root)),
            Title::In(lead) => format!("{lead}{}", path.in_table(root)),
        }
    }

    /// The text to mark.
    pub(crate) fn origin(&self, root: &Node) -> Origin {
        match &self.place {
            Place::Path(path, spot) => root.locate(path, *spot),
            Place::Text(origin) => origin.clone(),
        }
    }
}
