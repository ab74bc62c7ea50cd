//! Which message needs how much of what.

use super::message::{self, ACK, FRAGMENT, HEADERS, Message, Size, TUNNEL, Way};
use super::transfer::MAX_LINKS;
use super::{Card, Transport};
use crate::cluster::payload::Payload;
use crate::cluster::request::{NONE, Request};
use crate::ipvs::ForwardingMethod;
use crate::time::SimDuration;

/// How many packets TCP sends before it has heard of the first of them (RFC 6928). No message has more than these in a
/// director's queue at once.
pub(super) const FLIGHT: u32 = 10;

/// What a message needs on one part of its way.
#[derive(Debug, Default)]
pub(super) struct Load {
    /// Through which director it goes.
    pub director: Option<usize>,
    /// Links, and how many bytes pass each.
    pub links: [(Option<u32>, u64); MAX_LINKS],
    /// Packets that pass the director, and what each takes there.
    pub packets: u32,
    pub each: SimDuration,
    /// Whether it is no more than ACKs that pass the director.
    pub is_acks: bool,
}

impl Transport {
    /// What the first packet of a message needs on its way to a director.
    pub(super) fn load_to_director(
        &self,
        message: Message,
        request: &Request,
        payload: Payload,
        director: Option<usize>,
    ) -> Load {
        let first = self.size(message, request, payload).first;
        let from = match message.way() {
            Way::FromServer => self.server(request),
            _ => self.clients[usize::from(request.client)],
        };
        let mut links = [(None, 0); MAX_LINKS];
        links[0] = (from.outgoing, first);
        links[1] = (self.director(director).incoming, first);
        Load { director, links, ..Load::default() }
    }

    /// What a message needs from there on, or straight from a real server to a client.
    pub(super) fn load(&self, message: Message, request: &Request, payload: Payload) -> Load {
        let conn = &self.conns[request.id as usize];
        let (size, director) = (self.size(message, request, payload), conn.director);
        match (message.way(), conn.method) {
            (Way::ToDirector, _) => self.load_to_director(message, request, payload, director),
            (Way::ToServer, method) => self.to_server(message, request, payload, (size, director, method)),
            (Way::FromServer, ForwardingMethod::Masq) => self.back_through(director, request, size),
            (Way::FromServer, method) => self.straight(director, request, size, method),
            (Way::ByDirector, _) => self.by_director(message, director, request, payload, size),
        }
    }

    /// Data from the director on to a real server, and its ACKs back.
    fn to_server(
        &self,
        message: Message,
        request: &Request,
        payload: Payload,
        (size, director, method): (Size, Option<usize>, ForwardingMethod),
    ) -> Load {
        let (client, server) = (self.clients[usize::from(request.client)], self.server(request));
        let card = self.director(director);
        let (encapsulates, returns) = (method == ForwardingMethod::Tunnel, method == ForwardingMethod::Masq);
        let halved = if encapsulates && message == Message::RequestForwarded {
            self.packets_beyond_tunnel(request, payload)
        } else {
            0
        };
        let outer = if encapsulates { u64::from(size.packets) * TUNNEL + u64::from(halved) * FRAGMENT } else { 0 };
        let acks = u64::from(size.acks) * ACK;
        let returned = if returns { acks } else { 0 };
        Load {
            director,
            links: [
                (client.outgoing, size.rest()),
                (card.incoming, size.rest() + returned),
                (card.outgoing, size.bytes + outer + returned),
                (server.incoming, size.bytes + outer),
                (server.outgoing, acks),
                (client.incoming, acks),
            ],
            packets: size.packets + halved + if returns { size.acks } else { 0 },
            each: self.packet_time(director, encapsulates),
            is_acks: false,
        }
    }

    /// What a real server sends back through the director (NAT), and the client's ACKs.
    fn back_through(&self, director: Option<usize>, request: &Request, size: Size) -> Load {
        let (client, server) = (self.clients[usize::from(request.client)], self.server(request));
        let card = self.director(director);
        let acks = u64::from(size.acks) * ACK;
        Load {
            director,
            links: [
                (server.outgoing, size.rest()),
                (card.incoming, size.rest() + acks),
                (card.outgoing, size.bytes + acks),
                (client.incoming, size.bytes),
                (client.outgoing, acks),
                (server.incoming, acks),
            ],
            packets: size.packets + size.acks,
            each: self.packet_time(director, false),
            is_acks: false,
        }
    }

