//! The list of all schedulers.

use super::tournament::Tournament;
use super::{Scheduler, choices, dh, fo, lblc, lblcr, lc, mh, nq, ovf, rr, sed, sh, twos, wlc, wrr};
use crate::time::SimTime;

/// A scheduler's row in the registry.
#[derive(Debug)]
pub struct SchedulerInfo {
    /// The name of ipvsadm.
    pub name: &'static str,
    /// The rule in one line.
    pub about: &'static str,
    /// Whether Linux has it, so that ipvsadm and keepalived know its name.
    pub is_kernels: bool,
    /// Whether it must see the servers' answers. They pass the director only under NAT, so a destination by another
    /// method is refused.
    pub needs_replies: bool,
    /// Makes one, attached to a service at the given moment.
    pub new: fn(SimTime) -> Box<dyn Scheduler>,
}

macro_rules! row {
    ($name:ident, $type:ty, $about:literal) => {
        row!($name, $type, $about, true)
    };
    ($name:ident, $type:ty, $about:literal, $is_kernels:literal) => {
        SchedulerInfo {
            name: stringify!($name),
            about: $about,
            is_kernels: $is_kernels,
            needs_replies: false,
            new: |attached| Box::new(<$type>::new(attached)),
        }
    };
}

/// Every scheduler there is.
pub static REGISTRY: &[SchedulerInfo] = &[
    row!(rr, rr::RoundRobin, "round-robin: each in turn"),
    row!(wrr, wrr::WeightedRoundRobin, "weighted round-robin: each in turn, as often as its weight says"),
    row!(
        lc,
        Tournament<lc::LeastConnection>,
        "least-connection: the fewest connections, active ones counting 256-fold"
    ),
    row!(
        wlc,
        Tournament<wlc::WeightedLeastConnection>,
        "weighted least-connection: the fewest connections for its weight"
    ),
    row!(lblc, lblc::Lblc, "locality-based least-connection: one destination for each virtual address"),
    row!(lblcr, lblcr::Lblcr, "locality-based least-connection with replication: a set for each virtual address"),
    row!(dh, dh::DestinationHash, "destination hashing: by virtual address"),
    row!(sh, sh::SourceHash, "source hashing: by client address"),
    row!(
        sed,
        Tournament<sed::ShortestExpectedDelay>,
        "shortest expected delay: the fewest (active + 1) for its weight"
    ),
    row!(nq, Tournament<nq::NeverQueue>, "never queue: an idle one if there is any, else the shortest expected delay"),
    row!(fo, Tournament<fo::Failover>, "failover: the one with the largest weight"),
    row!(
        ovf,
        Tournament<ovf::Overflow>,
        "overflow: the largest weight that still has fewer active connections than that"
    ),
    row!(mh, mh::Maglev, "Maglev hashing: by client address, with few changes when the pool changes"),
    row!(twos, twos::Twos, "the power of two choices: the less loaded of two drawn at random, by weight"),
    row!(
        choices,
        choices::Choices,
        "the power of d choices: the least loaded of d drawn at random (not in the kernel)",
        false
    ),
];

/// The scheduler of this name.
pub fn find(name: &str) -> Option<&'static SchedulerInfo> {
    REGISTRY.iter().find(|info| info.name == name)
}

/// The names of the schedulers of Linux.
pub fn names_of_linux() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().filter(|info| info.is_kernels).map(|info| info.name)
}

/// The names of all schedulers.
pub fn names() -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().map(|info| info.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_is_there_once() {
        for name in names() {
            assert_eq!(find(name).map(|info| info.name), Some(name));
            assert_eq!(names().filter(|other| *other == name).count(), 1, "{name}");
        }
        assert!(find("random").is_none());
    }
}
