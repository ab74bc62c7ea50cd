//! `timeline.csv`: what changed when.

use super::{seconds, table};
use crate::stats::Outcome;
use crate::stats::timeline::{Change, Changed, DirectorCondition, Reached, ServerCondition, VrrpState};
use crate::time::SimTime;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::net::Ipv4Addr;

/// The file's name.
pub const NAME: &str = "timeline.csv";

/// The words of the column `kind`.
mod kind {
    pub(super) const VRRP: &str = "vrrp";
    pub(super) const ADDRESS: &str = "address";
    pub(super) const GRATUITOUS_ARP: &str = "gratuitous_arp";
    pub(super) const REACH: &str = "reach";
    pub(super) const LIST: &str = "list";
    pub(super) const SERVER: &str = "server";
    pub(super) const DIRECTOR: &str = "director";
}

const HELD: &str = "held";
const RELEASED: &str = "released";
const NOT_LISTED: &str = "removed";
const NOBODY: &str = "nobody";
/// What stands between and behind two numbers of directors: `99 of 100 directors`.
const OF: &str = " of ";
const DIRECTORS: &str = " directors";

#[derive(Serialize, Deserialize, Default)]
struct Row<'a> {
    #[serde(with = "seconds::of_moment")]
    at_s: SimTime,
    kind: Cow<'a, str>,
    machine: Cow<'a, str>,
    subject: Cow<'a, str>,
    service: Cow<'a, str>,
    state: Cow<'a, str>,
}

/// The table, one row for each change, in order of time.
pub fn write(outcome: &Outcome) -> Vec<u8> {
    table::write(outcome.timeline.iter().map(|change| row(outcome, change)))
}

fn row<'a>(outcome: &'a Outcome, change: &'a Change) -> Row<'a> {
    let director = |index: &usize| outcome.directors[*index].name.as_str();
    let server = |index: &usize| outcome.servers[*index].name.as_str();
    let row = |kind: &'a str, machine: &'a str, subject: Cow<'a, str>, state: &'a str| Row {
        at_s: change.at,
        kind: Cow::Borrowed(kind),
        machine: Cow::Borrowed(machine),
        subject,
        service: Cow::Borrowed(""),
        state: Cow::Borrowed(state),
    };
    let of = |address: &Ipv4Addr| Cow::Owned(address.to_string());
    let nothing = Cow::Borrowed("");
    match &change.what {
        Changed::Vrrp { director: d, instance, state } => {
            row(kind::VRRP, director(d), Cow::Borrowed(instance), state.word())
        }
        Changed::Holds { director: d, address, holds } => {
            row(kind::ADDRESS, director(d), of(address), if *holds { HELD } else { RELEASED })
        }
        Changed::GratuitousArp { director: d, address } => row(kind::GRATUITOUS_ARP, director(d), of(address), ""),
        Changed::Reach { address, by } => match by {
            Reached::Nobody => row(kind::REACH, "", of(address), NOBODY),
            Reached::Director(d) => row(kind::REACH, director(d), of(address), kind::DIRECTOR),
            Reached::Server(s) => row(kind::REACH, server(s), of(address), kind::SERVER),
            Reached::Directors { targets, answering } => Row {
                state: Cow::Owned(format!("{answering}{OF}{targets}{DIRECTORS}")),
                ..row(kind::REACH, "", of(address), "")
            },
        },
        Changed::Listed { director: d, service, server: s, weight } => Row {
            service: Cow::Borrowed(service),
            state: weight.map_or(Cow::Borrowed(NOT_LISTED), |weight| Cow::Owned(weight.to_string())),
            ..row(kind::LIST, director(d), Cow::Borrowed(server(s)), "")
        },
        Changed::Server { server: s, condition } => row(kind::SERVER, server(s), nothing, condition.word()),
        Changed::Director { director: d, condition } => row(kind::DIRECTOR, director(d), nothing, condition.word()),
    }
}

/// The changes of a table about the directors and servers of `outcome`.
pub fn read(text: &str, outcome: &Outcome) -> Result<Vec<Change>, String> {
    let change = |row: Row<'_>| Ok(Change { at: row.at_s, what: changed(&row, outcome)? });
    table::read(text)?.into_iter().map(change).collect()
}

