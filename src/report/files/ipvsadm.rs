//! `ipvsadm.txt`: what `ipvsadm -ln --nosort` would have shown, again and again.

use crate::stats::Outcome;
use crate::stats::outcome::{DirectorOutcome, Listing};
use crate::time::{SimDuration, SimTime};
use std::fmt::Write;

/// The file's name.
pub const NAME: &str = "ipvsadm.txt";

/// Begins the line that stands above each listing; the time follows, as in `===== 1m`, and where there are several
/// directors the name of one, as in `===== 1m LVS-Master`.
const SEPARATOR: &str = "===== ";

/// All listings in order of time, each below a line with its time.
pub fn write(outcome: &Outcome) -> String {
    let mut text = String::new();
    for Listing { at, director, text: listing } in &outcome.listings {
        let end = if listing.ends_with('\n') { "" } else { "\n" };
        let _ = match &outcome.directors[..] {
            [] | [_] => write!(text, "{SEPARATOR}{at}\n{listing}{end}"),
            directors => write!(text, "{SEPARATOR}{at} {}\n{listing}{end}", directors[*director].name),
        };
    }
    text
}

/// The listings of such a text about these directors. Each ends with a line end.
pub fn read(text: &str, directors: &[DirectorOutcome]) -> Result<Vec<Listing>, String> {
    let mut listings: Vec<Listing> = Vec::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if let Some(heading) = line.strip_prefix(SEPARATOR) {
            let listing = begun_by(heading.trim_end(), directors);
            listings.push(listing.map_err(|reason| format!("line {}: {reason}", index + 1))?);
        } else if let Some(listing) = listings.last_mut() {
            listing.text.push_str(line);
        } else {
            return Err(format!("line {}: expected `{SEPARATOR}` and a time above the first listing", index + 1));
        }
    }
    Ok(listings)
}

/// A listing, still empty, with what stands above it: a time, and the name of a director unless it is the only one.
fn begun_by(heading: &str, directors: &[DirectorOutcome]) -> Result<Listing, String> {
    let (time, name) = heading.split_once(' ').map_or((heading, None), |(time, name)| (time, Some(name)));
    let span = time.parse::<SimDuration>().map_err(|error| error.to_string())?;
    let director = match name {
        None => 0,
        Some(name) => directors
            .iter()
            .position(|director| director.name == name)
            .ok_or_else(|| format!("there is no director {name}"))?,
    };
    Ok(Listing { at: SimTime::ZERO + span, director, text: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(read(&text, &[]), Ok(listings));
    }

    #[test]
    fn of_several_directors_each_listing_names_its_own() {
        let director = |name: &str| DirectorOutcome { name: name.to_owned(), ..DirectorOutcome::default() };
        let directors = vec![director("LVS-Master"), director("LVS-Backup")];
        let listing = |director| Listing { at: SimTime::ZERO, director, text: "TCP  10.0.0.1:80 wlc\n".to_owned() };
        let listings = vec![listing(0), listing(1)];
        let outcome = Outcome { listings: listings.clone(), directors: directors.clone(), ..Outcome::default() };
        let text = write(&outcome);
        assert!(text.starts_with("===== 0s LVS-Master\nTCP") && text.contains("\n===== 0s LVS-Backup\nTCP"), "{text}");
        assert_eq!(read(&text, &directors), Ok(listings));
    }

    #[test]
    fn a_text_without_times_is_refused() {
        assert!(read("TCP\n", &[]).unwrap_err().starts_with("line 1"));
        assert!(read("===== 0s\n===== soon\n", &[]).unwrap_err().starts_with("line 2"));
        assert!(read("===== 0s nobody\n", &[]).unwrap_err().contains("no director nobody"));
    }
}
