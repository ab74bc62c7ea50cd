//! WHAT OTHER TOOLS WROTE: configurations of keepalived and of ipvsadm, as a scenario to start from; logs of web servers.
//!
//! ```text
//! keepalived.conf --keepalived::conf--> Config --keepalived----> Draft --write--> TOML
//! ipvsadm -S -------ipvsadm-----------> Service ---draft-----------^
//! ```
//!
//! What a scenario cannot say is a note of the draft; nothing is left out without a word.
//!
//! * `from_keepalived`: directors with their configurations, as they are or as near as can be simulated
//! * `from_ipvsadm`, [`Service`]: what `ipvsadm -S` says; `port`: names of ports
//! * [`Draft`]: a scenario's tables; `write`: their text
//! * `relative`: a file's path from where the scenario will lie
//! * [`read_log`], [`workload`]: the log of a web server, as requests that can be played again
//! * [`Disk`]: files for the reader of keepalived.conf

mod access_log;
mod disk;
mod draft;
mod ipvsadm;
mod keepalived;
mod port;
mod relative;
mod service;
mod write;

pub use access_log::{ArrivalsAs, Fields, Log, LogError, Malformed, read_log, replay, workload};
pub use disk::Disk;
pub use draft::{Draft, DraftClient, DraftDirector, DraftServer, DraftService, draft};
pub use ipvsadm::from_ipvsadm;
pub use keepalived::{Given, from_keepalived, read};
pub use relative::relative;
pub use service::{About, Destination, Forwarding, Host, Service};
