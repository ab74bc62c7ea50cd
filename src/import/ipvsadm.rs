//! The output of `ipvsadm -S`: one rule a line, `-A` for a virtual service and `-a` for a real server.

use super::draft::{Draft, draft};
use super::port::port;
use super::service::{About, Destination, Forwarding, Host, Service};
use crate::diagnosis::{Mistake, Source, Span};
use crate::keepalived::conf::Errors;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// The persistence of `-p` without a number, in seconds.
const DEFAULT_PERSISTENCE_S: u32 = 300;

/// The scenario that these rules make. `name` stands for the file in messages.
///
/// # Errors
/// Every rule that cannot be understood, with its line.
pub fn from_ipvsadm(name: &str, text: &str, title: &str) -> Result<Draft, Errors> {
    let mut rules = Rules::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = words(line, start);
        start += line.len();
        // What restores the rules may be a script.
        let words = match words.first() {
            Some(first) if first.text == "ipvsadm" || first.text == "/sbin/ipvsadm" => &words[1..],
            _ => &words[..],
        };
        if words.first().is_some_and(|word| !word.text.starts_with('#')) {
            rules.rule(words).unwrap_or_else(|mistake| rules.mistakes.push(mistake));
        }
    }
    if rules.services.is_empty() && rules.mistakes.is_empty() {
        let whole = Span { source: 0, start: 0, end: text.trim_end().len() };
        let label = "expected lines such as `-A -t 10.0.0.1:80 -s rr`";
        rules.mistakes.push(Mistake::new(whole, format!("{name} has no virtual service"), label));
    }
    if rules.mistakes.is_empty() {
        let mut draft = draft(title, &rules.services);
        draft.notes.splice(0..0, rules.notes);
        return Ok(draft);
    }
    Err(Errors::new(vec![Source { name: name.to_owned(), text: text.to_owned() }], rules.mistakes))
}

/// A word and where it stands.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    span: Span,
}

fn words(line: &str, start: usize) -> Vec<Word<'_>> {
    let at = |part: &str| part.as_ptr() as usize - line.as_ptr() as usize;
    let word = |text| {
        let from = start + at(text);
        Word { text, span: Span { source: 0, start: from, end: from + text.len() } }
    };
    line.split_whitespace().map(word).collect()
}

#[derive(Default)]
struct Rules {
    services: Vec<Service>,
    mistakes: Vec<Mistake>,
    notes: Vec<String>,
}

/// The options of a rule, each with its argument.
#[derive(Default)]
struct Options<'a> {
    about: Option<(About, Word<'a>)>,
    ipv6: bool,
    scheduler: Option<Word<'a>>,
    flags: Vec<Word<'a>>,
    persistence_s: Option<u32>,
    granularity: Option<Ipv4Addr>,
    ops: bool,
    server: Option<(Host, u16)>,
    weight: Option<u16>,
    forwarding: Option<Forwarding>,
    uthreshold: u32,
    lthreshold: u32,
    ignored: Vec<&'a str>,
}

