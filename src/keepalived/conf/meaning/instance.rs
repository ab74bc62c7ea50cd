//! `vrrp_instance`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::item::Line;
use super::global::{Defaults, repeat};
use super::script::Script;
use super::tracking;
use crate::keepalived::config::{Garp, InitialState, Version, VrrpInstance};
use crate::time::SimDuration;
use std::net::Ipv4Addr;

/// The longest interval that fits into an advert of version 3.
const MOST_V3: SimDuration = SimDuration::from_millis(40_950);

/// All instances of IPv4, in file order.
pub(super) fn instances(
    form: &Form,
    defaults: &Defaults,
    scripts: &[Script],
    findings: &mut Findings,
) -> Vec<VrrpInstance> {
    let mut instances: Vec<VrrpInstance> = Vec::new();
    // Instances that reach other routers in a way of their own may have the same id.
    let mut ids: Vec<(String, u8)> = Vec::new();
    for (position, entry) in form.entries.iter().enumerate().filter(|(_, entry)| entry.keyword.name == "vrrp_instance")
    {
        let Some(name) = entry.text() else { continue };
        if instances.iter().any(|other| other.name == name) {
            findings.wrong(
                entry.value_span,
                format!("vrrp_instance `{name}` is there already"),
                "the second of this name",
            );
            continue;
        }
        if is_of_ipv6(&entry.form) {
            let text = format!("vrrp_instance `{name}` is left out: all its addresses are of IPv6");
            findings.not_simulated(&text, entry.span);
            continue;
        }
        let Some(mut instance) = instance(name, entry, defaults, findings) else { continue };
        instance.track_script = tracking::tracked_scripts(&entry.form, form, scripts, position, findings);
        if instance.priority == 255 {
            tracking::without_weights_of_an_owner(&mut instance, entry.span, findings);
        }
        let apart = entry.form.has("unicast_peer") || entry.form.has("mcast_dst_ip");
        let id = (instance.interface.clone(), instance.virtual_router_id);
        if !apart {
            if ids.contains(&id) {
                let title = format!("virtual_router_id {} is there twice on interface {}", id.1, id.0);
                let span = entry.form.last("virtual_router_id").map_or(entry.span, |entry| entry.value_span);
                findings.wrong(span, title, format!("`{name}` needs another"));
            }
            ids.push(id);
        }
        instances.push(instance);
    }
    instances
}

fn is_of_ipv6(form: &Form) -> bool {
    let mut lines = form.list("virtual_ipaddress").map(|(line, _)| line).peekable();
    lines.peek().is_some() && lines.all(|line| *line == Line::V6)
}

/// An instance without what scripts it tracks.
fn instance(name: &str, entry: &Entry, defaults: &Defaults, findings: &mut Findings) -> Option<VrrpInstance> {
    let form = &entry.form;
    let interface = form.text("interface");
    let id = form.whole("virtual_router_id").and_then(|id| u8::try_from(id).ok());
    for (keyword, example) in [("interface", "interface eth0"), ("virtual_router_id", "virtual_router_id 51")] {
        if !form.is_written(keyword) {
            let title = format!("vrrp_instance {name} has no `{keyword}`");
            findings.wrong(entry.span.to(entry.value_span), title, format!("expected a line such as `{example}`"));
        }
    }
    let version = match form.whole("version") {
        Some(3) => Version::V3,
        Some(_) => Version::V2,
        None => defaults.version,
    };
    let state = match form.word("state") {
        Some("MASTER") => Some(InitialState::Master),
        Some(_) => Some(InitialState::Backup),
        None => None,
    };
    let unsaid = if state == Some(InitialState::Master) { 255 } else { 100 };
    let priority = form.whole("priority").and_then(|priority| u8::try_from(priority).ok()).unwrap_or(unsaid);
    let virtual_addresses = addresses(form, "virtual_ipaddress");
    let excluded_addresses = addresses(form, "virtual_ipaddress_excluded");
    if virtual_addresses.is_empty() && excluded_addresses.is_empty() {
        findings.warn(format!("vrrp_instance `{name}` has no virtual address"), entry.span);
    }
    let (nopreempt, preempt_delay) = preemption(form, state, priority, findings);
    Some(VrrpInstance {
        name: name.to_owned(),
        version,
        state,
        interface: interface?.to_owned(),
        virtual_router_id: id?,
        priority,
        advert_int: advert_int(form, version, findings),
        down_timer_adverts: form
            .whole("down_timer_adverts")
            .map_or(defaults.down_timer_adverts, |adverts| adverts as u8),
        source: form.address("mcast_src_ip"),
        virtual_addresses,
        excluded_addresses,
        nopreempt,
        preempt_delay,
        lower_prio_no_advert: form.switch("lower_prio_no_advert").unwrap_or(defaults.lower_prio_no_advert),
        higher_prio_send_advert: form.switch("higher_prio_send_advert").unwrap_or(defaults.higher_prio_send_advert),
        dont_track_primary: form.has("dont_track_primary"),
        garp: garp(form, &defaults.garp, findings),
        track_interface: tracking::interfaces(form, findings),
        track_script: Vec::new(),
    })
}

