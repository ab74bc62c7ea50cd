//! The tree of a configuration: keywords, arguments, blocks.

use super::expand::Expanded;
use super::lines::Glyphs;
use super::words::{Token, tokens};
use crate::diagnosis::Mistake;
use crate::diagnosis::Span;

/// Blocks may be nested so deeply.
const MOST_NESTED: usize = 64;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Word {
    /// Without quotes.
    pub(in super::super) text: String,
    /// Where it was typed.
    pub(in super::super) span: Span,
}

/// A keyword with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Directive {
    /// The keyword; in a list, the first word of an item.
    pub(in super::super) keyword: Word,
    /// The other words of its line.
    pub(in super::super) args: Vec<Word>,
    /// What stands in its braces.
    pub(in super::super) block: Option<Vec<Directive>>,
}

impl Directive {
    /// The keyword and its arguments.
    pub(in super::super) fn span(&self) -> Span {
        self.args.last().map_or(self.keyword.span, |last| self.keyword.span.to(last.span))
    }
}

/// A block whose end was not seen yet.
struct Open {
    brace: Span,
    directives: Vec<Directive>,
}

struct Builder<'a> {
    /// Whether a keyword begins a block of its own, and stands in no other.
    is_outermost: &'a dyn Fn(&str) -> bool,
    outer: Vec<Directive>,
    open: Vec<Open>,
    /// Whether words still belong to the last directive.
    in_line: bool,
    /// Whether a missing brace was told already: what follows would be told again and again.
    told: bool,
    mistakes: Vec<Mistake>,
}

/// Builds the tree. If braces do not fit, the mistakes say where; the tree is what could be made of it.
pub(in super::super) fn tree(
    expanded: &Expanded,
    is_outermost: &dyn Fn(&str) -> bool,
) -> (Vec<Directive>, Vec<Mistake>) {
    build(&expanded.lines, is_outermost)
}

fn build(lines: &[Glyphs], is_outermost: &dyn Fn(&str) -> bool) -> (Vec<Directive>, Vec<Mistake>) {
    let (outer, open, mistakes) = (Vec::new(), Vec::new(), Vec::new());
    let mut builder = Builder { is_outermost, outer, open, in_line: false, told: false, mistakes };
    for line in lines {
        builder.in_line = false;
        match tokens(line) {
            Ok(tokens) => tokens.into_iter().for_each(|token| builder.token(token)),
            Err(mistake) => builder.mistakes.push(mistake),
        }
    }
    builder.finish()
}

impl Builder<'_> {
    fn here(&mut self) -> &mut Vec<Directive> {
        match self.open.last_mut() {
            Some(open) => &mut open.directives,
            None => &mut self.outer,
        }
    }

    fn token(&mut self, token: Token) {
        match token {
            Token::Word(word) => self.word(word),
            Token::Open(brace) => self.begin(brace),
            Token::Close(brace) => self.end(brace),
        }
    }

    fn word(&mut self, word: Word) {
        if self.in_line {
            if let Some(directive) = self.here().last_mut() {
                directive.args.push(word);
            }
            return;
        }
        if !self.open.is_empty() && (self.is_outermost)(&word.text) {
            self.unclosed(&word);
        }
        self.here().push(Directive { keyword: word, args: Vec::new(), block: None });
        self.in_line = true;
    }

    /// A keyword that stands in no block, inside of one: a brace is missing before it.
    fn unclosed(&mut self, word: &Word) {
        while let Some(open) = self.open.pop() {
            if !self.told {
                let title = "a block is not closed";
                let label = format!("no `}}` closes it before `{}`", word.text);
                self.mistakes.push(Mistake::new(open.brace, title, label));
                self.told = true;
            }
            self.close(open);
        }
    }

    fn begin(&mut self, brace: Span) {
        self.in_line = false;
        let free = self.here().last().is_some_and(|directive| directive.block.is_none());
        if !free {
            let title = "a block without a keyword";
            self.mistakes.push(Mistake::new(brace, title, "a keyword stands before its `{`"));
        } else if self.open.len() == MOST_NESTED {
            let title = format!("blocks are nested more than {MOST_NESTED} levels deep");
            self.mistakes.push(Mistake::new(brace, title, "one too many"));
        }
        self.open.push(Open { brace, directives: Vec::new() });
    }

    fn end(&mut self, brace: Span) {
        self.in_line = false;
        match self.open.pop() {
            Some(open) => self.close(open),
            None if self.told => {}
            None => {
                let label = "no block is open here";
                self.mistakes.push(Mistake::new(brace, "a `}` too many", label));
                self.told = true;
            }
        }
    }

    /// Hands the content of a block to its directive.
    fn close(&mut self, open: Open) {
        // A tree that is too deep, or a block that belongs to nothing, was told already.
        if self.open.len() >= MOST_NESTED {
            return;
        }
        if let Some(directive) = self.here().last_mut().filter(|directive| directive.block.is_none()) {
            directive.block = Some(open.directives);
        }
    }

    fn finish(mut self) -> (Vec<Directive>, Vec<Mistake>) {
        if let Some(open) = self.open.last().filter(|_| !self.told) {
            self.mistakes.push(Mistake::new(open.brace, "a block is not closed", "no `}` up to the end"));
        }
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        (self.outer, self.mistakes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn shown(directives: &[Directive]) -> String {
        let one = |directive: &Directive| {
            let words = std::iter::once(&directive.keyword).chain(&directive.args);
            let words: Vec<&str> = words.map(|word| word.text.as_str()).collect();
            let block = directive.block.as_ref().map_or(String::new(), |block| format!("{{{}}}", shown(block)));
            words.join(" ") + &block
        };
        directives.iter().map(one).collect::<Vec<_>>().join(";")
    }

    fn read(text: &str) -> (String, usize) {
        let lines: Vec<Glyphs> = lines(0, text).collect();
        let (directives, mistakes) = build(&lines, &|word| word == "top");
        (shown(&directives), mistakes.len())
    }

    #[test]
    fn braces_stand_on_the_line_or_on_the_next() {
        let expected = ("top a{b 1;c{d}}".to_owned(), 0);
        assert_eq!(read("top a {\n b 1\n c {\n d\n }\n}\n"), expected);
        assert_eq!(read("top a\n{\n b 1\n c\n {\n d\n }\n}\n"), expected);
        assert_eq!(read("top a { b 1\n c { d } }\n"), expected);
    }

    #[test]
    fn a_missing_brace_is_told_once() {
        assert_eq!(read("top a {\n b {\n c\n}\ntop d {\n e\n}\n"), ("top a{b{c}};top d{e}".to_owned(), 1));
        assert_eq!(read("top a {\n b\n"), ("top a{b}".to_owned(), 1));
        assert_eq!(read("top a {\n b {\n }\n }\n }\n }\n"), ("top a{b{}}".to_owned(), 1));
    }
}
