//! The configuration that the recorder wrote for a run.

use std::net::{Ipv4Addr, SocketAddrV4};

use super::run::{CheckerFields, Run};
use crate::keepalived::config::{
    Checker, CheckerKind, ForwardingMethod, Protocol, RealServer, ServiceKey, SorryServer, Url, VirtualServer,
};
use crate::time::SimDuration;

/// The address of the virtual service.
const VIRTUAL: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 100);
/// The address of the first real server; the others follow it.
const FIRST: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 11);
/// `delay_loop` where nobody sets it, which also is how long scripts may take: no run sets it on the service.
const DELAY_LOOP: SimDuration = SimDuration::from_secs(60);

/// The virtual server of a run.
pub(super) fn virtual_server(run: &Run) -> Result<VirtualServer, String> {
    let udp = matches!(run.checker.as_str(), "UDP_CHECK" | "DNS_CHECK");
    let real_servers = (0..run.rs.len()).map(|server| real_server(run, server)).collect::<Result<_, _>>()?;
    let sorry = |address| SorryServer {
        address: SocketAddrV4::new(address, run.port),
        lvs_method: ForwardingMethod::Route,
        inhibit: run.vs.sorry_server_inhibit,
    };
    Ok(VirtualServer {
        key: ServiceKey::Address(SocketAddrV4::new(VIRTUAL, run.port)),
        protocol: if udp { Protocol::Udp } else { Protocol::Tcp },
        lvs_sched: "rr".to_owned(),
        flags: Vec::new(),
        lvs_method: ForwardingMethod::Route,
        persistence_timeout: None,
        persistence_granularity: Ipv4Addr::BROADCAST,
        ops: false,
        alpha: run.vs.alpha,
        omega: run.vs.omega,
        quorum: run.vs.quorum.unwrap_or(1),
        hysteresis: run.vs.hysteresis.unwrap_or(0),
        sorry_server: run.vs.sorry_server.map(sorry),
        real_servers,
    })
}

fn real_server(run: &Run, server: usize) -> Result<RealServer, String> {
    let last = u8::try_from(server).ok().and_then(|server| FIRST.octets()[3].checked_add(server));
    let Some(last) = last else { return Err(format!("too many servers: {}", run.rs.len())) };
    let [a, b, c, _] = FIRST.octets();
    let address = SocketAddrV4::new(Ipv4Addr::new(a, b, c, last), run.port);
    let fields = &run.rs[server];
    Ok(RealServer {
        address,
        weight: fields.weight.unwrap_or(1),
        lvs_method: ForwardingMethod::Route,
        uthreshold: 0,
        lthreshold: 0,
        inhibit_on_failure: fields.inhibit_on_failure,
        checkers: vec![checker(run, &inner_over_outer(&fields.c, &run.c), address)?],
    })
}

fn inner_over_outer(inner: &CheckerFields, outer: &CheckerFields) -> CheckerFields {
    CheckerFields {
        delay_loop: inner.delay_loop.or(outer.delay_loop),
        connect_timeout: inner.connect_timeout.or(outer.connect_timeout),
        retry: inner.retry.or(outer.retry),
        delay_before_retry: inner.delay_before_retry.or(outer.delay_before_retry),
        warmup: inner.warmup.or(outer.warmup),
        misc_timeout: inner.misc_timeout.or(outer.misc_timeout),
        misc_dynamic: inner.misc_dynamic || outer.misc_dynamic,
        fast_recovery: inner.fast_recovery || outer.fast_recovery,
    }
}

fn checker(run: &Run, fields: &CheckerFields, target: SocketAddrV4) -> Result<Checker, String> {
    let delay_loop = span(fields.delay_loop)?.unwrap_or(DELAY_LOOP);
    let kind = kind(run, fields, target)?;
    let (retry, before_retry) = match kind {
        CheckerKind::Http { .. } => (1, SimDuration::from_secs(3)),
        CheckerKind::Dns => (3, delay_loop),
        CheckerKind::Misc { .. } => (0, SimDuration::from_secs(1)),
        _ => (1, SimDuration::from_secs(1)),
    };
    Ok(Checker {
        kind,
        target,
        delay_loop,
        connect_timeout: span(fields.connect_timeout)?.unwrap_or(SimDuration::from_secs(5)),
        retry: fields.retry.unwrap_or(retry),
        delay_before_retry: span(fields.delay_before_retry)?.unwrap_or(before_retry),
        warmup: span(fields.warmup)?.unwrap_or(delay_loop),
        alpha: run.vs.alpha,
        // The recorder always sets `checker_log_all_failures`.
        log_all_failures: true,
    })
}

fn kind(run: &Run, fields: &CheckerFields, target: SocketAddrV4) -> Result<CheckerKind, String> {
    Ok(match run.checker.as_str() {
        "TCP_CHECK" => CheckerKind::Tcp,
        "HTTP_GET" => {
            let digest = (run.digest == Some(true)).then(|| "of the recorder's page".to_owned());
            let url = Url { path: "/".to_owned(), status_codes: vec![200], digest };
            CheckerKind::Http { ssl: false, urls: vec![url], fast_recovery: fields.fast_recovery }
        }
        "SMTP_CHECK" => CheckerKind::Smtp,
        "PING_CHECK" => CheckerKind::Ping,
        "UDP_CHECK" => CheckerKind::Udp { require_reply: run.require_reply == Some(true) },
        "DNS_CHECK" => CheckerKind::Dns,
        "MISC_CHECK" => CheckerKind::Misc {
            path: format!("DIR/rc.sh DIR/rc.{}", target.ip()),
            timeout: span(fields.misc_timeout)?.unwrap_or(DELAY_LOOP),
            dynamic: fields.misc_dynamic,
        },
        other => return Err(format!("unknown checker \"{other}\"")),
    })
}

/// Seconds, if any.
fn span(seconds: Option<f64>) -> Result<Option<SimDuration>, String> {
    match seconds {
        Some(seconds) if !(0.0..1e6).contains(&seconds) => Err(format!("{seconds} is not a number of seconds")),
        seconds => Ok(seconds.map(SimDuration::from_secs_f64)),
    }
}
