//! `docs/schedulers.md` against the registry.

use crate::tables::{check_page, table};
use crate::{read, root};
use lvsim::ipvs::scheduler;

const PAGE: &str = "docs/schedulers.md";

#[test]
fn the_table_of_schedulers_is_the_registry() {
    let names = check_page(PAGE, |_| {
        table(
            &["name", "rule"],
            scheduler::REGISTRY.iter().map(|info| vec![format!("[`{0}`](#{0})", info.name), info.about.to_owned()]),
        )
    });
    assert_eq!(names, ["schedulers"]);
}

#[test]
fn every_scheduler_has_a_section_that_answers_the_same_questions() {
    let page = read(&root().join(PAGE));
    let sections: Vec<&str> = page.split("\n## ").skip(1).filter(|section| section.starts_with('`')).collect();
    let names: Vec<&str> = sections.iter().filter_map(|section| section.split('`').nth(1)).collect();
    assert!(names.iter().copied().eq(scheduler::names()), "sections for {names:?}");
    for (name, section) in names.iter().zip(sections) {
        for question in ["**Looks at**", "**State**", "**When**", "**Source**"] {
            assert!(section.contains(question), "{name}: no {question}");
        }
        assert!(section.contains(&format!("src/ipvs/scheduler/{name}.rs")), "{name}: no link to its file");
    }
}
