//! Commands in the documentation run as they are shown.

use crate::{name, pages, read, root};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The code blocks of a page in this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        // In a list, a block is indented.
        if let Some(found) = line.trim_start().strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().map(str::trim_start).take_while(|line| *line != "```").collect();
            if found == language {
                blocks.push(block.join("\n") + "\n");
            }
        }
    }
    blocks
}

/// The arguments of a line that runs `lvsim`: up to a comment, a pipe or a redirection.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.split(" #").next()?.split(['|', '>']).next()?.trim();
    let rest = line.strip_prefix("cargo run --release -- ").or(line.strip_prefix("lvsim "))?;
    let quoted = rest.split('\'').enumerate();
    let words =
        quoted.flat_map(|(part, text)| if part % 2 == 1 { vec![text] } else { text.split_whitespace().collect() });
    Some(words.map(str::to_owned).collect())
}

/// Runs one line in `folder`, where scenarios and tests of the repository are reached by their full paths.
fn run(arguments: &[String], folder: &Path) -> Result<(), String> {
    let arguments = arguments.iter().map(|argument| {
        let of_repository = argument.starts_with("scenarios/") || argument.starts_with("tests/");
        if of_repository { root().join(argument).into_os_string() } else { argument.into() }
    });
    let output = Command::new(env!("CARGO_BIN_EXE_lvsim")).args(arguments).current_dir(folder).output().expect("built");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Whether a line may stand in a block of commands although it is not run here.
fn is_of_another_program(line: &str) -> bool {
    let known = ["cargo ", "git ", "cd ", ".ci/run", "UPDATE_EXPECTED=1 ", "#"];
    line.is_empty() || known.iter().any(|start| line.starts_with(start))
}

#[test]
fn every_command_in_the_documentation_runs() {
    let mut count = 0;
    for page in pages() {
        let text = read(&page);
        let folder = tempfile::tempdir().expect("a folder");
        // A scenario whose first line is its name is a file that the commands below it may use.
        for scenario in blocks(&text, "toml") {
            if let Some(file) = scenario.lines().next().and_then(|line| line.strip_prefix("# ")?.split_once(".toml")) {
                fs::write(folder.path().join(file.0.to_owned() + ".toml"), &scenario).expect("writable");
            }
        }
        for line in blocks(&text, "sh").iter().flat_map(|block| block.lines()) {
            match arguments(line) {
                Some(arguments) => {
                    run(&arguments, folder.path()).unwrap_or_else(|error| panic!("{}: {line}\n{error}", name(&page)));
                    count += 1;
                }
                None => assert!(is_of_another_program(line), "{}: what is `{line}`?", name(&page)),
            }
        }
    }
    assert!(count >= 10, "only {count} commands");
}

#[test]
fn every_command_and_every_option_has_its_line_on_the_page_of_commands() {
    let page = read(&root().join("docs/commands.md"));
    let commands =
        ["run", "compare", "sweep", "capacity", "list", "import keepalived", "import ipvsadm", "conform", "schema"];
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        assert!(page.contains(&format!("\n## lvsim {}\n", words[0])), "no section for {command}");
        let help = Command::new(env!("CARGO_BIN_EXE_lvsim")).args(&words).arg("--help").output().expect("built").stdout;
        let help = String::from_utf8(help).expect("text");
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help") {
            assert!(page.contains(&format!("`{option}")), "{command}: no {option}");
        }
    }
}

#[test]
fn the_documented_exit_codes_are_those_of_the_program() {
    use lvsim::cli::exit::Exit;
    let page = read(&root().join("docs/commands.md"));
    for exit in [Exit::Success, Exit::Failed, Exit::Unusable] {
        assert!(page.contains(&format!("\n| {} | ", exit.code())), "no line for {exit:?}");
    }
}

#[test]
fn the_figures_of_the_recordings_are_those_that_conform_prints() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lvsim"));
    let output = command.arg("conform").arg(root().join("tests/golden/ipvs")).output().expect("built").stdout;
    let output = String::from_utf8(output).expect("text");
    let total = output.lines().last().expect("a total");
    let numbers: Vec<&str> = total.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).collect();
    let [matched, facts, recordings] = numbers[..] else { panic!("three numbers in {total:?}") };
    assert_eq!(matched, facts);
    let readme = read(&root().join("README.md")).replace(',', "");
    assert!(readme.contains(&format!("holds {recordings} recordings")), "{total}");
    assert!(readme.contains(&format!("all {facts} facts")), "{total}");
}
