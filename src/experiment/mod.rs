//! MANY RUNS: replications, variants, precision; threads live here and nowhere else.
//!
//! One run is a pure function of a scenario, a transient and the number of a replication. So runs may be done in any order
//! on any number of threads; what comes out is put together in the order of points and replications, and is the same to
//! the last byte.
//!
//! * [`threads`]: as many runs at a time as there are threads
//! * [`run`]: one run
//! * [`transient`]: what is left out at its start, from pilot runs if need be
//! * [`steady_state`]: whether there is one
//! * [`plan`]: points and replications, carried out
//! * [`precision`]: as many replications as a precision takes
//! * [`capacity`]: the heaviest load that holds objectives
//! * [`sweep`]: many points, in a way that survives being interrupted

pub mod capacity;
pub mod plan;
pub mod precision;
pub mod run;
pub mod steady_state;
pub mod sweep;
#[cfg(test)]
mod tests;
pub mod threads;
pub mod transient;

pub use plan::{Plan, Point};
pub use precision::{Precision, Target};
pub use run::single;
pub use threads::Threads;
pub use transient::Start;

/// Is told after each run how many runs are planned so far, pilots included.
pub type Watch<'a> = &'a (dyn Fn(usize) + Sync);
