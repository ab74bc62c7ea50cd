//! Which packet moves a connection to which state.
//!
//! The director sees both halves of a connection only under NAT. Under DR and TUN it sees what the client sends and
//! guesses the rest: there a FIN of the client means FIN_WAIT, not CLOSE_WAIT. The tables are those of Linux 6.1, each
//! row a kind of packet, each column the present state.

use ConnState::{
    Close as CL, CloseWait as CW, Established as ES, FinWait as FW, LastAck as LA, Listen as LI, SynAck as SA,
    SynRecv as SR, SynSent as SS, TimeWait as TW,
};
use std::fmt;

use super::packet::PacketKind;

/// The state of an entry of the connection table, as `ipvsadm -Lnc` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ConnState {
    /// Nothing yet. Templates stay here until a connection of theirs is established.
    None,
    /// A connection in use.
    Established,
    /// The server sent a SYN.
    SynSent,
    /// The client sent a SYN.
    SynRecv,
    /// One side closes.
    FinWait,
    /// Both sides closed.
    TimeWait,
    /// Reset, or nonsense.
    Close,
    /// The client closes, the server has not yet (NAT).
    CloseWait,
    /// Waiting for the last ACK. No packet leads here.
    LastAck,
    /// Listening. No packet leads here.
    Listen,
    /// A SYN under `secure_tcp`.
    SynAck,
    /// The one state of UDP.
    Udp,
    /// A template of which a connection has been established.
    Assured,
}

impl ConnState {
    /// How many states a TCP connection has; they come first.
    pub(super) const TCP_STATES: usize = 11;

    /// Whether entries in this state count as ActiveConn.
    #[inline(always)]
    pub const fn is_active(self) -> bool {
        const ACTIVE: u16 = 1 << ES as u8 | 1 << SS as u8 | 1 << SR as u8 | 1 << SA as u8;
        ACTIVE >> self as u8 & 1 != 0
    }

    /// The name in `ipvsadm -Lnc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Established => "ESTABLISHED",
            Self::SynSent => "SYN_SENT",
            Self::SynRecv => "SYN_RECV",
            Self::FinWait => "FIN_WAIT",
            Self::TimeWait => "TIME_WAIT",
            Self::Close => "CLOSE",
            Self::CloseWait => "CLOSE_WAIT",
            Self::LastAck => "LAST_ACK",
            Self::Listen => "LISTEN",
            Self::SynAck => "SYNACK",
            Self::Udp => "UDP",
            Self::Assured => "ASSURED",
        }
    }
}

impl fmt::Display for ConnState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whose packet it is, and what the director has seen of the other half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum View {
    /// The client's, and no packet of the server ever passed.
    ClientOnly,
    /// The client's.
    Client,
    /// The server's.
    Server,
}

/// The state after `kind` was seen in `state`; `secure` chooses the tables of `secure_tcp`. UDP has but one.
#[inline(always)]
pub(super) fn next_state(state: ConnState, kind: PacketKind, view: View, secure: bool) -> ConnState {
    CELLS[cell(secure, view, kind as usize, state as usize)]
}

type Row = [ConnState; ConnState::TCP_STATES];

/// One row for each [`PacketKind`] of TCP, in its order.
type Table = [Row; TCP_KINDS];
const TCP_KINDS: usize = 6;

/// Bare packets close a connection whatever its state.
const fn table(syn: Row, fin: Row, ack: Row, rst: Row) -> Table {
    [syn, syn, ack, fin, rst, [CL; ConnState::TCP_STATES]]
}

/// All tables in one, each dimension filled up to a power of two: every packet looks here.
static CELLS: [ConnState; 1 << 10] = {
    let mut cells = [CL; 1 << 10];
    let tables = [
        (false, View::ClientOnly, CLIENT_ONLY),
        (false, View::Client, CLIENT),
        (false, View::Server, SERVER),
        (true, View::ClientOnly, SECURE_CLIENT_ONLY),
        (true, View::Client, SECURE_CLIENT),
        (true, View::Server, SECURE_SERVER),
    ];
    let mut at = 0;
    while at < cells.len() {
        if at >> 4 & 7 == PacketKind::Datagram as usize {
            cells[at] = ConnState::Udp;
        }
        at += 1;
    }
    at = 0;
    while at < tables.len() * TCP_KINDS * ConnState::TCP_STATES {
        let (secure, view, table) = &tables[at / (TCP_KINDS * ConnState::TCP_STATES)];
        let (kind, state) = (at / ConnState::TCP_STATES % TCP_KINDS, at % ConnState::TCP_STATES);
        cells[cell(*secure, *view, kind, state)] = table[kind][state];
        at += 1;
    }
    cells
};

#[inline]
const fn cell(secure: bool, view: View, kind: usize, state: usize) -> usize {
    (secure as usize) << 9 | (view as usize) << 7 | kind << 4 | state
}

const CLIENT: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR],
    /* FIN */ [CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, TW],
    /* ACK */ [ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES],
    /* RST */ [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, SR],
);

const SERVER: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SS, ES, SS, SR, SS, SS, SS, SS, SS, LI, SR],
    /* FIN */ [TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW],
    /* ACK */ [ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES],
    /* RST */ [CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL],
);

const CLIENT_ONLY: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR],
    /* FIN */ [CL, FW, SS, TW, FW, TW, CL, CW, LA, LI, TW],
    /* ACK */ [ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES],
    /* RST */ [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL],
);

const SECURE_CLIENT: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SA],
    /* FIN */ [CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, SA],
    /* ACK */ [ES, ES, SS, SR, FW, TW, CL, CW, CL, LI, SA],
    /* RST */ [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL],
);

const SECURE_SERVER: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SS, ES, SS, SA, SS, SS, SS, SS, SS, LI, SA],
    /* FIN */ [TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW],
    /* ACK */ [ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES],
    /* RST */ [CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL],
);

const SECURE_CLIENT_ONLY: Table = table(
    //   NO  ES  SS  SR  FW  TW  CL  CW  LA  LI  SA
    /* SYN */ [SA, ES, ES, SR, SA, SA, SA, SA, SA, SA, SA],
    /* FIN */ [CL, FW, SS, TW, FW, TW, CL, CW, LA, LI, TW],
    /* ACK */ [ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES],
    /* RST */ [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL],
);
