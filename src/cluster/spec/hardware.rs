//! What machines can carry and forward.

use crate::time::SimDuration;

/// What a director needs for the packets that it forwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forwarder {
    /// Its card, full duplex: bytes per second in each direction; `None` is no limit.
    pub bandwidth: Option<f64>,
    /// Time of its processor for each packet, in either direction; zero is no limit.
    pub packet_time: SimDuration,
    /// What the encapsulation of a packet (TUN) takes besides.
    pub encapsulation_time: SimDuration,
    /// How many packets may wait for the processor (`net.core.netdev_max_backlog`); at least 1.
    pub packet_queue: u32,
    /// Whether it tells clients of packets that are too large for a tunnel, instead of cutting them up
    /// (`net.ipv4.vs.pmtu_disc`).
    pub pmtu_disc: bool,
}

impl Forwarder {
    /// One without limits; Linux's defaults otherwise.
    pub const UNLIMITED: Self = Self {
        bandwidth: None,
        packet_time: SimDuration::ZERO,
        encapsulation_time: SimDuration::ZERO,
        packet_queue: 1000,
        pmtu_disc: true,
    };

    /// Whether it takes any packet at once.
    pub fn is_unlimited(&self) -> bool {
        self.bandwidth.is_none() && self.packet_time.is_zero() && self.encapsulation_time.is_zero()
    }
}
