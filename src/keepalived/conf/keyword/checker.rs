//! What stands in the checkers of a real server.

use super::{Args, Content, Keyword};

const SOURCE: &str = "A probe may come from any address.";
const PART: &str = "Part of a checker that is not simulated.";
const PAGES: &str = "A server of a simulation has one site.";
const ANSWERS: &str = "Whether an answer is good is a matter of the scenario.";

/// The rows that every checker has that connects somewhere, and then its own.
macro_rules! connecting {
    ($($own:expr),* $(,)?) => {
        &[
            Keyword::line("connect_ip", Args::Address, "Where to connect; default the real server."),
            Keyword::line("connect_port", Args::Whole { min: 1, max: 65_535 }, "The port there; default that of the real server."),
            Keyword::line("connect_timeout", Args::TIMER, "How long an answer may take; default 5 s."),
            Keyword::unused("bindto", Args::Text, SOURCE),
            Keyword::unused("bind_port", Args::Text, SOURCE),
            Keyword::unused("bind_if", Args::Text, SOURCE),
            Keyword::unused("fwmark", Args::Text, SOURCE),
            Keyword::line("alpha", Args::Switch, "It counts as failed until its first good probe."),
            Keyword::line("retry", Args::COUNT, "How many more failures it takes to believe one; default 1, DNS_CHECK 3."),
            Keyword::line("delay_before_retry", Args::TIMER_OR_ZERO, "From a failure to the next try; default 1 s, HTTP_GET and SSL_GET 3 s, DNS_CHECK delay_loop."),
            Keyword::line("warmup", Args::TIMER_OR_ZERO, "The first probe comes after 1 s and a random part of this; default delay_loop."),
            Keyword::line("delay_loop", Args::TIMER, "From the end of a probe to the next; default 60 s."),
            Keyword::line("log_all_failures", Args::Switch, "Log each failing probe, not only the one that decides."),
            $($own),*
        ]
    };
}

pub(super) static TCP: &[Keyword] = connecting![];

pub(super) static PING: &[Keyword] = connecting![];

pub(super) static HTTP: &[Keyword] = connecting![
    Keyword::block("url", Args::Nothing, Content::Keywords(URL), "A page and what it must be like; one for each."),
    Keyword::line("fast_recovery", Args::Switch, "The second good probe of a recovery comes at once."),
    Keyword::line("nb_get_retry", Args::COUNT, "An older word for retry."),
    Keyword::unused("http_protocol", Args::Text, ANSWERS),
    Keyword::unused("virtualhost", Args::Text, PAGES),
    Keyword::unused("enable_sni", Args::Switch, ANSWERS),
];

pub(super) static SMTP: &[Keyword] = connecting![
    Keyword::unused("helo_name", Args::Text, ANSWERS),
    Keyword::unused_block("host", Args::Nothing, Content::Keywords(HOST), "Only the server itself is asked."),
];

pub(super) static DNS: &[Keyword] = connecting![
    Keyword::unused("type", Args::Word(&["A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "RRSIG", "DNSKEY"]), ANSWERS),
    Keyword::unused("name", Args::Text, ANSWERS),
];

pub(super) static UDP: &[Keyword] = connecting![
    Keyword::line("require_reply", Args::Anything, "Silence is a failure. What the reply says is not looked at."),
    Keyword::unused("payload", Args::Texts, ANSWERS),
    Keyword::unused("min_reply_length", Args::Text, ANSWERS),
    Keyword::unused("max_reply_length", Args::Text, ANSWERS),
];

pub(super) static MISC: &[Keyword] = &[
    Keyword::line("misc_path", Args::Text, "What is run. What it returns is a matter of the scenario."),
    Keyword::line(
        "misc_timeout",
        Args::TIMER_OR_ZERO,
        "A run that takes longer has failed; default delay_loop of the virtual server.",
    ),
    Keyword::line("misc_dynamic", Args::Switch, "Exit codes 2 to 255 set the weight to the code less 2."),
    Keyword::unused("user", Args::Texts, "A script's result is a matter of the scenario, whoever runs it."),
    Keyword::line("alpha", Args::Switch, "It counts as failed until its first good run."),
    Keyword::line("retry", Args::COUNT, "How many more failures it takes to believe one; default 0."),
    Keyword::line("delay_before_retry", Args::TIMER_OR_ZERO, "From a failure to the next try; default 1 s."),
    Keyword::line(
        "warmup",
        Args::TIMER_OR_ZERO,
        "The first run comes after 1 s and a random part of this; default delay_loop.",
    ),
    Keyword::line("delay_loop", Args::TIMER, "From the start of a run to that of the next; default 60 s."),
    Keyword::line("log_all_failures", Args::Switch, "Log each failing run, not only the one that decides."),
];

pub(super) static FILE: &[Keyword] = &[
    Keyword::unused("track_file", Args::Text, PART),
    Keyword::unused("dynamic", Args::Nothing, PART),
    Keyword::unused("weight", Args::Anything, PART),
];

static HOST: &[Keyword] = &[
    Keyword::unused("connect_ip", Args::Text, PART),
    Keyword::unused("connect_port", Args::Text, PART),
    Keyword::unused("bindto", Args::Text, PART),
    Keyword::unused("bind_port", Args::Text, PART),
    Keyword::unused("bind_if", Args::Text, PART),
    Keyword::unused("fwmark", Args::Text, PART),
];

static URL: &[Keyword] = &[
    Keyword::line("path", Args::Text, "Which page."),
    Keyword::line("status_code", Args::StatusCodes, "What the server must say; default 200-299."),
    Keyword::line("digest", Args::Text, "MD5 of the page, in 32 hexadecimal digits."),
    Keyword::unused("virtualhost", Args::Text, PAGES),
    Keyword::unused("regex", Args::Texts, ANSWERS),
    Keyword::unused("regex_no_match", Args::Nothing, ANSWERS),
    Keyword::unused("regex_options", Args::Texts, ANSWERS),
    Keyword::unused("regex_stack", Args::Texts, ANSWERS),
    Keyword::unused("regex_min_offset", Args::Text, ANSWERS),
    Keyword::unused("regex_max_offset", Args::Text, ANSWERS),
];
