//! The health checkers of a director: who is asked when, what is believed of whom, and what the kernel's table holds
//! because of that.
//!
//! The process asks; the world answers. A probe is an action, and its result an input at the moment it is known, so a
//! refusal comes at once and silence after the timeout. Only what the real daemon decides is decided here.
//!
//! - `checkers`: the process as a whole
//! - `check`: one checker, with its retries
//! - `kind`: what each kind of checker does otherwise
//! - `service`: a virtual service, its quorum and its sorry server
//! - `action`, `result`: what it wants done, and what it hears
//! - `names`: how the log names things

mod action;
mod check;
mod checkers;
mod kind;
mod names;
mod result;
mod service;

#[cfg(test)]
mod tests;

pub use action::{CheckerAction, DestRef};
pub use checkers::Checkers;
pub use result::ProbeResult;
