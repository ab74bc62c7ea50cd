//! `[network]`: delays, and how large a packet may be.

use super::Checks;
use super::law::law_or_zero;
use crate::scenario::file::{self, ScenarioFile};
use crate::scenario::meant::Network;
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;

/// That of Ethernet.
const MTU: u32 = 1500;
/// What every machine takes (RFC 1122), and what fits into an IP packet.
const MTU_RANGE: std::ops::RangeInclusive<u32> = 576..=65_535;

pub(super) fn network(file: &ScenarioFile, checks: &mut Checks<'_>) -> Network {
    let network = file.network.clone().unwrap_or_default();
    let path = Path::root().to("network");
    let mtu = network.mtu.unwrap_or(MTU);
    checks.require(MTU_RANGE.contains(&mtu), || {
        Mistake::value(path.to("mtu"), "must be a number from 576 to 65535", format!("this is {mtu}"))
    });
    let mut delay = |key: &str, typed: Option<&file::Law>| law_or_zero(typed, &path.to(key), checks);
    let client_to_director = delay("client_to_director", network.client_to_director.as_ref());
    let director_to_server = delay("director_to_server", network.director_to_server.as_ref());
    let mut back = |key: &str, typed: Option<&file::Law>, default: &crate::scenario::meant::Law| match typed {
        Some(typed) => delay(key, Some(typed)),
        None => default.clone(),
    };
    Network {
        server_to_director: back("server_to_director", network.server_to_director.as_ref(), &director_to_server),
        director_to_client: back("director_to_client", network.director_to_client.as_ref(), &client_to_director),
        server_to_client: delay("server_to_client", network.server_to_client.as_ref()),
        director_to_director: delay("director_to_director", network.director_to_director.as_ref()),
        client_to_director,
        director_to_server,
        mtu,
    }
}
