//! The VRRP process by hand and by law. Times and lines are those of the daemon's recorded runs.

mod timing;
