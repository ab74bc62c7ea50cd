//! From text to a tree: keywords, their arguments and their blocks, whatever they mean.
//!
//! ```text
//! files --lines--> lines without comments --expand--> lines as they count --words--> words --tree--> Directive
//!                  include, @id                       $VAR, ~SEQ, ~LST
//! ```
//!
//! * `tree`: [`Directive`] and [`Word`], what the rest of the reader works on; no matter what it was written in
//! * `lines`: a text as lines of glyphs, each knowing its place; comments
//! * `expand`: everything that changes lines; `definition`: parameters; `repeat`: `~SEQ` and `~LST`
//! * `include`: which files a pattern means
//! * `words`: a line as words; quotes

mod definition;
mod expand;
mod include;
mod lines;
mod repeat;
mod tree;
mod words;

pub(super) use expand::expand;
pub(super) use tree::{Directive, Word, tree};
