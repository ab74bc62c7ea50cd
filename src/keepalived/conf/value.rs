//! What stands behind a keyword, read as the table says.

use super::keyword::Args;
use super::number;
use super::syntax::Word;
use crate::diagnosis::nearest;
use crate::keepalived::config::{ForwardingMethod, ServiceKey};
use crate::time::SimDuration;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4};

/// A value that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing to say, or nothing that was looked at.
    Nothing,
    /// `on` or `off`.
    Switch(bool),
    /// A whole number.
    Whole(i64),
    /// A time.
    Seconds(SimDuration),
    /// One of the words of the table.
    Word(&'static str),
    /// Any text.
    Text(String),
    /// An address.
    Address(Ipv4Addr),
    /// An address and a port; none if it was left out.
    Endpoint(Ipv4Addr, Option<u16>),
    /// What a virtual service is about.
    Service(ServiceKey),
    /// `group` and its name.
    Group(String),
    /// A forwarding method.
    Method(ForwardingMethod),
    /// Ranges of status codes, both ends included.
    StatusCodes(Vec<(u16, u16)>),
    /// What is tracked, and how it counts.
    Weight { weight: i16, reverse: bool },
    /// An interface, the name of an instance, an id.
    SyncDaemon { interface: String, instance: Option<String>, id: Option<u8> },
}

/// Why a value was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The word with this number is wrong, or missing; what to write under it.
    Wrong(usize, String),
    /// It is right and not simulated.
    NotSimulated(&'static str),
}

/// A value, and how many words it took.
pub(super) type Reading = Result<(Value, usize), Refusal>;

const IPV6: &str = "there is no IPv6";

/// Reads the words behind a keyword.
pub(super) fn read(args: &Args, words: &[Word]) -> Reading {
    let wrong = |number: usize| Refusal::Wrong(number, format!("expected {}", args.expected()));
    let first = || words.first().map(|word| word.text.as_str()).ok_or_else(|| wrong(0));
    match args {
        Args::Nothing => Ok((Value::Nothing, 0)),
        Args::Anything => Ok((Value::Nothing, words.len())),
        Args::Switch => match words.first() {
            None => Ok((Value::Switch(true), 0)),
            Some(word) => Ok((Value::Switch(number::switch(&word.text).ok_or_else(|| wrong(0))?), 1)),
        },
        Args::Whole { min, max } => {
            let value = number::whole(first()?).filter(|value| (min..=max).contains(&value));
            Ok((Value::Whole(value.ok_or_else(|| wrong(0))?), 1))
        }
        Args::Seconds { min_us, max_us, fractions } => {
            let micros = number::micros(first()?, *fractions).filter(|value| (min_us..=max_us).contains(&value));
            Ok((Value::Seconds(SimDuration::from_nanos(micros.ok_or_else(|| wrong(0))? * 1000)), 1))
        }
        Args::Word(known) => one_of(first()?, known, false).map_err(|near| near.map_or(wrong(0), suggestion)),
        Args::AnyCase(known) => one_of(first()?, known, true).map_err(|near| near.map_or(wrong(0), suggestion)),
        Args::Text | Args::Name => Ok((Value::Text(first()?.to_owned()), 1)),
        Args::Texts => first().map(|_| (Value::Nothing, words.len())),
        Args::Address => Ok((Value::Address(address(first()?).map_err(|refusal| refusal.at(0, args))?), 1)),
        Args::Endpoint => {
            let (address, port, taken) = endpoint(words, args)?;
            Ok((Value::Endpoint(address, port), taken))
        }
        Args::Service => service(words, args),
        Args::Netmask => Ok((Value::Address(netmask(first()?).ok_or_else(|| wrong(0))?), 1)),
        Args::Persistence => match words.first() {
            None => Ok((Value::Seconds(SimDuration::from_secs(360)), 0)),
            Some(word) => {
                let value = number::whole(&word.text).filter(|value| (1..=2_678_400).contains(value));
                Ok((Value::Seconds(SimDuration::from_secs(value.ok_or_else(|| wrong(0))? as u64)), 1))
            }
        },
        Args::StatusCodes => status_codes(words).map_err(wrong),
        Args::Method => method(words).ok_or_else(|| wrong(0)),
        Args::Weight => weight(words).ok_or_else(|| wrong(0)),
        Args::SyncDaemon => sync_daemon(words).map_err(wrong),
    }
}

fn suggestion(word: &str) -> Refusal {
    Refusal::Wrong(0, format!("did you mean `{word}`?"))
}

/// The known word; the nearest one if it is none.
fn one_of(found: &str, known: &'static [&'static str], any_case: bool) -> Result<(Value, usize), Option<&'static str>> {
    let is = |word: &&&str| **word == found || any_case && word.eq_ignore_ascii_case(found);
    match known.iter().find(is) {
        Some(word) => Ok((Value::Word(word), 1)),
        None => Err(nearest(found, known)),
    }
}

/// Why a word is no address that can be used.
pub(super) enum NoAddress {
    /// It is one of IPv6.
    V6,
    /// It is no address at all.
    Wrong,
}

impl NoAddress {
    /// The refusal of the word with this number.
    fn at(&self, number: usize, args: &Args) -> Refusal {
        match self {
            Self::V6 => Refusal::NotSimulated(IPV6),
            Self::Wrong => Refusal::Wrong(number, format!("expected {}", args.expected())),
        }
    }
}

