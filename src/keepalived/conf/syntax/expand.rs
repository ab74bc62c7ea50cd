//! Files as the lines that count: what is included is there, what is conditional is there or not, parameters are
//! replaced, repetitions are written out.

use super::super::Options;
use super::super::source::Loader;
use super::definition::{Definitions, definition};
use super::include;
use super::lines::{Glyph, Glyphs, lines, span, text, trimmed};
use super::repeat;
use crate::diagnosis::Mistake;
use crate::diagnosis::{Source, Span};

/// Definitions may refer to each other, and files include each other, so deeply.
const MOST_NESTED: usize = 64;
/// A line may have so many characters.
const LONGEST_LINE: usize = 1 << 16;
/// What a line costs beside its characters.
const COST_OF_A_LINE: usize = 16;
/// All lines together may have so many characters when everything is written out.
const MOST_GLYPHS: usize = 1 << 24;

/// Configuration files as the lines that count.
#[derive(Debug, Default)]
pub(in super::super) struct Expanded {
    /// Every text that was read, the first file first.
    pub(in super::super) sources: Vec<Source>,
    /// The lines.
    pub(super) lines: Vec<Glyphs>,
    /// What was wrong on the way.
    pub(in super::super) mistakes: Vec<Mistake>,
    /// What is worth knowing.
    pub(in super::super) warnings: Vec<(String, Span)>,
}

/// Reads the file at `path` and what it includes.
pub(in super::super) fn expand(loader: &impl Loader, path: &str, options: &Options) -> Expanded {
    let mut definitions = Definitions::default();
    definitions.define_text("_HASH", "#");
    definitions.define_text("_BANG", "!");
    definitions.define_text("_INSTANCE", options.instance.as_deref().unwrap_or_default());
    let mut reader =
        Reader { loader, options, definitions, glyphs: 0, files: Vec::new(), expanded: Expanded::default() };
    match loader.read(path) {
        Ok(text) => reader.file(path, text),
        Err(why) => {
            reader.expanded.mistakes.push(Mistake::without_place(format!("cannot read {path}")).with_help(why));
        }
    }
    reader.expanded
}

struct Reader<'a, L> {
    loader: &'a L,
    options: &'a Options,
    definitions: Definitions,
    /// How many characters were written out.
    glyphs: usize,
    /// The files that are open, each included by the one before it.
    files: Vec<String>,
    expanded: Expanded,
}

