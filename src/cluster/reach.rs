//! Where what clients send to a virtual address arrives, and what becomes of packets that arrive nowhere.

use crate::cluster::director::Route;
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::request::{Phase, Request};
use crate::cluster::segment::Machine;
use crate::cluster::vips::Vip;
use crate::engine::{Agenda, EventKey};
use crate::stats::timeline::{Changed, Reached};
use crate::time::{SimDuration, SimTime};
use rand::RngExt;
use std::net::Ipv4Addr;

/// When an unanswered SYN is first sent again (RFC 6298): 1 s, and twice as long after each further time.
const SYN_TIMEOUT: SimDuration = SimDuration::from_secs(1);
/// When unanswered data are first sent again, beyond the time of a round trip: Linux's TCP_RTO_MIN.
pub(super) const SHORTEST_DATA_TIMEOUT: SimDuration = SimDuration::from_millis(200);
/// How often data are sent again (`net.ipv4.tcp_retries2`).
pub(super) const DATA_RETRIES: u32 = 15;
/// How long a machine keeps a packet for which it has asked by ARP: three questions, a second apart (arp(7)).
const KEPT_FOR: SimDuration = SimDuration::from_secs(3);

/// The longest time between two repetitions: Linux's TCP_RTO_MAX.
pub(super) const LONGEST_TIMEOUT: SimDuration = SimDuration::from_secs(120);

/// When what was sent at `sent` and stays unanswered is sent again: each time after twice as long.
fn repetitions(sent: SimTime, first: SimDuration) -> impl Iterator<Item = SimTime> {
    let timeouts = std::iter::successors(Some(first), |&timeout| Some((timeout * 2).min(LONGEST_TIMEOUT)));
    timeouts.scan(sent, |moment, timeout| {
        *moment += timeout;
        Some(*moment)
    })
}

/// A packet that a router keeps until it knows to whom to send it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    vip: usize,
    since: SimTime,
    /// When its sender would send it again; once it waits no longer, when it goes on.
    again: EventKey,
    /// It waits no longer.
    released: bool,
}

impl Machines {
    /// Finds out anew where each virtual address is reached. To be called whenever something changes that matters.
    pub(super) fn refresh_reach(&mut self, agenda: &mut Agenda<Event>) {
        for vip in 0..self.vips.iter().count() {
            self.resolve(vip, agenda.now());
            let (address, reached) = (self.vips.get(vip).address, self.reached(vip));
            if self.vips.set_reached(vip, reached) {
                self.recorder.changed(agenda.now(), Changed::Reach { address, by: reached });
                if reached != Reached::Nobody {
                    self.release(vip, agenda);
                }
            }
            if self.neighbour_answers(vip) {
                self.vips.trust(vip);
            } else if self.vips.doubt(vip, agenda.now()) {
                agenda.schedule_in(self.vips.patience(vip), Event::NeighbourForgotten(vip as u32));
            }
        }
        for director in 0..self.directors.len() {
            let reaches = |server| self.reaches_server(director, server) && self.answers_clients(server);
            self.directors[director].is_cut_off = !(0..self.servers.len()).all(reaches);
        }
        self.refresh_paths(agenda);
        self.note_weights(agenda.now());
    }

    /// Whether packets of a director reach a real server.
    pub(super) fn reaches_server(&self, director: usize, server: usize) -> bool {
        self.directors[director].is_linked_to_servers()
            && self.segment.connects(Machine::Director(director), Machine::Server(server))
    }

    /// Whether what a real server answers reaches the clients.
    fn answers_clients(&self, server: usize) -> bool {
        self.segment.connects(Machine::Clients, Machine::Server(server))
    }

    /// Where a packet goes that a director forwards while it is cut off from some real server, or that from the clients.
    #[cold]
    pub(super) fn across_the_cut(&self, director: usize, route: Route) -> Route {
        match route {
            Route::Server(server)
                if !(self.reaches_server(director, server as usize) && self.answers_clients(server as usize)) =>
            {
                Route::Lost
            }
            _ => route,
        }
    }

    /// A director has announced an address: the router believes it, if it has asked for that address before. Linux learns
    /// nothing new from an announcement (`net.ipv4.conf.all.arp_accept` = 0).
    pub(super) fn announced(&mut self, director: usize, address: Ipv4Addr, agenda: &mut Agenda<Event>) {
        let heard = self.segment.connects(Machine::Clients, Machine::Director(director));
        if let Some(vip) = self.vips.find(address).filter(|_| heard) {
            if agenda.now() >= self.vips.get(vip).asked_from {
                self.vips.set_neighbour(vip, Some(Machine::Director(director)));
            }
            self.refresh_reach(agenda);
        }
    }

    /// The router forgets a machine, unless it has had an answer in the meantime.
    pub(super) fn neighbour_forgotten(&mut self, vip: usize, agenda: &mut Agenda<Event>) {
        if self.vips.is_given_up(vip, agenda.now()) {
            self.vips.set_neighbour(vip, None);
            self.refresh_reach(agenda);
        }
    }

    /// A router that knows nobody for an address asks. Who answers first is a matter of chance. Before there is anything
    /// to send, its neighbour is who would answer if it asked now.
    fn resolve(&mut self, vip: usize, now: SimTime) {
        let Vip { address, neighbour, asked_from, .. } = *self.vips.get(vip);
        if neighbour.is_none() || now < asked_from {
            let machines = (0..self.directors.len()).map(Machine::Director);
            let machines = machines.chain((0..self.servers.len()).map(Machine::Server));
            let answering: Vec<Machine> = machines.filter(|&machine| self.answers(machine, address)).collect();
            let first = match answering.len() {
                0 | 1 => answering.first(),
                several => answering.get(self.arp_race.random_range(0..several)),
            };
            self.vips.set_neighbour(vip, first.copied());
        }
    }

