//! `include` and its stricter relatives: which files a pattern means.

use super::super::source::Loader;

/// Braces may mean so many patterns; more are not looked for.
const MOST_ALTERNATIVES: usize = 1024;

/// What must be so for an `include` to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checks {
    /// Some file must match, unless the pattern has wildcards.
    pub(super) some: bool,
    /// Some file must match a pattern with wildcards too.
    pub(super) some_of_wildcards: bool,
}

/// The checks of a keyword; none if it is no `include`. Whatever matches must always be readable.
pub(super) fn checks(keyword: &str) -> Option<Checks> {
    match keyword {
        "include" | "includer" => Some(Checks { some: false, some_of_wildcards: false }),
        "includem" => Some(Checks { some: true, some_of_wildcards: false }),
        "includew" | "includeb" | "includea" => Some(Checks { some: true, some_of_wildcards: true }),
        _ => None,
    }
}

/// The files that a pattern means, seen from the folder of the file that it stands in, sorted by name. Braces are
/// alternatives: `{a,b}*.conf`.
pub(super) fn files(pattern: &str, folder: &str, loader: &impl Loader) -> Vec<String> {
    let mut files = Vec::new();
    for pattern in alternatives(pattern) {
        let pattern =
            if pattern.starts_with('/') || folder.is_empty() { pattern } else { format!("{folder}/{pattern}") };
        files.extend(matching(&pattern, loader));
    }
    files
}

/// Whether a pattern may mean several files.
pub(super) fn has_wildcards(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '{'])
}

/// The folder of a path, without its last slash; empty if there is none.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| if folder.is_empty() { "/" } else { folder })
}

/// `a{b,c{d,e}}` is `ab`, `acd`, `ace`. Braces that do not fit are letters.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((open, close)) = first_braces(pattern) else { return vec![pattern.to_owned()] };
    let (before, behind) = (&pattern[..open], &pattern[close + 1..]);
    let choices = split_outside_braces(&pattern[open + 1..close]);
    let each = choices.into_iter().map(|choice| format!("{before}{choice}{behind}"));
    each.flat_map(|pattern| alternatives(&pattern)).take(MOST_ALTERNATIVES).collect()
}

fn first_braces(pattern: &str) -> Option<(usize, usize)> {
    let open = pattern.find('{')?;
    let mut depth = 0;
    for (at, byte) in pattern.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((open, at));
        }
    }
    None
}

fn split_outside_braces(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Existing paths that match, folder by folder.
fn matching(pattern: &str, loader: &impl Loader) -> Vec<String> {
    let mut found = vec![if pattern.starts_with('/') { "/".to_owned() } else { String::new() }];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let join = |folder: &str, name: &str| match folder {
            "" | "/" => format!("{folder}{name}"),
            _ => format!("{folder}/{name}"),
        };
        found = found
            .iter()
            .flat_map(|folder| {
                if !has_wildcards(part) {
                    return vec![join(folder, part)];
                }
                let mut names = loader.list(if folder.is_empty() { "." } else { folder });
                names.retain(|name| {
                    name.starts_with('.') == part.starts_with('.') && fits(part.as_bytes(), name.as_bytes())
                });
                names.sort();
                names.iter().map(|name| join(folder, name)).collect()
            })
            .collect();
    }
    found
}

/// Whether a name fits a pattern of `*`, `?`, `[a-z]`, `[!a-z]` and letters.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.first(), name.first()) {
        (None, None) => true,
        (Some(b'*'), _) => fits(&pattern[1..], name) || (!name.is_empty() && fits(pattern, &name[1..])),
        (Some(b'?'), Some(_)) => fits(&pattern[1..], &name[1..]),
        (Some(b'['), Some(letter)) => match pattern.iter().skip(2).position(|byte| *byte == b']') {
            Some(length) => in_class(&pattern[1..length + 2], *letter) && fits(&pattern[length + 3..], &name[1..]),
            None => *letter == b'[' && fits(&pattern[1..], &name[1..]),
        },
        (Some(expected), Some(found)) => expected == found && fits(&pattern[1..], &name[1..]),
        _ => false,
    }
}

fn in_class(class: &[u8], letter: u8) -> bool {
    let (negated, class) = match class {
        [b'!' | b'^', rest @ ..] => (true, rest),
        class => (false, class),
    };
    let mut rest = class;
    let mut inside = false;
    while let Some((first, behind)) = rest.split_first() {
        rest = match behind {
            [b'-', last, behind @ ..] => {
                inside |= (*first..=*last).contains(&letter);
                behind
            }
            _ => {
                inside |= *first == letter;
                behind
            }
        };
    }
    inside != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(Vec<&'static str>);

    impl Loader for Folder {
        fn read(&self, _: &str) -> Result<String, String> {
            Ok(String::new())
        }
        fn list(&self, _: &str) -> Vec<String> {
            self.0.iter().map(|name| (*name).to_owned()).collect()
        }
    }

    #[test]
    fn a_pattern_is_matched_as_a_shell_does() {
        for (pattern, name, expected) in [
            ("*.conf", "vrrp.conf", true),
            ("*.conf", "vrrp.conf.old", false),
            ("v?rp", "vrrp", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[x", "[x", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn braces_are_alternatives() {
        assert_eq!(alternatives("{foo/{,cat,dog},bar}"), ["foo/", "foo/cat", "foo/dog", "bar"]);
        assert_eq!(alternatives("a{b"), ["a{b"]);
    }

    #[test]
    fn files_are_found_beside_the_file_that_includes_them_in_the_order_of_their_names() {
        let loader = Folder(vec!["b.conf", "a.conf", ".hidden.conf", "readme"]);
        assert_eq!(files("*.conf", "etc", &loader), ["etc/a.conf", "etc/b.conf"]);
        assert_eq!(files("/x/*.conf", "etc", &loader), ["/x/a.conf", "/x/b.conf"]);
        assert_eq!(files("other.conf", "", &loader), ["other.conf"]);
    }
}
