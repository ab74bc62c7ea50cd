//! `vrrp_instance`, `vrrp_script`, `vrrp_sync_group`.

use super::block::{Block, word};
use crate::keepalived::config::{InitialState, SyncGroup, Version, VrrpInstance, VrrpScript};

pub(super) fn instance(instance: &VrrpInstance) -> Block {
    let garp = &instance.garp;
    let interfaces = instance.track_interface.iter();
    let scripts = instance.track_script.iter();
    let state = instance.state.map(|state| match state {
        InitialState::Master => "MASTER",
        InitialState::Backup => "BACKUP",
    });
    Block::default()
        .value("name", instance.name.as_str())
        .value("version", if instance.version == Version::V3 { 3 } else { 2 })
        .some("state", state)
        .value("interface", instance.interface.as_str())
        .value("virtual_router_id", i64::from(instance.virtual_router_id))
        .value("priority", i64::from(instance.priority))
        .seconds("advert_int", instance.advert_int)
        .value("down_timer_adverts", i64::from(instance.down_timer_adverts))
        .some("mcast_src_ip", instance.source.map(|address| address.to_string()))
        .list("virtual_ipaddress", instance.virtual_addresses.iter().map(ToString::to_string))
        .list("virtual_ipaddress_excluded", instance.excluded_addresses.iter().map(ToString::to_string))
        .flag("nopreempt", instance.nopreempt)
        .seconds("preempt_delay", instance.preempt_delay)
        .value("lower_prio_no_advert", instance.lower_prio_no_advert)
        .value("higher_prio_send_advert", instance.higher_prio_send_advert)
        .flag("dont_track_primary", instance.dont_track_primary)
        .value("garp_master_repeat", i64::from(garp.master_repeat))
        .seconds("garp_master_delay", garp.master_delay)
        .seconds("garp_master_refresh", garp.master_refresh)
        .value("garp_master_refresh_repeat", i64::from(garp.master_refresh_repeat))
        .value("garp_lower_prio_repeat", i64::from(garp.lower_prio_repeat))
        .seconds("garp_lower_prio_delay", garp.lower_prio_delay)
        .list("track_interface", interfaces.map(|of| tracked(&of.interface, of.weight, of.reverse)))
        .list("track_script", scripts.map(|of| tracked(&of.script, of.weight, of.reverse)))
}

fn tracked(name: &str, weight: i16, reverse: bool) -> String {
    format!("{} weight {weight}{}", word(name), if reverse { " reverse" } else { "" })
}

pub(super) fn script(script: &VrrpScript) -> Block {
    Block::default()
        .value("name", script.name.as_str())
        .value("script", script.script.as_str())
        .seconds("interval", script.interval)
        .seconds("timeout", script.timeout)
        .value("rise", i64::from(script.rise))
        .value("fall", i64::from(script.fall))
        .flag("init_fail", script.init_fail)
}

/// The weights of its instances stand there as they count.
pub(super) fn sync_group(group: &SyncGroup) -> Block {
    Block::default()
        .value("name", group.name.as_str())
        .list("group", group.members.iter().cloned())
        .flag("sync_group_tracking_weight", true)
}
