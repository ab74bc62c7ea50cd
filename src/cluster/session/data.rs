//! Sessions of FTP (RFC 959): one connection for commands, and one for each transfer of data, which goes to another port of
//! the same address, and for which only the real server with the first one is prepared.
//!
//! ```text
//! control: log in | PASV, RETR ------------- rest | PASV, RETR ------------- close
//! data:                       | transfer |                   | transfer |
//! ```
//!
//! The first request of the control connection is the login. Each further one begins with the answer that a transfer may
//! start: the control connection waits while the data connection carries one request, and rests after that. When a transfer
//! fails the client gives up.
//!
//! With active FTP the server opens the data connection. A director under direct routing sees of it what the client
//! answers, to port 20, first of all a SYN+ACK, which it takes for a SYN: the same packets as of passive FTP, but for the
//! port. What the server's own SYN takes is not simulated.

use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::owner::{Owner, OwnerId};
use crate::cluster::payload::{NO_OBJECT, Payload};
use crate::cluster::request::{NONE, Phase, Request};
use crate::cluster::spec::DataMode;
use crate::cluster::world::Cluster;
use crate::engine::Agenda;
use crate::ipvs::Endpoint;
use rand::RngExt;

/// Where the data connections of active FTP come from.
const FTP_DATA_PORT: u16 = 20;
/// The ports that a server names for passive FTP: Linux's ephemeral ones.
const PASSIVE_PORTS: std::ops::RangeInclusive<u16> = 32_768..=60_999;
/// What a command and its answer carry: a line each.
const COMMAND: Payload = Payload { object: NO_OBJECT, request_bytes: 40, response_bytes: 60 };

/// A session's connection for commands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Control {
    /// It, or [`NONE`].
    request: RequestId,
    /// Its real server.
    server: u32,
    /// Whether the login was answered.
    logged_in: bool,
    transfer: Transfer,
}

/// What is going on beside the control connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    None,
    /// The data connection is about to begin.
    Due,
    /// It is under way, or just over: this one.
    UnderWay(RequestId),
}

impl Default for Control {
    fn default() -> Self {
        Self::on(NONE)
    }
}

impl Control {
    /// It is this connection, which has not begun.
    pub(super) fn on(request: RequestId) -> Self {
        Self { request, server: NONE, logged_in: false, transfer: Transfer::None }
    }

    /// Whether there is a transfer to take care of.
    pub(super) fn is_transferring(&self) -> bool {
        self.transfer != Transfer::None
    }

    /// Whether this connection is that of the transfer.
    pub(super) fn is_transfer(&self, request: RequestId) -> bool {
        self.transfer == Transfer::UnderWay(request)
    }

    /// A response has arrived. If it is the answer to the command to transfer, the control connection waits for that.
    pub(super) fn is_told_to_transfer(&mut self, request: &mut Request) -> bool {
        if self.request != request.id {
            return false;
        }
        if !std::mem::replace(&mut self.logged_in, true) {
            return false;
        }
        (self.server, self.transfer) = (request.server, Transfer::Due);
        request.phase = Phase::Resting;
        true
    }

    /// A connection is over. Whether it is this one and was still needed.
    pub(super) fn is_lost(&mut self, request: RequestId) -> bool {
        let is_this = self.request == request;
        if is_this {
            self.request = NONE;
        }
        is_this && self.is_transferring()
    }
}

impl Cluster {
    /// The data connection of a transfer begins, or is over.
    pub(super) fn transfer_due(&mut self, session: u32, agenda: &mut Agenda<Event>) {
        let record = &mut self.machines.owners.sessions[session];
        if record.control.transfer == Transfer::Due {
            let client = &self.machines.clients[usize::from(record.client)];
            let port = match client.session().and_then(|shape| shape.data) {
                Some(DataMode::Active) => FTP_DATA_PORT,
                Some(DataMode::Passive) | None => record.thoughts.random_range(PASSIVE_PORTS),
            };
            let to = Endpoint { port, ..client.to() };
            let id = self.connection(session, to, agenda);
            self.machines.owners.sessions[session].control.transfer = Transfer::UnderWay(id);
            self.begin_for(id, OwnerId::of(Owner::Session(session)), agenda);
            return;
        }
        record.control.transfer = Transfer::None;
        let (control, failed) = (record.control.request, record.failed);
        if control != NONE {
            self.with(control, agenda, |machines, request, agenda| machines.resume(request, failed, agenda));
        }
        self.machines.session_part_over(session, agenda);
    }
}

impl Machines {
    /// A control connection goes on after a transfer: with a rest before the next one, or it is closed.
    fn resume(&mut self, request: &mut Request, failed: bool, agenda: &mut Agenda<Event>) {
        if failed {
            self.abandon(request, agenda);
        } else {
            self.go_on(request, agenda);
        }
    }

    /// Whether a connection is one for data that has come to a real server which does not wait for it.
    #[inline(never)]
    pub(in crate::cluster) fn is_unannounced(&self, request: &Request) -> bool {
        let Some(Owner::Session(session)) = request.owner.get() else { return false };
        let control = &self.owners.sessions[session].control;
        control.is_transfer(request.id) && control.server != request.server
    }

    /// Draws what a request asks for and carries.
    #[inline(never)]
    pub(in crate::cluster) fn draw_payload(&mut self, request: &mut Request) {
        match self.clients[usize::from(request.client)].recorded_payload() {
            Some(payload) => self.payloads.set(request.id, payload),
            None => self.payloads.draw(request),
        }
        if let Some(Owner::Session(session)) = request.owner.get()
            && self.owners.sessions[session].control.request == request.id
        {
            self.payloads.set(request.id, COMMAND);
        }
    }
}
