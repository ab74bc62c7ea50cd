//! What is about the machine: BFD, spacing of ARPs, certificates. Nothing of it is simulated.

use super::{Args, Keyword};

pub(super) static BFD: &[Keyword] = &[
    Keyword::unused("neighbor_ip", Args::Text, "The other side.").older("neighbour_ip"),
    Keyword::unused("source_ip", Args::Text, "This side."),
    Keyword::unused("min_rx", Args::Text, "Shortest interval between packets received."),
    Keyword::unused("min_tx", Args::Text, "Shortest interval between packets sent."),
    Keyword::unused("idle_tx", Args::Text, "Interval while the session is down."),
    Keyword::unused("multiplier", Args::Text, "Packets missed before the session is down."),
    Keyword::unused("passive", Args::Nothing, "Wait for the other side."),
    Keyword::unused("ttl", Args::Text, "TTL of packets sent."),
    Keyword::unused("hoplimit", Args::Text, "Hop limit of packets sent."),
    Keyword::unused("max_hops", Args::Text, "Hops that a packet may have made."),
    Keyword::unused("weight", Args::Anything, "Added to the priority of what tracks it."),
    Keyword::unused("vrrp", Args::Nothing, "Tell the VRRP process only."),
    Keyword::unused("checker", Args::Nothing, "Tell the checker process only."),
];

pub(super) static GARP_GROUP: &[Keyword] = &[
    Keyword::unused("garp_interval", Args::Text, "Shortest time between two gratuitous ARPs."),
    Keyword::unused("gna_interval", Args::Text, "Shortest time between two neighbor advertisements."),
    Keyword::unused("interface", Args::Text, "The interface that it is about."),
    Keyword::unused_block("interfaces", Args::Nothing, super::Content::Anything, "The interfaces that it is about."),
];

pub(super) static SSL: &[Keyword] = &[
    Keyword::unused("password", Args::Text, "Password of the key."),
    Keyword::unused("ca", Args::Text, "File of the authority.").older("cafile"),
    Keyword::unused("certificate", Args::Text, "File of the certificate.").older("certfile"),
    Keyword::unused("key", Args::Text, "File of the key.").older("keyfile"),
];
