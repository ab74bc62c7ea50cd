//! Clients as people and programs are: what they try again, and beside each other, and in sessions.

mod cluster;
mod ftp;
mod hedges;
mod laws;
mod retries;
mod sessions;
