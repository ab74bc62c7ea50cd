//! Recordings of the health checkers of one director: a run a line.
//!
//! The daemon's own code runs in a little world. The world takes from the recording what was done to the servers, and
//! how late each probe left in reality; everything else, so each next probe, each line of the log and each state of the
//! kernel's table, is the model's and is compared. A second pass takes no more than the first probe of each checker from
//! the recording, and so shows how far both drift apart.
//!
//! - [`run`], [`event`]: what a line says
//! - [`setup`]: the configuration that the recorder wrote
//! - [`fault`]: what was done to the servers, and what probes get because of it
//! - [`tracks`]: recorded probes, one server after the other
//! - [`case`]: a run with all that follows from it
//! - [`drive`]: the world
//! - [`kernel`]: the director's table
//! - [`compare`], with [`lines`] and [`tables`]: probes, log and table against the model's
//! - [`score`]: which detections and recoveries came in time

mod case;
mod compare;
mod drive;
mod event;
mod fault;
mod kernel;
mod lines;
mod replay;
mod run;
mod score;
mod setup;
mod tables;
mod tracks;

#[cfg(test)]
mod tests;

pub(crate) use replay::CheckersReplay;
