//! `ipvsadm.txt`: what `ipvsadm -ln --nosort` would have shown, again and again.

use crate::stats::Outcome;
use crate::stats::outcome::Listing;
use crate::time::SimTime;
use std::fmt::Write;

/// The file's name.
pub const NAME: &str = "ipvsadm.txt";

/// Begins the line that stands above each listing; the time follows, as in `===== 1m`.
const SEPARATOR: &str = "===== ";

/// All listings in order of time, each below a line with its time.
pub fn write(outcome: &Outcome) -> String {
    let mut text = String::new();
    for Listing { at, director: _, text: listing } in &outcome.listings {
        let end = if listing.ends_with('\n') { "" } else { "\n" };
        let _ = write!(text, "{SEPARATOR}{at}\n{listing}{end}");
    }
    text
}

/// The listings of such a text. Each ends with a line end.
pub fn read(text: &str) -> Result<Vec<Listing>, String> {
    let mut listings: Vec<Listing> = Vec::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(time) = line.strip_prefix(SEPARATOR) {
            let span = time.parse().map_err(|error| format!("line {}: {error}", index + 1))?;
            listings.push(Listing { at: SimTime::ZERO + span, director: 0, text: String::new() });
        } else if let Some(listing) = listings.last_mut() {
            listing.text.push_str(line);
        } else {
            return Err(format!("line {}: expected `{SEPARATOR}` and a time above the first listing", index + 1));
        }
    }
    Ok(listings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn listings_stand_below_their_times() {
        let listing = |seconds, text: &str| Listing {
            at: SimTime::ZERO + SimDuration::from_secs(seconds),
            director: 0,
            text: text.to_owned(),
        };
        let listings = vec![listing(0, "TCP  10.0.0.1:80 wlc\n"), listing(90, "TCP  10.0.0.1:80 wlc\n  -> ...\n")];
        let text = write(&Outcome { listings: listings.clone(), ..Outcome::default() });
        assert_eq!(text, "===== 0s\nTCP  10.0.0.1:80 wlc\n===== 90s\nTCP  10.0.0.1:80 wlc\n  -> ...\n");
        assert_eq!(read(&text), Ok(listings));
    }

    #[test]
    fn a_text_without_times_is_refused() {
        assert!(read("TCP\n").unwrap_err().starts_with("line 1"));
        assert!(read("===== 0s\n===== soon\n").unwrap_err().starts_with("line 2"));
    }
}
