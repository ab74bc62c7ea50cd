//! `~SEQ(var, start, step, end) rest`, `~SEQx(...)` and `~LST(var, value, ...) rest`: the rest of the line again and
//! again, with other values.

use super::lines::{Glyph, Glyphs, text, trimmed};

/// A line may be repeated so often.
const MOST_VALUES: i64 = 1 << 20;

/// A repetition as it was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    /// For each round, the parameters and their values.
    pub(super) rounds: Vec<Vec<(String, String)>>,
}

/// Which kind a line begins with, and how many glyphs the word takes.
fn kind(line: &[Glyph]) -> Option<(&'static str, usize)> {
    let start: String = line.iter().take(6).map(|glyph| glyph.char).collect();
    ["~SEQx(", "~SEQ(", "~LST("].into_iter().find(|word| start.starts_with(word)).map(|word| (word, word.len()))
}

/// What stands between the parentheses, and what follows; none if the line is no repetition.
pub(super) fn split(line: &[Glyph]) -> Option<Result<(Glyphs, Glyphs), String>> {
    let (_, inside) = kind(line)?;
    let Some(close) = line.iter().position(|glyph| glyph.char == ')') else {
        return Some(Err("`)` is missing".to_owned()));
    };
    Some(Ok((line[inside..close].to_vec(), trimmed(&line[close + 1..]).to_vec())))
}

/// The rounds of a line whose parentheses hold `arguments`.
///
/// # Errors
/// What the arguments should have been.
pub(super) fn rounds(line: &[Glyph], arguments: &[Glyph]) -> Result<Repeat, String> {
    let arguments = text(arguments);
    match kind(line) {
        Some(("~LST(", _)) => list(&arguments),
        Some((word, _)) => sequence(&arguments, word == "~SEQx("),
        None => Err("expected ~SEQ, ~SEQx or ~LST".to_owned()),
    }
}

fn sequence(arguments: &str, hexadecimal: bool) -> Result<Repeat, String> {
    let parts: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let form = || "expected (name, start, step, end) with whole numbers; start and step may be left out".to_owned();
    let (name, numbers) = parts.split_first().filter(|(name, _)| is_name(name)).ok_or_else(form)?;
    let numbers: Vec<i64> = numbers.iter().map(|text| number(text)).collect::<Option<_>>().ok_or_else(form)?;
    let (start, step, end) = match numbers[..] {
        [end] => (end.signum(), end.signum(), end),
        [start, end] => (start, if end >= start { 1 } else { -1 }, end),
        [start, step, end] => (start, step, end),
        _ => return Err(form()),
    };
    if step == 0 {
        return Err("a step of 0 never reaches the end".to_owned());
    }
    let count = ((end - start) / step + 1).max(0);
    if count > MOST_VALUES {
        return Err(format!("{count} values are too many"));
    }
    let values = (0..count).map(|round| start + round * step);
    let written = |value: i64| if hexadecimal { format!("{value:x}") } else { value.to_string() };
    Ok(Repeat { rounds: values.map(|value| vec![((*name).to_owned(), written(value))]).collect() })
}

/// Decimal, or hexadecimal after `0x`; small enough to count with.
fn number(text: &str) -> Option<i64> {
    let value = match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok()?,
        None => text.parse().ok()?,
    };
    (value.abs() < 1 << 40).then_some(value)
}

fn list(arguments: &str) -> Result<Repeat, String> {
    let form = || "expected (name, value, ...) or ({name, name}, {value, value}, ...)".to_owned();
    let groups = groups(arguments).ok_or_else(form)?;
    let (names, values) = groups.split_first().filter(|(_, values)| !values.is_empty()).ok_or_else(form)?;
    if !names.iter().all(|name| is_name(name)) {
        return Err(form());
    }
    if let Some(odd) = values.iter().find(|value| value.len() != names.len()) {
        return Err(format!("{} names, but {} values in `{}`", names.len(), odd.len(), odd.join(",")));
    }
    let round = |values: &Vec<String>| names.iter().cloned().zip(values.iter().cloned()).collect();
    Ok(Repeat { rounds: values.iter().map(round).collect() })
}

/// `a, {b, c}` as `[[a], [b, c]]`; none if the braces do not fit.
fn groups(arguments: &str) -> Option<Vec<Vec<String>>> {
    let mut groups = Vec::new();
    let mut rest = arguments.trim();
    loop {
        if let Some(inside) = rest.strip_prefix('{') {
            let (group, behind) = inside.split_once('}')?;
            groups.push(group.split(',').map(|word| word.trim().to_owned()).collect());
            rest = behind.trim_start();
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            groups.push(vec![rest[..end].trim().to_owned()]);
            rest = &rest[end..];
        }
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return rest.is_empty().then_some(groups),
        }
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|char| char.is_ascii_alphabetic() || char == '_');
    first && chars.all(|char| char.is_ascii_alphanumeric() || char == '_')
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn values(line: &str) -> Result<String, String> {
        let line: Glyphs = lines(0, line).next().expect("a line");
        let (arguments, _) = split(&line).expect("a repetition")?;
        let repeat = rounds(&line, &arguments)?;
        let round = |round: &Vec<(String, String)>| {
            round.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("+")
        };
        Ok(repeat.rounds.iter().map(round).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_sequence_counts_up_down_and_in_hexadecimal() {
        assert_eq!(values("~SEQ(A, 0, 2) x").as_deref(), Ok("A=0 A=1 A=2"));
        assert_eq!(values("~SEQ(A, 3) x").as_deref(), Ok("A=1 A=2 A=3"));
        assert_eq!(values("~SEQ(A, 10, -3, 2)").as_deref(), Ok("A=10 A=7 A=4"));
        assert_eq!(values("~SEQx(A, 0x8, 4, 16)").as_deref(), Ok("A=8 A=c A=10"));
    }

    #[test]
    fn a_list_sets_one_name_or_several_at_a_time() {
        assert_eq!(values("~LST(A, 5, x, 7) y").as_deref(), Ok("A=5 A=x A=7"));
        assert_eq!(values("~LST({A, B}, {1,2},{3,4}) y").as_deref(), Ok("A=1+B=2 A=3+B=4"));
    }

    #[test]
    fn what_is_no_repetition_says_what_it_should_be() {
        assert!(values("~SEQ(A, 1, 0, 5)").is_err_and(|why| why.contains("never")));
        assert!(values("~SEQ(A)").is_err_and(|why| why.contains("expected")));
        assert!(values("~SEQ(A, 1, 99999999999)").is_err_and(|why| why.contains("too many")));
        assert!(values("~LST({A, B}, {1})").is_err_and(|why| why.contains("2 names, but 1 values")));
        assert!(values("~SEQ(A, 1").is_err_and(|why| why.contains("missing")));
    }
}
