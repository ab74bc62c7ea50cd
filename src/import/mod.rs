//! WHAT OTHER TOOLS WROTE: configurations of keepalived and ipvsadm, as scenarios to start from.
//!
//! * [`Disk`]: files for the reader of keepalived.conf

mod disk;

pub use disk::Disk;
