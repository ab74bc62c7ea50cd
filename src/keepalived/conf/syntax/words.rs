//! A line as words and braces. Quotes hold a word together, and escapes work inside them.

use super::lines::Glyph;
use super::tree::Word;
use crate::diagnosis::Mistake;
use crate::diagnosis::Span;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, without its quotes.
    Word(Word),
    /// `{`
    Open(Span),
    /// `}`
    Close(Span),
}

/// The tokens of a line.
///
/// # Errors
/// A quote that does not end.
pub(super) fn tokens(line: &[Glyph]) -> Result<Vec<Token>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(glyph) = line.get(at) {
        match glyph.char {
            char if char.is_whitespace() => at += 1,
            '{' => {
                tokens.push(Token::Open(glyph.span));
                at += 1;
            }
            '}' => {
                tokens.push(Token::Close(glyph.span));
                at += 1;
            }
            _ => {
                let (word, length) = word(&line[at..])?;
                tokens.push(Token::Word(word));
                at += length;
            }
        }
    }
    Ok(tokens)
}

/// The word at the start of `rest`, and how many glyphs it takes.
fn word(rest: &[Glyph]) -> Result<(Word, usize), Mistake> {
    let mut text = String::new();
    let mut quote: Option<(char, Span)> = None;
    let mut at = 0;
    while let Some(glyph) = rest.get(at) {
        at += 1;
        match (quote, glyph.char) {
            (Some((open, _)), char) if char == open => quote = None,
            (Some(_), '\\') => {
                let (char, length) = escape(&rest[at..]);
                text.extend(char);
                at += length;
            }
            (Some(_), char) => text.push(char),
            (None, char @ ('"' | '\'')) => quote = Some((char, glyph.span)),
            // `${NAME}` without a definition stays as it is.
            (None, '$') if rest.get(at).is_some_and(|next| next.char == '{') => {
                let length = rest[at..].iter().position(|glyph| glyph.char == '}').map_or(0, |close| close + 1);
                text.push('$');
                text.extend(rest[at..at + length].iter().map(|glyph| glyph.char));
                at += length;
            }
            (None, char) if char.is_whitespace() || char == '{' || char == '}' => {
                at -= 1;
                break;
            }
            (None, char) => text.push(char),
        }
    }
    if let Some((char, span)) = quote {
        return Err(Mistake::new(span, format!("no {char} ends this quoted text"), "begins here"));
    }
    Ok((Word { text, span: rest[0].span.to(rest[at.max(1) - 1].span) }, at))
}

/// The character behind a backslash, and how many glyphs it takes. As in a shell: `\n`, `\t`, `\101`, `\x41`, `\cC`.
fn escape(rest: &[Glyph]) -> (Option<char>, usize) {
    let Some(first) = rest.first() else { return (Some('\\'), 0) };
    let digits = |from: usize, most: usize, radix: u32| {
        rest[from..].iter().take(most).take_while(|glyph| glyph.char.is_digit(radix)).count()
    };
    let number = |from: usize, length: usize, radix: u32| {
        let digits = rest[from..from + length].iter().filter_map(|glyph| glyph.char.to_digit(radix));
        // Only the last byte counts, as in C.
        digits.fold(0_u8, |value, digit| (u32::from(value) * radix + digit) as u8)
    };
    match first.char {
        'a' => (Some('\x07'), 1),
        'b' => (Some('\x08'), 1),
        'E' => (Some('\x1b'), 1),
        'f' => (Some('\x0c'), 1),
        'n' => (Some('\n'), 1),
        'r' => (Some('\r'), 1),
        't' => (Some('\t'), 1),
        'v' => (Some('\x0b'), 1),
        'c' => match rest.get(1) {
            Some(control) if control.char.is_ascii() => (Some(char::from(control.char as u8 & 0x1f)), 2),
            _ => (Some('c'), 1),
        },
        'x' => {
            let length = digits(1, usize::MAX, 16);
            if length == 0 { (Some('x'), 1) } else { (Some(char::from(number(1, length, 16))), 1 + length) }
        }
        '0'..='7' => {
            let length = digits(0, 3, 8);
            (Some(char::from(number(0, length, 8))), length)
        }
        char => (Some(char), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn shown(line: &str) -> String {
        let glyphs = lines(0, line).next().expect("a line");
        let tokens = tokens(&glyphs).expect("tokens");
        let shown = tokens.iter().map(|token| match token {
            Token::Word(word) => format!("<{}>", word.text),
            Token::Open(_) => "{".to_owned(),
            Token::Close(_) => "}".to_owned(),
        });
        shown.collect()
    }

    #[test]
    fn quotes_hold_words_together_and_vanish() {
        assert_eq!(shown(r#"a "b c" d"#), "<a><b c><d>");
        assert_eq!(shown(r#"abcd" efg h jkl "mnop"#), "<abcd efg h jkl mnop>");
        assert_eq!(shown(r#"x 'say "hi"' """#), r#"<x><say "hi"><>"#);
    }

    #[test]
    fn escapes_work_inside_quotes_only() {
        assert_eq!(shown(r#""a\tb\x41\101\\\"" c\n"#), "<a\tbAA\\\"><c\\n>");
    }

    #[test]
    fn braces_stand_alone_unless_quoted_or_of_a_parameter() {
        assert_eq!(shown(r#"a{b} "{" ${NO} {"#), "<a>{<b>}<{><${NO}>{");
    }

    #[test]
    fn a_quote_without_an_end_is_a_mistake() {
        let glyphs = lines(0, r#"script "x"#).next().expect("a line");
        assert!(tokens(&glyphs).is_err());
    }
}
