//! What is sent on behalf of a request, and how many packets and bytes that is on the wire.
//!
//! One request of P bytes, answered by R bytes, on a connection of its own, is: SYN, SYN+ACK, ACK; ⌈P/MSS⌉ packets of data
//! and ⌈R/MSS⌉ packets of data; for each second packet of either an ACK (RFC 9293, 3.8.6.3), while what is left over is
//! acknowledged by what its receiver sends next; FIN, FIN+ACK, ACK.

use crate::ipvs::PacketKind;

/// Preamble, header, checksum and gap of an Ethernet frame (IEEE 802.3).
const FRAME: u64 = 8 + 14 + 4 + 12;
/// The shortest content of a frame.
const SHORTEST_CONTENT: u64 = 46;
/// Header of IPv4.
const IP: u64 = 20;
/// Header of UDP.
const UDP: u64 = 8;
/// Header of IPv4, and that of TCP with its time stamps (RFC 7323), as on every packet but the first.
pub(super) const HEADERS: u64 = IP + 32;
/// A tunnel's own header in front of each packet (RFC 2003).
pub(super) const TUNNEL: u64 = 20;
/// An ACK without data.
pub(super) const ACK: u64 = HEADERS + FRAME;
/// A SYN, with MSS, window scale, time stamps and SACK.
const SYN: u64 = IP + 40 + FRAME;
/// A reset, or what the director says by ICMP of a packet that it has not forwarded: too short for a frame.
const SHORT: u64 = SHORTEST_CONTENT + FRAME;
/// ICMP's "fragmentation needed" quotes the packet that it is about, up to so many bytes in all (RFC 1812, 4.3.2.3).
const QUOTE: u64 = 576 + FRAME;
/// What the second fragment of a full packet is on the wire, less what is missing in the first one.
pub(super) const FRAGMENT: u64 = SHORT - TUNNEL;

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A client's SYN.
    Syn,
    /// The same from the director on.
    SynForwarded,
    /// A real server's SYN+ACK.
    SynAck,
    /// A client's request, behind the ACK of the handshake if it is the first on its connection.
    RequestSent,
    /// The same from the director on.
    RequestForwarded,
    /// A real server's response, with the client's ACKs of it.
    Response,
    /// The packet by which a client closes.
    CloseSent,
    /// The same from the director on.
    CloseForwarded,
    /// A real server's FIN+ACK.
    CloseAnswer,
    /// A client's ACK of that.
    LastAck,
    /// The same from the director on.
    LastAckForwarded,
    /// A client's datagram.
    Datagram,
    /// The same from the director on.
    DatagramForwarded,
    /// A real server's reset; of a datagram, its ICMP message that nobody listens.
    Reset,
    /// The director's own reset.
    ResetByDirector,
    /// The director's ICMP message that it has no destination.
    Unreachable,
    /// The director's ICMP messages that packets do not fit into a tunnel.
    TooBig,
}

/// Between whom a message passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From a client to the director.
    ToDirector,
    /// From the director to a real server.
    ToServer,
    /// From a real server to a client, straight or through the director.
    FromServer,
    /// From the director to a client.
    ByDirector,
}

/// What a message is on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// How many packets.
    pub packets: u32,
    /// Bytes of the first of them.
    pub first: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// How many packets without data acknowledge it.
    pub acks: u32,
}

impl Message {
    /// Between whom it passes.
    pub(super) fn way(self) -> Way {
        match self {
            Self::Syn | Self::RequestSent | Self::CloseSent | Self::LastAck | Self::Datagram => Way::ToDirector,
            Self::SynForwarded
            | Self::RequestForwarded
            | Self::CloseForwarded
            | Self::LastAckForwarded
            | Self::DatagramForwarded => Way::ToServer,
            Self::SynAck | Self::Response | Self::CloseAnswer | Self::Reset => Way::FromServer,
            Self::ResetByDirector | Self::Unreachable | Self::TooBig => Way::ByDirector,
        }
    }

    /// What a message of a real server is to the director's table.
    pub(super) fn reply_kind(self) -> PacketKind {
        match self {
            Self::SynAck => PacketKind::SynAck,
            Self::CloseAnswer => PacketKind::Fin,
            Self::Reset => PacketKind::Rst,
            _ => PacketKind::Ack,
        }
    }
}

