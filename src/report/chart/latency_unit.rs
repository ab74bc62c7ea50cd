//! The unit of a latency axis.

/// A unit of time for latencies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LatencyUnit {
    pub name: &'static str,
    per_second: f64,
}

impl LatencyUnit {
    /// The unit in which `seconds` is at least 1 (or the nanosecond).
    pub(super) fn suiting(seconds: f64) -> Self {
        let units = [("s", 1.0), ("ms", 1e3), ("µs", 1e6)];
        let found = units.into_iter().find(|(_, per_second)| seconds * per_second >= 1.0);
        let (name, per_second) = found.unwrap_or(("ns", 1e9));
        Self { name, per_second }
    }

    pub(super) fn of(self, seconds: f64) -> f64 {
        seconds * self.per_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_shown_in_a_unit_of_its_size() {
        let names = [3.0, 1.0, 0.02, 5e-6, 3e-9, 0.0].map(|seconds| LatencyUnit::suiting(seconds).name);
        assert_eq!(names, ["s", "s", "ms", "µs", "ns", "ns"]);
    }
}
