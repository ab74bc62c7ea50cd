//! What can happen in a cluster, as one small `Copy` value.

use crate::engine::EventCode;

/// Index of a request in the slab.
pub type RequestId = u32;

/// Declares the events that carry an index, and packs kind and index into 32 bits.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)*) => {
        /// Something that happens at a moment. What it happens to is an index into the cluster's tables.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Event { $($(#[$doc])* $name(u32),)* }

        impl EventCode for Event {
            #[inline]
            fn encode(self) -> u32 {
                let (kind, index) = match self { $(Self::$name(index) => ($kind, index),)* };
                debug_assert!(index <= MAX_INDEX);
                kind << INDEX_BITS | index
            }

            #[inline]
            fn decode(code: u32) -> Self {
                let index = code & MAX_INDEX;
                match code >> INDEX_BITS {
                    $($kind => Self::$name(index),)*
                    kind => unreachable!("no event has kind {kind}"),
                }
            }
        }
    };
}

const INDEX_BITS: u32 = 26;

/// The largest index that an event can carry: 67 million requests under way at once.
pub const MAX_INDEX: u32 = (1 << INDEX_BITS) - 1;

events! {
    /// A new request arrives at an open-loop client.
    Arrived = 0,
    /// A closed-loop user has finished thinking.
    UserReady = 1,
    /// A request's SYN reaches the director.
    SynAtDirector = 2,
    /// The SYN reaches the real server.
    SynAtServer = 3,
    /// The real server's SYN+ACK reaches the client.
    SynAckAtClient = 4,
    /// The client's ACK, with the request, reaches the director.
    RequestAtDirector = 5,
    /// The ACK and the request reach the real server.
    RequestAtServer = 6,
    /// A worker of a first-come first-served server has finished a request.
    ServiceDone = 7,
    /// A processor-sharing server has finished its next request.
    ShareDone = 8,
    /// The response reaches the client.
    ResponseAtClient = 9,
    /// The real server's RST reaches the client.
    ResetAtClient = 10,
    /// The director's ICMP message that it has no destination reaches the client.
    UnreachableAtClient = 11,
    /// The packet by which the client closes reaches the director.
    CloseAtDirector = 12,
    /// The client has waited long enough for the connection or for the response.
    TimedOut = 13,
    /// A fault begins.
    FaultBegan = 14,
    /// A fault is over.
    FaultEnded = 15,
    /// The administrator changes the director's list.
    OperationDue = 16,
    /// An interval of the time series is over.
    IntervalEnded = 17,
    /// The director's listing is to be taken.
    ListingDue = 18,
    /// The transient is over: from here on requests and times are measured.
    TransientEnded = 19,
    /// TCP sends a packet of a request again.
    SentAgain = 20,
    /// The clients' router has had no answer from a machine for long enough.
    NeighbourForgotten = 21,
    /// A client has paused long enough and uses its connection again.
    Rested = 22,
    /// A deadline of a director's keepalived.
    KeepalivedDue = 23,
    /// Something between machines, or between a daemon and what it has started, arrives.
    MessageArrived = 24,
    /// The back-off after an errand's failed attempt is over.
    RetryDue = 25,
    /// An errand's last attempt has taken so long that another one is made beside it.
    HedgeDue = 26,
    /// A client gives up an errand, whatever it has tried.
    GaveUp = 27,
    /// Nobody waits for a request any longer: its client closes the connection.
    Abandoned = 28,
    /// A request's datagram reaches the director.
    DatagramAtDirector = 29,
    /// The datagram reaches the real server.
    DatagramAtServer = 30,
    /// A session goes on: its next connection is due.
    ConnectionDue = 31,
    /// The clients' router has had no sign of life from a director for long enough.
    NextHopLost = 48,
    /// A real server's entry for the clients' router was not confirmed in time.
    NeighbourDoubted = 49,
    /// The next step of a rolling restart.
    RestartDue = 50,
    /// The storage has done its work on an access.
    StorageDone = 40,
    /// The next transfer from the storage is over.
    StorageTransferred = 41,
    /// A real server has waited long enough for the storage, on behalf of a request.
    StorageTimedOut = 42,
    /// A real server stands still.
    PauseBegan = 43,
    /// It goes on.
    PauseEnded = 44,
    /// A real server that has returned becomes faster.
    SlowStartStep = 45,
    /// More requests are in a real server than it survives.
    ServerOverloaded = 46,
    /// It has been started again.
    ServerRestarted = 47,
    /// A link looks which message has passed it.
    LinkDue = 56,
    /// A message that passes links and processors is a step further.
    TransferDue = 57,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_survives_packing() {
        for kind in (0..=31).chain(40..=50).chain(56..=57) {
            for index in [0, 1, MAX_INDEX] {
                let event = Event::decode(kind << INDEX_BITS | index);
                assert_eq!(Event::decode(event.encode()), event);
                assert_eq!(event.encode(), kind << INDEX_BITS | index);
            }
        }
    }
}