fn changed(row: &Row<'_>, outcome: &Outcome) -> Result<Changed, String> {
    let director = || {
        let found = outcome.directors.iter().position(|director| director.name == row.machine);
        found.ok_or_else(|| format!("there is no director {}", row.machine))
    };
    let address = || row.subject.parse().map_err(|_| format!("{} is not an address", row.subject));
    Ok(match &*row.kind {
        kind::VRRP => {
            let state = among(&VrrpState::ALL, VrrpState::word, &row.state)?;
            Changed::Vrrp { director: director()?, instance: row.subject.clone().into_owned(), state }
        }
        kind::ADDRESS => {
            let holds = among(&[true, false], |holds| if holds { HELD } else { RELEASED }, &row.state)?;
            Changed::Holds { director: director()?, address: address()?, holds }
        }
        kind::GRATUITOUS_ARP => Changed::GratuitousArp { director: director()?, address: address()? },
        kind::REACH => {
            let by = match &*row.state {
                NOBODY => Reached::Nobody,
                kind::DIRECTOR => Reached::Director(director()?),
                kind::SERVER => Reached::Server(server(&row.machine, outcome)?),
                other => several(other).ok_or_else(|| format!("unknown state {other}"))?,
            };
            Changed::Reach { address: address()?, by }
        }
        kind::LIST => {
            let weight = match &*row.state {
                NOT_LISTED => None,
                weight => Some(weight.parse().map_err(|_| format!("{weight} is not a weight"))?),
            };
            let (service, server) = (row.service.clone().into_owned(), server(&row.subject, outcome)?);
            Changed::Listed { director: director()?, service, server, weight }
        }
        kind::SERVER => {
            let condition = among(&ServerCondition::ALL, ServerCondition::word, &row.state)?;
            Changed::Server { server: server(&row.machine, outcome)?, condition }
        }
        kind::DIRECTOR => {
            let condition = among(&DirectorCondition::ALL, DirectorCondition::word, &row.state)?;
            Changed::Director { director: director()?, condition }
        }
        other => return Err(format!("unknown kind {other}")),
    })
}

fn several(state: &str) -> Option<Reached> {
    let (answering, targets) = state.strip_suffix(DIRECTORS)?.split_once(OF)?;
    Some(Reached::Directors { targets: targets.parse().ok()?, answering: answering.parse().ok()? })
}

fn server(name: &str, outcome: &Outcome) -> Result<usize, String> {
    let found = outcome.servers.iter().position(|server| server.name == name);
    found.ok_or_else(|| format!("there is no real server {name}"))
}

/// The one of these that this word stands for.
fn among<T: Copy>(known: &[T], word_of: fn(T) -> &'static str, word: &str) -> Result<T, String> {
    known.iter().copied().find(|&one| word_of(one) == word).ok_or_else(|| format!("unknown state {word}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::outcome::{DirectorOutcome, ServerOutcome};

    fn run() -> Outcome {
        Outcome {
            directors: vec![DirectorOutcome { name: "lvs".to_owned(), ..DirectorOutcome::default() }],
            servers: vec![ServerOutcome { name: "web".to_owned(), ..ServerOutcome::default() }],
            ..Outcome::default()
        }
    }

    #[test]
    fn every_kind_of_change_is_read_back_as_it_was_written() {
        let (director, server, address) = (0, 0, Ipv4Addr::new(10, 0, 0, 100));
        let listed = |weight| Changed::Listed { director, service: "TCP  10.0.0.100:80".to_owned(), server, weight };
        let mut what = vec![listed(Some(3)), listed(None), Changed::GratuitousArp { director, address }];
        what.extend(VrrpState::ALL.map(|state| Changed::Vrrp { director, instance: "VI_1".to_owned(), state }));
        what.extend([true, false].map(|holds| Changed::Holds { director, address, holds }));
        let several = Reached::Directors { targets: 100, answering: 99 };
        what.extend(
            [Reached::Nobody, Reached::Director(0), Reached::Server(0), several]
                .map(|by| Changed::Reach { address, by }),
        );
        what.extend(ServerCondition::ALL.map(|condition| Changed::Server { server, condition }));
        what.extend(DirectorCondition::ALL.map(|condition| Changed::Director { director, condition }));
        let timeline = (1..).zip(what).map(|(ns, what)| Change { at: SimTime::from_nanos(ns), what }).collect();
        let outcome = Outcome { timeline, ..run() };
        let text = String::from_utf8(write(&outcome)).unwrap();
        assert_eq!(read(&text, &run()), Ok(outcome.timeline));
    }

    #[test]
    fn what_is_not_known_is_said() {
        let cases = [
            ("1,vrrp,nobody,VI_1,,MASTER", "director nobody"),
            ("1,server,nobody,,,up", "real server nobody"),
            ("1,vrrp,lvs,VI_1,,KING", "state KING"),
            ("1,list,lvs,web,TCP  10.0.0.100:80,heavy", "not a weight"),
            ("1,reach,lvs,somewhere,,director", "not an address"),
            ("1,reach,,10.0.0.100,,9 of many directors", "state 9 of many"),
            ("1,weather,lvs,,,rain", "kind weather"),
        ];
        for (row, reason) in cases {
            let error = read(&format!("at_s,kind,machine,subject,service,state\n{row}\n"), &run()).unwrap_err();
            assert!(error.contains(reason), "{error}");
        }
    }
}
