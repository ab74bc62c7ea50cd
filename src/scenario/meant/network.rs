//! How long a packet takes between the machines.

use super::Law;

/// Delays of the network, one way. Only under NAT answers pass the director.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// From a client to the director.
    pub client_to_director: Law,
    /// From the director to a real server.
    pub director_to_server: Law,
    /// From a real server straight to the client.
    pub server_to_client: Law,
    /// From a real server back to the director, under NAT.
    pub server_to_director: Law,
    /// From the director back to the client.
    pub director_to_client: Law,
    /// From a director to another: adverts, and copies of entries.
    pub director_to_director: Law,
    /// The largest IP packet, in bytes: 576 to 65535.
    pub mtu: u32,
}
