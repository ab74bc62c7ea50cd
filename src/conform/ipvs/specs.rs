//! What the fields of a configuration operation mean to the model.

use std::num::NonZeroU32;

use super::fields::FlagWord;
use super::operation::{ServerFields, ServiceFields};
use crate::ipvs::scheduler::{self, SchedulerFlags};
use crate::ipvs::{DestSpec, Endpoint, IpvsError, Persistence, ServiceAddress, ServiceSpec};

/// A change that the kernel refuses changes nothing, in the recording as in the model. What no ipvsadm would have asked
/// for is a mistake in the recording.
pub(super) fn allowed<T>(result: Result<T, IpvsError>) -> Result<Option<T>, String> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(
            IpvsError::ServiceExists(_)
            | IpvsError::NoSuchService(_)
            | IpvsError::ServiceDeleted
            | IpvsError::DestExists(_)
            | IpvsError::NoSuchDest(_)
            | IpvsError::ThresholdsSwapped { .. },
        ) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn service_spec(fields: &ServiceFields) -> Result<ServiceSpec, String> {
    let address = match (fields.vip, fields.port, fields.fwmark.map(NonZeroU32::new)) {
        (Some(vip), Some(port), None) => {
            ServiceAddress::Endpoint(fields.protocol.into(), Endpoint::new(vip.to_bits(), port))
        }
        (None, None, Some(Some(mark))) => ServiceAddress::Fwmark(mark),
        _ => return Err("a service needs either \"vip\" and \"port\" or a \"fwmark\" above 0".to_owned()),
    };
    let scheduler = scheduler::find(&fields.scheduler);
    let scheduler = scheduler.ok_or_else(|| format!("unknown scheduler \"{}\"", fields.scheduler))?;
    let has = |words: [FlagWord; 2]| words.iter().any(|word| fields.flags.contains(word));
    let netmask = fields.netmask.map_or(u32::MAX, |mask| mask.to_bits());
    Ok(ServiceSpec {
        address,
        scheduler,
        flags: SchedulerFlags {
            fallback: has([FlagWord::ShFallback, FlagWord::MhFallback]),
            port: has([FlagWord::ShPort, FlagWord::MhPort]),
            ..SchedulerFlags::default()
        },
        persistence: fields.persistence.map(|timeout_s| Persistence { timeout_s, netmask }),
        ops: fields.flags.contains(&FlagWord::Ops),
    })
}

pub(super) fn dest_spec(fields: &ServerFields) -> DestSpec {
    DestSpec {
        address: fields.server.0,
        weight: fields.weight,
        forwarding: fields.forward.into(),
        u_threshold: fields.upper,
        l_threshold: fields.lower,
    }
}
