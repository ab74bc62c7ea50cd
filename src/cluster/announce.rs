//! Real servers that ask for the clients' router in the name of a virtual address (`arp_announce` below 2).
//!
//! A server sends its responses to the router, and so has an entry for it in its own table of neighbours. The entry is good
//! for 15 to 45 s (arp(7): base_reachable_time of 30 s, times a random number from 0.5 to 1.5); on its next use after that the
//! server waits delay_first_probe_time, 5 s, for traffic to confirm it, and else asks. Under direct routing what it sends comes from
//! the virtual address, and without arp_announce = 2 its question says so. The router believes what it hears and sends to
//! that server, until its own probes have found out that the server does not answer for the address.

use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::segment::Machine;
use crate::engine::Agenda;
use crate::time::SimDuration;
use rand::RngExt;

/// How often acknowledgements of clients do not come in time to confirm the entry, so that the server does ask. Chosen by what a
/// real cluster was seen to do: in 2 of 90 samples such a server had taken the address over, for 8 s of every 35 s if it asked
/// each time.
const UNCONFIRMED: f64 = 0.1;
/// How long an entry is good, at least and at most.
const REACHABLE_S: (f64, f64) = (15.0, 45.0);
/// How long a server waits for a confirmation before it asks.
const FIRST_PROBE: SimDuration = SimDuration::from_secs(5);

impl Machines {
    /// Servers that ask in the name of virtual addresses look up the router for the first time.
    pub(super) fn schedule_questions(&mut self, agenda: &mut Agenda<Event>) {
        for server in 0..self.servers.len() {
            if self.servers[server].announces_vip() {
                self.schedule_question(server, agenda);
            }
        }
    }

    fn schedule_question(&mut self, server: usize, agenda: &mut Agenda<Event>) {
        let reachable = SimDuration::from_secs_f64(self.arp_race.random_range(REACHABLE_S.0..REACHABLE_S.1));
        agenda.schedule_in(reachable + FIRST_PROBE, Event::NeighbourDoubted(server as u32));
    }

    /// A server's entry for the router has not been confirmed for long enough: perhaps it asks.
    pub(super) fn neighbour_doubted(&mut self, server: usize, agenda: &mut Agenda<Event>) {
        let asks = self.arp_race.random::<f64>() < UNCONFIRMED;
        if asks && self.is_overheard(server) {
            for vip in 0..self.vips.iter().count() {
                // What has never been asked for has no entry that could change.
                if agenda.now() >= self.vips.get(vip).asked_from {
                    self.vips.overhear(vip, Machine::Server(server));
                }
            }
            self.refresh_reach(agenda);
        }
        self.schedule_question(server, agenda);
    }
}
