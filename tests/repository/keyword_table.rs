//! `docs/keepalived.md` against the table of keywords.

use crate::tables::{check_page, table};
use lvsim::keepalived::conf::keyword::{Args, Content, Keyword, TOP, blocks};

/// What the page calls the level outside of all blocks.
const OUTERMOST: &str = "outermost";

/// The keywords of every block with something simulated in it. Blocks with the same keywords are shown once.
fn shown() -> Vec<(String, &'static [Keyword])> {
    let mut shown: Vec<(String, &'static [Keyword])> = vec![(OUTERMOST.to_owned(), TOP)];
    for (path, keywords) in blocks().into_iter().skip(1) {
        let known = shown.iter().any(|(_, other)| other.iter().map(row).eq(keywords.iter().map(row)));
        if !known && keywords.iter().any(|keyword| keyword.modelled) {
            shown.push((path, keywords));
        }
    }
    shown
}

fn value(keyword: &Keyword) -> String {
    let behind = match keyword.args {
        Args::Nothing => String::new(),
        args => args.expected(),
    };
    let inside = match keyword.content {
        None => return if behind.is_empty() { "nothing".to_owned() } else { behind },
        Some(Content::Keywords(_)) => "a block".to_owned(),
        Some(Content::Items(item)) => format!("a list: {}", item.expected()),
        Some(Content::Anything) => "a block that is not looked at".to_owned(),
    };
    if behind.is_empty() { inside } else { format!("{behind}; {inside}") }
}

fn row(keyword: &Keyword) -> Vec<String> {
    let older = keyword.older.map_or(String::new(), |older| format!(" (older: `{older}`)"));
    let simulated = if keyword.modelled { "yes" } else { "no" };
    vec![format!("`{}`{older}", keyword.name), value(keyword), simulated.to_owned(), keyword.doc.to_owned()]
}

#[test]
fn the_page_of_keepalived_has_every_keyword() {
    let shown = shown();
    let names = check_page("docs/keepalived.md", |name| {
        let (_, keywords) = shown
            .iter()
            .find(|(path, _)| path == name)
            .unwrap_or_else(|| panic!("docs/keepalived.md: there is no block {name} any more"));
        table(
            &["keyword", "value", "simulated", "what it does, or what a simulation does without it"],
            keywords.iter().map(row),
        )
    });
    let expected: Vec<&str> = shown.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, expected, "each block has its table in docs/keepalived.md, in this order");
}

#[test]
fn the_schedulers_of_keepalived_are_those_of_ipvs() {
    let mut ours: Vec<&str> = lvsim::ipvs::scheduler::names_of_linux().collect();
    let mut theirs = lvsim::keepalived::conf::keyword::SCHEDULERS.to_vec();
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
}
