//! A line of a list in braces, read as the table says.

use super::keyword::Item;
use super::number;
use super::syntax::Word;
use super::value::{NoAddress, Value, address, weight};
use crate::keepalived::config::ServiceKey;
use std::net::{Ipv4Addr, SocketAddrV4};

/// A range of addresses is at most so long.
const MOST_ADDRESSES: u32 = 65_536;

/// What a line of a list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Names.
    Names(Vec<String>),
    /// An address.
    Address(Ipv4Addr),
    /// An address of IPv6, which is left out.
    V6,
    /// Something tracked; no weight if none was written.
    Tracked(String, Option<(i16, bool)>),
    /// What services are about.
    Services(Vec<ServiceKey>),
}

/// Why a line was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The word with this number is wrong; what to write under it.
    Wrong(usize, String),
    /// It is about IPv6.
    V6,
}

/// Reads the words of a line, at least one. Also says whether words at its end have no effect.
pub(super) fn read(item: Item, words: &[Word]) -> Result<(Line, bool), Refusal> {
    let wrong = |number: usize| Refusal::Wrong(number, format!("expected {}", item.expected()));
    match item {
        Item::Names => Ok((Line::Names(words.iter().map(|word| word.text.clone()).collect()), false)),
        Item::Addresses => {
            let text = words[0].text.as_str();
            let (text, length) = text.split_once('/').map_or((text, None), |(text, length)| (text, Some(length)));
            let address = address(text).map_err(|refusal| refused(&refusal, wrong(0)))?;
            if length.is_some_and(|length| number::whole(length).is_none_or(|length| !(0..=32).contains(&length))) {
                return Err(Refusal::Wrong(0, "the length of a netmask is a number from 0 to 32".to_owned()));
            }
            Ok((Line::Address(address), words.len() > 1))
        }
        Item::Tracked => {
            let how = match words.get(1).map(|word| word.text.as_str()) {
                None => None,
                Some("weight") => match weight(&words[2..]) {
                    Some((Value::Weight { weight, reverse }, taken)) if taken + 2 == words.len() => {
                        Some((weight, reverse))
                    }
                    _ => {
                        return Err(Refusal::Wrong(
                            2,
                            "expected a number from -253 to 253, and perhaps reverse".to_owned(),
                        ));
                    }
                },
                Some(_) => return Err(Refusal::Wrong(1, "expected weight NUMBER [reverse], or nothing".to_owned())),
            };
            Ok((Line::Tracked(words[0].text.clone(), how), false))
        }
        Item::Services => services(words, &wrong).map(|keys| (Line::Services(keys), false)),
    }
}

fn refused(why: &NoAddress, wrong: Refusal) -> Refusal {
    match why {
        NoAddress::V6 => Refusal::V6,
        NoAddress::Wrong => wrong,
    }
}

fn services(words: &[Word], wrong: &dyn Fn(usize) -> Refusal) -> Result<Vec<ServiceKey>, Refusal> {
    if words[0].text == "fwmark" {
        let mark = words.get(1).and_then(|word| number::whole(&word.text)).and_then(|mark| u32::try_from(mark).ok());
        return Ok(vec![ServiceKey::Fwmark(mark.filter(|mark| *mark > 0).ok_or_else(|| wrong(1))?)]);
    }
    let (first, last) = range(&words[0].text).map_err(|refusal| refused(&refusal, wrong(0)))?;
    let port = match words.get(1) {
        None => 0,
        Some(word) => {
            let port = number::whole(&word.text).and_then(|port| u16::try_from(port).ok());
            port.ok_or_else(|| Refusal::Wrong(1, "expected a port: a number from 1 to 65535".to_owned()))?
        }
    };
    if last - first >= MOST_ADDRESSES {
        return Err(Refusal::Wrong(0, format!("a range has at most {MOST_ADDRESSES} addresses")));
    }
    let key = |bits| ServiceKey::Address(SocketAddrV4::new(Ipv4Addr::from_bits(bits), port));
    Ok((first..=last).map(key).collect())
}

/// `10.0.0.1`, `10.0.0.1-9`, `10.0.0.1-10.0.1.9`, `10.0.0.8/29`: the first and the last address.
fn range(text: &str) -> Result<(u32, u32), NoAddress> {
    if let Some((first, last)) = text.split_once('-') {
        let first = address(first)?;
        let last = match last.parse::<u8>() {
            Ok(last) => {
                let [a, b, c, _] = first.octets();
                Ipv4Addr::new(a, b, c, last)
            }
            Err(_) if first.to_bits() > 0 => address(last)?,
            Err(_) => return Err(NoAddress::Wrong),
        };
        return if first <= last { Ok((first.to_bits(), last.to_bits())) } else { Err(NoAddress::Wrong) };
    }
    if let Some((first, length)) = text.split_once('/') {
        let first = address(first)?.to_bits();
        let length: u32 = length.parse().ok().filter(|length| (1..=32).contains(length)).ok_or(NoAddress::Wrong)?;
        let hosts = !(u32::MAX << (32 - length));
        return Ok((first & !hosts, first | hosts));
    }
    let address = address(text)?.to_bits();
    Ok((address, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Span;

    fn words(line: &str) -> Vec<Word> {
        line.split(' ').map(|text| Word { text: text.to_owned(), span: Span::default() }).collect()
    }

    fn count(line: &str) -> Option<usize> {
        match read(Item::Services, &words(line)) {
            Ok((Line::Services(keys), _)) => Some(keys.len()),
            _ => None,
        }
    }

    #[test]
    fn ranges_of_addresses_are_spread_out() {
        assert_eq!(count("10.0.0.1 80"), Some(1));
        assert_eq!(count("10.0.0.1-10 80"), Some(10));
        assert_eq!(count("10.0.0.250-10.0.1.9"), Some(16));
        assert_eq!(count("10.0.0.8/29 443"), Some(8));
        assert_eq!(count("10.0.0.9-8"), None);
        assert_eq!(count("10.0.0.1-300"), None);
        assert_eq!(count("fwmark 0"), None);
    }

    #[test]
    fn a_tracked_name_may_have_a_weight() {
        let tracked = |line: &str| read(Item::Tracked, &words(line)).map(|(line, _)| line);
        assert_eq!(tracked("eth0"), Ok(Line::Tracked("eth0".to_owned(), None)));
        assert_eq!(tracked("s weight -2 reverse"), Ok(Line::Tracked("s".to_owned(), Some((-2, true)))));
        assert!(tracked("s weight 300").is_err());
        assert!(tracked("s weight 3 4").is_err());
        assert!(tracked("s 3").is_err());
    }
}
