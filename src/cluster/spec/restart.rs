//! Restarting real servers one after the other.

use crate::time::{SimDuration, SimTime};

/// A rolling restart.
#[derive(Clone, Debug)]
pub struct RestartSpec {
    /// When the first one's turn comes.
    pub at: SimTime,
    /// The real servers, in this order.
    pub servers: Vec<usize>,
    /// For how long at most a server gets no new connections (weight 0) before it is stopped, until its active ones are
    /// gone; `None` stops it at once.
    pub drain: Option<SimDuration>,
    /// How long it is down.
    pub down: SimDuration,
    /// From its return to the next one's turn.
    pub pause: SimDuration,
}
