//! The known word that a mistyped one was most likely meant to be.

/// Enough for the keys of any table and the keywords of most blocks; a thousand names would bury the message.
const MOST_LISTED: usize = 20;

/// The known word nearest to `found`; none if nothing is near.
pub(crate) fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let found = found.to_lowercase();
    if let Some(word) = known.iter().find(|word| word.to_lowercase() == found) {
        return Some(word);
    }
    known
        .iter()
        .map(|word| (strsim::damerau_levenshtein(&found, &word.to_lowercase()), *word))
        // A third of the letters may differ: "realserver" is near, "rr" and "lc" are not.
        .filter(|(distance, word)| distance * 3 <= word.chars().count().max(found.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// What to write under a name that is none of those known.
pub(crate) fn did_you_mean(found: &str, known: &[&str], otherwise: &str) -> String {
    nearest(found, known).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

/// `` `a`, `b`, `c` ``; of many only the first.
pub(crate) fn list(words: &[&str]) -> String {
    let shown: Vec<String> = words.iter().take(MOST_LISTED).map(|word| format!("`{word}`")).collect();
    let more = if words.len() > shown.len() { ", ..." } else { "" };
    shown.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_word_meant() {
        assert_eq!(nearest("realserver", &["real_server", "sorry_server"]), Some("real_server"));
        assert_eq!(nearest("master", &["MASTER", "BACKUP"]), Some("MASTER"));
        assert_eq!(nearest("banana", &["rr", "wrr"]), None);
    }
}
