//! What was typed: one struct per table of a scenario file, with the file's own words and nothing decided.
//!
//! These structs are the definition of the language. Reading, printing and the JSON Schema all come from them, and
//! their doc comments are what an editor shows.

mod burst;
mod client;
mod content;
mod director;
mod errand;
mod fault;
mod keepalived;
mod lapses;
mod law;
mod network;
mod operation;
mod profile;
mod real_server;
mod router;
mod run;
mod session;
mod storage;
mod trace;
mod virtual_server;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use burst::{Daily, FlashCrowd, Mmpp, MmppState, OnOff};
pub(crate) use client::{
    Addresses, ArrivalRate, Arrivals, Client, Closed, Destinations, Deterministic, KeepAlive, Poisson, RateCurve,
    RatePoint, Through,
};
pub(crate) use content::{Content, SizeLaw, SizeLawTable};
pub(crate) use director::{Director, Directors, Sysctl, Timeouts};
pub(crate) use errand::{Hedge, Retries};
pub(crate) use fault::{Fault, FaultWord, Names};
pub(crate) use keepalived::Keepalived;
pub(crate) use lapses::{CrashAbove, Pauses, SlowStart};
pub(crate) use law::{Branch, Empirical, Hyperexponential, Law, LawTable, Unit};
pub(crate) use network::Network;
pub(crate) use operation::{Operation, OperationWord};
pub(crate) use profile::ProfileWord;
pub(crate) use real_server::RealServer;
pub(crate) use router::Router;
pub(crate) use run::Run;
pub(crate) use session::{Count, CountTable, Session};
pub(crate) use storage::{Cache, Storage};
pub(crate) use trace::Trace;
pub(crate) use virtual_server::{Protocol, VirtualServer};

/// The only version of the language so far.
pub(crate) const VERSION: u32 = 1;

/// A scenario of lvsim: a cluster of Linux Virtual Server, its clients, and what happens to it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "lvsim scenario")]
pub(crate) struct ScenarioFile {
    /// Version of the scenario language; 1 is the only one.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// One line that says what is simulated.
    #[schemars(length(min = 1))]
    pub title: String,
    /// What the reader should know.
    pub about: Option<String>,
    /// How long, from which seed, and what is recorded.
    pub run: Run,
    /// The machines running IPVS: one [director], or several [[director]].
    pub director: Option<Directors>,
    /// The virtual services that ipvsadm adds before the start; those of keepalived stand in its configuration.
    pub virtual_server: Option<Vec<VirtualServer>>,
    /// The machines that serve, as they truly are.
    #[schemars(length(min = 1))]
    pub real_server: Vec<RealServer>,
    /// What stands behind all of them.
    pub storage: Option<Storage>,
    /// What there is to be asked for.
    pub content: Option<Vec<Content>>,
    /// Who sends requests.
    #[schemars(length(min = 1))]
    pub client: Vec<Client>,
    /// How long a packet takes between the machines.
    pub network: Option<Network>,
    /// How connections find one of several directors.
    pub router: Option<Router>,
    /// What breaks.
    pub fault: Option<Vec<Fault>>,
    /// What an administrator does with ipvsadm.
    pub operation: Option<Vec<Operation>>,
}
