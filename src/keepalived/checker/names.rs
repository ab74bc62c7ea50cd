//! Services and servers, as the log names them.

use crate::keepalived::config::{Protocol, ServiceKey, VirtualServer};
use std::net::SocketAddrV4;

/// A virtual service: `[10.0.0.100]:tcp:80`, or `FWM 1`.
pub(super) fn service(service: &VirtualServer) -> String {
    match service.key {
        ServiceKey::Address(address) => server(address, service.protocol),
        ServiceKey::Fwmark(mark) => format!("FWM {mark}"),
    }
}

/// A server of a service: `[10.0.0.11]:tcp:80`.
pub(super) fn server(address: SocketAddrV4, protocol: Protocol) -> String {
    let protocol = match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    format!("[{}]:{protocol}:{}", address.ip(), address.port())
}
