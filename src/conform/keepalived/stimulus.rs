//! What was done to the routers in a run, at the moments at which their processes noticed.
//!
//! The recorder noted its commands. When a process began its work, or was told by the kernel that an interface had
//! changed, stands in its log; those lines are inputs here.

use super::run::{LogLine, Run, StimulusFields};
use super::segment::Input;
use crate::time::{SimDuration, SimTime};

/// How long the kernel takes at most to report a change.
const NOTICE: SimDuration = SimDuration::from_millis(600);
/// How long a process takes at most to begin: on the busy test bed almost a second was seen.
const LONGEST_START: SimDuration = SimDuration::from_secs(3);
/// How long it takes if its log does not tell.
const START: SimDuration = SimDuration::from_millis(50);
/// How long a SIGHUP takes from the parent to the process that heeds it, if its log does not tell.
const RELOAD: SimDuration = SimDuration::from_millis(40);

/// An input, its moment and its router.
pub(super) type Planned = (SimTime, usize, Input);

/// What was done in a run. An error names what is not known.
pub(super) fn inputs(run: &Run) -> Result<Vec<Planned>, String> {
    let mut reports: Vec<Report> = run.trace.lines.iter().filter_map(Report::read).collect();
    let mut inputs = Vec::new();
    for stimulus in &run.stimuli {
        one(run, stimulus, &mut reports, &mut inputs)
            .map_err(|reason| format!("stimulus \"{}\" at {}: {reason}", stimulus.what, stimulus.at))?;
    }
    // Changes that nobody commanded: an interface of the test bed that came up late.
    inputs.extend(reports.into_iter().map(|report| (report.at, report.router, report.input())));
    Ok(inputs)
}

fn one(
    run: &Run,
    stimulus: &StimulusFields,
    reports: &mut Vec<Report>,
    inputs: &mut Vec<Planned>,
) -> Result<(), String> {
    let StimulusFields { at, done, router, what, details } = stimulus;
    let (at, done) = (*at, *done);
    let link = details.link.unwrap_or(0);
    let its = || router.ok_or_else(|| "it names no router".to_owned());
    let mut plan = |at, router, input| inputs.push((at, router, input));
    match what.as_str() {
        "start" => begin(run, its()?, at, &mut plan),
        "sigkill_child" => {
            plan(at, its()?, Input::Kill);
            begin(run, its()?, at, &mut plan);
        }
        "sigkill" => plan(at, its()?, Input::Kill),
        // A process whose parent has been killed ends as if it had been asked to.
        "sigterm" | "sigkill_parent" => plan(at, its()?, Input::Stop),
        "sighup" => {
            let router = its()?;
            let heeded = |line: &&LogLine| {
                line.router == router && line.text == "Reloading" && line.at >= at && line.at < at + NOTICE
            };
            let line = run.trace.lines.iter().find(heeded);
            plan(line.map_or(at + RELOAD, |line| line.at), router, Input::Reload);
        }
        "linkdown" | "ifdown" | "linkup" | "ifup" => {
            let (router, up) = (its()?, what.ends_with("up"));
            let about = |report: &Report| (report.router, report.link, report.up) == (router, link, up);
            let report =
                reports.iter().position(|report| about(report) && report.at >= at && report.at < done + NOTICE);
            let noticed = report.map_or(at, |place| reports.remove(place).at);
            plan(if up { noticed } else { noticed.min(done) }, router, Input::Link { link, up });
        }
        "partition" => plan(at, its()?, Input::Attach { link, attached: false }),
        "heal" => plan(done, its()?, Input::Attach { link, attached: true }),
        "script_fail" | "script_ok" => {
            let flag = details.flag.clone().ok_or("it names no flag")?;
            plan(at, router.unwrap_or(0), Input::Flag { flag, set: what == "script_fail" });
        }
        _ => return Err("it is not known".to_owned()),
    }
    Ok(())
}

/// The process of a router begins. Its log says when its instances left INIT, and whether an interface was still down.
fn begin(run: &Run, router: usize, at: SimTime, plan: &mut impl FnMut(SimTime, usize, Input)) {
    let about = |line: &&LogLine| line.router == router && line.at >= at && line.at <= at + LONGEST_START;
    let first = |wanted: &str| run.trace.lines.iter().filter(about).find(|line| line.text.contains(wanted));
    let begun = first(" STATE (init)").or_else(|| first("removing VIPs")).or_else(|| first("Startup complete"));
    if let Some(line) = first("entering FAULT state (interface eth")
        && let Some(link) = link_after(&line.text, "(interface eth")
    {
        plan(at, router, Input::Link { link, up: false });
    }
    plan(begun.map_or(at + START, |line| line.at), router, Input::Start);
}

/// A line in which a process logs what the kernel has told it about an interface.
struct Report {
    at: SimTime,
    router: usize,
    link: usize,
    up: bool,
}

impl Report {
    fn read(line: &LogLine) -> Option<Self> {
        let link = link_after(&line.text, "Netlink reports eth")?;
        Some(Self { at: line.at, router: line.router, link, up: line.text.ends_with(" up") })
    }

    fn input(&self) -> Input {
        Input::Link { link: self.link, up: self.up }
    }
}

/// The digit behind `words`.
fn link_after(text: &str, words: &str) -> Option<usize> {
    let (_, rest) = text.split_once(words)?;
    Some(rest.chars().next()?.to_digit(10)? as usize)
}
