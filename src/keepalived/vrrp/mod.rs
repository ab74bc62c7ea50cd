//! One router's VRRP process, as keepalived 2.2.7 runs it: who holds the virtual addresses.
//!
//! Several routers share a *virtual router*: an address and a number. One of them, the master, holds the addresses and
//! says so again and again (an [`Advert`] every `advert_int`). The others, the backups, listen. A backup that has heard
//! nothing for the *master down* time takes over; it waits the shorter, the higher its priority ([`skew`]). RFC 3768 is
//! version 2 of the protocol, RFC 5798 version 3; where keepalived differs, keepalived is followed.
//!
//! The process does no I/O. Everything that happens is a call with the time ([`Vrrp::start`], [`Vrrp::receive`],
//! [`Vrrp::interface_changed`], [`Vrrp::script_finished`], [`Vrrp::stop`], [`Vrrp::reload`]), and
//! [`Vrrp::next_deadline`] says when [`Vrrp::advance`] is due. Each call appends what the router does to a list of
//! [`VrrpAction`]s, in order. A process that is killed is merely not called any more; one that is started again is a new
//! [`Vrrp`].
//!
//! Inside, one idea a file:
//! - `action`, `advert`: what comes out; what goes over the wire
//! - `setup`: from the configuration's names to indices
//! - `instance`: what one instance knows
//! - `process`: the calls, and which timer is next
//! - `timing`: skew and master down
//! - `receive`, `backup`, `master`: an advert arrives
//! - `transition`: from state to state
//! - `sync_group`: instances that change state together
//! - `announce`: gratuitous ARPs
//! - `track`, `script`: what changes the priority, and what is a fault
//! - `wording`: the lines of the log

mod action;
mod advert;
mod announce;
mod backup;
mod instance;
mod master;
mod process;
mod receive;
mod script;
mod setup;
mod sync_group;
#[cfg(test)]
mod tests;
mod timing;
mod track;
mod transition;
mod wording;

pub use action::{InstanceId, InterfaceId, ScriptId, SyncRole, VrrpAction};
pub use advert::Advert;
pub use instance::State;
pub use process::Vrrp;
pub use script::ScriptResult;
pub use setup::{Generation, Interface, SetupError};
pub use timing::{master_down, skew};
