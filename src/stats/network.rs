//! What passed the links and the directors of a run in which that matters.

/// A director's share of the packets, measured or in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DirectorLoad {
    /// Packets that its processor took in.
    pub packets: u64,
    /// Packets that found its queue full.
    pub packets_lost: u64,
    /// Busy time of its processor ÷ time; `None` if that needs no time.
    pub utilization: Option<f64>,
    /// Busy time of its card towards it ÷ time; `None` without a limit.
    pub link_in: Option<f64>,
    /// The same away from it.
    pub link_out: Option<f64>,
}

/// One direction of a card or of an access link, measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkOutcome {
    /// The name of the director, the real server or the client group.
    pub machine: String,
    /// What that is.
    pub kind: MachineKind,
    /// Whether it carries what comes to the machine.
    pub is_incoming: bool,
    /// Bits per second.
    pub bandwidth_bit_per_s: f64,
    /// Bytes that came to it, with all headers.
    pub bytes: u64,
    /// Busy time ÷ time.
    pub utilization: f64,
}

/// What has a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MachineKind {
    /// A director.
    #[default]
    Director,
    /// A real server.
    RealServer,
    /// A client group, with its access link.
    Client,
}

impl MachineKind {
    /// The scenario's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Director => "director",
            Self::RealServer => "real_server",
            Self::Client => "client",
        }
    }

    /// The kind that this word stands for.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Director, Self::RealServer, Self::Client].into_iter().find(|kind| kind.word() == word)
    }
}
