//! How long a packet takes between the machines.

use super::Law;

/// Delays of the network, one way. With direct routing the answer does not pass the director.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// From a client to the director.
    pub client_to_director: Law,
    /// From the director to a real server.
    pub director_to_server: Law,
    /// From a real server straight to the client.
    pub server_to_client: Law,
    /// From a director to another: adverts, and copies of entries.
    pub director_to_director: Law,
}
