//! Advice about words: the nearest known one, the one other tools use, an example of a key.

use crate::diagnosis;

pub(crate) use crate::diagnosis::list;

/// Words a user may bring from ipvsadm, keepalived or other simulators, and ours.
const ELSEWHERE: [(&str, &str); 27] = [
    ("lvs_sched", "lb_algo"),
    ("scheduler", "lb_algo"),
    ("algorithm", "lb_algo"),
    ("lvs_method", "lb_kind"),
    ("forwarding_method", "lb_kind"),
    ("delay_loop", "interval"),
    ("warmup", "transient"),
    ("warm_up", "transient"),
    ("settle", "transient"),
    ("time", "duration"),
    ("upper_threshold", "uthreshold"),
    ("lower_threshold", "lthreshold"),
    ("max_conn", "uthreshold"),
    ("ip", "address"),
    ("vip", "address"),
    ("servers", "real_servers"),
    ("backend", "real_server"),
    ("server", "real_server"),
    ("clients", "client"),
    ("backlog", "accept_queue"),
    ("queue", "accept_queue"),
    ("cores", "workers"),
    ("threads", "workers"),
    ("ps", "processor_sharing"),
    ("fifo", "fcfs"),
    ("load", "utilization"),
    ("remove", "delete"),
];

/// How a required key may look.
const EXAMPLES: [(&str, &str); 21] = [
    ("version", "version = 1"),
    ("title", "title = \"Sixteen equal servers, least-connection\""),
    ("run", "run = { duration = \"10m\" }"),
    ("virtual_server", "[[virtual_server]] with `address = \"10.0.0.1:80\"` below it"),
    ("real_server", "[[real_server]] with `service_time = { exponential = { mean = \"20ms\" } }` below it"),
    ("client", "[[client]] with `arrivals = { poisson = { rate = \"50/s\" } }` below it"),
    ("duration", "duration = \"10m\""),
    ("service_time", "service_time = { exponential = { mean = \"20ms\" } }"),
    ("arrivals", "arrivals = { poisson = { rate = \"50/s\" } }"),
    ("rate", "rate = \"50/s\""),
    ("at", "at = \"60s\""),
    ("target", "target = \"web-1\""),
    ("mean", "mean = \"20ms\""),
    ("min", "min = \"10ms\""),
    ("max", "max = \"5s\""),
    ("cv", "cv = 1.5"),
    ("shape", "shape = 1.5"),
    ("stages", "stages = 4"),
    ("probability", "probability = 0.9"),
    ("users", "users = 100"),
    ("think_time", "think_time = { exponential = { mean = \"7s\" } }"),
];

/// The known word `found` was most likely meant to be; none if nothing is near.
pub(crate) fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let found = found.to_lowercase();
    let ours = ELSEWHERE.iter().find(|(theirs, _)| *theirs == found).map(|(_, ours)| *ours);
    if let Some(word) = known.iter().find(|word| Some(**word) == ours || word.to_lowercase() == found) {
        return Some(word);
    }
    if found.chars().count() >= 3
        && let Some(word) = known.iter().find(|word| word.starts_with(&found))
    {
        return Some(word);
    }
    diagnosis::nearest(&found, known)
}

/// How a required key may be written; none for keys that need no example.
pub(crate) fn example(key: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(word, _)| *word == key).map(|(_, example)| *example)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_word_meant() {
        assert_eq!(nearest("sevice_time", &["service_time", "speed"]), Some("service_time"));
        assert_eq!(nearest("WLC", &["wrr", "wlc"]), Some("wlc"));
        assert_eq!(nearest("wlcc", &["lblc", "wlc"]), Some("wlc"));
        assert_eq!(nearest("exp", &["erlang", "exponential"]), Some("exponential"));
        assert_eq!(nearest("banana", &["rr", "wrr"]), None);
    }

    #[test]
    fn words_of_other_tools_lead_to_ours_where_ours_is_known() {
        assert_eq!(nearest("lvs_sched", &["lb_algo", "lb_kind"]), Some("lb_algo"));
        assert_eq!(nearest("lvs_sched", &["duration"]), None);
    }
}
