//! How clients' packets get to a director.

use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// How the packets of a client group get to a director. Directors are named by their index, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The router sends them to the machine that has this address, as far as ARP says.
    Holder(Ipv4Addr),
    /// The router spreads connections over those of these directors that announce the address (equal-cost multi-path).
    Ecmp(Vec<usize>),
    /// Each client is a machine with a director of its own: its k-th address is on the k-th of these, round and round.
    Own(Vec<usize>),
}

/// The router before the clients, where several directors are equally near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouterSpec {
    /// Which of them takes a connection.
    pub hash: EcmpHash,
    /// What of a packet is hashed.
    pub fields: HashFields,
    /// How long after a director's last sign of life the router still sends to it.
    pub detection: SimDuration,
}

impl Default for RouterSpec {
    /// A modulo of addresses and ports; BFD as routers come configured, three times 300 ms.
    fn default() -> Self {
        Self { hash: EcmpHash::Modulo, fields: HashFields::AddressesAndPorts, detection: SimDuration::from_millis(900) }
    }
}

/// How a hash becomes a choice among N next hops (RFC 2992).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EcmpHash {
    /// The hash modulo N: a lost next hop moves all flows but one in N.
    Modulo,
    /// Hash-threshold: N equal regions of the hash's range; a lost next hop moves a quarter to a half of the flows.
    Threshold,
    /// Highest random weight, as consistent as resilient hashing is: a lost next hop moves its own flows only.
    Consistent,
}

/// What of a packet decides about its next hop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashFields {
    /// Each connection for itself (Linux: `fib_multipath_hash_policy` = 1).
    AddressesAndPorts,
    /// Each pair of addresses for itself: all connections of a client go to one director (Linux's default, 0).
    Addresses,
}
