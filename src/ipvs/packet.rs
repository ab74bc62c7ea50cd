//! What reaches the director, and what it answers.

use super::address::{Endpoint, Protocol};
use super::dest::DestId;

/// What a packet is to the connection table. Of the TCP flags the first that is set counts, in the order RST, SYN,
/// FIN, ACK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PacketKind {
    /// SYN alone.
    Syn,
    /// SYN and ACK: counts as SYN.
    SynAck,
    /// ACK, with or without data.
    Ack,
    /// FIN, usually with ACK.
    Fin,
    /// RST.
    Rst,
    /// A TCP packet with none of SYN, ACK, FIN and RST.
    Bare,
    /// A UDP datagram.
    Datagram,
}

impl PacketKind {
    /// Whether the SYN flag is set.
    pub const fn is_syn(self) -> bool {
        matches!(self, Self::Syn | Self::SynAck)
    }

    /// The protocol such a packet belongs to.
    pub const fn protocol(self) -> Protocol {
        match self {
            Self::Datagram => Protocol::Udp,
            _ => Protocol::Tcp,
        }
    }
}

/// A packet on its way from a client to a virtual address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its flags, or that it is a datagram.
    pub kind: PacketKind,
    /// Where it comes from.
    pub client: Endpoint,
    /// Where the client sent it.
    pub to: Endpoint,
    /// The firewall mark it carries; 0 is none.
    pub fwmark: u32,
}

impl Packet {
    /// Its protocol, which follows from its kind.
    pub const fn protocol(&self) -> Protocol {
        self.kind.protocol()
    }
}

/// What the director does with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes to this destination.
    Forward(DestId),
    /// No destination can take a new connection: dropped, and the client gets an ICMP "port unreachable".
    Refuse,
    /// It belongs to a connection whose destination has been deleted: dropped without a word.
    Drop,
    /// Not for IPVS: left to the director's own stack.
    Local,
}
