//! Parameters: `$NAME=value`, and `$NAME` or `${NAME}` where the value is wanted.

use super::lines::{Glyph, Glyphs, made, moved, text, trimmed};
use crate::diagnosis::Span;
use indexmap::IndexMap;

/// What the parameters stand for at the moment.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// For each name, one line or several.
    values: IndexMap<String, Vec<Glyphs>>,
}

/// A use of a parameter in a line.
struct Use {
    name: String,
    /// The glyphs from `$` to the end of the name or brace.
    from: usize,
    to: usize,
}

/// `$NAME=rest`: the name, and where the rest begins.
pub(super) fn definition(line: &[Glyph]) -> Option<(String, usize)> {
    let rest = line.strip_prefix(&[*line.first().filter(|glyph| glyph.char == '$')?])?;
    let length = rest.iter().take_while(|glyph| is_of_a_name(glyph.char)).count();
    let named = length > 0 && !rest[0].char.is_ascii_digit() && rest.get(length)?.char == '=';
    named.then(|| (text(&rest[..length]), length + 2))
}

fn is_of_a_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

impl Definitions {
    /// From now on `name` stands for these lines.
    pub(super) fn define(&mut self, name: String, lines: Vec<Glyphs>) {
        self.values.insert(name, lines);
    }

    /// From now on `name` stands for this text.
    pub(super) fn define_text(&mut self, name: &str, value: &str) {
        self.define(name.to_owned(), vec![made(value, Span::default())]);
    }

    /// The line with each parameter in it replaced once; none if there is none that is defined. A parameter of several
    /// lines makes several.
    pub(super) fn substitute(&self, line: &[Glyph]) -> Option<Vec<Glyphs>> {
        let mut lines = vec![Glyphs::new()];
        let mut done = 0;
        let mut replaced = false;
        while let Some(found) = next_use(line, done) {
            let Some(value) = self.values.get(&found.name) else {
                append(&mut lines, &line[done..found.to]);
                done = found.to;
                continue;
            };
            replaced = true;
            append(&mut lines, &line[done..found.from]);
            let span = line[found.from].span.to(line[found.to - 1].span);
            match &value[..] {
                [value] => append(&mut lines, &moved(value, span)),
                several => {
                    for (number, value) in several.iter().enumerate() {
                        if number > 0 {
                            lines.push(Glyphs::new());
                        }
                        append(&mut lines, value);
                    }
                }
            }
            done = found.to;
        }
        append(&mut lines, &line[done..]);
        replaced.then(|| lines.iter().map(|line| trimmed(line).to_vec()).collect())
    }
}

fn append(lines: &mut [Glyphs], glyphs: &[Glyph]) {
    if let Some(last) = lines.last_mut() {
        last.extend_from_slice(glyphs);
    }
}

/// The first `$NAME` followed by space or the end, or `${NAME}`, from glyph `start` on.
fn next_use(line: &[Glyph], start: usize) -> Option<Use> {
    let mut from = start;
    loop {
        from += line.get(from..)?.iter().position(|glyph| glyph.char == '$')?;
        let braced = line.get(from + 1).is_some_and(|glyph| glyph.char == '{');
        let name_from = from + 1 + usize::from(braced);
        let rest = line.get(name_from..)?;
        let length = rest.iter().take_while(|glyph| is_of_a_name(glyph.char)).count();
        let next = rest.get(length).map(|glyph| glyph.char);
        let ends = if braced { next == Some('}') } else { next.is_none_or(char::is_whitespace) };
        if length > 0 && ends {
            let name = text(&rest[..length]);
            return Some(Use { name, from, to: name_from + length + usize::from(braced) });
        }
        from += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn line(text: &str) -> Glyphs {
        lines(0, text).next().expect("a line")
    }

    fn substituted(definitions: &Definitions, input: &str) -> Option<Vec<String>> {
        definitions.substitute(&line(input)).map(|lines| lines.iter().map(|line| text(line)).collect())
    }

    #[test]
    fn a_definition_is_a_name_and_an_equals_sign_at_once() {
        assert_eq!(definition(&line("$A_1=x")), Some(("A_1".to_owned(), 5)));
        assert_eq!(definition(&line("$A=")), Some(("A".to_owned(), 3)));
        assert_eq!(definition(&line("$A =x")), None);
        assert_eq!(definition(&line("$1A=x")), None);
    }

    #[test]
    fn a_parameter_is_replaced_before_space_or_in_braces() {
        let mut definitions = Definitions::default();
        definitions.define_text("A", "7");
        assert_eq!(substituted(&definitions, "x$A 10.${A}.$A"), Some(vec!["x7 10.7.7".to_owned()]));
        assert_eq!(substituted(&definitions, "$AB ${B} $A."), None);
    }

    #[test]
    fn a_parameter_of_several_lines_makes_several() {
        let mut definitions = Definitions::default();
        definitions.define("A".to_owned(), vec![line("x {"), line("}")]);
        assert_eq!(substituted(&definitions, "a $A b"), Some(vec!["a x {".to_owned(), "} b".to_owned()]));
    }
}
