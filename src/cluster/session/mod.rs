//! Sessions: several connections from one address, each with one request or more, with time to think in between. A browser
//! has up to six side by side, a mail program one.
//!
//! A session in which a request has failed for good begins no further connection; it counts as failed when those under way
//! are over.
//!
//! * `course`: how it begins, goes on and ends
//! * `data`: sessions with a connection for commands and others for data, as those of FTP

mod course;
mod data;

use crate::cluster::owner::OwnerId;
use crate::time::SimTime;
use data::Control;
use rand_xoshiro::SplitMix64;

/// A session under way.
#[derive(Debug)]
pub(crate) struct Session {
    /// Of which client group.
    client: u16,
    /// The closed-loop user whose session it is, if any.
    owner: OwnerId,
    /// Where all of its connections come from.
    address: u32,
    /// Where the random numbers of its connections start.
    luck: u64,
    /// What it draws its own times and ports from.
    thoughts: SplitMix64,
    begun: SimTime,
    measured: bool,
    /// Connections that are still to be begun, and how many have been.
    left: u32,
    opened: u32,
    /// How much goes on at once: connections under way, thoughts between two of them, transfers.
    lanes: u32,
    /// Requests that were answered.
    answered: u64,
    failed: bool,
    /// The connection for commands, if there are others for data.
    control: Control,
}
