//! The virtual addresses, as the clients' router knows them: to which machine it sends what is meant for each.
//!
//! A router asks once (ARP) and remembers; a gratuitous ARP corrects it, and a machine that no longer answers is
//! forgotten in the end (arp(7)). Who is asked for is who *holds* the address, so that two machines that both hold it are
//! in a race.

use crate::cluster::gateway::{Beyond, Gateway};
use crate::cluster::segment::Machine;
use crate::stats::timeline::Reached;
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

/// How long a router goes on sending to a machine that does not answer for an address: Linux's base_reachable_time of
/// 30 s, delay_first_probe_time of 5 s, and three probes a second apart.
pub const FORGOTTEN_AFTER: SimDuration = SimDuration::from_secs(38);

/// The same for a machine that it has only heard of, by a question in the name of the address: nothing confirms that entry,
/// so it is probed from its first use on.
pub const DISCARDED_AFTER: SimDuration = SimDuration::from_secs(8);

/// A virtual address.
#[derive(Clone, Debug)]
pub struct Vip {
    /// The address.
    pub address: Ipv4Addr,
    /// To whom the router sends.
    pub neighbour: Option<Machine>,
    /// Where that arrives in the end.
    pub reached: Reached,
    /// When a client sends to it for the first time, at the earliest. Until then nobody has asked for it.
    pub asked_from: SimTime,
    /// Since when the router has had no answer from there.
    doubted_since: Option<SimTime>,
    /// Whether it knows the neighbour by a question and not by an answer.
    overheard: bool,
}

/// All virtual addresses that clients send to.
#[derive(Debug, Default)]
pub struct Vips {
    vips: Vec<Vip>,
    /// By client group: the index of its virtual address, if a single machine is to have that.
    of_client: Vec<Option<usize>>,
    /// By client group: see [`Gateway`].
    gateways: Vec<Gateway>,
}

impl Vips {
    /// The addresses that these client groups send to, and from when on; nobody is known to hold them.
    pub fn new(targets: impl Iterator<Item = (Option<Ipv4Addr>, SimTime)>) -> Self {
        let mut vips = Self::default();
        for (target, start) in targets {
            vips.gateways.push(Beyond::Nobody.gateway());
            let Some(address) = target else {
                vips.of_client.push(None);
                continue;
            };
            let known = vips.vips.iter().position(|vip| vip.address == address);
            let index = known.unwrap_or_else(|| {
                let (neighbour, reached) = (None, Reached::Nobody);
                vips.vips.push(Vip {
                    address,
                    neighbour,
                    reached,
                    asked_from: start,
                    doubted_since: None,
                    overheard: false,
                });
                vips.vips.len() - 1
            });
            vips.vips[index].asked_from = vips.vips[index].asked_from.min(start);
            vips.of_client.push(Some(index));
        }
        vips
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Vip> {
        self.vips.iter()
    }

    /// One of them.
    pub fn get(&self, index: usize) -> &Vip {
        &self.vips[index]
    }

    /// The one with this address.
    pub fn find(&self, address: Ipv4Addr) -> Option<usize> {
        self.vips.iter().position(|vip| vip.address == address)
    }

    /// That which a client group sends to, if a single machine is to have it.
    pub fn of_client(&self, client: u16) -> Option<usize> {
        self.of_client[usize::from(client)]
    }

    /// Where the packets of a client group arrive.
    #[inline(always)]
    pub fn gateway(&self, client: u16) -> Gateway {
        self.gateways[usize::from(client)]
    }

    /// The packets of a client group go there, whoever holds what.
    pub fn set_gateway(&mut self, client: usize, gateway: Gateway) {
        self.gateways[client] = gateway;
    }

    /// The router learns, or forgets, to whom it has to send.
    pub fn set_neighbour(&mut self, index: usize, neighbour: Option<Machine>) {
        self.vips[index].neighbour = neighbour;
        self.vips[index].overheard = false;
    }

    /// The router hears a machine ask in the name of the address, and takes it for the owner.
    pub fn overhear(&mut self, index: usize, machine: Machine) {
        let vip = &mut self.vips[index];
        (vip.neighbour, vip.overheard, vip.doubted_since) = (Some(machine), true, None);
    }

    /// How long the router goes on sending to its neighbour without an answer.
    pub fn patience(&self, index: usize) -> SimDuration {
        if self.vips[index].overheard { DISCARDED_AFTER } else { FORGOTTEN_AFTER }
    }

    /// The neighbour does not answer. Returns whether that is new; it is forgotten after [`Vips::patience`].
    pub fn doubt(&mut self, index: usize, now: SimTime) -> bool {
        let new = self.vips[index].doubted_since.is_none();
        self.vips[index].doubted_since.get_or_insert(now);
        new
    }

    /// The neighbour answers, or another one is known.
    pub fn trust(&mut self, index: usize) {
        self.vips[index].doubted_since = None;
    }

    /// Whether the neighbour has not answered for so long that it is forgotten.
    pub fn is_given_up(&self, index: usize, now: SimTime) -> bool {
        self.vips[index].doubted_since.is_some_and(|since| now.since(since) >= self.patience(index))
    }

    /// What is sent to an address now arrives there. Returns whether that is new.
    pub fn set_reached(&mut self, index: usize, reached: Reached) -> bool {
        let new = self.vips[index].reached != reached;
        self.vips[index].reached = reached;
        let gateway = match reached {
            Reached::Nobody | Reached::Directors { .. } => Beyond::Nobody.gateway(),
            Reached::Director(director) => director as Gateway,
            Reached::Server(server) => Beyond::Server(server as u32).gateway(),
        };
        for (client, _) in self.of_client.iter().enumerate().filter(|&(_, &vip)| vip == Some(index)) {
            self.gateways[client] = gateway;
        }
        new
    }
}
