//! Errands: requests that a client sees through. An attempt that fails is followed by another one (a retry), one that
//! takes long gets another one beside it (a hedge), and all of it may end at a deadline.
//!
//! ```text
//! request -- attempt -- failed -- back-off -- attempt -- response      latency from the first attempt on
//!               `-- slow: hedge -- response: the first one counts, the other connection is closed
//! ```
//!
//! Each attempt is a connection of its own, from another port of the same address. While one is under way, none is made
//! because another has failed. On a kept-alive connection each request is an errand of its own, and where the answer came
//! the next one goes.
//!
//! * [`rules`], [`budget`]: what a client group does
//! * `course`: what happens to an errand, as its attempts tell; `attempt`: how one begins

mod attempt;
mod budget;
mod course;
mod rules;

pub(crate) use rules::Rules;

use crate::cluster::event::RequestId;
use crate::cluster::owner::OwnerId;
use crate::cluster::payload::Payload;
use crate::engine::EventKey;
use crate::ipvs::Endpoint;
use crate::time::SimTime;

/// A request, or several one after the other on a connection, that is tried until there is a response or no point.
#[derive(Debug)]
pub(crate) struct Errand {
    /// Of which client group.
    client: u16,
    /// Who wants to know how it ends.
    owner: OwnerId,
    /// From which address it goes to which.
    from: u32,
    to: Endpoint,
    /// Where its random numbers start.
    luck: u64,
    /// How many requests are to follow the present one on its connection.
    further: u32,
    /// What it asks for, if requests differ in that: every attempt asks for the same.
    payload: Option<Payload>,
    /// When the first attempt of the present request began.
    begun: SimTime,
    measured: bool,
    /// Whether the client still waits for the present response.
    waits: bool,
    /// Attempts of the present request that followed upon each other, and those beside them.
    attempts: u32,
    hedges: u32,
    /// Connections of this errand that are not over: attempts under way, or the one that is kept for the next request.
    live: Vec<Attempt>,
    /// When the next attempt, the next hedge, or the end is due.
    retry: EventKey,
    hedge: EventKey,
    deadline: EventKey,
}

/// A connection of an errand.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    request: RequestId,
    is_hedge: bool,
}

impl Errand {
    /// Whether its client waits for a response, and if so whether that is measured.
    pub(super) fn under_way(&self) -> Option<bool> {
        self.waits.then_some(self.measured)
    }
}
