//! Charts of ordinary and of awkward sweeps and searches: no label may cover another one or leave the picture.

use super::{capacity, sweep_charts};
use crate::report::capacity::{CapacityDocument, CurveRecord, EstimateAt, ObjectiveRecord};
use crate::report::chart::gallery::check_labels;
use crate::report::number::Written;
use crate::report::specimen::provenance;
use crate::report::sweep::document::EstimateRecord;
use crate::report::sweep::{AxisRecord, PointRecord, SweepDocument};
use crate::time::SimDuration;

fn axis(key: &str, labels: &[String]) -> AxisRecord {
    AxisRecord { keys: vec![key.to_owned()], steps: labels.iter().map(|label| vec![label.clone()]).collect() }
}

fn labels(of: impl IntoIterator<Item = impl ToString>) -> Vec<String> {
    of.into_iter().map(|label| label.to_string()).collect()
}

/// A sweep over these axes in which `value` makes a latency of the number of a point.
fn sweep(axes: Vec<AxisRecord>, value: impl Fn(usize) -> Option<f64>) -> SweepDocument {
    let points = axes.iter().map(|axis| axis.steps.len()).product();
    let point = |number: usize| {
        let value = value(number);
        let estimate = EstimateRecord {
            unit: "s".to_owned(),
            value: value.map(Written),
            low: value.map(|value| Written(0.9 * value)),
            high: value.map(|value| Written(1.1 * value)),
            replications: 10,
        };
        PointRecord {
            values: Default::default(),
            transient: SimDuration::ZERO,
            no_steady_state: value.is_none().then(|| "it grows".to_owned()),
            metrics: [("latency_p99".to_owned(), estimate)].into_iter().collect(),
        }
    };
    SweepDocument {
        title: "Sweep".to_owned(),
        version: "1".to_owned(),
        seed: 1,
        scenario_sha256: String::new(),
        replications: 10,
        level: 0.95,
        axes,
        points: (0..points).map(point).collect(),
    }
}

#[test]
fn no_label_of_a_sweep_covers_another_or_leaves_the_picture() {
    let loads = || axis("client.0.arrivals.poisson.utilization", &labels([0.5, 0.6, 0.7, 0.8, 0.9, 0.95]));
    let names = || axis("virtual_server.0.lb_algo", &labels(["rr", "wrr", "lc", "wlc", "sed"]));
    let long = axis(
        "real_server.0.service_time",
        &labels((0..7).map(|i| format!("{{ lognormal = {{ mean = \"{i}ms\", cv = 1.5 }} }}"))),
    );
    let many = axis("real_server.0.count", &labels(1..=64));
    let wide = axis("client.0.arrivals.poisson.rate", &labels((0..40).map(|i| format!("{}/s", 100 + i))));
    let smooth = |number: usize| Some(0.01 * (1.0 + number as f64));
    let sweeps = [
        ("one axis", sweep(vec![loads()], smooth)),
        ("names", sweep(vec![names()], smooth)),
        ("two axes", sweep(vec![loads(), names()], |number| (number % 7 != 6).then_some(0.02 + 0.001 * number as f64))),
        ("steep", sweep(vec![loads(), names()], |number| Some(1e-4 * 2_f64.powi(number as i32)))),
        ("nothing", sweep(vec![loads(), names()], |_| None)),
        ("equal", sweep(vec![loads(), names()], |_| Some(0.5))),
        ("long names", sweep(vec![long, names()], smooth)),
        ("many names", sweep(vec![axis("a.name", &labels((0..90).map(|i| format!("name-{i}"))))], smooth)),
        (
            "long keys",
            sweep(
                vec![axis(&"a.long.key.".repeat(12), &labels([1, 2])), axis(&"another.".repeat(20), &labels([3]))],
                smooth,
            ),
        ),
        ("many", sweep(vec![many, wide], smooth)),
        ("one point", sweep(vec![axis("run.seed", &labels([1]))], smooth)),
    ];
    for (name, document) in sweeps {
        let provenance = provenance(name);
        for (chart, _, drawing) in sweep_charts(&provenance, &document, &["latency_p99"]) {
            check_labels(&format!("{chart} of {name}"), &drawing);
        }
    }
}

/// A search whose curve has these values at the loads 1, 2 and so on.
fn search(values: &[Option<f64>], holds: Option<f64>, fails: Option<f64>, limit: f64) -> CapacityDocument {
    let place = |(number, value): (usize, &Option<f64>)| CurveRecord {
        at: Written(1.0 + number as f64),
        arrivals_per_s: None,
        replications: 5,
        verdict: "unclear".to_owned(),
        no_steady_state: None,
        estimates: vec![EstimateAt {
            metric: "latency_p99".to_owned(),
            value: value.map(Written),
            low: value.map(|value| Written(0.9 * value)),
            high: value.map(|value| Written(1.1 * value)),
            fitted: value.map(Written),
            verdict: "unclear".to_owned(),
        }],
    };
    CapacityDocument {
        title: "Search".to_owned(),
        version: "1".to_owned(),
        seed: 1,
        scenario_sha256: String::new(),
        over: "load".to_owned(),
        objectives: vec![ObjectiveRecord {
            metric: "latency_p99".to_owned(),
            unit: "s".to_owned(),
            bound: "<".to_owned(),
            limit: Written(limit),
        }],
        level: 0.95,
        duration: SimDuration::from_secs(10),
        holds: holds.map(Written),
        fails: fails.map(Written),
        estimate: None,
        holds_arrivals_per_s: None,
        is_certain: true,
        curve: values.iter().enumerate().map(place).collect(),
    }
}

#[test]
fn no_label_of_a_search_covers_another_or_leaves_the_picture() {
    let searches = [
        search(&[Some(0.1), Some(0.2), Some(0.5), None], Some(2.0), Some(3.0), 0.4),
        search(&[Some(9.0), Some(20.0)], None, Some(1.0), 0.01),
        search(&[None], None, Some(1.0), 0.0),
        search(&[Some(0.1)], Some(1.0), None, 1.0),
        search(&[], None, None, 1.0),
    ];
    for document in searches {
        let drawing = capacity::draw(&provenance("Search"), &document, &document.objectives[0], 0);
        check_labels("capacity", &drawing);
    }
}
