//! What traffic is made of, by hand, by law and by theory: datagrams, bursts, recorded requests.

mod bursts;
mod datagram;
mod lab;
mod trace;