fn addresses(form: &Form, list: &str) -> Vec<Ipv4Addr> {
    let mut addresses = Vec::new();
    for (line, _) in form.list(list) {
        if let Line::Address(address) = line
            && !addresses.contains(address)
        {
            addresses.push(*address);
        }
    }
    addresses
}

/// The interval as it goes into adverts: whole seconds in version 2, hundredths in version 3.
fn advert_int(form: &Form, version: Version, findings: &mut Findings) -> SimDuration {
    let Some(entry) = form.last("advert_int") else { return SimDuration::from_secs(1) };
    let wanted = form.seconds("advert_int").unwrap_or(SimDuration::from_secs(1));
    let step = match version {
        Version::V2 => SimDuration::from_secs(1).as_nanos(),
        Version::V3 => SimDuration::from_millis(10).as_nanos(),
    };
    let steps = ((wanted.as_nanos() + step / 2) / step).max(1);
    let rounded = SimDuration::from_nanos(steps * step);
    if version == Version::V3 && rounded > MOST_V3 {
        findings.warn(
            format!("an advert of version 3 cannot say more than 40.95 s: `advert_int` is {MOST_V3}"),
            entry.span,
        );
        return MOST_V3;
    }
    if rounded != wanted {
        let what = if version == Version::V2 { "2 counts in seconds" } else { "3 counts in hundredths of a second" };
        findings.warn(format!("version {what}: `advert_int` is rounded to {rounded}"), entry.span);
    }
    rounded
}

/// `nopreempt` and `preempt_delay`, cleared where keepalived clears them.
fn preemption(form: &Form, state: Option<InitialState>, priority: u8, findings: &mut Findings) -> (bool, SimDuration) {
    let last = form.entries.iter().rev().find(|entry| ["nopreempt", "preempt"].contains(&entry.keyword.name));
    let mut nopreempt = last.filter(|entry| entry.keyword.name == "nopreempt");
    let mut delay = form.last("preempt_delay").filter(|_| form.seconds("preempt_delay") > Some(SimDuration::ZERO));
    if state == Some(InitialState::Master) {
        for entry in [nopreempt.take(), delay.take()].into_iter().flatten() {
            findings.warn(format!("`{}` is cleared: it does not go with state MASTER", entry.keyword.name), entry.span);
        }
    }
    if let Some(entry) = nopreempt.take_if(|_| priority == 255) {
        findings.warn("`nopreempt` is cleared: it does not go with priority 255", entry.span);
    }
    if let Some(entry) = delay.take_if(|_| nopreempt.is_some()) {
        findings.warn("`preempt_delay` is cleared: it does not go with nopreempt", entry.span);
    }
    let delay = delay.and_then(|_| form.seconds("preempt_delay"));
    (nopreempt.is_some(), delay.unwrap_or_default())
}

fn garp(form: &Form, defaults: &Garp, findings: &mut Findings) -> Garp {
    let repeated = |name: &str, findings: &mut Findings| form.last(name).and_then(|entry| repeat(entry, findings));
    Garp {
        master_repeat: repeated("garp_master_repeat", findings).unwrap_or(defaults.master_repeat),
        master_delay: form.seconds("garp_master_delay").unwrap_or(defaults.master_delay),
        master_refresh: form.seconds("garp_master_refresh").unwrap_or(defaults.master_refresh),
        master_refresh_repeat: repeated("garp_master_refresh_repeat", findings)
            .unwrap_or(defaults.master_refresh_repeat),
        // Not what the instance says of its own bursts: the defaults are those of global_defs.
        lower_prio_repeat: form.count("garp_lower_prio_repeat").unwrap_or(defaults.lower_prio_repeat),
        lower_prio_delay: form.seconds("garp_lower_prio_delay").unwrap_or(defaults.lower_prio_delay),
    }
}