impl Rules {
    fn rule(&mut self, words: &[Word<'_>]) -> Result<(), Mistake> {
        let command = words[0];
        if !["-A", "--add-service", "-a", "--add-server"].contains(&command.text) {
            let title = format!("`{}` is no rule of `ipvsadm -S`", command.text);
            let mistake = Mistake::new(command.span, title, "expected -A (a virtual service) or -a (a real server)");
            return Err(mistake.with_help("rules are written by `ipvsadm -Sn`, not by `ipvsadm -L`"));
        }
        let options = options(words)?;
        for option in &options.ignored {
            let note = format!("`{option}` of ipvsadm has no effect");
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        if options.ipv6 {
            let note = "rules of IPv6 are left out: there is no IPv6".to_owned();
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return Ok(());
        }
        match command.text {
            "-A" | "--add-service" => self.service(command, options),
            _ => self.server(command, options),
        }
    }

    fn service(&mut self, command: Word<'_>, options: Options<'_>) -> Result<(), Mistake> {
        let (about, word) = options.about.ok_or_else(|| missing(command, "a service", "-t, -u or -f"))?;
        if self.services.iter().any(|service| service.about == about) {
            return Err(Mistake::new(word.span, format!("{about} is there already"), "the second of this service"));
        }
        let scheduler = options.scheduler.map_or("wlc", |word| word.text).to_owned();
        let known = crate::keepalived::conf::keyword::SCHEDULERS;
        if let Some(word) = options.scheduler.filter(|word| !known.contains(&word.text)) {
            let mistake = Mistake::new(word.span, format!("unknown scheduler `{scheduler}`"), "no such scheduler");
            return Err(mistake.suggesting(&scheduler, known));
        }
        let flags = options.flags.iter().map(|word| flag(*word, &scheduler)).collect::<Result<_, _>>()?;
        self.services.push(Service {
            about,
            scheduler,
            flags,
            persistence_s: options.persistence_s,
            granularity: options.granularity.unwrap_or(Ipv4Addr::BROADCAST),
            ops: options.ops,
            destinations: Vec::new(),
        });
        Ok(())
    }

    fn server(&mut self, command: Word<'_>, options: Options<'_>) -> Result<(), Mistake> {
        let (about, word) = options.about.ok_or_else(|| missing(command, "its service", "-t, -u or -f"))?;
        let (host, port) = options.server.ok_or_else(|| missing(command, "the server", "-r"))?;
        let Some(service) = self.services.iter_mut().find(|service| service.about == about) else {
            let label = "a line with -A for it stands above";
            return Err(Mistake::new(word.span, format!("there is no service {about}"), label));
        };
        service.destinations.push(Destination {
            host,
            port,
            weight: options.weight.unwrap_or(1),
            forwarding: options.forwarding.unwrap_or(Forwarding::Route),
            uthreshold: options.uthreshold,
            lthreshold: options.lthreshold,
        });
        Ok(())
    }
}

fn missing(command: Word<'_>, what: &str, option: &str) -> Mistake {
    let title = format!("{what} is missing behind `{}`", command.text);
    Mistake::new(command.span, title, format!("expected {option}"))
}

/// Reads everything behind the command.
fn options<'a>(words: &[Word<'a>]) -> Result<Options<'a>, Mistake> {
    let mut options = Options::default();
    let mut rest = words[1..].iter().copied().peekable();
    while let Some(option) = rest.next() {
        let mut value = |what: &str| {
            let value = rest.next_if(|word| !word.text.starts_with('-'));
            value.ok_or_else(|| {
                Mistake::new(option.span, format!("`{}` has no value", option.text), format!("expected {what}"))
            })
        };
        match option.text {
            "-t" | "--tcp-service" | "-u" | "--udp-service" => {
                let word = value("an address and a port, such as 10.0.0.1:80")?;
                let udp = matches!(option.text, "-u" | "--udp-service");
                options.ipv6 |= word.text.starts_with('[');
                if !options.ipv6 {
                    let (host, port) = endpoint(word)?;
                    options.about = Some((About::Address { host, port, udp }, word));
                }
            }
            "-f" | "--fwmark-service" => {
                let word = value("a number")?;
                options.about = Some((About::Fwmark(number(word, 1, u32::MAX)?), word));
            }
            "-6" | "--ipv6" => options.ipv6 = true,
            "-s" | "--scheduler" => options.scheduler = Some(value("a scheduler")?),
            "-b" | "--sched-flags" => {
                let word = value("flags, such as sh-port")?;
                options.flags.extend(word.text.split(',').map(|text| Word { text, ..word }));
            }
            "-p" | "--persistent" => {
                let timeout = rest.next_if(|word| !word.text.starts_with('-'));
                let seconds = timeout.map(|word| number(word, 1, 31 * 86_400)).transpose()?;
                options.persistence_s = Some(seconds.unwrap_or(DEFAULT_PERSISTENCE_S));
            }
            "-M" | "--netmask" => options.granularity = Some(netmask(value("a netmask, such as 255.255.255.0")?)?),
            "-o" | "--ops" => options.ops = true,
            "-r" | "--real-server" => {
                let word = value("an address and a port, such as 10.0.0.2:80")?;
                options.ipv6 |= word.text.starts_with('[');
                if !options.ipv6 {
                    options.server = Some(endpoint(word)?);
                }
            }
            "-g" | "--gatewaying" => options.forwarding = Some(Forwarding::Route),
            "-i" | "--ipip" => options.forwarding = Some(Forwarding::Tunnel),
            "-m" | "--masquerading" => options.forwarding = Some(Forwarding::Masq),
            "-w" | "--weight" => options.weight = Some(number(value("a number")?, 0, 65_535)? as u16),
            "-x" | "--u-threshold" => options.uthreshold = number(value("a number")?, 0, u32::MAX)?,
            "-y" | "--l-threshold" => options.lthreshold = number(value("a number")?, 0, u32::MAX)?,
            "--pe" | "--tun-type" | "--tun-port" => {
                value("a word")?;
                options.ignored.push(option.text);
            }
            "--tun-nocsum" | "--tun-csum" | "--tun-remcsum" => options.ignored.push(option.text),
            _ => {
                let label = "no option of -A or -a";
                return Err(Mistake::new(option.span, format!("unknown option `{}`", option.text), label));
            }
        }
    }
    Ok(options)
}

