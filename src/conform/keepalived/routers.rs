//! The configuration of the routers in a recording: keepalived's keywords as keys.

use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::keepalived::Config;
use crate::keepalived::config::{
    Garp, Globals, InitialState, SyncGroup, TrackedInterface, TrackedScript, Version, VrrpInstance, VrrpScript,
};
use crate::time::SimDuration;

/// One router.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RouterFields {
    instances: Vec<InstanceFields>,
    #[serde(default)]
    groups: Vec<GroupFields>,
    #[serde(default)]
    scripts: Vec<ScriptFields>,
    #[serde(default)]
    globals: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstanceFields {
    name: String,
    #[serde(default = "version_2")]
    version: u8,
    advert_int: f64,
    priority: u8,
    #[serde(default)]
    state: Option<StateFields>,
    vrid: u8,
    #[serde(default = "first_interface")]
    iface: String,
    vips: Vec<String>,
    garp_master_delay: Option<f64>,
    garp_master_repeat: Option<u32>,
    garp_master_refresh: Option<f64>,
    garp_master_refresh_repeat: Option<u32>,
    garp_lower_prio_delay: Option<f64>,
    garp_lower_prio_repeat: Option<u32>,
    preempt_delay: Option<f64>,
    down_timer_adverts: Option<u8>,
    #[serde(default)]
    nopreempt: bool,
    lower_prio_no_advert: Option<bool>,
    higher_prio_send_advert: Option<bool>,
    #[serde(default)]
    dont_track_primary: bool,
    #[serde(default)]
    track_interface: Vec<TrackInterfaceFields>,
    #[serde(default)]
    track_script: Vec<TrackScriptFields>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum StateFields {
    Master,
    Backup,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackInterfaceFields {
    iface: String,
    #[serde(default)]
    weight: i16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackScriptFields {
    name: String,
    weight: Option<i16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFields {
    name: String,
    members: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptFields {
    name: String,
    /// It fails while this flag is set.
    flag: String,
    interval: Option<f64>,
    timeout: Option<f64>,
    rise: Option<u32>,
    fall: Option<u32>,
    #[serde(default)]
    weight: i16,
    #[serde(default)]
    init_fail: bool,
}

fn version_2() -> u8 {
    2
}

fn first_interface() -> String {
    "eth0".to_owned()
}

/// Defaults that `globals` sets for all instances.
#[derive(Debug, Default)]
struct Defaults {
    garp: Garp,
    lower_prio_repeat: Option<u32>,
    lower_prio_delay: Option<SimDuration>,
    lower_prio_no_advert: bool,
    higher_prio_send_advert: bool,
}

impl RouterFields {
    /// The configuration. An error says which value is none.
    pub(super) fn config(&self) -> Result<Config, String> {
        let (globals, defaults) = self.globals()?;
        Ok(Config {
            globals,
            scripts: self.scripts.iter().map(ScriptFields::script).collect::<Result<_, _>>()?,
            sync_groups: self.groups.iter().map(GroupFields::group).collect(),
            instances: self.instances.iter().map(|i| i.instance(self, &defaults)).collect::<Result<_, _>>()?,
            virtual_servers: Vec::new(),
        })
    }

    /// The flag on which each script fails, in order.
    pub(super) fn flags(&self) -> Vec<String> {
        self.scripts.iter().map(|script| script.flag.clone()).collect()
    }

    fn globals(&self) -> Result<(Globals, Defaults), String> {
        let mut globals = Globals::default();
        let mut defaults = Defaults::default();
        for (keyword, value) in &self.globals {
            let number = value.as_f64().ok_or_else(|| format!("\"{keyword}\" is no number: {value}"));
            let span = || number.clone().and_then(|number| seconds(keyword, number));
            let count = || number.clone().map(|number| number as u32);
            let garp = &mut defaults.garp;
            match keyword.as_str() {
                "vrrp_garp_interval" => globals.vrrp_garp_interval = span()?,
                "vrrp_startup_delay" => globals.vrrp_startup_delay = span()?,
                "vrrp_garp_master_delay" => garp.master_delay = span()?,
                "vrrp_garp_master_repeat" => garp.master_repeat = count()?,
                "vrrp_garp_master_refresh" => garp.master_refresh = span()?,
                "vrrp_garp_master_refresh_repeat" => garp.master_refresh_repeat = count()?,
                "vrrp_garp_lower_prio_delay" => defaults.lower_prio_delay = Some(span()?),
                "vrrp_garp_lower_prio_repeat" => defaults.lower_prio_repeat = Some(count()?),
                "vrrp_lower_prio_no_advert" => defaults.lower_prio_no_advert = value.as_bool().unwrap_or(true),
                "vrrp_higher_prio_send_advert" => defaults.higher_prio_send_advert = value.as_bool().unwrap_or(true),
                _ => return Err(format!("unknown keyword \"{keyword}\" in \"globals\"")),
            }
        }
        Ok((globals, defaults))
    }
}

impl InstanceFields {
    fn instance(&self, router: &RouterFields, defaults: &Defaults) -> Result<VrrpInstance, String> {
        let addresses = self.vips.iter().map(|text| address(text)).collect::<Result<Vec<Ipv4Addr>, String>>()?;
        Ok(VrrpInstance {
            name: self.name.clone(),
            version: match self.version {
                2 => Version::V2,
                3 => Version::V3,
                other => return Err(format!("\"version\" is not 2 or 3 but {other}")),
            },
            state: self.state.map(|state| match state {
                StateFields::Master => InitialState::Master,
                StateFields::Backup => InitialState::Backup,
            }),
            interface: self.iface.clone(),
            virtual_router_id: self.vrid,
            priority: if self.priority == 0 { return Err("\"priority\" is 0".to_owned()) } else { self.priority },
            advert_int: seconds("advert_int", self.advert_int)?,
            down_timer_adverts: self.down_timer_adverts.unwrap_or(3),
            source: None,
            virtual_addresses: addresses,
            excluded_addresses: Vec::new(),
            nopreempt: self.nopreempt,
            preempt_delay: seconds("preempt_delay", self.preempt_delay.unwrap_or(0.0))?,
            lower_prio_no_advert: self.lower_prio_no_advert.unwrap_or(defaults.lower_prio_no_advert),
            higher_prio_send_advert: self.higher_prio_send_advert.unwrap_or(defaults.higher_prio_send_advert),
            dont_track_primary: self.dont_track_primary,
            garp: self.garp(defaults)?,
            track_interface: self.track_interface.iter().map(TrackInterfaceFields::tracked).collect(),
            track_script: self.track_script.iter().map(|track| track.tracked(&router.scripts)).collect(),
        })
    }

    fn garp(&self, defaults: &Defaults) -> Result<Garp, String> {
        let span = |keyword, number: Option<f64>| number.map(|number| seconds(keyword, number)).transpose();
        let default = defaults.garp;
        let master_repeat = self.garp_master_repeat.unwrap_or(default.master_repeat);
        let master_delay = span("garp_master_delay", self.garp_master_delay)?.unwrap_or(default.master_delay);
        let lower_prio_delay = span("garp_lower_prio_delay", self.garp_lower_prio_delay)?;
        Ok(Garp {
            master_repeat,
            master_delay,
            master_refresh: span("garp_master_refresh", self.garp_master_refresh)?.unwrap_or(default.master_refresh),
            master_refresh_repeat: self.garp_master_refresh_repeat.unwrap_or(default.master_refresh_repeat),
            lower_prio_repeat: self.garp_lower_prio_repeat.or(defaults.lower_prio_repeat).unwrap_or(master_repeat),
            lower_prio_delay: lower_prio_delay.or(defaults.lower_prio_delay).unwrap_or(master_delay),
        })
    }
}

impl TrackInterfaceFields {
    fn tracked(&self) -> TrackedInterface {
        TrackedInterface { interface: self.iface.clone(), weight: self.weight, reverse: false }
    }
}

impl TrackScriptFields {
    fn tracked(&self, scripts: &[ScriptFields]) -> TrackedScript {
        let own = scripts.iter().find(|script| script.name == self.name).map_or(0, |script| script.weight);
        TrackedScript { script: self.name.clone(), weight: self.weight.unwrap_or(own), reverse: false }
    }
}

impl GroupFields {
    fn group(&self) -> SyncGroup {
        SyncGroup { name: self.name.clone(), members: self.members.clone() }
    }
}

impl ScriptFields {
    fn script(&self) -> Result<VrrpScript, String> {
        let interval = seconds("interval", self.interval.unwrap_or(1.0))?;
        Ok(VrrpScript {
            name: self.name.clone(),
            script: format!("test ! -e {}", self.flag),
            interval,
            timeout: self.timeout.map_or(Ok(interval), |timeout| seconds("timeout", timeout))?,
            rise: self.rise.unwrap_or(1),
            fall: self.fall.unwrap_or(1),
            init_fail: self.init_fail,
        })
    }
}

/// A span of seconds; `keyword` is for the error.
pub(super) fn seconds(keyword: &str, number: f64) -> Result<SimDuration, String> {
    const LONGEST: f64 = 1e6;
    if (0.0..=LONGEST).contains(&number) {
        Ok(SimDuration::from_secs_f64(number))
    } else {
        Err(format!("\"{keyword}\" is no number of seconds: {number}"))
    }
}

/// An address, with or without the length of its network.
fn address(text: &str) -> Result<Ipv4Addr, String> {
    let digits = text.split('/').next().unwrap_or_default();
    digits.parse().map_err(|_| format!("\"{text}\" in \"vips\" is no IPv4 address"))
}
