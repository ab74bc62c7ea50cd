//! `vrrp_script`.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::value::Value;
use crate::keepalived::config::VrrpScript;
use crate::time::SimDuration;

/// A script, and what only the reader needs to know of it.
#[derive(Debug)]
pub(super) struct Script {
    /// The script.
    pub(super) script: VrrpScript,
    /// How it counts where it is tracked without a weight.
    pub(super) weight: (i16, bool),
    /// Its place among the outermost blocks: keepalived finds it only from further down.
    pub(super) position: usize,
}

/// All scripts that say what is run, in file order.
pub(super) fn scripts(form: &Form, findings: &mut Findings) -> Vec<Script> {
    let mut scripts: Vec<Script> = Vec::new();
    for (position, entry) in form.entries.iter().enumerate().filter(|(_, entry)| entry.keyword.name == "vrrp_script") {
        let Some(name) = entry.text() else { continue };
        if scripts.iter().any(|other| other.script.name == name) {
            findings.wrong(
                entry.value_span,
                format!("vrrp_script `{name}` is there already"),
                "the second of this name",
            );
        } else if let Some(path) = entry.form.text("script") {
            scripts.push(Script {
                script: script(name, path, &entry.form, findings),
                weight: weight(&entry.form),
                position,
            });
        } else {
            findings.warn(format!("vrrp_script `{name}` is left out: it has no `script`"), entry.span);
        }
    }
    scripts
}

fn script(name: &str, path: &str, form: &Form, findings: &mut Findings) -> VrrpScript {
    let interval = form.last("interval").and_then(|entry| at_least_a_second(entry, findings));
    let interval = interval.unwrap_or(SimDuration::from_secs(1));
    let timeout = form.last("timeout").and_then(|entry| at_least_a_second(entry, findings));
    VrrpScript {
        name: name.to_owned(),
        script: path.to_owned(),
        interval,
        timeout: timeout.unwrap_or(interval),
        rise: form.count("rise").unwrap_or(1),
        fall: form.count("fall").unwrap_or(1),
        init_fail: form.has("init_fail"),
    }
}

fn at_least_a_second(entry: &Entry, findings: &mut Findings) -> Option<SimDuration> {
    match entry.value {
        Value::Seconds(SimDuration::ZERO) => {
            findings.warn(format!("`{} 0` is taken for 1", entry.keyword.name), entry.span);
            Some(SimDuration::from_secs(1))
        }
        Value::Seconds(time) => Some(time),
        _ => None,
    }
}

fn weight(form: &Form) -> (i16, bool) {
    match form.last("weight").map(|entry| &entry.value) {
        Some(Value::Weight { weight, reverse }) => (*weight, *reverse),
        _ => (0, false),
    }
}
