//! WHAT CAME OUT: histograms, balance indices, time series, intervals. Numbers only: this room knows no cluster, no
//! file and no picture, so everything in it can be tested against a formula.
//!
//! * [`outcome`]: all that one run leaves behind; the contract between the simulation and the reports
//! * [`timeline`]: what changed when, in failures
//! * [`failover`]: what failures did: detection, elections, takeovers, outages
//! * [`histogram`]: latencies, counted in log-linear buckets
//! * [`level`]: a count over time and its exact mean
//! * [`balance`]: how evenly something is spread over the servers, per unit of weight
//! * [`metric`]: the one table of numbers that describe a run
//! * [`network`]: what passed links and directors
//! * [`confidence`]: how sure an estimate is; [`two_stage`]: how many replications a precision takes
//! * [`mser`], [`transient`]: how much to cut off at the start; [`trend`]: whether there is a steady state at all
//! * [`isotonic`]: the curve that never falls
//! * [`replicated`]: what many replications say together; [`comparison`], [`holm`]: what differs between variants

pub mod balance;
pub mod comparison;
pub mod confidence;
pub mod failover;
pub mod histogram;
mod histogram_record;
pub mod holm;
pub mod isotonic;
pub mod level;
pub mod metric;
pub mod mser;
pub mod network;
pub mod outcome;
pub mod replicated;
pub mod storage;
pub mod timeline;
pub mod transient;
pub mod trend;
pub mod two_stage;

pub use comparison::Comparison;
pub use confidence::ConfidenceInterval;
pub use histogram::Histogram;
pub use level::Level;
pub use metric::{METRICS, Metric};
pub use outcome::Outcome;
pub use replicated::Replicated;
pub use transient::TransientSearch;
