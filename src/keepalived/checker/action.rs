//! What the process wants done.

use crate::time::SimDuration;

/// Something to do in the world or in the kernel's table. Actions are to be carried out in the order given: the order
/// of the additions is the order of the kernel's list, which takes each new destination at its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckerAction {
    /// Try a real server, and report to [`super::Checkers::probe_finished`] as soon as the result is known, at the
    /// latest after `timeout`. What to try is in [`super::Checkers::config`].
    Probe {
        /// Which checker asks.
        checker: usize,
        /// Which of the checker's `url` blocks; 0 for all but HTTP_GET and SSL_GET.
        url: usize,
        /// How long each part of the probe may take: the connection, then each answer; a script as a whole.
        timeout: SimDuration,
    },
    /// Make a virtual service, without destinations.
    AddService {
        /// Which one, as counted in the configuration.
        service: usize,
    },
    /// Delete a virtual service and its destinations.
    RemoveService {
        /// Which one.
        service: usize,
    },
    /// Make a destination, at the head of its service's list.
    AddDest {
        /// The service.
        service: usize,
        /// Whose entry.
        dest: DestRef,
        /// Its weight.
        weight: u16,
    },
    /// Delete a destination.
    RemoveDest {
        /// The service.
        service: usize,
        /// Whose entry.
        dest: DestRef,
    },
    /// Change a destination's weight; its place in the list stays.
    SetWeight {
        /// The service.
        service: usize,
        /// Whose entry.
        dest: DestRef,
        /// The new weight; 0 is quiesced.
        weight: u16,
    },
    /// Write a line to the log, with the daemon's own text.
    Log(String),
}

/// Whose entry a destination is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DestRef {
    /// That of a `real_server` block, as counted in its virtual server.
    RealServer(usize),
    /// That of the `sorry_server`.
    SorryServer,
}
