//! How long an entry lives in each state.

use super::connection::{ConnTable, TimerClass};
use super::sysctl::Timeouts;
use super::tcp::ConnState;
use crate::time::SimDuration;

/// One tick of the recorded kernel, HZ=100: how much later happens what it does "at once".
pub(super) const TICK: SimDuration = SimDuration::from_millis(10);

/// The states of connections: those of TCP, then UDP; filled up to a power of two, as every packet looks here.
const STATES: usize = (ConnState::TCP_STATES + 1).next_power_of_two();

/// The timer class of each state of a connection, and of what ends at once.
#[derive(Debug)]
pub(super) struct StateTimers {
    by_state: [TimerClass; STATES],
    tick: TimerClass,
}

impl StateTimers {
    pub(super) fn new(table: &mut ConnTable, timeouts: &Timeouts) -> Self {
        let by_state = seconds(timeouts).map(|secs| table.pin_timer_class(SimDuration::from_secs(secs.into())));
        Self { by_state, tick: table.pin_timer_class(TICK) }
    }

    /// New time-outs; timers that run are not changed.
    pub(super) fn set(&mut self, table: &mut ConnTable, timeouts: &Timeouts) {
        for class in self.by_state {
            table.unpin_timer_class(class);
        }
        self.by_state = seconds(timeouts).map(|secs| table.pin_timer_class(SimDuration::from_secs(secs.into())));
    }

    /// The class of a connection's state.
    #[inline(always)]
    pub(super) fn of(&self, state: ConnState) -> TimerClass {
        self.by_state[state as usize % STATES]
    }

    /// The class of what ends at once.
    pub(super) fn tick(&self) -> TimerClass {
        self.tick
    }
}

/// Seconds by state, in the order of [`ConnState`].
fn seconds(timeouts: &Timeouts) -> [u32; STATES] {
    let Timeouts { tcp_s, tcp_fin_s, udp_s } = *timeouts;
    [2, tcp_s, 120, 60, tcp_fin_s, 120, 10, 60, 30, 120, 120, udp_s, udp_s, udp_s, udp_s, udp_s]
}
