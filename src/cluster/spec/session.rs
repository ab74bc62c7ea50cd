//! Sessions: what one person, or one program, does before it goes away.

use crate::cluster::count::CountLaw;
use crate::cluster::law::Law;

/// A session: several connections from one address, in series or side by side.
#[derive(Clone, Debug)]
pub struct SessionSpec {
    /// How many connections it has.
    pub connections: CountLaw,
    /// How many of them it has at a time; at least 1.
    pub parallel: u32,
    /// From the end of a connection to the beginning of the next one in its place.
    pub think_time: Law,
    /// Whether each request on a connection but the first is followed by a connection for data, as in FTP, before the next
    /// one; then `parallel` is 1.
    pub data: Option<DataMode>,
}

/// Who opens the connections for data of an FTP session (RFC 959, 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataMode {
    /// The client, to a port that the server names.
    Passive,
    /// The server, from port 20. What the director sees of it is the client's half: it begins with the client's answer.
    Active,
}
