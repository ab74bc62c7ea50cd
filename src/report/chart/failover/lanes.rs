//! Lanes: bars over time, named on their left.

use super::Frame;
use super::legend::{Kind, Legend, Look, draw_bar};
use super::window::Window;
use crate::report::chart::drawing::{Align, Drawing, Label};
use crate::report::chart::font;
use crate::report::chart::palette::INK;
use crate::report::chart::panel::{Panel, SMALL, label};
use crate::report::chart::scale::Scale;
use crate::stats::Outcome;
use crate::stats::failover::course::{Listed, is_in_use};
use crate::stats::failover::{Course, History, Span};
use crate::stats::timeline::{DirectorCondition, Reached, ServerCondition, VrrpState};
use std::collections::BTreeMap;

/// Of directors and addresses at most so many lanes are shown.
const MAX_LANES: usize = 8;
/// With more servers to which something happened, servers have no lanes.
const MAX_SERVERS: usize = 12;
/// With at most so many servers, all have lanes.
const ALL_SERVERS: usize = 6;
/// Longer names are shortened.
const MAX_NAME_WIDTH: f64 = 120.0;
/// Height of a lane of a director or an address: above the bar is room for triangles.
const LANE: f64 = 22.0;
const BAR: f64 = 13.0;
/// Height of a server's lane and of its two bars.
const SERVER_LANE: f64 = 24.0;
const TRUTH: f64 = 11.0;
const BELIEF: f64 = 7.0;
/// Font size of texts in bars.
const IN_BAR: f64 = 9.5;

/// A bar: when, what it stands for, and what is written on it where there is room.
#[derive(Debug)]
struct Bar {
    span: Span,
    kind: Kind,
    text: String,
}

/// Bars beside a name.
#[derive(Debug)]
struct Lane {
    name: String,
    /// The director that it is about.
    director: Option<usize>,
    bars: Vec<Bar>,
}

/// A real server: how it was, and what the active director believed.
#[derive(Debug)]
struct ServerLane {
    name: String,
    truth: Vec<Bar>,
    belief: Vec<Bar>,
}

/// All lanes of a chart.
#[derive(Debug)]
pub(super) struct Lanes {
    machines: Vec<Lane>,
    servers: Vec<ServerLane>,
    pub servers_are_too_many: bool,
    /// What the reader should know about what is not shown.
    pub notes: Vec<String>,
}

/// Where lanes came to lie, for marks.
pub(super) struct LanePanels {
    /// By director: the tops of the bars of its lanes.
    pub bars: Vec<(usize, f64)>,
}

impl Lanes {
    pub(super) fn of(outcome: &Outcome, course: &Course, window: &Window) -> Self {
        let mut machines = directors(outcome, course, window);
        let addresses: Vec<Lane> = course
            .reached
            .iter()
            .map(|(address, reached)| Lane {
                name: address.to_string(),
                director: None,
                bars: bars(reached, window, |by| reach_bar(outcome, *by)),
            })
            .collect();
        let mut notes = Vec::new();
        let all = machines.len() + addresses.len();
        if all > MAX_LANES {
            // Those to which something happened say most.
            machines.retain(|lane| lane.bars.len() > 1);
            machines.truncate(MAX_LANES.saturating_sub(addresses.len()).max(1));
        }
        machines.extend(addresses);
        machines.truncate(MAX_LANES);
        if machines.len() < all {
            notes.push(format!("{} of {all} directors and addresses shown", machines.len()));
        }
        let servers = servers(outcome, course, window);
        let servers_are_too_many = servers.len() > MAX_SERVERS;
        if !servers_are_too_many && servers.len() < outcome.servers.len() {
            let (shown, all) = (servers.len(), outcome.servers.len());
            notes.push(format!("something happened to {shown} of {all} real servers"));
        }
        Self { machines, servers: if servers_are_too_many { Vec::new() } else { servers }, servers_are_too_many, notes }
    }

    /// Width of the widest name.
    pub(super) fn name_width(&self) -> f64 {
        let names = self.machines.iter().map(|lane| &lane.name).chain(self.servers.iter().map(|lane| &lane.name));
        names.map(|name| font::width(&shortened(name), SMALL, false)).fold(0.0, f64::max)
    }

