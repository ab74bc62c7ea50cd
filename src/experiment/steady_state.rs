//! Whether a scenario has the steady state that its means are about.
//!
//! Two witnesses. The utilization law: more work offered than there is capacity, and no bound to the queue. And the runs
//! themselves: a number in system that goes on growing ([`Trend`]), which also finds a single server that drowns while
//! others idle. Neither is asked where the scenario itself changes over time: what happens in a failure or a flash crowd
//! is no steady state and not meant to be one.

use crate::scenario::{AcceptQueue, Arrivals, Client, RateProfile, Scenario, ServiceAt};
use crate::stats::trend::Trend;
use crate::time::SimTime;

/// What is offered to servers that are less busy than this cannot be more than they can do: something keeps it from them.
const BUSY: f64 = 0.9;

/// Why there is no steady state although there should be one, in a sentence without its full stop; `None` if there is one,
/// or if none is to be expected. `utilizations` are those of the real servers, in their order.
pub fn missing(scenario: &Scenario, utilizations: &[f64], trend: Option<Trend>) -> Option<String> {
    if !is_stationary(scenario) {
        return None;
    }
    let growth = trend.filter(Trend::is_growing).map(|trend| {
        format!("the number in system grows through the measured time, by {:.0} % of its mean", 100.0 * trend.growth)
    });
    overload(scenario, utilizations).or(growth)
}

/// Whether nothing in the scenario changes over time.
fn is_stationary(scenario: &Scenario) -> bool {
    scenario.faults.is_empty()
        && scenario.operations.is_empty()
        && scenario.restarts.is_empty()
        && scenario.clients.iter().all(is_steady)
}

/// Whether these clients behave in the same way from the start to the end.
fn is_steady(client: &Client) -> bool {
    let is_steady = constant_rate(&client.arrivals).is_some() || matches!(client.arrivals, Arrivals::Closed { .. });
    is_steady && client.start == SimTime::ZERO && client.stop.is_none() && client.requests.is_none()
}

/// Requests per second, if they are always as many.
pub(super) fn constant_rate(arrivals: &Arrivals) -> Option<f64> {
    match arrivals {
        Arrivals::Poisson(RateProfile::Constant(per_s)) | Arrivals::Deterministic(RateProfile::Constant(per_s)) => {
            Some(*per_s)
        }
        _ => None,
    }
}

/// The first virtual service that is offered at least what its servers can do, in words.
fn overload(scenario: &Scenario, utilizations: &[f64]) -> Option<String> {
    let mut services: Vec<ServiceAt> = scenario.clients.iter().map(|client| client.to).collect();
    services.dedup();
    services.into_iter().find_map(|to| {
        let load = offered_load(scenario, to)?;
        let servers = scenario.servers_for(to);
        let busy = servers.iter().map(|&server| utilizations[server]).sum::<f64>() / servers.len() as f64;
        let is_overload = load >= 1.0 && busy >= BUSY;
        is_overload.then(|| format!("the offered load is {load:.3} times the capacity of the servers of {to}"))
    })
}

/// Requests that arrive at a virtual service ÷ what its servers can do; `None` if that is not all there is to say: users
/// who wait for their answer, queues that are bounded, clients that give up, try again or keep their connection.
fn offered_load(scenario: &Scenario, to: ServiceAt) -> Option<f64> {
    let bounded = |server: usize| scenario.real_servers[server].accept_queue != AcceptQueue::Infinite;
    if scenario.servers_for(to).into_iter().any(bounded) {
        return None;
    }
    let rate = |client: &Client| {
        let gives_up = client.response_timeout.is_some() || client.give_up_after.is_some();
        let sends_more = client.session.is_some()
            || client.keep_alive.is_some()
            || client.retries.is_some()
            || client.hedge.is_some();
        constant_rate(&client.arrivals).filter(|_| !gives_up && !sends_more)
    };
    let clients = scenario.clients.iter().filter(|client| client.to == to);
    let rates: Option<Vec<f64>> = clients.map(rate).collect();
    // A rate that was given as a utilization of 1 may have lost its last bit.
    let servers = scenario.servers_for(to).into_iter();
    let capacity_per_s: f64 = servers.map(|server| scenario.real_servers[server].capacity_per_s()).sum();
    Some(rates?.iter().sum::<f64>() / capacity_per_s * (1.0 + 1e-12))
}
