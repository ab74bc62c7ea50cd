//! `docs/profiles.md` against the profiles.

use crate::tables::check_page;
use lvsim::scenario::PROFILES;

#[test]
fn the_page_of_profiles_shows_what_each_fills_in() {
    let text = |name: &str| PROFILES.iter().find(|profile| profile.name == name).expect("a profile").text;
    let names = check_page("docs/profiles.md", |name| format!("```toml\n{}```\n", text(name)));
    assert!(names.iter().map(String::as_str).eq(PROFILES.iter().map(|profile| profile.name)), "{names:?}");
}