impl<L: Loader> Reader<'_, L> {
    fn file(&mut self, path: &str, text: String) {
        let source = self.expanded.sources.len();
        self.expanded.sources.push(Source { name: path.to_owned(), text });
        let typed: Vec<Glyphs> = lines(source, &self.expanded.sources[source].text).collect();
        self.files.push(path.to_owned());
        self.stand_in(path);
        self.lines(&typed, 0);
        self.files.pop();
        if let Some(outer) = self.files.last().cloned() {
            self.stand_in(&outer);
        }
    }

    /// `${_PWD}` is the folder of the file that is being read.
    fn stand_in(&mut self, path: &str) {
        let folder = include::folder(path);
        self.definitions.define_text("_PWD", if folder.is_empty() { "." } else { folder });
    }

    fn lines(&mut self, lines: &[Glyphs], depth: usize) {
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            let Some(line) = self.conditional(line) else { continue };
            match definition(&line) {
                Some((name, value)) => {
                    let (value, more) = continued(&line[value..], &lines[at..]);
                    at += more;
                    self.definitions.define(name, value);
                }
                None => self.line(&line, depth),
            }
        }
    }

    /// What is left of a line behind its conditions; none if they do not hold, or nothing is left.
    fn conditional(&self, line: &[Glyph]) -> Option<Glyphs> {
        let mut rest = line;
        while let Some((Glyph { char: '@', .. }, behind)) = rest.split_first() {
            let (negated, behind) = match behind.split_first() {
                Some((Glyph { char: '^', .. }, behind)) => (true, behind),
                _ => (false, behind),
            };
            let length = behind.iter().take_while(|glyph| !glyph.char.is_whitespace()).count();
            let is_ours = self.options.config_id.as_deref() == Some(text(&behind[..length]).as_str());
            if is_ours == negated {
                return None;
            }
            rest = trimmed(&behind[length..]);
        }
        (!rest.is_empty()).then(|| rest.to_vec())
    }

    /// A line that is neither conditional nor a definition.
    fn line(&mut self, line: &[Glyph], depth: usize) {
        self.glyphs += line.len() + COST_OF_A_LINE;
        if self.is_too_much(line, depth) {
            return;
        }
        let word: String = line.iter().map(|glyph| glyph.char).take_while(|char| !char.is_whitespace()).collect();
        if let Some(checks) = include::checks(&word).filter(|_| depth == 0) {
            self.include(&word, checks, line);
        } else if let Some(split) = repeat::split(line) {
            match split {
                Ok((arguments, rest)) => self.repeat(line, arguments, &rest, depth),
                Err(why) => self.mistake(line, "a repetition is not finished", &why),
            }
        } else if let Some(lines) = self.definitions.substitute(line) {
            self.lines(&lines, depth + 1);
        } else {
            if text(line).contains("${_RANDOM") {
                let why = "a simulation draws nothing here: write the number";
                self.mistake(line, "`${_RANDOM}` is not supported", why);
            }
            self.expanded.lines.push(line.to_vec());
        }
    }

    /// Whether definitions go round in circles, or fill the memory. Says so once.
    fn is_too_much(&mut self, line: &[Glyph], depth: usize) -> bool {
        let title = if depth > MOST_NESTED {
            format!("parameters stand for each other more than {MOST_NESTED} levels deep")
        } else if line.len() > LONGEST_LINE {
            format!("written out, a line has more than {LONGEST_LINE} characters")
        } else if self.glyphs > MOST_GLYPHS {
            format!("written out, the configuration has more than {MOST_GLYPHS} characters")
        } else {
            return false;
        };
        if self.glyphs < usize::MAX / 2 {
            self.mistake(line, &title, "while this line was written out");
            // Nothing more is read.
            self.glyphs = usize::MAX / 2;
        }
        true
    }

    fn mistake(&mut self, line: &[Glyph], title: &str, label: &str) {
        self.expanded.mistakes.push(Mistake::new(span(line), title, label));
    }

    fn repeat(&mut self, line: &[Glyph], mut arguments: Glyphs, rest: &[Glyph], depth: usize) {
        for _ in 0..MOST_NESTED {
            match self.definitions.substitute(&arguments) {
                Some(lines) => arguments = lines.concat(),
                None => break,
            }
        }
        match repeat::rounds(line, &arguments) {
            Ok(repeat) => {
                for round in repeat.rounds {
                    for (name, value) in round {
                        self.definitions.define_text(&name, &value);
                    }
                    self.lines(&[rest.to_vec()], depth + 1);
                    // A round costs something even if it leaves nothing.
                    self.glyphs += COST_OF_A_LINE;
                    if self.glyphs > MOST_GLYPHS {
                        break;
                    }
                }
            }
            Err(why) => self.mistake(line, "this is no repetition", &why),
        }
    }

    fn include(&mut self, keyword: &str, checks: include::Checks, line: &[Glyph]) {
        let pattern = trimmed(&line[keyword.len()..]);
        if pattern.is_empty() {
            return self.mistake(line, &format!("`{keyword}` names no file"), "expected a path");
        }
        let name = text(pattern).trim_matches(['"', '\'']).to_owned();
        let folder = include::folder(self.files.last().map_or("", String::as_str)).to_owned();
        let wildcards = include::has_wildcards(&name);
        let files = include::files(&name, &folder, self.loader);
        if files.is_empty() {
            if checks.some && (checks.some_of_wildcards || !wildcards) {
                self.mistake(pattern, &format!("`{keyword}` finds no file"), "nothing matches");
            }
            return;
        }
        for file in files {
            self.include_file(keyword, &file, span(pattern));
        }
    }

    fn include_file(&mut self, keyword: &str, file: &str, named: Span) {
        if self.files.iter().any(|open| open == file) || self.files.len() > MOST_NESTED {
            let title = format!("{file} includes itself");
            self.expanded.mistakes.push(Mistake::new(named, title, "read already"));
            return;
        }
        match self.loader.read(file) {
            Ok(text) => self.file(file, text),
            // keepalived goes on without the file.
            Err(why) if keyword == "include" => {
                self.expanded.warnings.push((format!("{file} is not included: {why}"), named));
            }
            Err(why) => {
                self.expanded.mistakes.push(Mistake::new(named, format!("cannot read {file}"), why));
            }
        }
    }
}

