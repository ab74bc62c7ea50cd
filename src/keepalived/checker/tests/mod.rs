//! The process against a little world: who answers what is a function of time.

mod detection;
mod first_probe;
mod http;
mod lab;
mod law;
mod quorum;
mod scripts;
mod table;
