//! How long packets take, leg by leg. Under direct routing responses go straight from the real server to the client.

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
}

/// The delay of a leg, in the form that is cheapest to schedule.
#[derive(Clone, Debug)]
pub enum Delay {
    /// Constant.
    Ring(RingId),
    /// Drawn anew for each packet, so that packets can overtake each other.
    Random(Law),
}

/// The delays of all legs.
#[derive(Clone, Debug)]
pub struct Network {
    delays: [Delay; 3],
    /// Which of them are none: what arrives arrives in the same moment, without an event.
    instant: [bool; 3],
    round_trip: SimDuration,
    /// Between directors.
    directors: Law,
    directors_chance: Stream,
}

impl Network {
    /// The network of this description.
    pub fn new<E: EventCode>(spec: &NetworkSpec, streams: &Streams, agenda: &mut Agenda<E>) -> Self {
        let laws = [&spec.client_to_director, &spec.director_to_server, &spec.server_to_client];
        let instant = laws.map(|law| *law == Law::ZERO);
        let delays = laws.map(|law| match law {
            Law::Constant(duration) if !duration.is_zero() => {
                agenda.ring(*duration).map_or_else(|| Delay::Random(law.clone()), Delay::Ring)
            }
            law => Delay::Random(law.clone()),
        });
        Self {
            delays,
            instant,
            round_trip: SimDuration::from_secs_f64(laws.iter().map(|law| law.mean_s()).sum()),
            directors: spec.director_to_director.clone(),
            directors_chance: streams.stream("between directors"),
        }
    }

    /// Whether a leg has no delay.
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
