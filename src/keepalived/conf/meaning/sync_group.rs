//! `vrrp_sync_group`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::item::Line;
use super::script::Script;
use super::tracking;
use crate::diagnosis::did_you_mean;
use crate::keepalived::config::{SyncGroup, TrackedInterface, TrackedScript, VrrpInstance};

/// All groups with members, in file order. What a group tracks is tracked by each of its members.
pub(super) fn sync_groups(
    form: &Form,
    scripts: &[Script],
    instances: &mut [VrrpInstance],
    findings: &mut Findings,
) -> Vec<SyncGroup> {
    let mut groups: Vec<SyncGroup> = Vec::new();
    for (position, entry) in
        form.entries.iter().enumerate().filter(|(_, entry)| entry.keyword.name == "vrrp_sync_group")
    {
        let Some(name) = entry.text() else { continue };
        if groups.iter().any(|other| other.name == name) {
            let title = format!("vrrp_sync_group `{name}` is there already");
            findings.wrong(entry.value_span, title, "the second of this name");
            continue;
        }
        let members = members(form, entry, instances, &groups, findings);
        match members.len() {
            0 => {
                findings.warn(format!("vrrp_sync_group `{name}` is left out: it has no instance"), entry.span);
                continue;
            }
            1 => findings.warn(format!("vrrp_sync_group `{name}` has only one instance"), entry.span),
            _ => {}
        }
        let mut interfaces = tracking::interfaces(&entry.form, findings);
        let mut tracked = tracking::tracked_scripts(&entry.form, form, scripts, position, findings);
        let of_group = |instance: &&VrrpInstance| members.contains(&instance.name);
        if instances.iter().filter(of_group).any(|instance| instance.priority == 255) {
            clear_weights(&mut interfaces, &mut tracked, entry, findings);
        }
        for instance in instances.iter_mut().filter(|instance| members.contains(&instance.name)) {
            if !entry.form.has("sync_group_tracking_weight") {
                tracking::without_weights_of_a_member(instance, entry.span, findings);
            }
            track(instance, &interfaces, &tracked);
        }
        groups.push(SyncGroup { name: name.to_owned(), members });
    }
    groups
}

fn members(
    form: &Form,
    entry: &Entry,
    instances: &[VrrpInstance],
    groups: &[SyncGroup],
    findings: &mut Findings,
) -> Vec<String> {
    let mut members: Vec<String> = Vec::new();
    for (line, span) in entry.form.list("group") {
        let Line::Names(names) = line else { continue };
        for name in names {
            if let Some(other) = groups.iter().find(|group| group.members.contains(name)) {
                let title = format!("instance `{name}` is in two groups");
                findings.wrong(*span, title, format!("it is in vrrp_sync_group {} already", other.name));
            } else if members.contains(name) {
                findings.warn(format!("`{name}` is twice in its group"), *span);
            } else if instances.iter().any(|instance| instance.name == *name) {
                members.push(name.clone());
            } else {
                unknown(form, name, *span, findings);
            }
        }
    }
    members
}

/// A name that is no instance. One that was left out, or is wrong, was told already.
fn unknown(form: &Form, name: &str, span: crate::diagnosis::Span, findings: &mut Findings) {
    let names: Vec<&str> = form.all("vrrp_instance").filter_map(|entry| entry.text()).collect();
    if names.contains(&name) {
        return;
    }
    let label = did_you_mean(name, &names, "no vrrp_instance has this name");
    findings.wrong(span, format!("`group` names `{name}`, which is no vrrp_instance"), label);
}

/// Beside an address owner, whose priority stays, nothing may change that of the others.
fn clear_weights(
    interfaces: &mut [TrackedInterface],
    scripts: &mut [TrackedScript],
    group: &Entry,
    findings: &mut Findings,
) {
    let weighted =
        interfaces.iter().any(|tracked| tracked.weight != 0) || scripts.iter().any(|tracked| tracked.weight != 0);
    if weighted {
        let name = group.text().unwrap_or_default();
        findings
            .warn(format!("the weights of what group `{name}` tracks are 0: a member has priority 255"), group.span);
    }
    interfaces.iter_mut().for_each(|tracked| tracked.weight = 0);
    scripts.iter_mut().for_each(|tracked| tracked.weight = 0);
}

/// What the group tracks counts instead of what the instance says about the same.
fn track(instance: &mut VrrpInstance, interfaces: &[TrackedInterface], scripts: &[TrackedScript]) {
    let of_group = |name: &str| interfaces.iter().any(|tracked| tracked.interface == name);
    instance.track_interface.retain(|tracked| !of_group(&tracked.interface));
    instance.track_interface.extend_from_slice(interfaces);
    let of_group = |name: &str| scripts.iter().any(|tracked| tracked.script == name);
    instance.track_script.retain(|tracked| !of_group(&tracked.script));
    instance.track_script.extend_from_slice(scripts);
}
