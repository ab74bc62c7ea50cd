//! From a form to a [`Config`]: defaults filled in, names looked up, and what keepalived changes changed.
//!
//! * `global`: `global_defs`, and the defaults of instances that stand there
//! * `script`, `instance`, `tracking`, `sync_group`: VRRP
//! * `service_group`, `virtual_server`, `real_server`, `checker`: virtual services
//! * `old_group`: sync groups as they were written long ago

mod checker;
mod global;
mod instance;
mod old_group;
mod real_server;
mod script;
mod service_group;
mod sync_group;
mod tracking;
mod virtual_server;

pub(super) use old_group::without_old_groups;

use super::findings::Findings;
use super::form::Form;
use crate::keepalived::config::Config;
use global::Defaults;

/// What a configuration means. After a mistake the result is of no use.
pub(super) fn config(form: &Form, findings: &mut Findings) -> Config {
    let defs = global::merged(form);
    let defaults = Defaults::of(&defs, findings);
    let scripts = script::scripts(form, findings);
    let mut instances = instance::instances(form, &defaults, &scripts, findings);
    let sync_groups = sync_group::sync_groups(form, &scripts, &mut instances, findings);
    let services = service_group::groups(form, findings);
    let globals = global::globals(form, &defs, &instances, findings);
    let log_all_failures = globals.checker_log_all_failures;
    let virtual_servers = virtual_server::virtual_servers(form, &services, log_all_failures, findings);
    Config {
        globals,
        scripts: scripts.into_iter().map(|script| script.script).collect(),
        sync_groups,
        instances,
        virtual_servers,
    }
}
