//! Tables in the documentation that the program makes.

use crate::{name, read, root};
use std::fs;

const BEGIN: &str = "<!-- table: ";
const END: &str = "<!-- /table -->";

/// A Markdown table.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    for row in rows {
        text += &line(&row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect::<Vec<_>>());
    }
    text
}

/// Compares the tables of a page with what `make` says they are, or writes them anew if asked to. Returns their names.
pub(crate) fn check_page(page: &str, make: impl Fn(&str) -> String) -> Vec<String> {
    let path = root().join(page);
    let text = read(&path);
    let mut fresh = String::new();
    let mut names = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (table, behind) = after.split_once(" -->\n").expect("the mark of a table ends");
        let (_, behind) = behind.split_once(END).expect("a table has an end");
        fresh += &format!("{before}{BEGIN}{table} -->\n{}{END}", make(table));
        names.push(table.to_owned());
        rest = behind;
    }
    fresh += rest;
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &fresh).expect("writable");
    } else {
        let page = name(&path);
        assert!(fresh == text, "{page} is stale: refresh it with UPDATE_EXPECTED=1 cargo test --test repository");
    }
    names
}
