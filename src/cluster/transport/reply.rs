//! What is sent beside requests and responses: replies through the director, the end of a connection, and messages that are
//! too big for a tunnel.

use super::Message;
use super::link::TransferId;
use crate::cluster::director::Route;
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::request::{Phase, Request};
use crate::cluster::spec::Close;
use crate::engine::Agenda;
use crate::ipvs::{DestId, ForwardingMethod, PacketKind};

impl Machines {
    /// A director has forwarded a packet of a request to this destination.
    pub(in crate::cluster) fn note_method(&mut self, director: usize, request: &Request, dest: DestId) {
        let kernel = &self.directors[director].kernel;
        let (method, mut server) = (kernel.forwarding(dest), kernel.dest_address(dest));
        if server.port == 0 {
            server.port = request.packet.to.port;
        }
        let conn = self.transport().conn(request.id);
        (conn.director, conn.method, conn.server) = (Some(director), method, server);
    }

    /// The first packet of a real server's message is at the director, which puts the virtual address into it.
    pub(super) fn reply_at_director(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let transfer = &self.transport().transfers[id];
        let (message, director) = (transfer.message, transfer.director);
        let server = self.transport().conn(request.id).server;
        let there = director
            .map(|(director, _)| director)
            .filter(|&director| self.reaches_server(director, request.server as usize) && self.hears_clients(director));
        let knows = there.filter(|&director| {
            let (client, to, now) = (request.packet.client, request.packet.to, agenda.now());
            let kind = if request.is_datagram() { PacketKind::Datagram } else { message.reply_kind() };
            self.directors[director].kernel.reply(kind, (server, to.port), client, now)
        });
        let Some(director) = knows else { return self.message_lost(id, request, agenda) };
        self.transport().conn(request.id).director = Some(director);
        self.transport().transfers[id].is_heading_for_director = false;
        self.set_out(id, request, agenda);
    }

    /// Lets a message do what it does where it arrives.
    pub(super) fn deliver(&mut self, message: Message, request: &mut Request, agenda: &mut Agenda<Event>) {
        match message {
            Message::RequestForwarded => {
                self.transport().conn(request.id).is_established = true;
                self.arrive(message, request, agenda);
            }
            Message::CloseSent => {
                if let Route::Server(_) = self.close_at_director(request, agenda) {
                    self.transmit(Message::CloseForwarded, request, agenda);
                }
            }
            Message::CloseForwarded => {
                let is_reset = self.clients[usize::from(request.client)].close() == Close::Rst;
                if !is_reset && !self.servers[request.server as usize].is_off() {
                    self.transmit(Message::CloseAnswer, request, agenda);
                }
            }
            Message::CloseAnswer => self.transmit(Message::LastAck, request, agenda),
            Message::LastAck => {
                if let Route::Server(_) = self.at_director(PacketKind::Ack, request, agenda) {
                    self.transmit(Message::LastAckForwarded, request, agenda);
                }
            }
            Message::LastAckForwarded => {}
            Message::TooBig => self.too_big_at_client(request, agenda),
            _ => self.arrive(message, request, agenda),
        }
    }

    /// Whether a request has packets that a director may neither send through its tunnel nor cut up.
    pub(super) fn is_beyond_tunnel(&mut self, request: &Request) -> bool {
        let payload = self.payloads.of(request);
        let transport = self.transport();
        let conn = *transport.conn(request.id);
        let refuses = conn.director.is_some_and(|director| transport.forwarders[director].pmtu_disc);
        conn.method == ForwardingMethod::Tunnel && refuses && transport.packets_beyond_tunnel(request, payload) > 0
    }

    /// A client is told that its packets are too big: it sends them again in smaller ones.
    fn too_big_at_client(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let refused = self.refused_by_tunnel(request);
        let transport = self.transport();
        transport.retransmitted += u64::from(refused);
        let conn = transport.conn(request.id);
        (conn.is_established, conn.knows_tunnel) = (true, true);
        if request.phase == Phase::Connected {
            self.send_request(request, agenda);
        }
    }

    fn refused_by_tunnel(&mut self, request: &Request) -> u32 {
        let payload = self.payloads.of(request);
        self.transport().packets_beyond_tunnel(request, payload).min(super::load::FLIGHT)
    }
}
