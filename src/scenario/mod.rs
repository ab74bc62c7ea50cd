//! WHAT THE USER WROTE: scenario files, read strictly and in two layers.
//!
//! What was typed (`file`) becomes what was meant ([`Scenario`]): checked, defaults filled in, names looked up. The
//! rest of the program sees only the second, and this room knows nothing of how a run works.
//!
//! ```text
//! text --tree--> Node --decode--> ScenarioFile --resolve--> Scenario --build--> ClusterSpec
//!        ^                                                |--print--> text
//!        --set path=value
//! ```
//!
//! Every mistake is told once, with file, line, column and key ([`ScenarioError`]).
//!
//! * `file`: what can be typed, the definition of the language; start there to add a key
//! * `meant`, `resolve`: what it means, and the way there; `print`: the way back
//! * [`Profile`]: ready-made clients
//! * `document`: reading a file; `tree`: its text with the place of every key; `decode`: from the tree to `file`
//! * `mistake`, `words`, `error`: what is wrong, the nearest known word, how it is shown
//! * `sweep_file`: a file that says which keys of a scenario are varied
//! * `shorten`, `heavier`: the same scenario for another length of time, under another load
//! * `text`, `quantity`: durations, rates, addresses, sizes as they are written; `schema`: the language for editors

mod build;
mod decode;
mod document;
mod error;
mod file;
mod heavier;
mod meant;
mod mistake;
mod print;
mod profile;
mod quantity;
mod resolve;
mod schema;
mod shorten;
mod sweep_file;
mod text;
mod text_serde;
mod tree;
mod words;

pub use document::{Document, load};
pub use error::ScenarioError;
pub use heavier::LoadError;
pub use meant::{
    AcceptOverflow, AcceptQueue, Addresses, Arrivals, Branch, Budget, BurstState, Cache, CacheLimit, Client, Close,
    Content, Count, CrashAbove, DailyCourse, DataMode, Destinations, Director, DirectorFault, Discipline, EcmpHash,
    Failure, Fault, FaultKind, FaultTiming, FlashCrowd, HashFields, Hedge, Jitter, KeepAlive, Keepalived, Law, LbKind,
    Network, Notices, Operation, OperationKind, Pauses, Persistence, Popularity, RatePoint, RateProfile, RealServer,
    Restart, Retries, Router, Run, Scenario, SchedulerFlag, ServiceAt, Session, SizeLaw, SlowStart, Storage,
    StorageUse, SyncRole, Sysctl, Through, Timeouts, Trace, Transient, VirtualServer, What,
};
pub use profile::{PROFILES, Profile};
pub use schema::json_schema;
pub use sweep_file::SweepFile;
pub use text::Pool;
