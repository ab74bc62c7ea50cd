//! Skew and master down: how long a backup waits.
//!
//! RFC 3768 (version 2): skew = (256 − priority) / 256 seconds. RFC 5798 (version 3): the same share of the master's
//! interval. Both: master down = 3 × interval + skew; keepalived makes the 3 `down_timer_adverts`. The higher the
//! priority, the shorter the wait, so the best backup is first and the others hear its advert in time.
//!
//! The RFCs count seconds and hundredths; keepalived counts microseconds, cut off.
//!
//! By hand: version 2, priority 100, interval 1 s: skew is 156 × 1 000 000 / 256 = 609 375 µs, master down 3.609375 s.

use crate::keepalived::config::Version;
use crate::time::SimDuration;

/// Nanoseconds in a microsecond.
const MICRO: u64 = 1_000;
/// Nanoseconds in a hundredth of a second.
const CENTI: u64 = 10_000_000;

/// How much longer than the highest priority a router of this one waits. `interval` is that of the master (version 3).
pub fn skew(version: Version, priority: u8, interval: SimDuration) -> SimDuration {
    let lower = 256 - u64::from(priority);
    let micros = match version {
        Version::V2 => lower * 1_000_000 / 256,
        // A hundredth is 10 000 µs, and 10 000 / 256 = 625 / 16.
        Version::V3 => lower * (interval.as_nanos() / CENTI) * 625 / 16,
    };
    SimDuration::from_nanos(micros * MICRO)
}

/// How long the master may be silent before a backup of this priority takes over, if `adverts` may be missed.
pub fn master_down(version: Version, priority: u8, interval: SimDuration, adverts: u8) -> SimDuration {
    interval * u64::from(adverts) + skew(version, priority, interval)
}
