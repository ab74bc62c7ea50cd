//! Names of metrics on the command line.

use crate::diagnosis::nearest;
use crate::stats::{METRICS, Metric};

/// The metric with this name, or what to say if there is none.
pub(super) fn metric_named(name: &str) -> Result<&'static Metric, String> {
    metric_number(name).map(|number| &METRICS[number])
}

/// The number of the metric with this name in [`METRICS`], or what to say if there is none.
pub(super) fn metric_number(name: &str) -> Result<usize, String> {
    let name = name.trim();
    let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    names.iter().position(|known| *known == name).ok_or_else(|| {
        let hint = nearest(name, &names)
            .map_or_else(|| "; `lvsim list metrics` lists them".to_owned(), |name| format!(", did you mean {name}?"));
        format!("there is no metric {name}{hint}")
    })
}
