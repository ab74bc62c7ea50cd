//! How a probe ended.

/// What became of a probe, reported at the moment at which it is known: a refusal at once, silence after the timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeResult {
    /// The answer was as it should be.
    Good,
    /// A reset, or an ICMP port unreachable.
    Refused,
    /// Nobody answered: no connection, no echo, no reply. A script was still running and had to be stopped.
    TimedOut,
    /// The connection was there, and the answer on it did not come.
    AnswerTimedOut,
    /// No route to the host, or nobody answers to ARP.
    Unreachable,
    /// An HTTP status that is not in the list.
    WrongStatus,
    /// A body whose MD5 sum is another.
    WrongDigest,
    /// An SMTP greeting other than 220.
    WrongGreeting,
    /// A DNS answer with this RCODE, which is not 0.
    Rcode(u8),
    /// A script ended with this exit code.
    Exited(u8),
}