impl Size {
    /// A packet alone.
    pub(super) fn one(bytes: u64) -> Self {
        Self { packets: 1, first: bytes, bytes, acks: 0 }
    }

    /// Of a message without data.
    pub(super) fn of_signal(message: Message) -> Self {
        match message {
            Message::Syn | Message::SynForwarded | Message::SynAck => Self::one(SYN),
            Message::Reset | Message::ResetByDirector | Message::Unreachable => Self::one(SHORT),
            Message::TooBig => Self::one(QUOTE),
            _ => Self::one(ACK),
        }
    }

    /// So many bytes of data in packets of at most `mss`; an empty message is a packet, too.
    pub(super) fn of_data(bytes: u64, mss: u64) -> Self {
        let packets = bytes.div_ceil(mss).clamp(1, u64::from(u32::MAX / 2)) as u32;
        let on_wire = bytes + u64::from(packets) * (HEADERS + FRAME);
        Self { packets, first: bytes.min(mss) + HEADERS + FRAME, bytes: on_wire, acks: packets / 2 }
    }

    /// A datagram of so many bytes, in as many fragments as packets of `mtu` bytes make it.
    pub(super) fn of_datagram(bytes: u64, mtu: u64) -> Self {
        let (content, most) = (bytes + UDP, mtu - IP);
        let packets = content.div_ceil(most) as u32;
        let on_wire = |content: u64| (content + IP).max(SHORTEST_CONTENT) + FRAME;
        let rest = content % most;
        let last = if rest == 0 { on_wire(most) } else { on_wire(rest) };
        let first = if packets > 1 { on_wire(most) } else { last };
        Self { packets, first, bytes: u64::from(packets - 1) * on_wire(most) + last, acks: 0 }
    }

    /// The same behind an ACK.
    pub(super) fn behind_ack(self) -> Self {
        Self { packets: self.packets + 1, first: ACK, bytes: self.bytes + ACK, acks: self.acks }
    }

    /// What follows the first packet, in bytes.
    pub(super) fn rest(&self) -> u64 {
        self.bytes - self.first
    }
}

/// How many packets of so many bytes of data in packets of at most `mss` hold more than `limit` of data.
pub(super) fn packets_above(limit: u64, bytes: u64, mss: u64) -> u32 {
    let full = if mss > limit { bytes / mss } else { 0 };
    (full + u64::from(bytes % mss > limit)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_packet_is_1538_bytes_on_the_wire() {
        // 81274 of them fill a gigabit in a second.
        assert_eq!(Size::of_data(1448, 1448), Size { packets: 1, first: 1538, bytes: 1538, acks: 0 });
        assert_eq!(Size::of_signal(Message::Syn).bytes, 98);
        assert_eq!(Size::of_signal(Message::LastAck).bytes, 90);
        assert_eq!(Size::of_signal(Message::Reset).bytes, 84);
    }

    #[test]
    fn twelve_kibibytes_are_nine_packets_and_four_acks() {
        // 8 × 1448 + 704.
        assert_eq!(Size::of_data(12_288, 1448), Size { packets: 9, first: 1538, bytes: 12_288 + 9 * 90, acks: 4 });
        assert_eq!(packets_above(1428, 12_288, 1448), 8);
        assert_eq!(packets_above(1428, 12_288, 1428), 0);
        assert_eq!(packets_above(1428, 1430, 1448), 1);
    }

    #[test]
    fn a_large_datagram_is_cut_up() {
        assert_eq!(Size::of_datagram(40, 1500), Size::one(40 + 28 + 38));
        assert_eq!(Size::of_datagram(4, 1500), Size::one(46 + 38));
        // 1480 bytes behind each header: 4008 are two and 1048.
        let size = Size { packets: 3, first: 1538, bytes: 2 * 1538 + 1048 + 20 + 38, acks: 0 };
        assert_eq!(Size::of_datagram(4000, 1500), size);
    }

    #[test]
    fn the_first_request_of_a_connection_comes_behind_an_ack() {
        let size = Size::of_data(300, 1448).behind_ack();
        assert_eq!(size, Size { packets: 2, first: 90, bytes: 90 + 390, acks: 0 });
        assert_eq!(size.rest(), 390);
    }
}
