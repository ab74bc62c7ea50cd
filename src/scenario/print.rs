//! A scenario as a file again, with every default filled in: reading that file gives the same scenario.

use super::file::{self, LawTable, ScenarioFile, VERSION};
use super::meant::{
    Arrivals, Client, Director, Fault, FaultKind, FaultTiming, Law, Operation, OperationKind, RatePoint, RateProfile,
    RealServer, Scenario, VirtualServer,
};
use super::text::{Address, Duration, Endpoint, Netmask, Rate};
use crate::time::{SimDuration, SimTime};
use std::fmt::Write;

impl Scenario {
    /// The scenario as TOML with every default filled in, groups spread out and rates in numbers. It needs no other
    /// file, and reading it gives an equal scenario.
    pub fn to_toml(&self) -> String {
        let table = toml::Table::try_from(file(self)).expect("a scenario holds only what TOML can say");
        let mut text = String::new();
        for (key, value) in &table {
            write_top(&mut text, key, value).expect("a String takes any text");
        }
        text
    }
}

/// One key of the top level: `[key]` and `[[key]]` get a header, everything below is written in line.
fn write_top(text: &mut String, key: &str, value: &toml::Value) -> std::fmt::Result {
    match value {
        toml::Value::Table(table) => write_table(text, &format!("[{key}]"), table),
        toml::Value::Array(items) => items.iter().try_for_each(|item| match item {
            toml::Value::Table(table) => write_table(text, &format!("[[{key}]]"), table),
            _ => Ok(()),
        }),
        _ => writeln!(text, "{key} = {value}"),
    }
}

fn write_table(text: &mut String, header: &str, table: &toml::Table) -> std::fmt::Result {
    writeln!(text, "\n{header}")?;
    table.iter().try_for_each(|(key, value)| writeln!(text, "{key} = {value}"))
}

fn file(scenario: &Scenario) -> ScenarioFile {
    ScenarioFile {
        version: VERSION,
        title: scenario.title.clone(),
        about: Some(scenario.about.clone()),
        run: run(scenario),
        director: Some(director(&scenario.director)),
        virtual_server: scenario.virtual_servers.iter().map(|service| virtual_server(service, scenario)).collect(),
        real_server: scenario.real_servers.iter().map(real_server).collect(),
        client: scenario.clients.iter().map(|typed| client(typed, scenario)).collect(),
        network: Some(file::Network {
            client_to_director: Some(law(&scenario.network.client_to_director)),
            director_to_server: Some(law(&scenario.network.director_to_server)),
            server_to_client: Some(law(&scenario.network.server_to_client)),
        }),
        fault: Some(scenario.faults.iter().map(|typed| fault(typed, scenario)).collect()),
        operation: Some(scenario.operations.iter().map(|typed| operation(typed, scenario)).collect()),
    }
}

fn run(scenario: &Scenario) -> file::Run {
    let run = &scenario.run;
    file::Run {
        duration: Duration(run.duration),
        seed: Some(run.seed),
        transient: Some(Duration(run.transient)),
        interval: Some(Duration(run.interval)),
        listings: Some(run.listings.iter().map(|at| moment(*at)).collect()),
        listing_interval: Some(Duration(run.listing_interval)),
    }
}

fn director(director: &Director) -> file::Director {
    let (sysctl, timeouts) = (&director.sysctl, &director.timeouts);
    file::Director {
        name: Some(director.name.clone()),
        sysctl: Some(file::Sysctl {
            conn_reuse_mode: Some(sysctl.conn_reuse_mode),
            expire_nodest_conn: Some(sysctl.expire_nodest_conn.into()),
            expire_quiescent_template: Some(sysctl.expire_quiescent_template.into()),
            sloppy_tcp: Some(sysctl.sloppy_tcp.into()),
            secure_tcp: Some(sysctl.secure_tcp),
            lblc_expiration: Some(Duration(sysctl.lblc_expiration)),
            lblcr_expiration: Some(Duration(sysctl.lblcr_expiration)),
        }),
        timeouts: Some(file::Timeouts {
            tcp: Some(Duration(timeouts.tcp)),
            tcp_fin: Some(Duration(timeouts.tcp_fin)),
            udp: Some(Duration(timeouts.udp)),
        }),
    }
}

fn virtual_server(service: &VirtualServer, scenario: &Scenario) -> file::VirtualServer {
    let name = |server: &usize| scenario.real_servers[*server].name.clone();
    file::VirtualServer {
        address: Endpoint(service.address),
        protocol: Some(file::Protocol::Tcp),
        lb_algo: Some(service.lb_algo.clone()),
        flags: Some(service.flags.clone()),
        lb_kind: Some(file::LbKind::Dr),
        persistence_timeout: service.persistence.as_ref().map(|stays| Duration(stays.timeout)),
        persistence_granularity: service.persistence.as_ref().map(|stays| Netmask(stays.granularity)),
        real_servers: Some(service.real_servers.iter().map(name).collect()),
    }
}