    /// Whether a machine answers when the clients' router asks for an address.
    pub(super) fn answers(&self, machine: Machine, address: Ipv4Addr) -> bool {
        self.segment.connects(Machine::Clients, machine)
            && match machine {
                Machine::Director(director) => self.directors[director].takes(address),
                Machine::Server(server) => self.servers[server].answers_arp_for_vip(),
                Machine::Clients => false,
            }
    }

    /// Whether the router can hear a real server ask in the name of virtual addresses.
    pub(super) fn is_overheard(&self, server: usize) -> bool {
        self.servers[server].announces_vip() && self.answers_clients(server)
    }

    fn neighbour_answers(&self, vip: usize) -> bool {
        let vip = self.vips.get(vip);
        vip.neighbour.is_none_or(|machine| self.answers(machine, vip.address))
    }

    /// Where what the router sends arrives. A director that holds the address no longer passes it on, as any router does,
    /// to the one that does.
    fn reached(&self, vip: usize) -> Reached {
        let vip = self.vips.get(vip);
        match vip.neighbour {
            Some(Machine::Server(server))
                if self.answers(Machine::Server(server), vip.address) || self.is_overheard(server) =>
            {
                Reached::Server(server)
            }
            Some(Machine::Director(director)) if self.hears_clients(director) => {
                let holders = (0..self.directors.len()).filter(|&other| self.directors[other].takes(vip.address));
                let heard =
                    |&other: &usize| self.segment.connects(Machine::Director(director), Machine::Director(other));
                // Itself before any other.
                let holder = holders.filter(heard).min_by_key(|&other| other != director);
                holder.map_or(Reached::Nobody, Reached::Director)
            }
            _ => Reached::Nobody,
        }
    }

    /// Whether a director hears the clients, and they it.
    pub(super) fn hears_clients(&self, director: usize) -> bool {
        self.directors[director].is_linked(0) && self.segment.connects(Machine::Clients, Machine::Director(director))
    }

    /// A packet of a request has arrived nowhere, or was ignored: TCP sends it again later.
    #[cold]
    pub(super) fn lost(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let (sent, timeout, retries) = match request.phase {
            Phase::Connecting => (request.sent, SYN_TIMEOUT, self.clients[usize::from(request.client)].syn_retries()),
            Phase::Connected => {
                self.servers[request.server as usize].expect_no_longer(request.epoch);
                (request.connected, SHORTEST_DATA_TIMEOUT + self.network.round_trip(), DATA_RETRIES)
            }
            Phase::Resting | Phase::Over => return,
        };
        let mut moments = repetitions(sent, timeout).take(retries as usize);
        let Some(again) = moments.find(|&moment| moment > agenda.now()) else { return };
        let again = agenda.schedule(again, Event::SentAgain(request.id));
        request.holders += 1;
        if let Some(vip) = self.vips.of_client(request.client).filter(|&vip| self.is_kept(vip)) {
            self.waiting.insert(request.id, Waiting { vip, since: agenda.now(), again, released: false });
        }
    }

    /// A datagram has arrived nowhere, and nobody sends it again. A router keeps it while it asks for the address.
    #[cold]
    pub(super) fn keep_datagram(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let vip = self.vips.of_client(request.client);
        if let Some(vip) = vip.filter(|&vip| self.is_kept(vip)) {
            // When it has kept it for so long, it throws it away.
            let again = agenda.schedule_in(KEPT_FOR, Event::SentAgain(request.id));
            request.holders += 1;
            self.waiting.insert(request.id, Waiting { vip, since: agenda.now(), again, released: false });
        }
    }

    /// Whether what is sent to an address waits somewhere for the answer to an ARP request.
    fn is_kept(&self, vip: usize) -> bool {
        let vip = self.vips.get(vip);
        vip.reached == Reached::Nobody
            && match vip.neighbour {
                None => true,
                Some(Machine::Director(director)) => self.hears_clients(director),
                Some(Machine::Clients | Machine::Server(_)) => false,
            }
    }

    /// An address is reached again: what has waited for it goes on its way.
    fn release(&mut self, vip: usize, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let kept = |waiting: &Waiting| waiting.vip == vip && !waiting.released && now.since(waiting.since) <= KEPT_FOR;
        for (&id, waiting) in self.waiting.iter_mut().filter(|(_, waiting)| kept(waiting)) {
            agenda.cancel(waiting.again);
            waiting.again = agenda.schedule(now, Event::SentAgain(id));
            waiting.released = true;
        }
    }

    /// TCP sends a packet again, or one that was kept goes on.
    pub(super) fn send_again(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        request.holders -= 1;
        let was_kept = self.waiting.remove(&request.id).is_some_and(|waiting| waiting.released);
        match request.phase {
            Phase::Connecting => {
                if !was_kept {
                    self.recorder.syn_retransmitted();
                }
                self.send_syn(request, agenda);
            }
            Phase::Connected if request.is_datagram() => {
                if was_kept {
                    self.send_datagram(request, agenda);
                }
            }
            Phase::Connected => {
                if !was_kept {
                    self.recorder.retransmitted();
                }
                self.servers[request.server as usize].expect_again(request.epoch);
                self.send_request(request, agenda);
            }
            Phase::Resting | Phase::Over => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syn_is_sent_again_after_1_3_7_s_and_at_last_every_two_minutes() {
        let seconds = |moment: SimTime| moment.since(SimTime::ZERO).as_secs_f64();
        let moments: Vec<f64> = repetitions(SimTime::ZERO, SYN_TIMEOUT).take(9).map(seconds).collect();
        assert_eq!(moments, [1.0, 3.0, 7.0, 15.0, 31.0, 63.0, 127.0, 247.0, 367.0]);
    }
}
