//! The way from the root of a scenario to one value, and how it is said to the user.

use super::{Node, Value};
use std::fmt;

/// Tables that a scenario repeats, written `[[name]]`.
pub(crate) const REPEATED: [&str; 6] = ["virtual_server", "real_server", "content", "client", "fault", "operation"];
/// Tables that a scenario has once, written `[name]`.
pub(crate) const SINGLE: [&str; 3] = ["run", "network", "storage"];
/// The table that can be written either way.
const EITHER: &str = "director";

/// One step down the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into a table.
    Key(String),
    /// Into an array, counted from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// The steps from the root to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Step>);

impl Path {
    /// The scenario as a whole.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The value one step below.
    pub(crate) fn to(&self, step: impl Into<Step>) -> Self {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Self(steps)
    }

    /// The table or array around this value; the root for the root.
    pub(crate) fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The steps from the root, in order.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Puts a step in front: for errors that learn their path on the way up.
    pub(crate) fn push_front(&mut self, step: Step) {
        self.0.insert(0, step);
    }

    /// This value as the subject of a sentence: `` `weight` in [[real_server]] "web" ``.
    pub(crate) fn subject(&self, root: &Node) -> String {
        let (section, rest) = self.split(root);
        match (section, dotted(rest)) {
            (section, None) => section.unwrap_or_else(|| "the scenario".to_owned()),
            (None, Some(key)) => format!("`{key}`"),
            (Some(section), Some(key)) => format!("`{key}` in {section}"),
        }
    }

    /// The table a mistake about its keys is in: ` in [[real_server]] "web"`; empty at the top of the file.
    pub(crate) fn in_table(&self, root: &Node) -> String {
        match self.split(root) {
            (Some(section), rest) => {
                dotted(rest).map_or_else(|| format!(" in {section}"), |key| format!(" in `{key}` of {section}"))
            }
            (None, rest) => dotted(rest).map_or_else(String::new, |key| format!(" in `{key}`")),
        }
    }

    /// The `[table]` of the file this path leads through, as the user knows it, and the steps below it.
    fn split(&self, root: &Node) -> (Option<String>, &[Step]) {
        match self.0.as_slice() {
            [Step::Key(key), Step::Index(index), rest @ ..] if REPEATED.contains(&key.as_str()) || key == EITHER => {
                (Some(format!("[[{key}]] {}", called(root, key, *index))), rest)
            }
            [Step::Key(key), rest @ ..] if SINGLE.contains(&key.as_str()) || key == EITHER => {
                (Some(format!("[{key}]")), rest)
            }
            [Step::Key(key)] if REPEATED.contains(&key.as_str()) => (Some(format!("[[{key}]]")), &[]),
            steps => (None, steps),
        }
    }
}

/// What tells one entry of an array of tables from the others: its name, its address, or its number from 1.
fn called(root: &Node, key: &str, index: usize) -> String {
    let entry = match root.get(key).map(|entry| &entry.node.value) {
        Some(Value::Array(items)) => items.get(index),
        _ => None,
    };
    let word = |key| entry.and_then(|entry: &Node| entry.get(key)).and_then(|entry| entry.node.as_text());
    let address = if key == "virtual_server" { word("address") } else { None };
    match word("name").or(address) {
        Some(name) => format!("{name:?}"),
        None => format!("number {}", index + 1),
    }
}

/// `arrivals.poisson.rate`; none for no steps.
fn dotted(steps: &[Step]) -> Option<String> {
    if steps.is_empty() {
        return None;
    }
    Some(steps.iter().map(Step::to_string).collect::<Vec<_>>().join("."))
}
