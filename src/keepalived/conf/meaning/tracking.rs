//! `track_interface` and `track_script`, of an instance or of a whole group.

use super::super::findings::Findings;
use super::super::form::Form;
use super::super::item::Line;
use super::script::Script;
use crate::diagnosis::Span;
use crate::diagnosis::did_you_mean;
use crate::keepalived::config::{TrackedInterface, TrackedScript, VrrpInstance};

/// The interfaces of a `track_interface` block.
pub(super) fn interfaces(form: &Form, findings: &mut Findings) -> Vec<TrackedInterface> {
    let mut tracked: Vec<TrackedInterface> = Vec::new();
    for (line, span) in form.list("track_interface") {
        let Line::Tracked(name, how) = line else { continue };
        if tracked.iter().any(|other| other.interface == *name) {
            findings.warn(format!("interface `{name}` is tracked already: the second line is ignored"), *span);
            continue;
        }
        let (weight, reverse) = how.unwrap_or_default();
        tracked.push(TrackedInterface { interface: name.clone(), weight, reverse });
    }
    tracked
}

/// The scripts of a `track_script` block in the outermost block with this position.
pub(super) fn tracked_scripts(
    form: &Form,
    all: &Form,
    scripts: &[Script],
    position: usize,
    findings: &mut Findings,
) -> Vec<TrackedScript> {
    let mut tracked: Vec<TrackedScript> = Vec::new();
    for (line, span) in form.list("track_script") {
        let Line::Tracked(name, how) = line else { continue };
        let Some(script) = scripts.iter().find(|script| script.script.name == *name) else {
            let names: Vec<&str> = all.all("vrrp_script").filter_map(|entry| entry.text()).collect();
            // A script that was left out is known, and its warning is enough.
            if !names.contains(&name.as_str()) {
                let label = did_you_mean(name, &names, "no vrrp_script has this name");
                findings.wrong(*span, format!("`track_script` names `{name}`, which is no vrrp_script"), label);
            }
            continue;
        };
        if script.position > position {
            let text = format!("script `{name}` is not tracked here: keepalived wants its vrrp_script further up");
            findings.warn(text, *span);
        } else if tracked.iter().any(|other| other.script == *name) {
            findings.warn(format!("script `{name}` is tracked already: the second line is ignored"), *span);
        } else {
            let (weight, reverse) = how.unwrap_or(script.weight);
            tracked.push(TrackedScript { script: name.clone(), weight, reverse });
        }
    }
    tracked
}

/// The priority of an address owner is 255 whatever happens: what would change it is not tracked.
pub(super) fn without_weights_of_an_owner(instance: &mut VrrpInstance, span: Span, findings: &mut Findings) {
    let name = &instance.name;
    let text = format!("what `{name}` tracks with a weight is not tracked: its priority is 255 and stays so");
    let before = instance.track_interface.len() + instance.track_script.len();
    instance.track_interface.retain(|tracked| tracked.weight == 0);
    instance.track_script.retain(|tracked| tracked.weight == 0);
    if instance.track_interface.len() + instance.track_script.len() < before {
        findings.warn(text, span);
    }
}

/// In a group without `sync_group_tracking_weight`, the loss of an interface is a fault whatever its weight, and scripts
/// with a weight are not tracked.
pub(super) fn without_weights_of_a_member(instance: &mut VrrpInstance, span: Span, findings: &mut Findings) {
    let name = &instance.name;
    let reason = "it is in a group without sync_group_tracking_weight";
    if instance.track_interface.iter().any(|tracked| tracked.weight != 0) {
        findings.warn(format!("the weights of the interfaces that `{name}` tracks are 0: {reason}"), span);
    }
    if instance.track_script.iter().any(|tracked| tracked.weight != 0) {
        findings.warn(format!("scripts that `{name}` tracks with a weight are not tracked: {reason}"), span);
    }
    instance.track_interface.iter_mut().for_each(|tracked| tracked.weight = 0);
    instance.track_script.retain(|tracked| tracked.weight == 0);
}
