//! Names at the right ends of lines: they say which line is which without a legend, in colour and in grey.

use super::drawing::{Align, Drawing};
use super::font;
use super::palette::{INK, Stroke};
use super::panel::{Panel, SMALL, label};

/// A name, the height at which its line ends, and how the line is drawn.
pub(super) struct EndLabel {
    pub text: String,
    pub y: f64,
    pub stroke: Stroke,
}

/// Lines closer than this are pushed apart.
const SPACING: f64 = 13.0;
/// Between the panel and the sample of a line.
const LEADER: f64 = 12.0;
/// Length of the sample.
const SAMPLE: f64 = 18.0;
/// Between the panel and the names.
const GAP: f64 = LEADER + SAMPLE + 5.0;
/// Longer names are shortened.
const MAX_WIDTH: f64 = 110.0;

/// Room that these names need to the right of a panel.
pub(super) fn room_for<'a>(names: impl IntoIterator<Item = &'a str>) -> f64 {
    let widest = names.into_iter().map(|name| font::width(name, SMALL, false)).fold(0.0, f64::max);
    GAP + widest.min(MAX_WIDTH)
}

/// Writes the names beside the panel, each behind a sample of its line and a thin leader from where the line ends.
pub(super) fn draw(drawing: &mut Drawing, panel: &Panel, mut labels: Vec<EndLabel>) {
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let wanted: Vec<f64> = labels.iter().map(|label| label.y).collect();
    let heights = spread(&wanted, panel.top + SPACING / 2.0, panel.bottom - SPACING / 2.0);
    for (end, y) in labels.into_iter().zip(heights) {
        let sample = panel.right + LEADER;
        drawing.path(vec![(panel.right + 1.0, end.y), (sample, y)], Stroke::solid(end.stroke.color, 0.7));
        drawing.path(vec![(sample, y), (sample + SAMPLE, y)], end.stroke);
        let text = font::shorten(&end.text, SMALL, MAX_WIDTH);
        drawing.label(label(text, panel.right + GAP, y, Align::Left, INK));
    }
}

/// Heights near the wanted ones (sorted), [`SPACING`] apart and between `top` and `bottom` if there is room.
pub(super) fn spread(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut heights = wanted.to_vec();
    // Push down from the top, then up from the bottom.
    for index in 0..heights.len() {
        let least = if index == 0 { top } else { heights[index - 1] + SPACING };
        heights[index] = heights[index].max(least);
    }
    for index in (0..heights.len()).rev() {
        let most = if index + 1 == heights.len() { bottom } else { heights[index + 1] - SPACING };
        heights[index] = heights[index].min(most);
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_have_room_stay_where_their_lines_end() {
        assert_eq!(spread(&[20.0, 60.0], 0.0, 100.0), [20.0, 60.0]);
        assert_eq!(spread(&[50.0, 50.0], 0.0, 100.0), [50.0, 63.0]);
        assert_eq!(spread(&[95.0, 99.0], 0.0, 100.0), [87.0, 100.0]);
    }

    proptest! {
        #[test]
        fn names_never_overlap_and_stay_inside(mut wanted in proptest::collection::vec(0.0..150.0_f64, 0..8)) {
            wanted.sort_by(f64::total_cmp);
            let heights = spread(&wanted, 0.0, 150.0);
            prop_assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= SPACING - 1e-9), "{:?}", heights);
            prop_assert!(heights.iter().all(|y| (0.0..=150.0).contains(y)), "{:?}", heights);
        }
    }
}
