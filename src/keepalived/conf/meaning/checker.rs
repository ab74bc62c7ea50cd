//! The checkers of a real server. The innermost setting wins: checker, real server, virtual server.

use super::super::findings::Findings;
use super::super::form::{Entry, Form};
use super::super::value::Value;
use crate::keepalived::config::{Checker, CheckerKind, Url};
use crate::time::SimDuration;
use std::net::SocketAddrV4;

/// What virtual server, real server and checker may each say; `None`: not said so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timing {
    delay_loop: Option<SimDuration>,
    connect_timeout: Option<SimDuration>,
    retry: Option<u32>,
    delay_before_retry: Option<SimDuration>,
    warmup: Option<SimDuration>,
    alpha: Option<bool>,
}

/// What a checker gets from around it.
#[derive(Debug)]
pub(super) struct CheckerSurroundings {
    /// Where the real server is.
    pub(super) server: SocketAddrV4,
    /// What virtual and real server say.
    pub(super) timing: Timing,
    /// How long a script may run if it does not say.
    pub(super) misc_timeout: SimDuration,
    /// `checker_log_all_failures`.
    pub(super) log_all_failures: bool,
}

impl Timing {
    /// The same with what a block further in says.
    pub(super) fn with(self, form: &Form) -> Self {
        Self {
            delay_loop: form.seconds("delay_loop").or(self.delay_loop),
            connect_timeout: form.seconds("connect_timeout").or(self.connect_timeout),
            retry: form.count("retry").or(self.retry),
            delay_before_retry: form.seconds("delay_before_retry").or(self.delay_before_retry),
            warmup: form.seconds("warmup").or(self.warmup),
            alpha: form.switch("alpha").or(self.alpha),
        }
    }

    /// From a probe to the next.
    pub(super) fn delay_loop(&self) -> SimDuration {
        self.delay_loop.unwrap_or(SimDuration::from_secs(60))
    }
}

/// All checkers that are modelled, in file order.
pub(super) fn checkers(form: &Form, server: &CheckerSurroundings, findings: &mut Findings) -> Vec<Checker> {
    form.entries.iter().filter_map(|entry| checker(entry, server, findings)).collect()
}

fn checker(entry: &Entry, server: &CheckerSurroundings, findings: &mut Findings) -> Option<Checker> {
    let form = &entry.form;
    let second = SimDuration::from_secs(1);
    let mut timing = server.timing.with(form);
    let delay_loop = timing.delay_loop();
    let (kind, retry, delay_before_retry) = match entry.keyword.name {
        "TCP_CHECK" => (CheckerKind::Tcp, 1, second),
        "SMTP_CHECK" => (CheckerKind::Smtp, 1, second),
        "PING_CHECK" => (CheckerKind::Ping, 1, second),
        "UDP_CHECK" => (CheckerKind::Udp { require_reply: form.has("require_reply") }, 1, second),
        "DNS_CHECK" => (CheckerKind::Dns, 3, delay_loop),
        "MISC_CHECK" => (misc(entry, server, findings)?, 0, second),
        "HTTP_GET" | "SSL_GET" => {
            timing.retry = form.count("nb_get_retry").filter(|_| !form.has("retry")).or(timing.retry);
            (http(entry, findings)?, 1, SimDuration::from_secs(3))
        }
        _ => return None,
    };
    let ip = form.address("connect_ip").unwrap_or(*server.server.ip());
    let port = form.whole("connect_port").and_then(|port| u16::try_from(port).ok()).unwrap_or(server.server.port());
    Some(Checker {
        kind,
        target: SocketAddrV4::new(ip, port),
        delay_loop,
        connect_timeout: timing.connect_timeout.unwrap_or(SimDuration::from_secs(5)),
        retry: timing.retry.unwrap_or(retry),
        delay_before_retry: timing.delay_before_retry.unwrap_or(delay_before_retry),
        warmup: timing.warmup.unwrap_or(delay_loop),
        alpha: timing.alpha.unwrap_or_default(),
        log_all_failures: form.switch("log_all_failures").unwrap_or(server.log_all_failures),
    })
}

fn misc(entry: &Entry, server: &CheckerSurroundings, findings: &mut Findings) -> Option<CheckerKind> {
    let form = &entry.form;
    let Some(path) = form.text("misc_path") else {
        if !form.is_written("misc_path") {
            findings.wrong(entry.span, "MISC_CHECK has no `misc_path`", "what should be run?");
        }
        return None;
    };
    Some(CheckerKind::Misc {
        path: path.to_owned(),
        timeout: form.seconds("misc_timeout").unwrap_or(server.misc_timeout),
        dynamic: form.switch("misc_dynamic").unwrap_or_default(),
    })
}

fn http(entry: &Entry, findings: &mut Findings) -> Option<CheckerKind> {
    let form = &entry.form;
    let name = entry.keyword.name;
    if !form.is_written("url") {
        findings.wrong(entry.span, format!("{name} has no `url`"), "expected a block such as `url { path / }`");
        return None;
    }
    Some(CheckerKind::Http {
        ssl: name == "SSL_GET",
        urls: form.all("url").filter_map(|entry| url(entry, findings)).collect(),
        fast_recovery: form.switch("fast_recovery").unwrap_or_default(),
    })
}

fn url(entry: &Entry, findings: &mut Findings) -> Option<Url> {
    let form = &entry.form;
    let Some(path) = form.text("path") else {
        if !form.is_written("path") {
            findings.wrong(entry.span, "`url` has no `path`", "expected a line such as `path /`");
        }
        return None;
    };
    let digest = form.text("digest").map(str::to_ascii_lowercase);
    if let Some(wrong) = form.last("digest").filter(|_| digest.as_ref().is_some_and(|digest| !is_md5(digest))) {
        let label = "an MD5 digest has 32 hexadecimal digits";
        findings.wrong(wrong.value_span, "`digest` is no MD5 digest", label);
    }
    let status_codes = match form.last("status_code").map(|entry| &entry.value) {
        Some(Value::StatusCodes(ranges)) => ranges.iter().flat_map(|(first, last)| *first..=*last).collect(),
        _ => Vec::new(),
    };
    Some(Url { path: path.to_owned(), status_codes, digest })
}

fn is_md5(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
