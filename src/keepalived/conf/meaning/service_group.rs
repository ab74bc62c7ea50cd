//! `virtual_server_group`.

use super::super::findings::Findings;
use super::super::form::Form;
use super::super::item::Line;
use crate::keepalived::config::ServiceKey;

/// A group, spread out.
#[derive(Debug)]
pub(super) struct ServiceGroup {
    /// Its name.
    pub(super) name: String,
    /// What its services are about, in file order.
    pub(super) keys: Vec<ServiceKey>,
}

/// All groups, in file order.
pub(super) fn groups(form: &Form, findings: &mut Findings) -> Vec<ServiceGroup> {
    let mut groups: Vec<ServiceGroup> = Vec::new();
    for entry in form.all("virtual_server_group") {
        let Some(name) = entry.text() else { continue };
        if groups.iter().any(|other| other.name == name) {
            let title = format!("virtual_server_group `{name}` is there already");
            findings.wrong(entry.value_span, title, "the second of this name");
            continue;
        }
        let mut keys = Vec::new();
        for (line, span) in &entry.form.lines {
            let Line::Services(more) = line else { continue };
            if more.iter().any(|key| keys.contains(key)) {
                findings.wrong(
                    *span,
                    format!("an address of virtual_server_group {name} is there already"),
                    "again here",
                );
            }
            keys.extend_from_slice(more);
        }
        groups.push(ServiceGroup { name: name.to_owned(), keys });
    }
    groups
}
