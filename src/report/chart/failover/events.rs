//! Marks across a chart: faults, takeovers, changes of lists, gratuitous ARP.

use super::Frame;
use super::lanes::LanePanels;
use super::legend::{Kind, Legend, Look, draw_triangle};
use super::window::Window;
use crate::report::chart::drawing::Drawing;
use crate::stats::Outcome;
use crate::stats::failover::course::is_in_use;
use crate::stats::failover::{Course, mastership};
use crate::stats::timeline::Changed;
use crate::time::SimTime;

/// More lines of a kind would hide what they are about; the lanes show it without them.
const MAX_LINES: usize = 12;

/// What is marked.
pub(super) struct Events {
    lines: Vec<(Kind, Vec<SimTime>)>,
    /// Which director announced something when.
    announcements: Vec<(SimTime, usize)>,
}

impl Events {
    /// The events of a window.
    pub(super) fn of(outcome: &Outcome, course: &Course, window: &Window) -> Self {
        let marks = window.marks(outcome);
        let takeovers = mastership::takeovers(course).iter().map(|takeover| takeover.at).collect();
        let mut lines: Vec<(Kind, Vec<SimTime>)> = vec![
            (Kind::FaultBegins, marks.iter().map(|mark| mark.at).collect()),
            (Kind::FaultEnds, marks.iter().filter_map(|mark| mark.until).collect()),
            (Kind::ListFollows, lists_follow(course)),
            (Kind::Takeover, takeovers),
        ];
        for (_, moments) in &mut lines {
            moments.retain(|&moment| window.shows(moment));
            moments.sort();
            moments.dedup();
        }
        let announced = outcome.timeline.iter().filter(|change| window.shows(change.at));
        let announcements = announced.filter_map(|change| match change.what {
            Changed::GratuitousArp { director, .. } => Some((change.at, director)),
            _ => None,
        });
        Self { lines, announcements: announcements.collect() }
    }

    /// What is not marked, because it happened too often.
    pub(super) fn note(&self) -> Option<String> {
        let unmarked = self.lines.iter().filter(|(_, moments)| moments.len() > MAX_LINES);
        let words: Vec<String> =
            unmarked.map(|(kind, moments)| format!("{} × {}", moments.len(), kind.short())).collect();
        (!words.is_empty()).then(|| format!("without lines: {}", words.join(", ")))
    }

    /// Draws them, lines from top to bottom.
    pub(super) fn draw(
        &self,
        drawing: &mut Drawing,
        frame: &Frame,
        (top, bottom): (f64, f64),
        lanes: &LanePanels,
        legend: &mut Legend,
    ) {
        for (kind, moments) in self.lines.iter().filter(|(_, moments)| moments.len() <= MAX_LINES) {
            let Look::Line(stroke) = kind.look() else { continue };
            for &moment in moments {
                let x = frame.x_at(moment);
                drawing.path(vec![(x, top), (x, bottom)], stroke);
                legend.has(*kind);
            }
        }
        let Look::Triangle(color) = Kind::GratuitousArp.look() else { return };
        let mut drawn: Vec<(usize, i64)> = Vec::new();
        for &(at, director) in &self.announcements {
            let Some(&(_, y)) = lanes.bars.iter().find(|(whose, _)| *whose == director) else { continue };
            let x = frame.x_at(at);
            // Triangles of one place are drawn once.
            if !drawn.contains(&(director, x as i64)) {
                drawn.push((director, x as i64));
                draw_triangle(drawing, (x, y), color);
                legend.has(Kind::GratuitousArp);
            }
        }
    }
}

/// When the active director began or ceased to use a server that it knew already.
fn lists_follow(course: &Course) -> Vec<SimTime> {
    let mut moments = Vec::new();
    for ((service, _), belief) in course.beliefs() {
        let active = course.active(service);
        let changes = belief.changes().filter(|(_, from, to)| is_in_use(**from) != is_in_use(**to));
        // Nobody waits for the first time.
        let changes = changes.skip_while(|(_, _, to)| is_in_use(**to));
        moments.extend(changes.map(|(at, _, _)| at).filter(|&at| active.before(at) == active.at(at)));
    }
    moments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::specimen::Specimen;

    #[test]
    fn the_list_follows_a_crash_and_a_return_and_not_the_end_of_a_director() {
        let outcome = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome();
        let moments: Vec<f64> = lists_follow(&Course::of(&outcome)).iter().map(|at| at.as_secs_f64()).collect();
        assert_eq!(moments, [126.0, 182.0]);
    }

    #[test]
    fn what_happens_too_often_is_counted_instead_of_marked() {
        let mut outcome = Specimen { off_s: Some((220.0, 260.0)), ..Specimen::default() }.outcome();
        let (course, window) = (Course::of(&outcome), Window::whole(&outcome));
        assert_eq!(Events::of(&outcome, &course, &window).note(), None);
        let mark = outcome.marks[0].clone();
        outcome.marks = (0..20).map(|_| mark.clone()).collect();
        for (index, mark) in outcome.marks.iter_mut().enumerate() {
            mark.at = SimTime::from_nanos(index as u64);
            mark.until = None;
        }
        let note = Events::of(&outcome, &course, &window).note();
        assert_eq!(note.as_deref(), Some("without lines: 20 × fault or operation"));
    }
}
