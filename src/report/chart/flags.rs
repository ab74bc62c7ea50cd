//! Faults and operations in a chart over time: shaded spans, lines, and flags that name them.

use super::drawing::{Align, Drawing, WIDTH};
use super::font;
use super::palette::{INK, Stroke, VERMILLION};
use super::panel::{MARGIN, Panel, SMALL, label};
use crate::stats::outcome::Mark;
use crate::time::SimTime;

/// Rows of flags above the panels, at most.
const MAX_ROWS: usize = 3;
/// More lines than these would hide what happened to the servers.
const MAX_LINES: usize = 12;
/// Length of a tick.
const TICK: f64 = 7.0;
/// Height of a row.
pub(super) const ROW: f64 = 14.0;
/// Longer names are shortened.
const MAX_WIDTH: f64 = 170.0;
/// Between the pole of a flag and its text, and between flags.
const GAP: f64 = 4.0;

/// All marks of one kind with the same times: one flag.
#[derive(Debug)]
pub(super) struct Flag {
    pub at: SimTime,
    pub until: Option<SimTime>,
    pub text: String,
}

/// A flag that found a row: 0 is the lowest. Horizontal extent in pixels, pole included.
#[derive(Debug)]
pub(super) struct Placed {
    row: usize,
    pole: f64,
    left: f64,
    right: f64,
    text: String,
}

/// One flag for each moment and kind, in order of time: `crash web-01`, or `crash of 5` for five at once.
pub(super) fn of_marks(marks: &[Mark]) -> Vec<Flag> {
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by(|a, b| (a.at, a.until, &a.kind).cmp(&(b.at, b.until, &b.kind)));
    let flags = marks.chunk_by(|a, b| (a.at, a.until, &a.kind) == (b.at, b.until, &b.kind)).map(|group| {
        let target = if group.len() == 1 { group[0].target.clone() } else { format!("of {}", group.len()) };
        let text = font::shorten(&format!("{} {target}", group[0].kind), SMALL, MAX_WIDTH);
        Flag { at: group[0].at, until: group[0].until, text }
    });
    flags.collect()
}

/// Finds rows for as many flags as possible, so that no flag covers another one or its pole. `x_at` maps a moment to
/// pixels, where flags may extend to `right`.
pub(super) fn place(flags: &[Flag], x_at: impl Fn(SimTime) -> f64, right: f64) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    // From right to left: a flag flies to the right of its pole, and the poles of those already placed are further right.
    for flag in flags.iter().rev() {
        let pole = x_at(flag.at);
        let length = GAP + font::width(&flag.text, SMALL, false);
        let left = pole.min(right - length).max(MARGIN);
        let candidate = |row| Placed { row, pole, left, right: left + length, text: flag.text.clone() };
        let fits = |new: &Placed| placed.iter().all(|old| !new.covers(old) && !old.covers(new));
        placed.extend((0..MAX_ROWS).map(candidate).find(fits));
    }
    placed
}

impl Placed {
    /// Whether this flag lies over the other one, or over its pole, which reaches down from its row.
    fn covers(&self, other: &Self) -> bool {
        let over_flag = self.row == other.row && self.left < other.right + GAP && other.left < self.right + GAP;
        let over_pole = self.row <= other.row && self.left - GAP < other.pole && other.pole < self.right + GAP;
        over_flag || (self.row < other.row && over_pole)
    }
}

/// Rows that these flags need.
pub(super) fn rows(placed: &[Placed]) -> usize {
    placed.iter().map(|flag| flag.row + 1).max().unwrap_or(0)
}

/// Writes the flags above the highest panel, their poles down to its top.
pub(super) fn draw(drawing: &mut Drawing, placed: Vec<Placed>, top: f64) {
    for flag in placed {
        let y = top - 8.0 - flag.row as f64 * ROW;
        // A flag that flies to the left covers its pole: the pole begins below it.
        let from = if flag.left < flag.pole { y + SMALL / 2.0 + 1.0 } else { y - SMALL / 2.0 };
        drawing.path(vec![(flag.pole, from), (flag.pole, top)], Stroke::solid(VERMILLION, 1.0));
        drawing.label(label(flag.text, flag.left + GAP, y, Align::Left, INK));
    }
}

/// Shades the time of every fault that was over, and draws lines where each begins (solid) and ends (dashed); if there
/// are too many, only ticks at the top.
pub(super) fn draw_spans(drawing: &mut Drawing, panel: &Panel, flags: &[Flag], x_of: impl Fn(SimTime) -> f64) {
    let mut shaded_to = panel.left;
    for flag in flags {
        let Some(until) = flag.until else { continue };
        // Overlapping spans are shaded once: darker would mean nothing.
        let (from, to) = (x_of(flag.at).max(shaded_to), x_of(until));
        if to > from {
            drawing.rectangle((from, panel.top), (to, panel.bottom), VERMILLION, 0.1);
            shaded_to = to;
        }
    }
    let foot = if flags.len() > MAX_LINES { panel.top + TICK } else { panel.bottom };
    for flag in flags {
        let from = x_of(flag.at);
        drawing.path(vec![(from, panel.top), (from, foot)], Stroke::solid(VERMILLION, 1.0));
        if let Some(to) = flag.until.map(&x_of) {
            drawing.path(vec![(to, panel.top), (to, foot)], Stroke::dashed(VERMILLION, 0.8, 3.0, 3.0));
        }
    }
}

/// Right end of the room for flags.
pub(super) const RIGHT: f64 = WIDTH - MARGIN / 2.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    fn mark(at_s: u64, target: &str) -> Mark {
        let at = SimTime::ZERO + SimDuration::from_secs(at_s);
        Mark { at, until: Some(at + SimDuration::from_secs(5)), target: target.to_owned(), kind: "crash".to_owned() }
    }

    fn placed(marks: &[Mark]) -> Vec<Placed> {
        place(&of_marks(marks), |at| at.as_secs_f64(), 700.0)
    }

    #[test]
    fn servers_that_fail_together_share_a_flag() {
        let flags = of_marks(&[mark(10, "a"), mark(10, "b"), mark(20, "c")]);
        let texts: Vec<&str> = flags.iter().map(|flag| flag.text.as_str()).collect();
        assert_eq!(texts, ["crash of 2", "crash c"]);
    }

    #[test]
    fn flags_near_each_other_fly_in_rows_the_earlier_above() {
        let rows: Vec<(f64, usize)> = placed(&[mark(100, "a"), mark(110, "b"), mark(400, "c")])
            .iter()
            .map(|flag| (flag.pole, flag.row))
            .collect();
        assert_eq!(rows, [(400.0, 0), (110.0, 0), (100.0, 1)]);
    }

    #[test]
    fn a_flag_at_the_right_edge_flies_to_the_left() {
        let flags = placed(&[mark(695, "web-01")]);
        assert!(flags[0].right <= 700.0 && flags[0].left < flags[0].pole, "{flags:?}");
    }

    #[test]
    fn of_too_many_flags_some_stay_down_and_none_overlap() {
        let marks: Vec<Mark> = (0..100).map(|i| mark(100 + i, "a")).collect();
        let flags = placed(&marks);
        assert!(flags.len() < 100 && rows(&flags) == MAX_ROWS, "{}", flags.len());
        for (index, flag) in flags.iter().enumerate() {
            assert!(flags[..index].iter().all(|other| !flag.covers(other) && !other.covers(flag)));
        }
    }
}