    /// Draws all lanes.
    pub(super) fn draw(&self, drawing: &mut Drawing, frame: &mut Frame, legend: &mut Legend) -> LanePanels {
        let rows = || Scale::linear(0.0, 1.0, 1).without_ticks();
        let mut places = LanePanels { bars: Vec::new() };
        let machines = frame.panel(0.0, LANE * self.machines.len() as f64 + 4.0, rows());
        machines.draw_frame(drawing, "");
        for (index, lane) in self.machines.iter().enumerate() {
            let bottom = machines.top + LANE * (index + 1) as f64;
            let row = (bottom - BAR, bottom);
            draw_name(drawing, &machines, &lane.name, bottom - BAR / 2.0);
            lane.bars.iter().for_each(|bar| draw_in_row(drawing, frame, row, bar, legend));
            places.bars.extend(lane.director.map(|director| (director, row.0)));
        }
        if self.servers.is_empty() {
            return places;
        }
        let servers = frame.panel(6.0, SERVER_LANE * self.servers.len() as f64 + 2.0, rows());
        servers.draw_frame(drawing, "");
        for (index, lane) in self.servers.iter().enumerate() {
            let top = servers.top + SERVER_LANE * index as f64 + 4.0;
            draw_name(drawing, &servers, &lane.name, top + (TRUTH + BELIEF) / 2.0);
            let truth = (top, top + TRUTH);
            let belief = (truth.1 + 1.0, truth.1 + 1.0 + BELIEF);
            lane.truth.iter().for_each(|bar| draw_in_row(drawing, frame, truth, bar, legend));
            lane.belief.iter().for_each(|bar| draw_in_row(drawing, frame, belief, bar, legend));
        }
        places
    }
}

fn shortened(name: &str) -> String {
    font::shorten(name, SMALL, MAX_NAME_WIDTH)
}

fn draw_name(drawing: &mut Drawing, panel: &Panel, name: &str, y: f64) {
    drawing.label(label(shortened(name), panel.left - 8.0, y, Align::Right, INK));
}

/// Draws a bar at least a pixel wide, and its text if that fits.
fn draw_in_row(drawing: &mut Drawing, frame: &Frame, (top, bottom): (f64, f64), bar: &Bar, legend: &mut Legend) {
    legend.has(bar.kind);
    let left = frame.x_at(bar.span.from);
    let right = frame.x_at(bar.span.until).max(left + 1.0).min(frame.right);
    let look = bar.kind.look();
    draw_bar(drawing, (left.min(right - 1.0), top), (right, bottom), look);
    let width = font::width(&bar.text, IN_BAR, false);
    if bar.text.is_empty() || width + 6.0 > right - left || look == Look::Nothing {
        return;
    }
    let color = if let Look::Solid(_, text) = look { text } else { INK };
    let text = label(&*bar.text, f64::midpoint(left, right), f64::midpoint(top, bottom), Align::Center, color);
    drawing.label(Label { size: IN_BAR, ..text });
}

/// The bars of a history in a window. Where more change than pixels can show, bars that would lie in a pixel of the same
/// kind are left out.
fn bars<T: PartialEq>(history: &History<T>, window: &Window, bar_of: impl Fn(&T) -> (Kind, String)) -> Vec<Bar> {
    let pixel = window.span.length().as_nanos() / 800;
    let mut drawn_to: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut bars = Vec::new();
    for (span, value) in history.spans(window.span.until) {
        let Some(span) = span.within(window.span) else { continue };
        let (kind, text) = bar_of(value);
        let to = drawn_to.entry(kind).or_insert(0);
        if span.until.as_nanos() > *to {
            *to = span.until.as_nanos().max(span.from.as_nanos() + pixel);
            bars.push(Bar { span, kind, text });
        }
    }
    // Short ones are drawn over long ones, or they would not be seen.
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.span.length()));
    bars
}

/// A lane for each VRRP instance of each director, or for each director if there is no VRRP.
fn directors(outcome: &Outcome, course: &Course, window: &Window) -> Vec<Lane> {
    let several = course.instances().len() > 1;
    let mut lanes = Vec::new();
    for (director, described) in outcome.directors.iter().enumerate() {
        let conditions = &course.directors[director];
        let of_director = course.vrrp.iter().filter(|((_, whose), _)| *whose == director);
        let with_vrrp = of_director.map(|((instance, _), states)| Lane {
            name: if several { format!("{} {instance}", described.name) } else { described.name.clone() },
            director: Some(director),
            bars: bars(&joined(conditions, states), window, |(how, state)| director_bar(*how, Some(*state))),
        });
        let before = lanes.len();
        lanes.extend(with_vrrp);
        if lanes.len() == before {
            let bars = bars(conditions, window, |how| director_bar(*how, None));
            lanes.push(Lane { name: described.name.clone(), director: Some(director), bars });
        }
    }
    lanes
}

/// Two histories as one.
fn joined<A: PartialEq + Clone, B: PartialEq + Clone>(a: &History<A>, b: &History<B>) -> History<(A, B)> {
    let start = crate::time::SimTime::ZERO;
    let mut moments: Vec<_> = a.changes().map(|(at, _, _)| at).chain(b.changes().map(|(at, _, _)| at)).collect();
    moments.sort();
    let mut joined = History::starting((a.at(start).clone(), b.at(start).clone()));
    moments.into_iter().for_each(|at| joined.set(at, (a.at(at).clone(), b.at(at).clone())));
    joined
}

