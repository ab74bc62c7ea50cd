//! The tree against the table of keywords. What comes out is a [`Form`]; what is wrong or not simulated is told.

use super::findings::Findings;
use super::form::{Entry, Form};
use super::item::{self, Line};
use super::keyword::{Content, Item, Keyword, blocks};
use super::syntax::{Directive, Word};
use super::value::{self, Refusal, Value};
use crate::diagnosis::Mistake;
use crate::diagnosis::Span;
use crate::diagnosis::nearest;

/// A message names so many blocks that a keyword belongs in.
const MOST_BLOCKS: usize = 3;

/// Reads the content of a block. `place` names the block in messages: `vrrp_instance VI_1`; empty at the top.
pub(super) fn check(
    directives: &[Directive],
    keywords: &'static [Keyword],
    place: &str,
    findings: &mut Findings,
) -> Form {
    let mut form = Form::default();
    for directive in directives {
        let word = &directive.keyword;
        match keywords.iter().find(|keyword| keyword.is(&word.text)) {
            Some(keyword) => match entry(directive, keyword, place, findings) {
                Some(entry) => form.entries.push(entry),
                None => form.refused.push(keyword.name),
            },
            None => unknown(word, keywords, place, findings),
        }
    }
    form
}

fn within(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" in {place}") }
}

fn unknown(word: &Word, keywords: &[Keyword], place: &str, findings: &mut Findings) {
    let text = &word.text;
    let known: Vec<&str> = keywords.iter().map(|keyword| keyword.name).collect();
    let elsewhere = blocks_of(text);
    let title = format!("unknown keyword `{text}`{}", within(place));
    let mistake = if elsewhere.is_empty() {
        Mistake::new(word.span, title, "no such keyword here").suggesting(text, &known)
    } else {
        let label =
            if nearest(text, &known).is_some_and(|near| near != text) { "no such keyword here" } else { "not here" };
        Mistake::new(word.span, title, label).with_help(format!("`{text}` belongs in {}", elsewhere.join(" or ")))
    };
    findings.mistakes.push(mistake);
}

/// The blocks that know a keyword, from the outside in; of many only the first.
fn blocks_of(word: &str) -> Vec<String> {
    let knowing = blocks().into_iter().filter(|(_, keywords)| keywords.iter().any(|keyword| keyword.is(word)));
    let names = knowing.map(|(path, _)| match path.rsplit(" / ").next() {
        Some(block) if !block.is_empty() => format!("`{block}`"),
        _ => "the outermost level".to_owned(),
    });
    names.take(MOST_BLOCKS).collect()
}

fn entry(directive: &Directive, keyword: &'static Keyword, place: &str, findings: &mut Findings) -> Option<Entry> {
    if let (None, Some(block)) = (&keyword.content, &directive.block) {
        let word = &directive.keyword;
        let span = block.first().map_or(word.span, |first| first.keyword.span);
        findings.wrong(span, format!("`{}` has a block", word.text), format!("`{}` is a line of its own", word.text));
        return None;
    }
    if !keyword.modelled {
        let text = format!("`{}` is not simulated: {}", keyword.name, keyword.doc);
        findings.not_simulated(&text, directive.keyword.span);
    }
    let value = value(directive, keyword, place, findings);
    // Of what is left out, one note is enough.
    let silent = !keyword.modelled || value.is_none();
    findings.silenced += u32::from(silent);
    let form = content(directive, keyword, findings);
    findings.silenced -= u32::from(silent);
    let args = directive.args.first();
    Some(Entry {
        keyword,
        span: directive.keyword.span,
        value_span: args.map_or(directive.keyword.span, |first| first.span.to(directive.span())),
        value: value?,
        form: form?,
    })
}

fn value(directive: &Directive, keyword: &Keyword, place: &str, findings: &mut Findings) -> Option<Value> {
    let word = &directive.keyword;
    match value::read(&keyword.args, &directive.args) {
        Ok((value, taken)) => {
            if let Some(extra) = directive.args.get(taken).filter(|_| keyword.modelled) {
                let text = format!("`{}` behind `{}` is ignored", extra.text, word.text);
                findings.warn(text, extra.span);
            }
            Some(value)
        }
        Err(Refusal::NotSimulated(why)) => {
            findings.not_simulated(&format!("`{}` is left out: {why}", word.text), word.span);
            None
        }
        Err(Refusal::Wrong(number, label)) => {
            let mistake = match directive.args.get(number) {
                Some(arg) => {
                    let title = format!("`{}`{} cannot be `{}`", word.text, within(place), arg.text);
                    Mistake::new(arg.span, title, label)
                }
                None => {
                    let title = format!("something is missing behind `{}`{}", word.text, within(place));
                    Mistake::new(directive.span(), title, label)
                }
            };
            findings.mistakes.push(mistake);
            None
        }
    }
}

fn content(directive: &Directive, keyword: &'static Keyword, findings: &mut Findings) -> Option<Form> {
    let word = &directive.keyword;
    match (&keyword.content, &directive.block) {
        (None, _) => Some(Form::default()),
        (Some(Content::Keywords(keywords)), Some(block)) => Some(check(block, keywords, &title(directive), findings)),
        (Some(Content::Items(item)), Some(block)) => Some(list(block, *item, &word.text, findings)),
        (Some(Content::Anything), Some(_)) => Some(Form::default()),
        (Some(_), None) => {
            let title = format!("`{}` has no block", word.text);
            let mistake = Mistake::new(directive.span(), title, "expected `{` here or on the next line");
            findings.mistakes.push(mistake);
            None
        }
    }
}

/// How messages call a block: `real_server 10.0.0.1 80`.
fn title(directive: &Directive) -> String {
    let words = std::iter::once(&directive.keyword).chain(&directive.args);
    words.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn list(directives: &[Directive], item: Item, name: &str, findings: &mut Findings) -> Form {
    let mut form = Form::default();
    for directive in directives {
        let words: Vec<Word> = std::iter::once(&directive.keyword).chain(&directive.args).cloned().collect();
        let span: Span = directive.span();
        if let Some(block) = &directive.block {
            let span = block.first().map_or(span, |first| first.keyword.span);
            let mistake = Mistake::new(span, format!("a block inside of `{name}`"), "this is a list");
            findings.mistakes.push(mistake);
        }
        match item::read(item, &words) {
            Ok((line, extra)) => {
                if extra {
                    let text = "what stands behind a virtual address is not simulated: it is held by the interface \
                                of its instance";
                    findings.not_simulated(text, span);
                }
                form.lines.push((line, span));
            }
            Err(item::Refusal::V6) => {
                form.lines.push((Line::V6, span));
                findings.not_simulated(&format!("addresses of IPv6 in `{name}` are left out: there is no IPv6"), span);
            }
            Err(item::Refusal::Wrong(number, label)) => {
                let word = words.get(number);
                let text = word.map_or("", |word| word.text.as_str());
                let title = match word {
                    Some(_) => format!("a line of `{name}` cannot have `{text}`"),
                    None => format!("a line of `{name}` is not complete"),
                };
                let mistake = Mistake::new(word.map_or(span, |word| word.span), title, label);
                findings.mistakes.push(mistake);
            }
        }
    }
    form
}
