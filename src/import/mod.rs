//! WHAT OTHER TOOLS WROTE: configurations of keepalived and of ipvsadm, as a scenario to start from.
//!
//! ```text
//! keepalived.conf --keepalived::conf--> Config --from_keepalived--> Service --draft--> Draft --write--> TOML
//! ipvsadm -S -------ipvsadm-----------> Service ------------------------^
//! ```
//!
//! What a scenario cannot say is a note of the draft; nothing is left out without a word.
//!
//! * [`Service`]: a virtual service as both tools describe it
//! * `from_keepalived`, `from_ipvsadm`: the two ways in; `port`: names of ports
//! * [`Draft`]: a scenario's tables; `write`: their text
//! * [`Disk`]: files for the reader of keepalived.conf

mod disk;
mod draft;
mod from_keepalived;
mod ipvsadm;
mod port;
mod service;
mod write;

pub use disk::Disk;
pub use draft::{Draft, draft};
pub use from_keepalived::from_keepalived;
pub use ipvsadm::from_ipvsadm;
pub use service::{About, Destination, Forwarding, Host, Service};