fn director_bar(how: DirectorCondition, state: Option<VrrpState>) -> (Kind, String) {
    match (how, state) {
        (DirectorCondition::Off, _) => (Kind::DirectorOff, String::new()),
        (_, Some(state)) => {
            let kind = match state {
                VrrpState::Init => Kind::Init,
                VrrpState::Backup => Kind::Backup,
                VrrpState::Master => Kind::Master,
                VrrpState::Fault => Kind::Fault,
            };
            (kind, state.word().to_owned())
        }
        (DirectorCondition::Up, None) => (Kind::DirectorUp, String::new()),
        (how, None) => (Kind::Fault, how.word().replace('_', " ")),
    }
}

fn reach_bar(outcome: &Outcome, by: Reached) -> (Kind, String) {
    match by {
        Reached::Director(director) => (Kind::Reached, outcome.directors[director].name.clone()),
        Reached::Server(server) => (Kind::Straight, outcome.servers[server].name.clone()),
        Reached::Nobody => (Kind::Nobody, "nobody".to_owned()),
        Reached::Directors { targets, answering } if targets == answering => {
            (Kind::Reached, format!("{targets} directors"))
        }
        Reached::Directors { targets, answering } => (Kind::Partly, format!("{answering} of {targets} directors")),
    }
}

/// The servers to which something happened, or all of a few.
fn servers(outcome: &Outcome, course: &Course, window: &Window) -> Vec<ServerLane> {
    let mut beliefs: BTreeMap<usize, History<Listed>> = BTreeMap::new();
    for ((_, server), belief) in course.beliefs() {
        beliefs.entry(*server).or_insert(belief);
    }
    let nowhere = History::starting(None);
    let lanes = outcome.servers.iter().enumerate().map(|(index, server)| {
        let belief = beliefs.get(&index).unwrap_or(&nowhere);
        let truth = bars(&course.servers[index], window, |how| truth_bar(*how));
        ServerLane { name: server.name.clone(), truth, belief: bars(belief, window, |listed| belief_bar(*listed)) }
    });
    let all = outcome.servers.len() <= ALL_SERVERS;
    lanes.filter(|lane| all || lane.truth.len() > 1 || lane.belief.len() > 1).collect()
}

fn truth_bar(how: ServerCondition) -> (Kind, String) {
    match how {
        ServerCondition::Up => (Kind::Up, String::new()),
        faulty => (Kind::Faulty, faulty.word().to_owned()),
    }
}

fn belief_bar(listed: Listed) -> (Kind, String) {
    let kind = match listed {
        None => Kind::Out,
        listed if is_in_use(listed) => Kind::InUse,
        Some(_) => Kind::Quiesced,
    };
    (kind, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;
    use crate::stats::timeline::{Change, Changed};
    use crate::time::{SimDuration, SimTime};

    fn outcome(servers: usize) -> Outcome {
        Specimen { servers, off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome()
    }

    fn lanes(outcome: &Outcome) -> Lanes {
        Lanes::of(outcome, &Course::of(outcome), &Window::whole(outcome))
    }

    #[test]
    fn directors_and_addresses_come_before_servers() {
        let lanes = lanes(&outcome(3));
        let names: Vec<&str> = lanes.machines.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(names, ["LVS-Master", "LVS-Backup", "10.0.0.100"]);
        assert_eq!(lanes.servers.len(), 3);
        let kinds = |bars: &[Bar]| {
            let mut bars: Vec<_> = bars.iter().map(|bar| (bar.span.from, bar.kind)).collect();
            bars.sort();
            bars.into_iter().map(|(_, kind)| kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&lanes.servers[0].truth), [Kind::Up, Kind::Faulty, Kind::Up]);
        assert_eq!(kinds(&lanes.servers[0].belief), [Kind::InUse, Kind::Out, Kind::InUse]);
        assert_eq!(kinds(&lanes.machines[1].bars), [Kind::Backup, Kind::Master, Kind::Backup]);
    }

    #[test]
    fn of_many_servers_those_have_lanes_to_which_something_happened() {
        let lanes = lanes(&outcome(40));
        assert_eq!(lanes.servers.iter().map(|lane| lane.name.as_str()).collect::<Vec<_>>(), ["web-01"]);
        assert_eq!(lanes.notes, ["something happened to 1 of 40 real servers"]);
    }

    #[test]
    fn if_something_happened_to_too_many_servers_none_has_a_lane() {
        let mut outcome = outcome(40);
        for server in 0..=MAX_SERVERS {
            let at = SimTime::ZERO + SimDuration::from_secs(280 + server as u64);
            let what = Changed::Server { server, condition: ServerCondition::Off };
            outcome.timeline.push(Change { at, what });
        }
        let lanes = lanes(&outcome);
        assert!(lanes.servers_are_too_many && lanes.servers.is_empty());
    }
}