/// An IPv4 address without anything behind it.
pub(super) fn address(text: &str) -> Result<Ipv4Addr, NoAddress> {
    text.parse().map_err(|_| if text.parse::<Ipv6Addr>().is_ok() { NoAddress::V6 } else { NoAddress::Wrong })
}

/// An address and perhaps a port, and how many words they took.
fn endpoint(words: &[Word], args: &Args) -> Result<(Ipv4Addr, Option<u16>, usize), Refusal> {
    let wrong = |number: usize| Refusal::Wrong(number, format!("expected {}", args.expected()));
    let first = words.first().ok_or_else(|| wrong(0))?;
    let address = address(&first.text).map_err(|refusal| refusal.at(0, args))?;
    let Some(port) = words.get(1) else { return Ok((address, None, 1)) };
    let value = number::whole(&port.text).and_then(|port| u16::try_from(port).ok());
    match value {
        Some(port) => Ok((address, Some(port), 2)),
        None => Err(Refusal::Wrong(1, "expected a port: a number from 1 to 65535".to_owned())),
    }
}

fn service(words: &[Word], args: &Args) -> Reading {
    let second = |label: &str| words.get(1).ok_or_else(|| Refusal::Wrong(1, label.to_owned()));
    match words.first().map(|word| word.text.as_str()) {
        Some("fwmark") => {
            let label = "expected the number of a mark, at least 1";
            let mark = number::whole(&second(label)?.text).and_then(|mark| u32::try_from(mark).ok());
            let mark = mark.filter(|mark| *mark > 0).ok_or_else(|| Refusal::Wrong(1, label.to_owned()))?;
            Ok((Value::Service(ServiceKey::Fwmark(mark)), 2))
        }
        Some("group") => Ok((Value::Group(second("expected the name of a virtual_server_group")?.text.clone()), 2)),
        _ => {
            let (address, port, taken) = endpoint(words, args)?;
            Ok((Value::Service(ServiceKey::Address(SocketAddrV4::new(address, port.unwrap_or(0)))), taken))
        }
    }
}

fn netmask(text: &str) -> Option<Ipv4Addr> {
    if let Ok(length @ 1..=32) = text.parse::<u32>() {
        return Some(Ipv4Addr::from_bits(u32::MAX << (32 - length)));
    }
    let mask: Ipv4Addr = text.parse().ok()?;
    let contiguous = mask.to_bits().leading_ones() + mask.to_bits().trailing_zeros() == 32;
    (contiguous && !mask.is_unspecified()).then_some(mask)
}

/// Ranges of codes; the number of the first word that is none.
fn status_codes(words: &[Word]) -> Result<(Value, usize), usize> {
    let code = |text: &str| {
        number::whole(text).and_then(|code| u16::try_from(code).ok()).filter(|code| (100..=999).contains(code))
    };
    let range = |text: &str| match text.split_once('-') {
        Some((first, last)) => Some((code(first)?, code(last)?)).filter(|(first, last)| first <= last),
        None => code(text).map(|code| (code, code)),
    };
    let ranges = words.iter().enumerate().map(|(number, word)| range(&word.text).ok_or(number));
    let ranges: Vec<(u16, u16)> = ranges.collect::<Result<_, _>>()?;
    if ranges.is_empty() { Err(0) } else { Ok((Value::StatusCodes(ranges), words.len())) }
}

fn method(words: &[Word]) -> Option<(Value, usize)> {
    let (method, taken) = match words.first()?.text.as_str() {
        "NAT" => (ForwardingMethod::Masq, 1),
        "DR" => (ForwardingMethod::Route, 1),
        // The kind of tunnel changes headers, not decisions.
        "TUN" => (ForwardingMethod::Tunnel, words.len()),
        _ => return None,
    };
    Some((Value::Method(method), taken))
}

/// `NUMBER [reverse|noreverse]`
pub(super) fn weight(words: &[Word]) -> Option<(Value, usize)> {
    let weight = number::whole(&words.first()?.text).filter(|weight| weight.abs() <= 253)?;
    let (reverse, taken) = match words.get(1).map(|word| word.text.as_str()) {
        Some("reverse") => (true, 2),
        Some("noreverse" | "no_reverse") => (false, 2),
        _ => (false, 1),
    };
    Some((Value::Weight { weight: weight as i16, reverse }, taken))
}

/// `INTERFACE [[inst] INSTANCE] [id NUMBER] [maxlen|port|ttl|group X]...`; the number of the first wrong word.
fn sync_daemon(words: &[Word]) -> Result<(Value, usize), usize> {
    let word = |number: usize| words.get(number).map(|word| word.text.as_str());
    let interface = word(0).ok_or(0_usize)?.to_owned();
    let (mut instance, mut id, mut at) = (None, None, 1);
    while let Some(option) = word(at) {
        let value = word(at + 1).ok_or(at + 1);
        match option {
            "inst" => instance = Some(value?.to_owned()),
            "id" => {
                id = Some(number::whole(value?).and_then(|id| u8::try_from(id).ok()).ok_or(at + 1)?);
            }
            "maxlen" | "port" | "ttl" | "group" => {
                value?;
            }
            name if at == 1 => {
                instance = Some(name.to_owned());
                at += 1;
                continue;
            }
            _ => return Err(at),
        }
        at += 2;
    }
    Ok((Value::SyncDaemon { interface, instance, id }, words.len()))
}
