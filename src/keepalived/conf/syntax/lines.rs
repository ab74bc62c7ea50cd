//! A text as lines of glyphs: characters that know where they stand, however often they are moved.

use crate::diagnosis::Span;

/// A character and where it was typed. What a parameter stands for was typed where the parameter was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// The character.
    pub(super) char: char,
    /// Its place.
    pub(super) span: Span,
}

/// A line, or a part of one.
pub(super) type Glyphs = Vec<Glyph>;

/// The lines of a text, without comments and without space around them. Lines with nothing on them are kept: they end
/// a definition.
pub(super) fn lines(source: usize, text: &str) -> impl Iterator<Item = Glyphs> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let glyphs = line.char_indices().map(|(at, char)| {
            let span = Span { source, start: start + at, end: start + at + char.len_utf8() };
            Glyph { char, span }
        });
        let glyphs: Glyphs = glyphs.collect();
        start += line.len();
        trimmed(&glyphs[..comment(&glyphs)]).to_vec()
    })
}

/// Where the comment of a line begins: at a `#` or `!` outside of quotes.
fn comment(line: &[Glyph]) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, glyph) in line.iter().enumerate() {
        match (quote, glyph.char) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => quote = Some(glyph.char),
            (None, '#' | '!') => return at,
            _ => {}
        }
    }
    line.len()
}

/// Without space at both ends.
pub(super) fn trimmed(line: &[Glyph]) -> &[Glyph] {
    let inner = |glyph: &Glyph| !glyph.char.is_whitespace();
    match (line.iter().position(inner), line.iter().rposition(inner)) {
        (Some(first), Some(last)) => &line[first..=last],
        _ => &[],
    }
}

/// The characters alone.
pub(super) fn text(line: &[Glyph]) -> String {
    line.iter().map(|glyph| glyph.char).collect()
}

/// From the first glyph to the last. There is at least one.
pub(super) fn span(line: &[Glyph]) -> Span {
    line[0].span.to(line[line.len() - 1].span)
}

/// The same characters, all typed at `span`.
pub(super) fn moved(line: &[Glyph], span: Span) -> Glyphs {
    line.iter().map(|glyph| Glyph { span, ..*glyph }).collect()
}

/// Characters that the reader itself came up with, as if typed at `span`.
pub(super) fn made(text: &str, span: Span) -> Glyphs {
    text.chars().map(|char| Glyph { char, span }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(input: &str) -> Vec<String> {
        lines(0, input).map(|line| text(&line)).collect()
    }

    #[test]
    fn a_comment_runs_from_hash_or_bang_to_the_end_of_the_line() {
        assert_eq!(texts("a # b\n! c\nd!e\n"), ["a", "", "d"]);
    }

    #[test]
    fn a_quoted_hash_is_no_comment() {
        assert_eq!(texts(r##"script "echo \"# x" # y"##), [r##"script "echo \"# x""##]);
    }

    #[test]
    fn a_glyph_knows_its_bytes() {
        let all: Vec<Glyphs> = lines(3, "ä\n  b").collect();
        assert_eq!(all[1][0].span, Span { source: 3, start: 5, end: 6 });
    }
}
