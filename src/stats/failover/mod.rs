//! What failures did, computed from the timeline of a run.
//!
//! * [`span`], [`history`]: spans of time, values that change in steps
//! * [`course`]: the timeline taken apart into histories
//! * [`belief`]: what the cluster believes: the lists of the directors that clients reach
//! * [`detection`]: faults of real servers, and when the lists followed
//! * [`mastership`]: who was master when: takeovers, elections
//! * [`outage`]: when what clients send arrived nowhere
//! * [`measured`]: the numbers of the metric table, over the measured time

pub mod belief;
pub mod course;
pub mod detection;
pub mod history;
pub mod mastership;
pub mod measured;
pub mod outage;
pub mod span;
#[cfg(test)]
mod tale;

pub use belief::Active;
pub use course::Course;
pub use history::History;
pub use span::Span;
