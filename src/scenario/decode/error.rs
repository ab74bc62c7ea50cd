//! What can be wrong with a value's type, as data, and the words for it.

use crate::scenario::mistake::Mistake;
use crate::scenario::tree::path::{REPEATED, SINGLE};
use crate::scenario::tree::{Path, Step};
use crate::scenario::words;
use serde::de::{Expected, Unexpected};
use std::fmt;

/// What does not fit.
#[derive(Debug)]
pub(crate) enum Problem {
    /// A key no table of this kind has.
    UnknownKey { found: String, known: &'static [&'static str] },
    /// A word that is none of those possible here.
    UnknownWord { found: String, known: &'static [&'static str] },
    /// A key that has no default is not there.
    MissingKey(&'static str),
    /// A value of another type or outside its range.
    Unexpected { found: String, expected: String },
    /// A table that must hold exactly one key holds none, or several.
    NotOne { given: Vec<String>, known: &'static [&'static str] },
    /// `"zipf"` where `{ zipf = … }` is meant.
    ContentMissing { word: String },
    /// `{ uniform = … }` where `"uniform"` is meant.
    NoContent { word: String },
    /// A reason in words, from the type that could not read its text.
    Said(String),
}

/// A [`Problem`] and the path it came up through.
#[derive(Debug)]
pub(crate) struct DecodeError {
    path: Path,
    problem: Problem,
}

impl DecodeError {
    pub(super) fn new(problem: Problem) -> Self {
        Self { path: Path::root(), problem }
    }

    /// The same error seen from one level further up.
    pub(super) fn below(mut self, step: Step) -> Self {
        self.path.push_front(step);
        self
    }

    /// The word that is wrong stands left of an equals sign.
    pub(super) fn about_a_key(mut self) -> Self {
        if let Problem::UnknownWord { found, known } = self.problem {
            self.problem = Problem::UnknownKey { found, known };
        }
        self
    }

    /// Puts the problem into words.
    pub(crate) fn into_mistake(self) -> Mistake {
        let path = self.path;
        match self.problem {
            Problem::UnknownKey { found, known } => unknown_key(path, &found, known),
            Problem::UnknownWord { found, known } => Mistake::unknown_word(path, &found, known),
            Problem::MissingKey(key) => missing_key(path, key),
            Problem::Unexpected { found, expected } => unexpected(path, &found, &expected),
            Problem::NotOne { given, known } => not_one(path, &given, known),
            Problem::ContentMissing { word } => {
                Mistake::value(path, "is not complete", format!("`{word}` needs a value: `{{ {word} = ... }}`"))
            }
            Problem::NoContent { word } => {
                Mistake::value(path, "has a value too many", format!("`{word}` takes no value: write \"{word}\""))
            }
            Problem::Said(reason) => Mistake::value_of(path, "cannot read", reason),
        }
    }
}

/// ``unknown key `sevice_time` in [[real_server]] "web"``.
fn unknown_key(table: Path, found: &str, known: &[&str]) -> Mistake {
    let title = format!("unknown key `{found}`");
    Mistake::key_in(table, Some(found), title, "no such key here").suggesting(found, known)
}

/// A key that has no default is not there.
pub(crate) fn missing_key(table: Path, key: &str) -> Mistake {
    let at_top = table.steps().is_empty();
    let lead = match key {
        _ if at_top && REPEATED.contains(&key) => format!("there is no [[{key}]]"),
        _ if at_top && SINGLE.contains(&key) => format!("there is no [{key}]"),
        _ => format!("missing key `{key}`"),
    };
    let label = if at_top { String::new() } else { format!("`{key}` is required here") };
    let mistake = Mistake::key_in(table, None, lead, label);
    match words::example(key) {
        Some(example) => mistake.with_help(format!("for example {example}")),
        None => mistake,
    }
}

fn unexpected(path: Path, found: &str, expected: &str) -> Mistake {
    let mistake = Mistake::value(path.clone(), format!("must be {expected}"), format!("this is {found}"));
    match path.steps() {
        [Step::Key(key)] if REPEATED.contains(&key.as_str()) => {
            mistake.with_help(format!("write [[{key}]] with two brackets: there may be several"))
        }
        [Step::Key(key)] if SINGLE.contains(&key.as_str()) => {
            mistake.with_help(format!("write [{key}] with one bracket: there is only one"))
        }
        _ => mistake,
    }
}

fn not_one(path: Path, given: &[String], known: &[&str]) -> Mistake {
    let [first, second, ..] = given else {
        let all = words::list(known);
        return Mistake::value(path, "is empty", format!("give one of: {all}"));
    };
    Mistake::key_in(path, Some(second), "only one key is allowed", format!("`{first}` is already given"))
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for DecodeError {}

impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::new(Problem::Said(reason.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Unexpected { found: in_words(found), expected: expected.to_string() })
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownWord { found: found.to_owned(), known })
    }

    fn unknown_field(found: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::UnknownKey { found: found.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(Problem::MissingKey(key))
    }
}

fn in_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Str(text) => format!("the string {text:?}"),
        Unexpected::Seq => "an array".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}
