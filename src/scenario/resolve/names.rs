//! Names of real servers, groups and directors: which words are names, and whom a name means.

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

/// Whom each name means: a real server, a director, or the members of a group of either.
#[derive(Debug, Default)]
pub(super) struct Roster {
    names: IndexMap<String, Vec<usize>>,
    racks: IndexMap<String, Vec<usize>>,
    directors: IndexMap<String, Vec<usize>>,
    storage: Option<String>,
    /// Of every real server: whether it is in the director's list at the start.
    pub(super) listed: Vec<bool>,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    /// A real server, or the members of a group.
    RealServers(&'a [usize]),
    /// The members of a rack, and what it is called.
    Rack(&'a str, &'a [usize]),
    /// A director, or the members of a group.
    Directors(&'a [usize]),
    /// The storage.
    Storage,
}

impl Roster {
    /// Gives `members` a name; false if the name is taken.
    pub(super) fn add(&mut self, name: &str, members: Vec<usize>) -> bool {
        if self.names.contains_key(name) || self.racks.contains_key(name) {
            return false;
        }
        self.names.insert(name.to_owned(), members);
        true
    }

    /// Puts a real server into a rack; false if the rack's name is that of a real server or of a group.
    pub(super) fn add_to_rack(&mut self, rack: &str, member: usize) -> bool {
        if self.names.contains_key(rack) {
            return false;
        }
        self.racks.entry(rack.to_owned()).or_default().push(member);
        true
    }

    /// Names the storage; false if the name is taken.
    pub(super) fn set_storage(&mut self, name: &str) -> bool {
        self.storage = Some(name.to_owned());
        !(self.names.contains_key(name) || self.racks.contains_key(name) || self.directors.contains_key(name))
    }

    /// Gives a director, or a group of them, a name; false if the name is taken.
    pub(super) fn add_directors(&mut self, name: &str, members: Vec<usize>) -> bool {
        let taken = self.names.contains_key(name) || self.racks.contains_key(name) || self.directors.contains_key(name);
        if !taken {
            self.directors.insert(name.to_owned(), members);
        }
        !taken
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

    /// The directors called `name`; if there are none, a mistake at `path`.
    pub(super) fn find_directors(&self, name: &str, path: &Path, checks: &mut Checks<'_>) -> &[usize] {
        if let Some(members) = self.directors.get(name) {
            return members;
        }
        let known: Vec<&str> = self.directors.keys().map(String::as_str).collect();
        let title = format!("unknown director `{name}` for");
        checks.add(Mistake::value_of(path.clone(), title, "no [[director]] has this name").suggesting(name, &known));
        &[]
    }

    /// The only director called `name`; a mistake at `path` if there is none, or a group of several.
    pub(super) fn find_director(&self, name: &str, path: &Path, checks: &mut Checks<'_>) -> Option<usize> {
        match self.find_directors(name, path, checks) {
            [] => None,
            [only] => Some(*only),
            several => {
                let label = format!("{name:?} is a group of {}", several.len());
                checks.add(Mistake::value(path.clone(), "must be one director", label));
                None
            }
        }
    }

    /// Whoever is called `name`; if nobody is, a mistake at `path`.
    pub(super) fn find_any(&self, name: &str, path: &Path, checks: &mut Checks<'_>) -> Option<Found<'_>> {
        let directors = self.directors.get(name).map(|members| Found::Directors(members));
        let storage = self.storage.as_ref().filter(|storage| *storage == name).map(|_| Found::Storage);
        let rack = self.racks.get_key_value(name).map(|(rack, members)| Found::Rack(rack, members));
        let found = self.names.get(name).map(|members| Found::RealServers(members)).or(rack).or(directors).or(storage);
        checks.require(found.is_some(), || {
            let known: Vec<&str> = self
                .names
                .keys()
                .chain(self.racks.keys())
                .chain(self.directors.keys())
                .chain(&self.storage)
                .map(String::as_str)
                .collect();
            let title = format!("unknown target `{name}` for");
            Mistake::value_of(path.clone(), title, "no real server, rack, director or storage has this name")
                .suggesting(name, &known)
        });
        found
    }
}
