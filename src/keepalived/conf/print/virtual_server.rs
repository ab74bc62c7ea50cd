//! `virtual_server`, `real_server` and health checkers.

use super::block::Block;
use crate::keepalived::config::{
    Checker, CheckerKind, ForwardingMethod, Protocol, RealServer, ServiceKey, Url, VirtualServer,
};

pub(super) fn virtual_server(service: &VirtualServer) -> Block {
    let block = match service.key {
        ServiceKey::Address(address) => Block::default().value("address", address.to_string()),
        ServiceKey::Fwmark(mark) => Block::default().value("fwmark", i64::from(mark)),
    };
    let block = block
        .value("protocol", if service.protocol == Protocol::Udp { "UDP" } else { "TCP" })
        .value("lvs_sched", service.lvs_sched.as_str())
        .value("lvs_method", method(service.lvs_method));
    let block = service.flags.iter().fold(block, |block, flag| block.flag(flag, true));
    let block = match service.persistence_timeout {
        Some(timeout) => block
            .seconds("persistence_timeout", timeout)
            .value("persistence_granularity", service.persistence_granularity.to_string()),
        None => block,
    };
    let block = block
        .flag("ops", service.ops)
        .value("alpha", service.alpha)
        .flag("omega", service.omega)
        .value("quorum", i64::from(service.quorum))
        .value("hysteresis", i64::from(service.hysteresis));
    let block = match &service.sorry_server {
        Some(sorry) => block
            .value("sorry_server", sorry.address.to_string())
            .value("sorry_server_lvs_method", method(sorry.lvs_method))
            .flag("sorry_server_inhibit", sorry.inhibit),
        None => block,
    };
    block.blocks("real_server", service.real_servers.iter().map(real_server))
}

fn method(method: ForwardingMethod) -> &'static str {
    match method {
        ForwardingMethod::Route => "DR",
        ForwardingMethod::Tunnel => "TUN",
        ForwardingMethod::Masq => "NAT",
    }
}

fn real_server(server: &RealServer) -> Block {
    let block = Block::default()
        .value("address", server.address.to_string())
        .value("weight", i64::from(server.weight))
        .value("lvs_method", method(server.lvs_method))
        .value("uthreshold", i64::from(server.uthreshold))
        .value("lthreshold", i64::from(server.lthreshold))
        .value("inhibit_on_failure", server.inhibit_on_failure);
    server.checkers.iter().fold(block, |block, typed| block.another(typed.kind.keyword(), checker(typed)))
}

fn checker(checker: &Checker) -> Block {
    let block = match &checker.kind {
        // A script does not connect.
        CheckerKind::Misc { path, timeout, dynamic } => Block::default()
            .value("misc_path", path.as_str())
            .seconds("misc_timeout", *timeout)
            .value("misc_dynamic", *dynamic),
        _ => Block::default()
            .value("connect_ip", checker.target.ip().to_string())
            .value("connect_port", i64::from(checker.target.port()))
            .seconds("connect_timeout", checker.connect_timeout),
    };
    let block = match &checker.kind {
        CheckerKind::Http { urls, fast_recovery, .. } => {
            block.value("fast_recovery", *fast_recovery).blocks("url", urls.iter().map(url))
        }
        CheckerKind::Udp { require_reply } => block.flag("require_reply", *require_reply),
        _ => block,
    };
    block
        .seconds("delay_loop", checker.delay_loop)
        .value("retry", i64::from(checker.retry))
        .seconds("delay_before_retry", checker.delay_before_retry)
        .seconds("warmup", checker.warmup)
        .value("alpha", checker.alpha)
        .value("log_all_failures", checker.log_all_failures)
}

fn url(url: &Url) -> Block {
    let codes = Some(ranges(&url.status_codes)).filter(|codes| !codes.is_empty());
    Block::default().value("path", url.path.as_str()).some("status_code", codes).some("digest", url.digest.as_deref())
}

/// `200-299 404`.
fn ranges(codes: &[u16]) -> String {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for code in codes {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*code) => *last = *code,
            _ => ranges.push((*code, *code)),
        }
    }
    let range = |(first, last): &(u16, u16)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.iter().map(range).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_a_row_are_a_range() {
        assert_eq!(ranges(&[200, 201, 202, 404]), "200-202 404");
        assert_eq!(ranges(&[]), "");
    }
}
