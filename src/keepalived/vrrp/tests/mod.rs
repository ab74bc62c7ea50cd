//! The VRRP process by hand and by law. Times and lines are those of the daemon's recorded runs.

mod figure5;
mod garp;
mod laws;
mod one_router;
mod segment;
mod sync_group;
mod timing;
mod tracking;
mod two_routers;

use segment::{Segment, instance};
