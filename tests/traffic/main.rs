//! What traffic is made of, by hand, by law and by theory: datagrams.

mod datagram;
mod lab;
