//! NAT, DR and TUN: packets and bytes of one request by hand, laws that hold for any number, and states as a kernel has them.

mod by_hand;
mod by_law;
mod by_theory;
mod cluster;
mod saturation;
mod states;
mod tunnel;
