//! `global_defs`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::value::Value;
use crate::diagnosis::did_you_mean;
use crate::keepalived::config::{Garp, Globals, SyncDaemon, Version, VrrpInstance};
use crate::time::SimDuration;

/// What instances do unless they say otherwise.
#[derive(Debug)]
pub(super) struct Defaults {
    pub(super) version: Version,
    pub(super) garp: Garp,
    pub(super) down_timer_adverts: u8,
    pub(super) lower_prio_no_advert: bool,
    pub(super) higher_prio_send_advert: bool,
}

/// All `global_defs` blocks as one.
pub(super) fn merged(form: &Form) -> Vec<&Form> {
    form.all("global_defs").map(|entry| &entry.form).collect()
}

/// The entry of a keyword that counts: the last of all blocks.
fn last<'a>(defs: &[&'a Form], name: &str) -> Option<&'a Entry> {
    defs.iter().rev().find_map(|form| form.last(name))
}

fn seconds(defs: &[&Form], name: &str) -> Option<SimDuration> {
    defs.iter().rev().find_map(|form| form.seconds(name))
}

fn switch(defs: &[&Form], name: &str) -> bool {
    defs.iter().rev().find_map(|form| form.switch(name)).unwrap_or_default()
}

impl Defaults {
    /// What `global_defs` says about instances.
    pub(super) fn of(defs: &[&Form], findings: &mut Findings) -> Self {
        let at_least_once =
            |name: &str, findings: &mut Findings| last(defs, name).and_then(|entry| repeat(entry, findings));
        let plain = |name: &str| defs.iter().rev().find_map(|form| form.count(name));
        let mut garp = Garp::default();
        if switch(defs, "vrrp_min_garp") {
            garp.master_repeat = 1;
            garp.master_delay = SimDuration::ZERO;
        }
        garp.master_repeat = at_least_once("vrrp_garp_master_repeat", findings).unwrap_or(garp.master_repeat);
        garp.master_delay = seconds(defs, "vrrp_garp_master_delay").unwrap_or(garp.master_delay);
        garp.master_refresh = seconds(defs, "vrrp_garp_master_refresh").unwrap_or(garp.master_refresh);
        garp.master_refresh_repeat =
            at_least_once("vrrp_garp_master_refresh_repeat", findings).unwrap_or(garp.master_refresh_repeat);
        garp.lower_prio_repeat = plain("vrrp_garp_lower_prio_repeat").unwrap_or(garp.master_repeat);
        garp.lower_prio_delay = seconds(defs, "vrrp_garp_lower_prio_delay").unwrap_or(garp.master_delay);
        let down = defs.iter().rev().find_map(|form| form.whole("vrrp_down_timer_adverts"));
        Self {
            version: match defs.iter().rev().find_map(|form| form.whole("vrrp_version")) {
                Some(3) => Version::V3,
                _ => Version::V2,
            },
            garp,
            // The table allows 1 to 100.
            down_timer_adverts: down.map_or(3, |adverts| adverts as u8),
            lower_prio_no_advert: switch(defs, "vrrp_lower_prio_no_advert"),
            higher_prio_send_advert: switch(defs, "vrrp_higher_prio_send_advert"),
        }
    }
}

/// How often: keepalived makes 1 of 0.
pub(super) fn repeat(entry: &Entry, findings: &mut Findings) -> Option<u32> {
    match entry.value {
        Value::Whole(0) => {
            findings.warn(format!("`{} 0` is taken for 1", entry.keyword.name), entry.span);
            Some(1)
        }
        Value::Whole(count) => u32::try_from(count).ok(),
        _ => None,
    }
}

/// What holds for the whole daemon.
pub(super) fn globals(form: &Form, defs: &[&Form], instances: &[VrrpInstance], findings: &mut Findings) -> Globals {
    let text = |name: &str| last(defs, name)?.text().map(str::to_owned);
    Globals {
        router_id: text("router_id"),
        vrrp_garp_interval: seconds(defs, "vrrp_garp_interval").unwrap_or_default(),
        vrrp_startup_delay: seconds(defs, "vrrp_startup_delay").unwrap_or_default(),
        checker_log_all_failures: switch(defs, "checker_log_all_failures"),
        lvs_sync_daemon: last(defs, "lvs_sync_daemon").and_then(|entry| sync_daemon(form, entry, instances, findings)),
    }
}

fn sync_daemon(form: &Form, entry: &Entry, instances: &[VrrpInstance], findings: &mut Findings) -> Option<SyncDaemon> {
    let Value::SyncDaemon { interface, instance, id } = &entry.value else { return None };
    let Some(name) = instance else {
        let text = "`lvs_sync_daemon` without an instance is not simulated: name the instance that decides who sends";
        findings.not_simulated(text, entry.span);
        return None;
    };
    let Some(instance) = instances.iter().find(|instance| instance.name == *name) else {
        let names: Vec<&str> = form.all("vrrp_instance").filter_map(Entry::text).collect();
        // One that is wrong, or left out, was told already.
        if names.contains(&name.as_str()) {
            return None;
        }
        let label = did_you_mean(name, &names, "no vrrp_instance has this name");
        findings.wrong(entry.value_span, format!("`lvs_sync_daemon` names `{name}`, which is no vrrp_instance"), label);
        return None;
    };
    let syncid = id.unwrap_or(instance.virtual_router_id);
    Some(SyncDaemon { interface: interface.clone(), instance: name.clone(), syncid })
}
