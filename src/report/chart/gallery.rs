//! Every chart of ordinary and of awkward runs: no label may cover another one or leave the picture, and the bytes are
//! the same each time. To look at them: `cargo test gallery -- --ignored`, then open the folder it names.

use super::drawing::{Drawing, HEIGHT, Shape, WIDTH};
use super::{CHARTS, files};
use crate::report::specimen::{Specimen, provenance};
use crate::report::{RunReport, load, write};
use crate::stats::network::DirectorLoad;
use crate::stats::outcome::{DirectorOutcome, Mark, ServerInterval};
use crate::stats::timeline::{Change, Changed, ServerCondition, VrrpState};
use crate::stats::{Histogram, Outcome};
use crate::time::{SimDuration, SimTime};

fn with_latencies(mut outcome: Outcome, nanos: &[u64]) -> Outcome {
    outcome.latency = Histogram::new();
    nanos.iter().for_each(|&ns| outcome.latency.record(SimDuration::from_nanos(ns)));
    for interval in &mut outcome.series {
        let seconds = nanos.first().map(|&ns| ns as f64 * 1e-9);
        (interval.latency_mean_s, interval.latency_p50_s, interval.latency_p99_s) = (seconds, seconds, seconds);
    }
    outcome
}

fn restarts(count: u64, every_s: u64, lasting_s: u64) -> Vec<Mark> {
    let restart = |i: u64| {
        let at = SimTime::ZERO + SimDuration::from_secs(20 + every_s * i);
        let until = Some(at + SimDuration::from_secs(lasting_s));
        Mark { at, until, target: format!("web-{:02}", i + 1), kind: "power_off".to_owned() }
    };
    (0..count).map(restart).collect()
}

fn long_names(mut outcome: Outcome) -> Outcome {
    for (index, server) in outcome.servers.iter_mut().enumerate() {
        server.name = format!("a-real-server-with-a-very-long-name-in-rack-{}-of-the-datacenter-{index:02}", index / 2);
    }
    for mark in &mut outcome.marks {
        mark.target.clone_from(&outcome.servers[0].name);
    }
    outcome
}

/// Thirty servers crash and return again and again, and the directors take over from each other.
fn restless() -> Outcome {
    let specimen = Specimen { servers: 30, duration_s: 600.0, off_s: Some((220.0, 260.0)), ..Specimen::default() };
    let mut outcome = specimen.outcome();
    let at = |seconds: f64| SimTime::ZERO + SimDuration::from_secs_f64(seconds);
    for round in 0..300_u32 {
        let (start, server) = (270.0 + f64::from(round), round as usize % 30);
        let service = "TCP  10.0.0.100:80".to_owned();
        let listed = |weight| Changed::Listed { director: 0, service: service.clone(), server, weight };
        let condition = |condition| Changed::Server { server, condition };
        let vrrp = |director, state| Changed::Vrrp { director, instance: "VI_1".to_owned(), state };
        let masters = [VrrpState::Master, VrrpState::Backup];
        let told = [
            (0.0, condition(ServerCondition::Crashed)),
            (0.2, vrrp(0, masters[round as usize % 2])),
            (0.2, vrrp(1, masters[(round as usize + 1) % 2])),
            (0.5, listed(None)),
            (0.7, condition(ServerCondition::Up)),
            (0.9, listed(Some(1))),
        ];
        outcome.timeline.extend(told.map(|(delay, what)| Change { at: at(start + delay), what }));
    }
    outcome
}

/// A director that has more packets to forward from second to second, and loses some in the end.
fn with_packets(mut outcome: Outcome) -> Outcome {
    let load = |packets: u64| DirectorLoad {
        packets,
        packets_lost: packets.saturating_sub(900) / 2,
        utilization: Some((packets as f64 / 900.0).min(1.0)),
        link_in: Some(packets as f64 / 2_000.0),
        link_out: Some(packets as f64 / 1_900.0),
    };
    outcome.directors = vec![DirectorOutcome { name: "lvs".to_owned(), requests: 9, load: Some(load(60_000)) }];
    for (index, interval) in (1..).zip(&mut outcome.series) {
        interval.directors = vec![load(20 * index)];
    }
    outcome
}

