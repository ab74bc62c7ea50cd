//! `[[real_server]]`.

use super::{Cache, CrashAbove, Law, Pauses, SlowStart};
use crate::scenario::meant::{AcceptOverflow, AcceptQueue, Discipline};
use crate::scenario::quantity::Bandwidth;
use crate::scenario::text::{Address, Duration};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A machine that serves, or a group of equal ones.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RealServer {
    /// What it is called. Default: real_server-1, real_server-2 and so on.
    pub name: Option<String>,
    /// Makes it a group of so many, called name-1, name-2 and so on; addresses count upwards.
    #[schemars(range(min = 1, max = 10000))]
    pub count: Option<u32>,
    /// Its address, or the first of the group. Default: the next free one from 10.0.1.1 on.
    pub address: Option<Address>,
    /// What it fails together with: a `[[fault]]` with this target hits all real servers of the rack at the same time.
    pub rack: Option<String>,
    /// The weight it is added to a virtual service with; 0 is quiesced.
    #[schemars(extend("default" = 1))]
    pub weight: Option<u16>,
    /// Upper threshold: no new connections from this many on; 0 means no limit.
    #[schemars(extend("default" = 0))]
    pub uthreshold: Option<u16>,
    /// Lower threshold: new connections again below this many; 0 means three quarters of the upper one.
    #[schemars(extend("default" = 0))]
    pub lthreshold: Option<u16>,
    /// Whether it is in the director's list at the start; if not, an `[[operation]]` can add it.
    #[schemars(extend("default" = true))]
    pub listed: Option<bool>,
    /// Requests it can work on at the same time, each at full speed.
    #[schemars(extend("default" = 1), range(min = 1, max = 65536))]
    pub workers: Option<u32>,
    /// Who is served when there are more requests than workers.
    #[schemars(extend("default" = "fcfs"))]
    pub discipline: Option<Discipline>,
    /// How many requests may wait beyond those in service.
    #[schemars(extend("default" = "infinite"))]
    pub accept_queue: Option<AcceptQueue>,
    /// What becomes of a connection that finds the accept queue full.
    #[schemars(extend("default" = "drop"))]
    pub accept_overflow: Option<AcceptOverflow>,
    /// The work of a request, in time on a server of speed 1.
    pub service_time: Law,
    /// Service times are divided by this.
    #[schemars(extend("default" = 1.0), range(min = 0.000_001, max = 1e6))]
    pub speed: Option<f64>,
    /// Its network card, full duplex: so much in each direction. Default: no limit.
    pub bandwidth: Option<Bandwidth>,
    /// What it keeps in memory of the content it serves; a crash or a power failure empties it.
    pub cache: Option<Cache>,
    /// Which share of its requests needs the `[storage]` after its own work; with a cache, of those whose object is not there.
    /// Under fcfs the worker stays occupied while it waits; under processor_sharing a request that waits takes no share. Default: 1 with a `[storage]`.
    #[schemars(range(min = 0, max = 1))]
    pub storage_share: Option<f64>,
    /// How long it waits for the storage before it answers with an error.
    #[schemars(extend("default" = "60s"))]
    pub storage_timeout: Option<Duration>,
    /// How many requests are too many for it.
    pub crash_above: Option<CrashAbove>,
    /// How it becomes fast again after a crash or a power failure.
    pub slow_start: Option<SlowStart>,
    /// When it stands still by itself.
    pub pauses: Option<Pauses>,
    /// `net.ipv4.conf.all.arp_ignore`; 0 answers when somebody asks for the VIP, as no real server of direct routing should.
    #[schemars(extend("default" = 1), range(max = 2))]
    pub arp_ignore: Option<u8>,
    /// `net.ipv4.conf.all.arp_announce`; below 2 its own ARP questions name the VIP as their sender, and the router then and
    /// now takes it for the owner.
    #[schemars(extend("default" = 2), range(max = 2))]
    pub arp_announce: Option<u8>,
}
