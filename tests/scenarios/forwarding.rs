//! What the page says of the scenarios of forwarding methods.

use crate::outcome;
use lvsim::stats::{Metric, Outcome};

fn value(outcome: &Outcome, metric: &str) -> f64 {
    Metric::named(metric).unwrap().of(outcome).unwrap_or_else(|| panic!("no {metric}"))
}

#[test]
fn nat_is_full_with_sixteen_servers_and_direct_routing_is_not() {
    let methods = ["NAT", "DR", "TUN"]
        .map(|method| outcome("forwarding/methods.toml", &[&format!("virtual_server.0.lb_kind={method}")]));
    let [nat, dr, tun] = methods.each_ref().map(|outcome| value(outcome, "throughput"));
    // Of each request the card passes 14504 bytes in each direction; those of a connection's end may come later.
    let most = 125e6 / (14_504.0 - 270.0);
    assert!(nat < most && nat > 0.97 * 125e6 / 14_504.0, "{nat} of {most}");
    assert!(value(&methods[0], "director_link_utilization") > 0.99);
    assert!(dr > 1.3 * nat && tun > 1.3 * nat, "{nat} {dr} {tun}");
    assert!(value(&methods[1], "director_link_utilization") < 0.15);
}
