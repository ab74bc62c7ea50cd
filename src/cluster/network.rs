//! How long packets take, leg by leg. Under direct routing and tunnelling responses go straight from the real server to
//! the client; under NAT they go back through the director.

use crate::cluster::law::Law;
use crate::cluster::spec::NetworkSpec;
use crate::engine::{Agenda, EventCode, RingId, Stream, Streams};
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
    /// From a real server back to the director.
    ServerToDirector,
    /// From the director back to the client.
    DirectorToClient,
}

const LEGS: usize = 5;

/// The delay of a leg, in the form that is cheapest to schedule.
#[derive(Clone, Debug)]
pub enum Delay {
    /// None at all.
    None,
    /// Constant.
    Ring(RingId),
    /// Drawn anew for each packet, so that packets can overtake each other.
    Random(Law),
}

/// The delays of all legs.
#[derive(Clone, Debug)]
pub struct Network {
    delays: [Delay; LEGS],
    /// Where what is sent arrives in the same moment, without an event.
    instant: [bool; LEGS],
    round_trip: SimDuration,
    /// Between directors.
    directors: Law,
    directors_chance: Stream,
}

impl Network {
    /// The network of this description.
    pub fn new<E: EventCode>(spec: &NetworkSpec, streams: &Streams, agenda: &mut Agenda<E>) -> Self {
        let laws = [
            &spec.client_to_director,
            &spec.director_to_server,
            &spec.server_to_client,
            &spec.server_to_director,
            &spec.director_to_client,
        ];
        let delays = laws.map(|law| match law {
            Law::Constant(duration) if duration.is_zero() => Delay::None,
            Law::Constant(duration) => agenda.ring(*duration).map_or_else(|| Delay::Random(law.clone()), Delay::Ring),
            law => Delay::Random(law.clone()),
        });
        Self {
            instant: delays.each_ref().map(|delay| matches!(delay, Delay::None)),
            delays,
            round_trip: SimDuration::from_secs_f64(laws[..3].iter().map(|law| law.mean_s()).sum()),
            directors: spec.director_to_director.clone(),
            directors_chance: streams.stream("between directors"),
        }
    }

    /// From now on nothing arrives without an event: links and processors want to see what is sent.
    pub fn expect_load(&mut self) {
        self.instant = [false; LEGS];
    }

    /// Whether what is sent along a leg arrives in the same moment.
    #[inline]
    pub fn is_instant(&self, leg: Leg) -> bool {
        self.instant[leg as usize]
    }

    /// How long a packet and its answer take, on average.
    pub fn round_trip(&self) -> SimDuration {
        self.round_trip
    }

    /// How long the next packet from a director to another takes.
    pub fn between_directors(&mut self) -> SimDuration {
        self.directors.sample(&mut self.directors_chance)
    }

    /// The delay of a leg.
    #[inline]
    pub fn delay(&self, leg: Leg) -> &Delay {
        &self.delays[leg as usize]
    }
}