/// Runs that a chart must be able to show.
fn runs() -> Vec<(&'static str, RunReport)> {
    let calm = || Specimen { duration_s: 60.0, crash_s: None, ..Specimen::default() };
    let small = || Specimen { duration_s: 60.0, crash_s: Some((25.0, 40.0)), ..Specimen::default() };
    let report = |title: &str, outcome| RunReport::new(provenance(title), outcome);
    let long_title = "A title that says so much about its scenario that no line of any chart could ever hold all of it";
    let mut silent = small().outcome();
    silent.latency.clear();
    for interval in &mut silent.series {
        (interval.latency_mean_s, interval.latency_p50_s, interval.latency_p99_s) = (None, None, None);
        interval.servers.fill(ServerInterval::default());
    }
    vec![
        ("crash", Specimen::default().report("Crash of one of three real servers")),
        ("nothing", report("Nothing happened", Outcome::default())),
        ("silent", report("Nothing completed", silent)),
        ("one_server", Specimen { servers: 1, ..calm() }.report("One real server")),
        ("eight_servers", Specimen { servers: 8, ..Specimen::default() }.report("Eight real servers")),
        ("twenty_servers", Specimen { servers: 20, ..small() }.report("Twenty real servers")),
        ("hundred_servers", Specimen { servers: 100, ..small() }.report("A hundred real servers")),
        (
            "thousand_servers",
            Specimen { servers: 1_000, utilization: 0.05, ..calm() }.report("A thousand real servers"),
        ),
        ("constant", report("Constant latency", with_latencies(calm().outcome(), &[5_000_000; 2_000]))),
        ("zero", report("Zero latency", with_latencies(calm().outcome(), &[0; 50]))),
        ("some_zero", report("Some zero", with_latencies(calm().outcome(), &[0, 0, 0, 1_000, 2_000_000_000]))),
        ("one_request", report("One request", with_latencies(calm().outcome(), &[123_456_789]))),
        ("long_names", report(long_title, long_names(small().outcome()))),
        ("rolling", report("Rolling restart", Outcome { marks: restarts(3, 10, 8), ..calm().outcome() })),
        ("failover", Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.report("Power-off of the master")),
        (
            "failover_of_many",
            Specimen { servers: 100, off_s: Some((220.0, 260.0)), ..Specimen::default() }.report("A hundred servers"),
        ),
        (
            "failover_in_a_day",
            Specimen { duration_s: 3_600.0, interval_s: 60.0, off_s: Some((2_000.0, 2_400.0)), ..Specimen::default() }
                .report("A long run"),
        ),
        ("restless", report("Restless", restless())),
        ("packets", report("Packets through a director", with_packets(calm().outcome()))),
        ("many_marks", report("Forty restarts", Outcome { marks: restarts(40, 1, 3), ..calm().outcome() })),
    ]
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

pub(super) fn check_labels(what: &str, drawing: &Drawing) {
    let labels: Vec<_> = drawing
        .shapes
        .iter()
        .filter_map(|shape| if let Shape::Label(label) = shape { Some((label, label.bounds())) } else { None })
        .collect();
    for (index, (label, bounds)) in labels.iter().enumerate() {
        let [left, top, right, bottom] = *bounds;
        let is_inside = left >= 0.0 && top >= 0.0 && right <= WIDTH && bottom <= drawing.height;
        assert!(is_inside, "{what}: \"{}\" leaves the picture: {bounds:?}", label.text);
        for (other, others) in &labels[..index] {
            assert!(!overlap(*bounds, *others), "{what}: \"{}\" covers \"{}\"", label.text, other.text);
        }
    }
}

#[test]
fn no_label_covers_another_or_leaves_the_picture() {
    for (name, report) in runs() {
        for chart in CHARTS {
            for drawing in chart.drawings(&report) {
                check_labels(&format!("{} of {name}", chart.name), &drawing);
            }
        }
    }
}

#[test]
fn every_shape_lies_in_the_picture() {
    for (name, report) in runs() {
        for chart in CHARTS {
            let drawings = chart.drawings(&report);
            for (shape, height) in drawings.iter().flat_map(|one| one.shapes.iter().map(|shape| (shape, one.height))) {
                let points = match shape {
                    Shape::Path { points, .. } | Shape::Area { points, .. } => points.clone(),
                    Shape::Dot { center, .. } => vec![*center],
                    Shape::Label(_) => continue,
                };
                let inside = |&(x, y): &(f64, f64)| (0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y);
                assert!(points.iter().all(inside), "{} of {name}: {shape:?}", chart.name);
            }
        }
    }
}

#[test]
fn charts_of_a_loaded_run_are_those_of_the_fresh_one_to_the_last_byte() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("run");
    let fresh = Specimen { duration_s: 30.0, crash_s: Some((10.0, 20.0)), ..Specimen::default() }.report("Small");
    write(&fresh, &folder, &CHARTS).unwrap();
    for file in files(&load(&folder).unwrap(), &CHARTS, super::FOLDER) {
        assert_eq!(std::fs::read(folder.join(&file.name)).unwrap(), file.bytes, "{}", file.name);
    }
}

#[test]
fn an_image_is_twice_the_size_of_its_svg_and_not_blank() {
    let report = Specimen { duration_s: 30.0, ..Specimen::default() }.report("Small");
    let png = &files(&report, &CHARTS[..1], "")[0].bytes;
    let image = resvg::tiny_skia::Pixmap::decode_png(png).unwrap();
    assert_eq!((f64::from(image.width()), f64::from(image.height())), (2.0 * WIDTH, 2.0 * HEIGHT));
    // The title is black text at the upper left: missing if the embedded font did not load.
    let dark = |x, y| image.pixel(x, y).is_some_and(|pixel| pixel.red() < 100);
    assert!((32..200).any(|x| (20..60).any(|y| dark(x, y))), "no title");
}

#[test]
fn the_svg_of_a_small_chart() {
    let outcome = with_latencies(Outcome::default(), &[1_000_000, 2_000_000, 4_000_000]);
    insta::assert_snapshot!(CHARTS[0].svgs(&RunReport::new(provenance("Three requests <&>"), outcome))[0]);
}

#[test]
#[ignore = "draws pictures to look at"]
fn gallery() {
    let folder = std::env::temp_dir().join("lvsim-gallery");
    for (name, report) in runs() {
        for file in files(&report, &CHARTS, &format!("{name}/")) {
            crate::report::folder::write_file(&folder, &file).unwrap();
        }
    }
    println!("open {}", folder.display());
}
