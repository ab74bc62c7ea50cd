//! VRRP: instances, what they track, and groups of them.

use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// The version of the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// RFC 3768: whole seconds on the wire, every router is configured with the interval.
    #[default]
    V2,
    /// RFC 5798: hundredths of a second, backups learn the master's interval.
    V3,
}

/// What `state` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialState {
    /// `state MASTER`.
    Master,
    /// `state BACKUP`.
    Backup,
}

/// A virtual router, as one of its routers takes part in it: `vrrp_instance`.
#[derive(Clone, Debug, PartialEq)]
pub struct VrrpInstance {
    /// Its name in the file and in the log.
    pub name: String,
    /// `version`, or the global `vrrp_version`.
    pub version: Version,
    /// `state`; without it the priority decides: 255 is MASTER.
    pub state: Option<InitialState>,
    /// `interface` on which adverts are sent and addresses are held.
    pub interface: String,
    /// `virtual_router_id`: 1 to 255.
    pub virtual_router_id: u8,
    /// `priority`: 1 to 254, 255 for the owner of the addresses.
    pub priority: u8,
    /// `advert_int`: version 2 whole seconds, version 3 hundredths of a second.
    pub advert_int: SimDuration,
    /// `down_timer_adverts`: how many adverts may be missed; default 3.
    pub down_timer_adverts: u8,
    /// `mcast_src_ip`: the address that adverts come from; default the interface's own.
    pub source: Option<Ipv4Addr>,
    /// `virtual_ipaddress`: in the adverts, held by the master, announced.
    pub virtual_addresses: Vec<Ipv4Addr>,
    /// `virtual_ipaddress_excluded`: held and announced, but not in the adverts.
    pub excluded_addresses: Vec<Ipv4Addr>,
    /// `nopreempt`: a living master of lower priority is left alone. Needs a `state` other than MASTER.
    pub nopreempt: bool,
    /// `preempt_delay`: how long it is left alone; zero is not at all.
    pub preempt_delay: SimDuration,
    /// `lower_prio_no_advert`: a master does not answer an advert of lower priority by one of its own.
    pub lower_prio_no_advert: bool,
    /// `higher_prio_send_advert`: a master that yields sends an advert first.
    pub higher_prio_send_advert: bool,
    /// `dont_track_primary`: the loss of its own interface is no fault.
    pub dont_track_primary: bool,
    /// Gratuitous ARPs.
    pub garp: Garp,
    /// `track_interface`.
    pub track_interface: Vec<TrackedInterface>,
    /// `track_script`.
    pub track_script: Vec<TrackedScript>,
}

impl VrrpInstance {
    /// An instance for which the file says no more than this: all else is keepalived's default.
    pub fn new(name: &str, interface: &str, virtual_router_id: u8, priority: u8) -> Self {
        Self {
            name: name.to_owned(),
            version: Version::V2,
            state: None,
            interface: interface.to_owned(),
            virtual_router_id,
            priority,
            advert_int: SimDuration::from_secs(1),
            down_timer_adverts: 3,
            source: None,
            virtual_addresses: Vec::new(),
            excluded_addresses: Vec::new(),
            nopreempt: false,
            preempt_delay: SimDuration::ZERO,
            lower_prio_no_advert: false,
            higher_prio_send_advert: false,
            dont_track_primary: false,
            garp: Garp::default(),
            track_interface: Vec::new(),
            track_script: Vec::new(),
        }
    }

    /// Whether this address is its master's.
    pub fn moves(&self, address: Ipv4Addr) -> bool {
        self.virtual_addresses.contains(&address) || self.excluded_addresses.contains(&address)
    }
}

/// How a master announces its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garp {
    /// `garp_master_repeat`: frames per address in a burst; default 5.
    pub master_repeat: u32,
    /// `garp_master_delay`: from becoming master to the second burst; default 5 s, zero is no second burst.
    pub master_delay: SimDuration,
    /// `garp_master_refresh`: how often a master announces again; zero is never, the default.
    pub master_refresh: SimDuration,
    /// `garp_master_refresh_repeat`: frames per address then; default 1.
    pub master_refresh_repeat: u32,
    /// `garp_lower_prio_repeat`: frames after an advert of lower priority; default as `master_repeat` of `global_defs`, 0 is none.
    pub lower_prio_repeat: u32,
    /// `garp_lower_prio_delay`: from there to the second burst; default as `master_delay` of `global_defs`.
    pub lower_prio_delay: SimDuration,
}

impl Default for Garp {
    fn default() -> Self {
        let (repeat, delay) = (5, SimDuration::from_secs(5));
        Self {
            master_repeat: repeat,
            master_delay: delay,
            master_refresh: SimDuration::ZERO,
            master_refresh_repeat: 1,
            lower_prio_repeat: repeat,
            lower_prio_delay: delay,
        }
    }
}

/// An interface whose state matters to an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedInterface {
    /// Its name.
    pub interface: String,
    /// 0: its loss is a fault. Above 0: added to the priority while it is up. Below: subtracted while it is down.
    /// −253 to 253.
    pub weight: i16,
    /// `reverse`: up and down change places in what the weight does.
    pub reverse: bool,
}

/// A script whose result matters to an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedScript {
    /// The name of its `vrrp_script` block.
    pub script: String,
    /// As for a [`TrackedInterface`], good standing for up. Default: the weight in the `vrrp_script` block.
    pub weight: i16,
    /// `reverse`.
    pub reverse: bool,
}

/// Something that is run again and again to see whether all is well: `vrrp_script`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VrrpScript {
    /// Its name.
    pub name: String,
    /// `script`: what is run; what it returns is a matter of the world.
    pub script: String,
    /// `interval`: from the start of one run to that of the next; default 1 s.
    pub interval: SimDuration,
    /// `timeout`: a run that takes longer has failed; default the interval.
    pub timeout: SimDuration,
    /// `rise`: successes in a row that make it good; default 1.
    pub rise: u32,
    /// `fall`: failures in a row that make it bad; default 1.
    pub fall: u32,
    /// `init_fail`: it counts as bad until `rise` successes say otherwise.
    pub init_fail: bool,
}

/// Instances that change state together: `vrrp_sync_group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncGroup {
    /// Its name.
    pub name: String,
    /// `group`: the names of its instances, in file order; at least one.
    pub members: Vec<String>,
}
