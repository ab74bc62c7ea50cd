//! The connection table as `ipvsadm -Lnc` lists it.

use super::connection::{Entry, Key};
use super::{ConnState, Endpoint, Ipvs, Packet, Protocol};
use crate::time::{SimDuration, SimTime};

/// The port that stands for "no longer found" in a template.
const HIDDEN_PORT: u16 = u16::MAX;

/// One entry of the connection table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnRow {
    /// Its protocol; `None` for the template of a firewall mark, which is for all ("IP").
    pub protocol: Option<Protocol>,
    /// The client; a template has its masked address and port 0.
    pub client: Endpoint,
    /// The virtual address; the template of a firewall mark has the mark as address. Port 65535 marks a template that
    /// is no longer found.
    pub to: Endpoint,
    /// Where its packets go.
    pub server: Endpoint,
    /// Its state.
    pub state: ConnState,
    /// Time left.
    pub expires_in: SimDuration,
}

impl Ipvs {
    /// All entries and templates, in no particular order.
    pub fn entries(&self, now: SimTime) -> impl Iterator<Item = ConnRow> {
        self.table.iter().map(move |(_, entry)| self.conn_row(entry, now))
    }

    /// Where the newest entry of a packet's connection sends it: to its destination, under NAT with the port translated,
    /// else on the port the client asked for. `None` if it has no entry.
    pub fn sent_to(&self, packet: &Packet) -> Option<Endpoint> {
        let index = self.table.find(&Key::connection(packet.protocol(), packet.client, packet.to))?;
        let entry = self.table.get(index);
        let dest = self.dest(entry.dest()).address();
        Some(if entry.is_masq() && !entry.keeps_port() { dest } else { Endpoint { port: packet.to.port, ..dest } })
    }

    fn conn_row(&self, entry: &Entry, now: SimTime) -> ConnRow {
        let (mut to, mut server) = (entry.to(), self.dest(entry.dest()).address());
        if entry.is_hidden() {
            to.port = HIDDEN_PORT;
            server.port = HIDDEN_PORT;
        } else if entry.keeps_port() || (entry.is_template() && to.port == 0) {
            server.port = to.port;
        }
        let expires_in = self.table.deadline(entry).since(now);
        ConnRow { protocol: entry.protocol(), client: entry.client(), to, server, state: entry.state, expires_in }
    }
}
