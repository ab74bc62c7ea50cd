//! How long packets take, leg by leg. Under direct routing responses go straight from the real server to the client.

use crate::cluster::law::Law;
use crate::cluster::spec::NetworkSpec;
use crate::engine::{Agenda, EventCode, RingId};
use crate::time::SimDuration;

/// A part of a packet's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// From a client to the director.
    ClientToDirector,
    /// From the director to a real server.
    DirectorToServer,
    /// From a real server straight to the client.
    ServerToClient,
}

/// The delay of a leg, in the form that is cheapest to schedule.
#[derive(Clone, Debug)]
pub enum Delay {
    /// None: what arrives arrives in the same moment, without an event.
    None,
    /// Constant.
    Ring(RingId),
    /// Drawn anew for each packet, so that packets can overtake each other.
    Random(Law),
}

/// The delays of all legs.
#[derive(Clone, Debug)]
pub struct Network {
    delays: [Delay; 3],
}

impl Network {
    /// The network of this description.
    pub fn new<E: EventCode>(spec: &NetworkSpec, agenda: &mut Agenda<E>) -> Self {
        let delays =
            [&spec.client_to_director, &spec.director_to_server, &spec.server_to_client].map(|law| match law {
                Law::Constant(SimDuration::ZERO) => Delay::None,
                Law::Constant(duration) => {
                    agenda.ring(*duration).map_or_else(|| Delay::Random(law.clone()), Delay::Ring)
                }
                law => Delay::Random(law.clone()),
            });
        Self { delays }
    }

    /// The delay of a leg.
    #[inline]
    pub fn delay(&self, leg: Leg) -> &Delay {
        &self.delays[leg as usize]
    }
}
