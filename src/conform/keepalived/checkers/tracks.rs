//! Recorded probes: for each server when they started.

use std::net::Ipv4Addr;

use super::event::{Event, Packet};
use crate::keepalived::config::VirtualServer;
use crate::time::SimTime;

/// The index of the real server with this address.
pub(super) fn server_at(service: &VirtualServer, address: Ipv4Addr) -> Option<usize> {
    service.real_servers.iter().position(|server| *server.address.ip() == address)
}

/// When the probes of each real server started. A SYN from the port of the one before is that one again, sent by the
/// kernel. An error names a server that is not configured.
pub(super) fn tracks(service: &VirtualServer, events: &[(SimTime, Event)]) -> Result<Vec<Vec<SimTime>>, String> {
    let mut tracks = vec![Vec::new(); service.real_servers.len()];
    let mut ports = vec![None; tracks.len()];
    for (time, event) in events {
        let (address, connection) = match event {
            Event::Probe { server, protocol: Packet::Syn, source_port } => (*server, Some(*source_port)),
            Event::Probe { server, .. } | Event::Run { server } => (*server, None),
            _ => continue,
        };
        let server = server_at(service, address).ok_or_else(|| format!("a probe of the unknown server {address}"))?;
        if connection.is_none() || ports[server] != connection {
            tracks[server].push(*time);
            ports[server] = connection;
        }
    }
    Ok(tracks)
}
