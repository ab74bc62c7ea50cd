//! READING A keepalived.conf: text into [`Config`], with a message for everything that is wrong, and a note for
//! everything that is not simulated.
//!
//! ```text
//! files --syntax--> tree of Directives --check--> Form --meaning--> Config
//! TOML tables -----------^                ^ the table of keywords
//! ```
//!
//! keepalived itself goes on after most mistakes, with less than was written. Here what cannot be what was meant is an
//! error: an unknown word, a number out of range, a name that is not there. Where keepalived knows better than the
//! file (nopreempt with state MASTER), the reader does the same and warns.
//!
//! * `syntax`: comments, quotes, braces, `include`, `$PARAMETERS`, `@conditions`, `~SEQ`
//! * [`keyword`]: the table of keywords; start there to add one
//! * `check`: the tree against the table; `value`, `item`, `number`: what stands behind a keyword; `form`: what comes out
//! * `meaning`: defaults, names, and what keepalived changes
//! * [`table`]: the same tree from tables, as in a scenario; `print`: the way back, from what is meant to tables
//! * `findings`, `error`: what was found, and how it is shown; `source`: where files come from

mod check;
mod error;
mod findings;
mod form;
mod item;
pub mod keyword;
mod meaning;
mod number;
pub mod print;
mod source;
mod syntax;
pub mod table;
mod value;

pub use error::{Errors, Note};
pub use source::{Loader, Place};

use super::config::Config;
use crate::diagnosis::{Source, Span};
use findings::Findings;
use syntax::Directive;

/// What the reader is told beside the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Lines that begin with `@` and this are read, those with another word are not; `-i` of keepalived, which takes the
    /// name of the machine if it is not given.
    pub config_id: Option<String>,
    /// What `${_INSTANCE}` stands for; nothing if it is not given.
    pub instance: Option<String>,
}

/// A configuration that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it says.
    pub config: Config,
    /// What it says that has no effect in a simulation, each once, in the order of the file.
    pub not_simulated: Vec<Note>,
    /// Where keepalived does otherwise than it is told, each once.
    pub warnings: Vec<Note>,
    /// What it was read from.
    pub sources: Vec<Source>,
    tree: Vec<Directive>,
}

impl Read {
    /// Where `word` stands behind `keyword` for the first time; with no word, where the keyword stands.
    pub fn place_of(&self, keyword: &str, word: Option<&str>) -> Option<Span> {
        first_place(&self.tree, keyword, word)
    }
}

fn first_place(directives: &[Directive], keyword: &str, word: Option<&str>) -> Option<Span> {
    directives.iter().find_map(|directive| {
        let inside = || first_place(directive.block.as_deref().unwrap_or_default(), keyword, word);
        let here = match word {
            _ if directive.keyword.text != keyword => None,
            None => Some(directive.keyword.span),
            Some(word) => directive.args.iter().find(|arg| arg.text == word).map(|arg| arg.span),
        };
        here.or_else(inside)
    })
}

/// Reads the file at `path` and what it includes.
///
/// # Errors
/// Everything that is wrong, with file, line, column and what was expected.
pub fn read(loader: &impl Loader, path: &str, options: &Options) -> Result<Read, Errors> {
    let expanded = syntax::expand(loader, path, options);
    let (tree, mistakes) = syntax::tree(&expanded, &keyword::is_outermost);
    // After a mistake on the way there, braces may be missing that were written.
    let mistakes = if expanded.mistakes.is_empty() { mistakes } else { expanded.mistakes };
    let mut findings = Findings::beginning_with(mistakes);
    for (text, span) in expanded.warnings {
        findings.warn(text, span);
    }
    understand(tree, expanded.sources, findings)
}

/// What a tree means, whatever it was written in.
fn understand(tree: Vec<Directive>, sources: Vec<Source>, mut findings: Findings) -> Result<Read, Errors> {
    // Where braces are missing, everything behind them would seem wrong.
    if findings.mistakes.is_empty() {
        let tree = meaning::without_old_groups(tree, &mut findings);
        let form = check::check(&tree, keyword::TOP, "", &mut findings);
        let config = meaning::config(&form, &mut findings);
        if findings.mistakes.is_empty() {
            let (warnings, not_simulated) = findings.notes(&sources);
            return Ok(Read { config, not_simulated, warnings, sources, tree });
        }
    }
    Err(Errors::new(sources, findings.mistakes))
}
