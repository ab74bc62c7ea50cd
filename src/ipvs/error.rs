//! What the director refuses to be told.

use super::address::Endpoint;
use super::dest::DestSpec;
use super::service::{Persistence, ServiceAddress};

/// Why a change of the configuration was refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IpvsError {
    /// The service is there already.
    #[error("virtual service {0} exists already")]
    ServiceExists(ServiceAddress),
    /// No service has this address.
    #[error("there is no virtual service {0}")]
    NoSuchService(ServiceAddress),
    /// The service was deleted.
    #[error("the virtual service has been deleted")]
    ServiceDeleted,
    /// The destination is in the list already.
    #[error("destination {0} exists already")]
    DestExists(Endpoint),
    /// The destination is not in the list.
    #[error("there is no destination {0}")]
    NoSuchDest(Endpoint),
    /// A weight that ipvsadm does not take either.
    #[error("weight {0} is above the largest, {max}", max = DestSpec::MAX_WEIGHT)]
    WeightTooLarge(u32),
    /// A lower threshold above the upper one.
    #[error("the lower threshold {lower} is above the upper one, {upper}")]
    ThresholdsSwapped {
        /// The upper threshold.
        upper: u32,
        /// The lower threshold.
        lower: u32,
    },
    /// A persistence time that ipvsadm does not take either.
    #[error("persistence time-out {0} s is not within 1 to {max} s", max = Persistence::MAX_TIMEOUT_S)]
    PersistenceTimeout(u32),
    /// The scheduler needs to see the servers' answers, which pass the director only under NAT.
    #[error("scheduler {scheduler} needs the servers' answers, which pass the director only under NAT (Masq)")]
    RepliesNotSeen {
        /// The scheduler's name.
        scheduler: &'static str,
    },
}