/// The lines of a value that may go on, as long as its lines end with a backslash; and how many of `following` it took.
fn continued(first: &[Glyph], following: &[Glyphs]) -> (Vec<Glyphs>, usize) {
    let (mut value, mut taken) = (Vec::new(), 0);
    let mut line = first;
    loop {
        let Some((Glyph { char: '\\', .. }, before)) = line.split_last() else {
            value.push(trimmed(line).to_vec());
            break;
        };
        value.push(trimmed(before).to_vec());
        let Some(next) = following.get(taken) else { break };
        line = next;
        taken += 1;
    }
    if value.len() > 1 {
        value.retain(|line| !line.is_empty());
    }
    if value.is_empty() {
        value.push(Glyphs::new());
    }
    (value, taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    struct Files(BTreeMap<&'static str, &'static str>);

    impl Loader for Files {
        fn read(&self, path: &str) -> Result<String, String> {
            self.0.get(path).map(|text| (*text).to_owned()).ok_or("there is no such file".to_owned())
        }
        fn list(&self, folder: &str) -> Vec<String> {
            let folder = format!("{folder}/");
            self.0.keys().filter_map(|path| path.strip_prefix(&folder).map(str::to_owned)).collect()
        }
    }

    fn expanded(files: &[(&'static str, &'static str)], id: &str) -> Expanded {
        let options = Options { config_id: Some(id.to_owned()), instance: None };
        expand(&Files(files.iter().copied().collect()), files[0].0, &options)
    }

    fn read(input: &'static str) -> Vec<String> {
        let expanded = expanded(&[("a.conf", input)], "main");
        assert!(expanded.mistakes.is_empty(), "{:?}", expanded.mistakes);
        expanded.lines.iter().map(|line| text(line)).collect()
    }

    #[test]
    fn a_parameter_is_looked_up_when_it_is_used() {
        let input = "$BASE=10.2.${SUB}\n$SUB=0\n${BASE}.1/32\n$SUB=10\n${BASE}.1/32\n";
        assert_eq!(read(input), ["10.2.0.1/32", "10.2.10.1/32"]);
    }

    #[test]
    fn conditional_lines_are_ours_or_not_there() {
        assert_eq!(
            read("@main a\n@backup b\n@^main c\n@^backup d\n@main $P=7\n@backup $P=8\nx $P\n"),
            ["a", "d", "x 7"]
        );
    }

    #[test]
    fn a_definition_of_several_lines_may_define_and_use_others() {
        let input = "$RS= \\\n real ${N} { \\\n @other x \\\n } \n\n$VS= \\\n virtual { \\\n $N=1 \\\n $RS \\\n $N=2 \\\n $RS \\\n }\n$VS\n";
        assert_eq!(read(input), ["virtual {", "real 1 {", "}", "real 2 {", "}", "}"]);
    }

    #[test]
    fn a_condition_may_come_from_a_parameter() {
        assert_eq!(read("$IF=@main\n$IF a\n$NOT=@other\n$NOT b\n"), ["a"]);
    }

    #[test]
    fn repetitions_nest() {
        assert_eq!(read("~LST(A, 1, 2) ~SEQ(B, 5, 6) ${A}.${B}\n"), ["1.5", "1.6", "2.5", "2.6"]);
    }

    #[test]
    fn included_files_stand_where_they_are_included() {
        let files = [
            ("etc/a.conf", "x\ninclude d/*.conf\ny ${_PWD}\n"),
            ("etc/d/1.conf", "one ${_PWD}\n"),
            ("etc/d/2.conf", "two"),
        ];
        let lines: Vec<String> = expanded(&files, "").lines.iter().map(|line| text(line)).collect();
        assert_eq!(lines, ["x", "one etc/d", "two", "y etc"]);
    }

    #[test]
    fn circles_end_with_a_mistake() {
        assert_eq!(expanded(&[("a.conf", "$A=${B}\n$B=${A}\n$A\n")], "").mistakes.len(), 1);
        assert_eq!(expanded(&[("a.conf", "$A=${A}${A}\n$A\n")], "").mistakes.len(), 1);
        assert_eq!(expanded(&[("a.conf", "include a.conf\n")], "").mistakes.len(), 1);
    }
}
