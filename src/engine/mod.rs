//! WHEN THINGS HAPPEN: pending events in a total order, deadline rings, random streams. This room knows no load
//! balancing; it drives any [`World`].
//!
//! * [`agenda`]: what is to happen, in order of time, and at the same time in order of insertion
//! * [`pending`], [`radix`]: the pending events, the earliest in a sorted row and the others in a radix heap
//! * [`ring`]: deadlines that share one duration, first in, first out
//! * [`key`]: how time, order and event are packed into one integer
//! * [`random`]: one stream of random numbers for each purpose
//! * `exponential`: the one distribution that is drawn for every request

pub mod agenda;
pub mod exponential;
pub mod key;
pub mod pending;
pub mod radix;
pub mod random;
pub mod ring;

pub use agenda::{Agenda, EventKey, RingId};
pub use exponential::exponential;
pub use random::{Stream, Streams};

use crate::time::SimTime;

/// An event as a number, so that a pending one costs 16 bytes. `decode(encode(e)) == e`.
pub trait EventCode: Copy {
    /// The event as 32 bits.
    fn encode(self) -> u32;
    /// The event that [`EventCode::encode`] made into `code`.
    fn decode(code: u32) -> Self;
}

/// What the engine drives: something to which events happen, and which puts new ones on the agenda.
pub trait World {
    /// What can happen.
    type Event: EventCode;

    /// Lets `event` happen now, at `agenda.now()`.
    fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>);
}

/// Lets everything happen that is due before `end`, in order; then it is `end`.
pub fn run<W: World>(world: &mut W, agenda: &mut Agenda<W::Event>, end: SimTime) {
    agenda.run_until(end);
    while let Some(code) = agenda.take_next() {
        world.handle(W::Event::decode(code), agenda);
    }
}
