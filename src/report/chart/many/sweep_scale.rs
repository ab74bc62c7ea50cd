//! What the charts of a sweep share: the steps of an axis as places, the values of a metric as a scale.

use crate::report::Provenance;
use crate::report::chart::drawing::{Drawing, WIDTH};
use crate::report::chart::font;
use crate::report::chart::latency_unit::LatencyUnit;
use crate::report::chart::panel::{self, MARGIN, SMALL};
use crate::report::chart::scale::{Scale, Tick};
use crate::report::sweep::{AxisRecord, PointRecord, SweepDocument};

/// Font size of a title.
const TITLE: f64 = 15.0;
/// What is shortened further says nothing.
const LEAST_OF_A_NAME: f64 = 24.0;

/// What is to be drawn.
pub(super) struct Figure<'a> {
    pub provenance: &'a Provenance,
    pub document: &'a SweepDocument,
    /// Name of a metric.
    pub metric: &'a str,
}

impl Figure<'_> {
    pub(super) fn headline(&self, drawing: &mut Drawing, title: &str, note: &str) {
        let mut notes = vec![format!("{} replications", self.document.replications), note.to_owned()];
        let is_gap = |point: &PointRecord| {
            let has_value = point.metrics.get(self.metric).is_some_and(|estimate| estimate.value.is_some());
            point.no_steady_state.is_some() && !has_value
        };
        if self.document.points.iter().any(is_gap) {
            notes.push("gaps: no steady state".to_owned());
        }
        // As wide as the title's font, which is larger and bold.
        let title = font::cut(title, 1.12 * TITLE, WIDTH - 2.0 * MARGIN);
        panel::headline(drawing, self.provenance, &title, &notes);
    }
}

/// Where the steps of an axis lie: at their numbers if all are numbers of one unit, else beside each other.
pub(super) struct Steps {
    places: Vec<f64>,
    /// Empty for numbers.
    names: Vec<String>,
}

impl Steps {
    pub(super) fn of(axis: &AxisRecord) -> Self {
        let labels = axis.labels();
        let numbers: Option<Vec<(f64, &str)>> = labels.iter().map(|label| number(label)).collect();
        match numbers {
            Some(numbers) if numbers.iter().all(|(_, unit)| *unit == numbers[0].1) => {
                Self { places: numbers.into_iter().map(|(place, _)| place).collect(), names: Vec::new() }
            }
            _ => Self { places: (0..labels.len()).map(|place| place as f64).collect(), names: labels },
        }
    }

    pub(super) fn is_numeric(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn at(&self, step: usize) -> f64 {
        self.places[step]
    }

    /// The scale of a horizontal axis that is so wide.
    pub(super) fn scale(&self, width: f64) -> Scale {
        let (low, high) = ends(self.places.iter().copied());
        if !self.is_numeric() {
            let room = width / self.names.len() as f64 - 8.0;
            let every = (LEAST_OF_A_NAME / room.max(1.0)).ceil().max(1.0) as usize;
            let shown = self.names.iter().zip(&self.places).step_by(every);
            let room = every as f64 * (room + 8.0) - 8.0;
            let ticks = shown.map(|(name, &value)| Tick { value, text: font::shorten(name, SMALL, room) });
            return Scale::linear(low - 0.5, high + 0.5, 2).with_ticks(ticks.collect());
        }
        // Values such as 1, 2, 4 to 128 are meant as factors.
        if low > 0.0 && high > 25.0 * low {
            return Scale::log(low, high, 10);
        }
        let air = if high > low { 0.03 * (high - low) } else { 0.5 };
        Scale::linear(low - air, high + air, 10)
    }
}

/// A label as a number and its unit.
fn number(label: &str) -> Option<(f64, &str)> {
    let end = label.find(|c: char| !c.is_ascii_digit() && !"+-.".contains(c)).unwrap_or(label.len());
    let value = label[..end].parse::<f64>().ok().filter(|value| value.is_finite())?;
    Some((value, label[end..].trim()))
}

/// Values of a metric: in which unit, on which scale.
pub(super) struct ValueAxis {
    /// From the metric's unit to that of the axis.
    pub factor: f64,
    /// The unit of the axis.
    pub unit: String,
    /// Whether the values are spread over so many orders of magnitude that the scale is logarithmic.
    pub is_log: bool,
    pub scale: Scale,
}

impl ValueAxis {
    /// The axis for all values of a metric and their intervals.
    pub(super) fn of(figure: &Figure<'_>) -> Self {
        let estimates: Vec<_> =
            figure.document.points.iter().filter_map(|point| point.metrics.get(figure.metric)).collect();
        let unit = estimates.first().map_or("", |estimate| estimate.unit.as_str());
        let numbers: Vec<[f64; 3]> = estimates.iter().filter_map(|estimate| estimate.numbers()).collect();
        let (smallest, largest) = ends(numbers.iter().map(|numbers| numbers[0]));
        let (unit, factor) = match unit {
            "s" => {
                let unit = LatencyUnit::suiting(largest.max(1e-9));
                (unit.name.to_owned(), unit.of(1.0))
            }
            "1" => (String::new(), 1.0),
            unit => (unit.to_owned(), 1.0),
        };
        let (low, high) = ends(numbers.iter().flatten().map(|value| value * factor));
        let is_log = smallest > 0.0 && low > 0.0 && largest > 30.0 * smallest;
        let scale = match () {
            () if numbers.is_empty() => Scale::linear(0.0, 1.0, 2).without_ticks(),
            () if is_log => Scale::log(low, high, 8),
            // What hardly changes is looked at closely.
            () if low > 0.6 * high => Scale::linear(low - 0.1 * (high - low), high + 0.1 * (high - low), 6),
            () if low < 0.0 => Scale::linear(low, high, 6),
            () => Scale::from_zero(high, 6),
        };
        Self { factor, unit, is_log, scale }
    }

    pub(super) fn title(&self, metric: &str) -> String {
        if self.unit.is_empty() { metric.to_owned() } else { format!("{metric} ({})", self.unit) }
    }
}

/// The smallest and the largest, or 0 and 0 of none.
pub(super) fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low.is_finite() { (low, high) } else { (0.0, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(labels: &[&str]) -> Steps {
        let steps = labels.iter().map(|label| vec![(*label).to_owned()]).collect();
        Steps::of(&AxisRecord { keys: vec!["key".to_owned()], steps })
    }

    #[test]
    fn numbers_of_one_unit_lie_at_their_places_and_anything_else_beside_each_other() {
        assert_eq!(steps(&["80/s", "120/s"]).places, [80.0, 120.0]);
        assert_eq!(steps(&["0.5", "0.75"]).places, [0.5, 0.75]);
        assert_eq!(steps(&["900ms", "1s"]).places, [0.0, 1.0]);
        assert!(!steps(&["rr", "wlc"]).is_numeric() && !steps(&["-"]).is_numeric());
    }
}
