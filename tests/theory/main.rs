//! The simulator against queueing theory: closed forms, with tolerances from the estimates' own confidence intervals.
//!
//! Seeds are fixed, so a test passes always or never. An interval of 99.9 % misses the truth once in a thousand tests:
//! a failure means that the model is wrong.

mod attempts;
mod law;
mod many_directors;
mod many_servers;
mod one_server;
mod sessions;
mod station;