fn number(word: Word<'_>, min: u32, max: u32) -> Result<u32, Mistake> {
    let value = word.text.parse().ok().filter(|value| (min..=max).contains(value));
    value.ok_or_else(|| {
        let title = format!("`{}` is no number that can stand here", word.text);
        Mistake::new(word.span, title, format!("expected {min} to {max}"))
    })
}

fn netmask(word: Word<'_>) -> Result<Ipv4Addr, Mistake> {
    let contiguous = |mask: &Ipv4Addr| mask.to_bits().leading_ones() + mask.to_bits().trailing_zeros() == 32;
    let mask = Ipv4Addr::from_str(word.text).ok().filter(contiguous).filter(|mask| !mask.is_unspecified());
    mask.ok_or_else(|| {
        Mistake::new(word.span, format!("`{}` is no netmask", word.text), "expected ones and then zeros")
    })
}

/// `10.0.0.1:80`, `www.example.com:http`, or without a port, which is every port.
fn endpoint(word: Word<'_>) -> Result<(Host, u16), Mistake> {
    let (host, port) = match word.text.rsplit_once(':') {
        Some((host, name)) => (host, port(name).ok_or_else(|| unknown_port(word, name))?),
        None => (word.text, 0),
    };
    let numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match host.parse() {
        Ok(address) => Ok((Host::Address(address), port)),
        Err(_) if numeric => {
            let label = "expected four numbers from 0 to 255";
            Err(Mistake::new(word.span, format!("`{host}` is no address"), label))
        }
        Err(_) => Ok((Host::Name(host.to_owned()), port)),
    }
}

fn unknown_port(word: Word<'_>, name: &str) -> Mistake {
    let mistake = Mistake::new(word.span, format!("`{name}` is no port"), "expected a number from 0 to 65535");
    mistake.with_help("`ipvsadm -Sn` writes numbers instead of names")
}

/// A flag by the name that its scheduler gives it.
fn flag(word: Word<'_>, scheduler: &str) -> Result<String, Mistake> {
    let (fallback, port) = (format!("{scheduler}-fallback"), format!("{scheduler}-port"));
    let has_flags = ["sh", "mh"].contains(&scheduler);
    match word.text {
        "flag-1" if has_flags => Ok(fallback),
        "flag-2" if has_flags => Ok(port),
        name if has_flags && (name == fallback || name == port) => Ok(name.to_owned()),
        name => {
            let known = format!("expected {fallback} or {port}");
            let label = if has_flags { known } else { "only sh and mh have flags".to_owned() };
            Err(Mistake::new(word.span, format!("scheduler {scheduler} has no flag `{name}`"), label))
        }
    }
}