fn real_server(server: &RealServer) -> file::RealServer {
    file::RealServer {
        name: Some(server.name.clone()),
        count: None,
        address: Some(Address(server.address)),
        weight: Some(server.weight),
        uthreshold: Some(server.uthreshold),
        lthreshold: Some(server.lthreshold),
        // Who is in a list at the start is said by `real_servers` of the virtual service.
        listed: None,
        workers: Some(server.workers),
        discipline: Some(server.discipline),
        accept_queue: Some(server.accept_queue),
        accept_overflow: Some(server.accept_overflow),
        service_time: law(&server.service_time),
        speed: Some(server.speed),
    }
}

fn client(client: &Client, scenario: &Scenario) -> file::Client {
    file::Client {
        name: Some(client.name.clone()),
        to: Some(Endpoint(scenario.virtual_servers[client.to].address)),
        arrivals: match &client.arrivals {
            Arrivals::Poisson(profile) => file::Arrivals::Poisson(file::Poisson::Rate(rate(profile))),
            Arrivals::Deterministic(profile) => file::Arrivals::Deterministic(file::Deterministic::Rate(rate(profile))),
            Arrivals::Closed { users, think_time } => {
                file::Arrivals::Closed(file::Closed { users: *users, think_time: law(think_time) })
            }
        },
        addresses: Some(file::Addresses {
            pool: Some(client.addresses.pool),
            popularity: Some(client.addresses.popularity),
        }),
        connect_timeout: Some(Duration(client.connect_timeout)),
        response_timeout: client.response_timeout.map(Duration),
        start: Some(moment(client.start)),
        stop: client.stop.map(moment),
        requests: client.requests,
        close: Some(client.close),
    }
}

fn rate(profile: &RateProfile) -> file::ArrivalRate {
    let points = |points: &[RatePoint]| {
        let point = |point: &RatePoint| file::RatePoint { at: moment(point.at), rate: Rate(point.rate_per_s) };
        points.iter().map(point).collect()
    };
    match profile {
        RateProfile::Constant(rate_per_s) => file::ArrivalRate::Constant(Rate(*rate_per_s)),
        RateProfile::Steps(steps) => file::ArrivalRate::Changing(file::RateCurve::Steps(points(steps))),
        RateProfile::Ramps(ramps) => file::ArrivalRate::Changing(file::RateCurve::Ramps(points(ramps))),
    }
}

fn law(law: &Law) -> file::Law {
    let span = |span: &SimDuration| Duration(*span);
    file::Law(match law {
        Law::Constant(value) => LawTable::Constant(span(value)),
        Law::Exponential { mean } => LawTable::Exponential { mean: span(mean) },
        Law::Uniform { min, max } => LawTable::Uniform { min: span(min), max: span(max) },
        Law::Lognormal { mean, cv } => LawTable::Lognormal { mean: span(mean), cv: *cv },
        Law::Gamma { mean, cv } => LawTable::Gamma { mean: span(mean), cv: *cv },
        Law::Erlang { mean, stages } => LawTable::Erlang { mean: span(mean), stages: *stages },
        Law::Pareto { shape, min, max } => LawTable::Pareto { shape: *shape, min: span(min), max: span(max) },
        Law::Hyperexponential { branches } => {
            let branch = |branch: &super::meant::Branch| file::Branch {
                probability: branch.probability,
                mean: span(&branch.mean),
            };
            let branches = Some(branches.iter().map(branch).collect());
            LawTable::Hyperexponential(file::Hyperexponential { branches, ..Default::default() })
        }
        Law::Empirical(values) => {
            let values = Some(values.iter().map(span).collect());
            LawTable::Empirical(file::Empirical { values, ..Default::default() })
        }
    })
}

fn fault(fault: &Fault, scenario: &Scenario) -> file::Fault {
    let (kind, factor) = match fault.kind {
        FaultKind::Crash => (file::FaultWord::Crash, None),
        FaultKind::PowerOff => (file::FaultWord::PowerOff, None),
        FaultKind::Hang => (file::FaultWord::Hang, None),
        FaultKind::Slow { factor } => (file::FaultWord::Slow, Some(factor)),
    };
    let target = scenario.real_servers[fault.target].name.clone();
    let (at, lasts, between, repair) = match &fault.timing {
        FaultTiming::Scripted { at, lasts } => (Some(moment(*at)), lasts.map(Duration), None, None),
        FaultTiming::Random { between, repair } => (None, None, Some(law(between)), Some(law(repair))),
    };
    file::Fault { target, kind, factor, at, lasts, between, repair }
}

fn operation(operation: &Operation, scenario: &Scenario) -> file::Operation {
    let (kind, weight) = match operation.kind {
        OperationKind::Add { weight } => (file::OperationWord::Add, Some(weight)),
        OperationKind::Edit { weight } => (file::OperationWord::Edit, Some(weight)),
        OperationKind::Delete => (file::OperationWord::Delete, None),
    };
    file::Operation {
        at: moment(operation.at),
        kind,
        target: scenario.real_servers[operation.target].name.clone(),
        virtual_server: Some(Endpoint(scenario.virtual_servers[operation.virtual_server].address)),
        weight,
    }
}

fn moment(at: SimTime) -> Duration {
    Duration(at.since(SimTime::ZERO))
}
