//! Who uses whom, as `ARCHITECTURE.md` says.

use crate::{files_below, name, read, root};
use std::collections::{BTreeMap, BTreeSet};

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The words between back ticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The house table: for each room, the rooms it may use.
fn allowed() -> Arrows {
    let page = read(&root().join("ARCHITECTURE.md"));
    let rows = page.lines().skip_while(|line| !line.starts_with("| room | may use |")).skip(2);
    let mut allowed = Arrows::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').collect();
        for room in quoted(cells[1]) {
            allowed.insert(room, quoted(cells[2]).collect());
        }
    }
    allowed
}

/// Every other room of ours that a source file names, with the file.
fn drawn() -> Vec<(String, String, String)> {
    let mut drawn = Vec::new();
    for path in files_below("src") {
        let (file, text) = (name(&path), read(&path));
        let room = file["src/".len()..].split(['/', '.']).next().unwrap_or_default().to_owned();
        for rest in text.split("crate::").skip(1) {
            let used: String =
                rest.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect();
            if !used.is_empty() && used != room {
                drawn.push((room.clone(), used, file.clone()));
            }
        }
    }
    drawn
}

#[test]
fn every_arrow_is_in_the_house_table() {
    let allowed = allowed();
    for (room, used, file) in drawn() {
        let may_use = allowed.get(&room).unwrap_or_else(|| panic!("{file}: ARCHITECTURE.md has no room `{room}`"));
        assert!(may_use.contains(&used), "{file}: `{room}` may not use `{used}`");
    }
}

#[test]
fn every_room_of_the_table_is_there_and_every_room_is_in_the_table() {
    let lib = read(&root().join("src/lib.rs"));
    let rooms: BTreeSet<String> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect();
    let table: BTreeSet<String> = allowed().into_keys().collect();
    assert_eq!(rooms, table);
}

#[test]
fn only_the_command_line_prints() {
    for path in files_below("src") {
        let (file, text) = (name(&path), read(&path));
        // Tests stand at the end of a file and may print.
        let code = text.split("#[test]").next().unwrap_or_default();
        let prints = ["println!", "print!", "dbg!"].iter().any(|word| code.contains(word));
        assert!(!prints || file.starts_with("src/cli/"), "{file} prints");
    }
}
