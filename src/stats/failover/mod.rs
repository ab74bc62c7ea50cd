//! What failures did, computed from the timeline of a run.
//!
//! * [`span`], [`history`]: spans of time, values that change in steps
//! * [`course`]: the timeline taken apart into histories, and what the cluster believes
//! * [`detection`]: faults of real servers, and when the lists followed
//! * [`mastership`]: who was master when: takeovers, elections
//! * [`outage`]: when what clients send arrived nowhere
//! * [`measured`]: the numbers of the metric table, over the measured time

pub mod course;
pub mod detection;
pub mod history;
pub mod mastership;
pub mod measured;
pub mod outage;
pub mod span;
#[cfg(test)]
mod tale;

pub use course::Course;
pub use history::History;
pub use span::Span;
