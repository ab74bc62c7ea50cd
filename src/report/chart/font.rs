//! The embedded font: how wide a text is, and where to shorten it.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// DejaVu Sans, a subset with Latin, Greek and mathematical signs.
pub(super) const REGULAR: &[u8] = include_bytes!("../../../assets/DejaVuSans.subset.ttf");
/// The same, bold.
pub(super) const BOLD: &[u8] = include_bytes!("../../../assets/DejaVuSans-Bold.subset.ttf");

/// What an SVG asks its viewer for: the embedded font if it is there, one of the same widths, or any without serifs.
pub(super) const FAMILIES: &str = "DejaVu Sans, Verdana, sans-serif";

/// Width of a line of text, in the unit of `size`.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let font = FontRef::new(if bold { BOLD } else { REGULAR }).expect("the embedded font is a font");
    let (characters, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size as f32), LocationRef::default()));
    // Glyph 0 stands for what the font does not have.
    let advance = |c| metrics.advance_width(characters.map(c).unwrap_or_default()).unwrap_or_default();
    text.chars().map(|c| f64::from(advance(c))).sum()
}

/// A name, or its beginning and end around an ellipsis, so that it is at most `max_width` wide: names often differ in
/// their last characters only.
pub(super) fn shorten(name: &str, size: f64, max_width: f64) -> String {
    fit(name, size, max_width, |kept| kept.div_ceil(2))
}

/// A sentence, or its beginning before an ellipsis, so that it is at most `max_width` wide.
pub(super) fn cut(sentence: &str, size: f64, max_width: f64) -> String {
    fit(sentence, size, max_width, |kept| kept)
}

/// `text` with as few characters left out as possible; of those kept, `head` says how many stand before the ellipsis.
fn fit(text: &str, size: f64, max_width: f64, head: impl Fn(usize) -> usize) -> String {
    if width(text, size, false) <= max_width {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let keeping = |kept: usize| -> String {
        let (before, after) = (&characters[..head(kept)], &characters[characters.len() - (kept - head(kept))..]);
        before.iter().chain(['…'].iter()).chain(after).collect()
    };
    let mut candidates = (0..characters.len()).rev().map(keeping);
    candidates.find(|text| width(text, size, false) <= max_width).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_characters() {
        let one = width("m", 100.0, false);
        assert!((width("mmm", 100.0, false) - 3.0 * one).abs() < 1e-3);
        assert!((one - 97.4).abs() < 0.1, "an m of DejaVu Sans is 1995 of 2048 units wide: {one}");
        assert!(width("m", 100.0, true) > one);
    }

    #[test]
    fn a_name_is_shortened_in_its_middle() {
        assert_eq!(shorten("web-01", 11.0, 100.0), "web-01");
        let short = shorten("web-server-in-the-second-rack-01", 11.0, 80.0);
        assert!(short.starts_with("web") && short.ends_with("01") && short.contains('…'), "{short}");
        assert!(width(&short, 11.0, false) <= 80.0);
        assert_eq!(shorten("web-01", 11.0, 0.0), "");
    }

    #[test]
    fn a_sentence_is_cut_at_its_end() {
        let short = cut("One of three web servers crashes", 11.0, 80.0);
        assert!(short.starts_with("One of") && short.ends_with('…'), "{short}");
        assert!(width(&short, 11.0, false) <= 80.0);
    }
}
