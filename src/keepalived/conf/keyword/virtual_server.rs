//! What stands in `virtual_server` and `real_server`.

use super::checker::{DNS, FILE, HTTP, MISC, PING, SMTP, TCP, UDP};
use super::{Args, Content, Keyword};

const MAIL: &str = "Nobody is sent mail.";
const NOTIFY: &str = "Nothing is run but checkers and tracked scripts.";
const SNMP: &str = "Nobody asks by SNMP or D-Bus.";
const PAGES: &str = "A server of a simulation has one site.";

/// The schedulers of keepalived, with their names.
pub const SCHEDULERS: &[&str] =
    &["rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "mh", "fo", "ovf", "twos"];

pub(super) static VIRTUAL_SERVER: &[Keyword] = &[
    Keyword::line("lvs_sched", Args::Word(SCHEDULERS), "The scheduler; default wlc.").older("lb_algo"),
    Keyword::line("lvs_method", Args::Method, "The forwarding method; default NAT.").older("lb_kind"),
    Keyword::line(
        "protocol",
        Args::AnyCase(&["TCP", "UDP", "SCTP"]),
        "The protocol; default UDP. SCTP is not simulated.",
    ),
    Keyword::line(
        "persistence_timeout",
        Args::Persistence,
        "How long a client stays with its server; without it, it does not.",
    ),
    Keyword::line(
        "persistence_granularity",
        Args::Netmask,
        "Under this netmask clients count as one; default 255.255.255.255.",
    ),
    Keyword::line("ops", Args::Nothing, "Each UDP packet is scheduled alone."),
    Keyword::line("flag-1", Args::Nothing, "The first flag of the scheduler: sh-fallback, mh-fallback."),
    Keyword::line("flag-2", Args::Nothing, "The second flag of the scheduler: sh-port, mh-port."),
    Keyword::unused("flag-3", Args::Nothing, "No scheduler has a third flag."),
    Keyword::line("sh-port", Args::Nothing, "Scheduler sh: the client's port counts too."),
    Keyword::line("sh-fallback", Args::Nothing, "Scheduler sh: another server if the one meant is not available."),
    Keyword::line("mh-port", Args::Nothing, "Scheduler mh: the client's port counts too."),
    Keyword::line("mh-fallback", Args::Nothing, "Scheduler mh: another server if the one meant is not available."),
    Keyword::line("quorum", Args::Whole { min: 1, max: 4_294_967_295 }, "The weight that must be alive; default 1."),
    Keyword::line("hysteresis", Args::COUNT, "How far around the quorum the service changes sides; default 0."),
    Keyword::line("sorry_server", Args::Endpoint, "Who answers when the quorum is lost."),
    Keyword::line("sorry_server_inhibit", Args::Nothing, "It stays in the table with weight 0 while it is not needed."),
    Keyword::line(
        "sorry_server_lvs_method",
        Args::Method,
        "Its forwarding method; default that of the virtual server.",
    )
    .older("sorry_server_lb_kind"),
    Keyword::line("alpha", Args::Switch, "Servers are out of the table until their first good probe."),
    Keyword::line("omega", Args::Nothing, "What goes down at the end is notified."),
    Keyword::line("delay_loop", Args::TIMER, "Default of the checkers: 60 s from a probe to the next."),
    Keyword::line("connect_timeout", Args::TIMER, "Default of the checkers: an answer may take 5 s."),
    Keyword::line(
        "retry",
        Args::Whole { min: 1, max: 4_294_967_295 },
        "Default of the checkers: 1, DNS_CHECK 3, MISC_CHECK 0.",
    ),
    Keyword::line(
        "delay_before_retry",
        Args::TIMER_OR_ZERO,
        "Default of the checkers: 1 s, HTTP_GET and SSL_GET 3 s, DNS_CHECK delay_loop.",
    ),
    Keyword::line("warmup", Args::TIMER_OR_ZERO, "Default of the checkers: the first probe comes within delay_loop."),
    Keyword::line("inhibit_on_failure", Args::Switch, "A failed server gets weight 0 instead of being removed."),
    Keyword::block("real_server", Args::Endpoint, Content::Keywords(REAL_SERVER), "A server, as the director sees it."),
    Keyword::unused("persistence_engine", Args::Text, "There is no SIP."),
    Keyword::unused("ha_suspend", Args::Nothing, "Checkers run on every director, master or not."),
    Keyword::unused("ip_family", Args::Text, "There is no IPv6."),
    Keyword::unused("virtualhost", Args::Text, PAGES),
    Keyword::unused("snmp_name", Args::Text, SNMP),
    Keyword::unused("smtp_alert", Args::Switch, MAIL),
    Keyword::unused("quorum_up", Args::Texts, NOTIFY),
    Keyword::unused("quorum_down", Args::Texts, NOTIFY),
];

static REAL_SERVER: &[Keyword] = &[
    Keyword::line("weight", Args::Whole { min: 0, max: 65_535 }, "Its share; 0 is no new connections; default 1."),
    Keyword::line("lvs_method", Args::Method, "The forwarding method; default that of the virtual server.")
        .older("lb_kind"),
    Keyword::line("uthreshold", Args::COUNT, "No new connections from this many on; 0 is no limit, the default."),
    Keyword::line("lthreshold", Args::COUNT, "New connections again below this many; default 0."),
    Keyword::line("inhibit_on_failure", Args::Switch, "Weight 0 instead of removal when it fails."),
    Keyword::line("alpha", Args::Switch, "As in virtual_server, for this server."),
    Keyword::line("delay_loop", Args::TIMER, "As in virtual_server, for this server."),
    Keyword::line("connect_timeout", Args::TIMER, "As in virtual_server, for this server."),
    Keyword::line("retry", Args::Whole { min: 1, max: 4_294_967_295 }, "As in virtual_server, for this server."),
    Keyword::line("delay_before_retry", Args::TIMER_OR_ZERO, "As in virtual_server, for this server."),
    Keyword::line("warmup", Args::TIMER_OR_ZERO, "As in virtual_server, for this server."),
    Keyword::block("TCP_CHECK", Args::Nothing, Content::Keywords(TCP), "Tries a connection."),
    Keyword::block("HTTP_GET", Args::Nothing, Content::Keywords(HTTP), "Gets pages."),
    Keyword::block("SSL_GET", Args::Nothing, Content::Keywords(HTTP), "Gets pages over TLS."),
    Keyword::block("SMTP_CHECK", Args::Nothing, Content::Keywords(SMTP), "Waits for a greeting and says HELO."),
    Keyword::block("DNS_CHECK", Args::Nothing, Content::Keywords(DNS), "Asks a name server."),
    Keyword::block("MISC_CHECK", Args::Nothing, Content::Keywords(MISC), "Runs a script."),
    Keyword::block("PING_CHECK", Args::Nothing, Content::Keywords(PING), "Sends an ICMP echo."),
    Keyword::block("UDP_CHECK", Args::Nothing, Content::Keywords(UDP), "Sends a datagram."),
    Keyword::unused_block("BFD_CHECK", Args::Nothing, Content::Anything, "There is no BFD: a session counts as up."),
    Keyword::unused_block(
        "FILE_CHECK",
        Args::Nothing,
        Content::Keywords(FILE),
        "No file is watched: it counts as good.",
    ),
    Keyword::unused("virtualhost", Args::Text, PAGES),
    Keyword::unused("snmp_name", Args::Text, SNMP),
    Keyword::unused("smtp_alert", Args::Switch, MAIL),
    Keyword::unused("notify_up", Args::Texts, NOTIFY),
    Keyword::unused("notify_down", Args::Texts, NOTIFY),
];
