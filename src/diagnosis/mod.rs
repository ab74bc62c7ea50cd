//! WHAT IS WRONG WITH A TEXT: messages that mark the place, in the style of the Rust compiler.
//!
//! Scenarios, configurations of keepalived and rules of ipvsadm are read by different rooms; what is wrong with them
//! looks alike, because it is shown here.
//!
//! * [`Source`], [`Span`]: texts, and places in them
//! * `mistake`: one thing wrong, and how several are shown
//! * `nearest`: the known word that a mistyped one was meant to be

mod mistake;
mod nearest;
mod source;

pub(crate) use mistake::{Mistake, render};
pub(crate) use nearest::{did_you_mean, list, nearest};
pub use source::{Source, Span};
