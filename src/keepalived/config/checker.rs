//! Health checkers.

use crate::time::SimDuration;
use std::net::SocketAddrV4;

/// One health checker of one real server. What the virtual server or the real server says stands here already.
#[derive(Clone, Debug, PartialEq)]
pub struct Checker {
    /// What it tries.
    pub kind: CheckerKind,
    /// `connect_ip` and `connect_port`; default those of the real server.
    pub target: SocketAddrV4,
    /// `delay_loop`: from the end of a probe to the next; default 60 s.
    pub delay_loop: SimDuration,
    /// `connect_timeout`: how long an answer may take; default 5 s.
    pub connect_timeout: SimDuration,
    /// `retry`: how many more failures it takes to believe one; default 1 (MISC_CHECK 0, DNS_CHECK 3).
    pub retry: u32,
    /// `delay_before_retry`: default 1 s (HTTP_GET and SSL_GET 3 s, DNS_CHECK `delay_loop`).
    pub delay_before_retry: SimDuration,
    /// `warmup`: the first probe comes after 1 s and a random part of this; default `delay_loop`.
    pub warmup: SimDuration,
    /// `alpha`: it counts as failed until its first good probe.
    pub alpha: bool,
    /// `log_all_failures`: each failing probe is logged, not only the one that decides.
    pub log_all_failures: bool,
}

/// What a checker tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckerKind {
    /// `TCP_CHECK`: a connection.
    Tcp,
    /// `HTTP_GET`, `SSL_GET`: pages.
    Http {
        /// `SSL_GET`.
        ssl: bool,
        /// `url` blocks, in file order; at least one.
        urls: Vec<Url>,
        /// `fast_recovery`: the second good probe of a recovery comes at once.
        fast_recovery: bool,
    },
    /// `SMTP_CHECK`: a greeting and HELO.
    Smtp,
    /// `PING_CHECK`: an ICMP echo.
    Ping,
    /// `UDP_CHECK`: a datagram; only an ICMP port unreachable is a failure, unless a reply is required.
    Udp {
        /// `require_reply`.
        require_reply: bool,
    },
    /// `DNS_CHECK`: a query.
    Dns,
    /// `MISC_CHECK`: a script.
    Misc {
        /// `misc_path`: what is run; what it returns is a matter of the world.
        path: String,
        /// `misc_timeout`: a run that takes longer has failed; default the virtual server's `delay_loop`.
        timeout: SimDuration,
        /// `misc_dynamic`: exit codes 2 to 255 set the weight to the code less 2.
        dynamic: bool,
    },
}

impl CheckerKind {
    /// The keyword of its block.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Tcp => "TCP_CHECK",
            Self::Http { ssl: false, .. } => "HTTP_GET",
            Self::Http { ssl: true, .. } => "SSL_GET",
            Self::Smtp => "SMTP_CHECK",
            Self::Ping => "PING_CHECK",
            Self::Udp { .. } => "UDP_CHECK",
            Self::Dns => "DNS_CHECK",
            Self::Misc { .. } => "MISC_CHECK",
        }
    }
}

/// A page of an `HTTP_GET`, and what it must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `path`.
    pub path: String,
    /// `status_code`: what the server must say; empty: any of 200 to 299.
    pub status_codes: Vec<u16>,
    /// `digest`: MD5 of the body in hexadecimal.
    pub digest: Option<String>,
}
