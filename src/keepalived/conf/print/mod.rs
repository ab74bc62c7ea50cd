//! A configuration as tables with keepalived's words, every default filled in: what [`super::table`] reads.

mod block;
mod virtual_server;
mod vrrp;

use crate::keepalived::Config;
use crate::keepalived::config::Globals;
use block::{Block, word};
use toml::Table;

/// The tables that mean `config`, as they stand below `[director.keepalived]` of a scenario.
pub fn tables(config: &Config) -> Table {
    Block::default()
        .block("global_defs", globals(&config.globals))
        .blocks("vrrp_script", config.scripts.iter().map(vrrp::script))
        .blocks("vrrp_instance", config.instances.iter().map(vrrp::instance))
        .blocks("vrrp_sync_group", config.sync_groups.iter().map(vrrp::sync_group))
        .blocks("virtual_server", config.virtual_servers.iter().map(virtual_server::virtual_server))
        .into_table()
}

fn globals(globals: &Globals) -> Block {
    let daemon = globals.lvs_sync_daemon.as_ref();
    Block::default()
        .some("router_id", globals.router_id.as_deref())
        .seconds("vrrp_garp_interval", globals.vrrp_garp_interval)
        .seconds("vrrp_startup_delay", globals.vrrp_startup_delay)
        .value("checker_log_all_failures", globals.checker_log_all_failures)
        .some(
            "lvs_sync_daemon",
            daemon.map(|daemon| {
                format!("{} inst {} id {}", word(&daemon.interface), word(&daemon.instance), daemon.syncid)
            }),
        )
}