    /// What a real server sends straight to a client; of that the director sees the ACKs.
    fn straight(&self, director: Option<usize>, request: &Request, size: Size, method: ForwardingMethod) -> Load {
        let (client, server) = (self.clients[usize::from(request.client)], self.server(request));
        let card = self.director(director);
        let encapsulates = method == ForwardingMethod::Tunnel;
        let acks = u64::from(size.acks) * ACK;
        let outer = if encapsulates { u64::from(size.acks) * TUNNEL } else { 0 };
        Load {
            director,
            links: [
                (server.outgoing, size.bytes),
                (client.incoming, size.bytes),
                (client.outgoing, acks),
                (card.incoming, acks),
                (card.outgoing, acks + outer),
                (server.incoming, acks + outer),
            ],
            packets: if director.is_some() { size.acks } else { 0 },
            each: self.packet_time(director, encapsulates),
            is_acks: true,
        }
    }

    /// What the director answers itself.
    fn by_director(
        &self,
        message: Message,
        director: Option<usize>,
        request: &Request,
        payload: Payload,
        size: Size,
    ) -> Load {
        let (client, card) = (self.clients[usize::from(request.client)], self.director(director));
        let mut load = Load {
            director,
            links: [(None, 0); MAX_LINKS],
            packets: 1,
            each: self.packet_time(director, false),
            is_acks: false,
        };
        let mut answers = 1;
        if message == Message::TooBig {
            // The first flight of full packets is in vain. The ACK of the handshake before it goes through the tunnel.
            let refused = self.packets_beyond_tunnel(request, payload).min(FLIGHT);
            let is_established = self.conns[request.id as usize].is_established;
            let before = u64::from(is_established);
            let acks = 1 - before;
            let taken_in = (u64::from(refused) - before) * Size::of_data(self.mss, self.mss).bytes;
            load.links[0] = (client.outgoing, taken_in);
            load.links[1] = (card.incoming, taken_in);
            load.links[4] = (self.server(request).incoming, acks * (ACK + TUNNEL));
            load.links[2] = (card.outgoing, load.links[4].1);
            load.packets = refused + acks as u32;
            answers = u64::from(refused);
        }
        load.links[2] = (card.outgoing, load.links[2].1 + answers * size.bytes);
        load.links[3] = (client.incoming, answers * size.bytes);
        load
    }

    fn size(&self, message: Message, request: &Request, payload: Payload) -> Size {
        let conn = &self.conns[request.id as usize];
        match message {
            Message::RequestSent | Message::RequestForwarded => {
                let data = Size::of_data(u64::from(payload.request_bytes), self.mss_of(request));
                if conn.is_established { data } else { data.behind_ack() }
            }
            Message::Datagram | Message::DatagramForwarded => {
                Size::of_datagram(u64::from(payload.request_bytes), self.mss + HEADERS)
            }
            Message::Response if request.is_datagram() => Size::of_datagram(payload.response_bytes, self.mss + HEADERS),
            Message::Response => Size::of_data(payload.response_bytes, self.mss),
            signal => Size::of_signal(signal),
        }
    }

    /// The most data in a packet of this request's client.
    fn mss_of(&self, request: &Request) -> u64 {
        if self.conns[request.id as usize].knows_tunnel { self.mss - TUNNEL } else { self.mss }
    }

    /// How many packets of a request do not fit into a tunnel.
    pub(super) fn packets_beyond_tunnel(&self, request: &Request, payload: Payload) -> u32 {
        message::packets_above(self.mss - TUNNEL, u64::from(payload.request_bytes), self.mss_of(request))
    }

    fn packet_time(&self, director: Option<usize>, encapsulates: bool) -> SimDuration {
        director.map_or(SimDuration::ZERO, |director| self.processors[director].time_of(encapsulates))
    }

    fn director(&self, director: Option<usize>) -> Card {
        director.map_or_else(Card::default, |director| self.directors[director])
    }

    fn server(&self, request: &Request) -> Card {
        if request.server == NONE { Card::default() } else { self.servers[request.server as usize] }
    }
}
