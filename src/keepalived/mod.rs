//! WHAT THE DAEMON DECIDES: keepalived 2.2.7, without its sockets. Time and inputs go in, actions and the next deadline
//! come out. It knows no kernel, no events, no files, so that what runs in a simulation also replays what the real daemon
//! was recorded doing.
//!
//! * [`checker`]: health checks, and what they do to the kernel's table
//! * [`config`]: what a keepalived.conf says, as far as it is modelled
//! * [`conf`]: reading one
//! * [`vrrp`]: who holds the virtual addresses

pub mod checker;
pub mod conf;
pub mod config;
pub mod vrrp;

pub use config::Config;
