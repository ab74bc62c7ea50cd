//! keepalived at work in the cluster: the daemons of the directors, what they want done, and what they hear.
//!
//! * [`daemon`]: one director's keepalived, running or not
//! * [`plan`]: from what its configuration says to what IPVS is told
//! * `carry_out`: its actions become deeds: adverts, addresses, gratuitous ARPs, changes of the list
//! * `probe`: how the real servers answer its health checkers
//! * `mail`: what is under way between machines, or between a daemon and what it has started

mod carry_out;
mod daemon;
mod mail;
mod plan;
mod probe;

pub(super) use daemon::Daemon;
pub(super) use mail::{Mail, Message};
