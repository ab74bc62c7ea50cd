//! Objectives on the command line: `latency_p99 < 50ms`.

use super::metric_names::metric_number;
use crate::experiment::capacity::{Bound, Objective};
use crate::stats::METRICS;
use crate::time::SimDuration;

/// Reads an objective, or says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Objective, String> {
    let example = "an objective is a metric, < or >, and a value, such as latency_p99 < 50ms";
    let at = text.find(['<', '>']).ok_or(example)?;
    let bound = if text[at..].starts_with('<') { Bound::Below } else { Bound::Above };
    let (name, value) = (&text[..at], &text[at + 1..]);
    let metric = metric_number(name)?;
    // At the limit itself there is no difference that a simulation could find.
    let value = value.strip_prefix('=').unwrap_or(value).trim();
    if value.is_empty() {
        return Err(example.to_owned());
    }
    let unit = METRICS[metric].unit;
    let limit = match unit {
        "s" => value.parse::<SimDuration>().map(|limit| limit.as_secs_f64()).map_err(|error| error.to_string())?,
        "1" => ratio(value).ok_or_else(|| format!("{} is a ratio: write 0.001 or 0.1%", METRICS[metric].name))?,
        _ => number(value, unit).ok_or_else(|| format!("{} is a number of {unit}", METRICS[metric].name))?,
    };
    Ok(Objective { metric, bound, limit })
}

fn ratio(value: &str) -> Option<f64> {
    match value.strip_suffix('%') {
        Some(percent) => finite(percent).map(|percent| percent / 100.0),
        None => finite(value),
    }
}

/// A number, with or without its unit, of which `/s` is enough for a rate.
fn number(value: &str, unit: &str) -> Option<f64> {
    let rate = if unit.ends_with("/s") { "/s" } else { unit };
    finite(value.strip_suffix(unit).or(value.strip_suffix(rate)).unwrap_or(value))
}

fn finite(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (&'static str, Bound, f64) {
        let Objective { metric, bound, limit } = parse(text).unwrap();
        (METRICS[metric].name, bound, limit)
    }

    #[test]
    fn an_objective_is_a_metric_a_side_and_a_limit_in_a_unit() {
        assert_eq!(read("latency_p99 < 50ms"), ("latency_p99", Bound::Below, 0.05));
        assert_eq!(read("latency_p99<=2s"), ("latency_p99", Bound::Below, 2.0));
        assert_eq!(read("requests_failed_share < 0.1%"), ("requests_failed_share", Bound::Below, 0.001));
        assert_eq!(read("throughput > 120/s"), ("throughput", Bound::Above, 120.0));
        assert_eq!(read("requests_failed < 5"), ("requests_failed", Bound::Below, 5.0));
    }

    #[test]
    fn what_is_wrong_with_an_objective_is_said() {
        let said = |text: &str| parse(text).unwrap_err();
        assert!(said("latency_p99").starts_with("an objective is a metric"));
        assert!(said("latency_p99 <").starts_with("an objective is a metric"));
        assert!(said("latency_p98 < 1s").contains("did you mean latency_p9"));
        assert!(said("latency_p99 < 50").contains("unit"), "{}", said("latency_p99 < 50"));
        assert_eq!(said("utilization_max < high"), "utilization_max is a ratio: write 0.001 or 0.1%");
        assert_eq!(said("throughput > 5ms"), "throughput is a number of requests/s");
    }
}
