//! Names of real servers and groups: which words are names, and whom a name means.

use super::Checks;
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use indexmap::IndexMap;

/// Names end up in paths and column names, so they are short and plain.
const MAX_LEN: usize = 64;

/// Notes a mistake if `name` is no name.
pub(super) fn check(name: &str, path: &Path, checks: &mut Checks<'_>) {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let valid = plain && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= MAX_LEN;
    checks.require(valid, || {
        let label = format!("a letter, then letters, digits, `-`, `_` and `.`; at most {MAX_LEN} in all");
        Mistake::value(path.clone(), "is not a name", label)
    });
}

/// Whom each name means: a real server, or the members of a group.
#[derive(Debug, Default)]
pub(super) struct Roster {
    names: IndexMap<String, Vec<usize>>,
    /// Of every real server: whether it is in the director's list at the start.
    pub(super) listed: Vec<bool>,
}

impl Roster {
    /// Gives `members` a name; false if the name is taken.
    pub(super) fn add(&mut self, name: &str, members: Vec<usize>) -> bool {
        if self.names.contains_key(name) {
            return false;
        }
        self.names.insert(name.to_owned(), members);
        true
    }

    /// The real servers called `name`; if there are none, a mistake at `path`.
    pub(super) fn find(&self, name: &str, path: &Path, checks: &mut Checks<'_>) -> &[usize] {
        if let Some(members) = self.names.get(name) {
            return members;
        }
        let known: Vec<&str> = self.names.keys().map(String::as_str).collect();
        let title = format!("unknown real server `{name}` for");
        let mistake = Mistake::value_of(path.clone(), title, "no [[real_server]] has this name");
        checks.add(mistake.suggesting(name, &known));
        &[]
    }
}
