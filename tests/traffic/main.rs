//! What traffic is made of, by hand, by law and by theory: datagrams and bursts.

mod bursts;
mod datagram;
mod lab;
