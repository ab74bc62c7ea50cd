//! What may stand behind a keyword, and in its braces.

use super::Keyword;

/// What may stand behind a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Args {
    /// Nothing: the keyword itself says it.
    Nothing,
    /// Nothing or `on`; `off` takes it back.
    Switch,
    /// A whole number.
    Whole {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A time in seconds.
    Seconds {
        /// The least, in microseconds.
        min_us: u64,
        /// The most, in microseconds.
        max_us: u64,
        /// Whether fractions are possible; whole seconds otherwise.
        fractions: bool,
    },
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, in letters of either case.
    AnyCase(&'static [&'static str]),
    /// Any one word.
    Text,
    /// The name of what the block describes.
    Name,
    /// One word or more.
    Texts,
    /// Anything; not looked at.
    Anything,
    /// An IPv4 address.
    Address,
    /// An IPv4 address and a port, which may be left out.
    Endpoint,
    /// What a virtual service is about: an address and a port, `fwmark` and a number, or `group` and a name.
    Service,
    /// A netmask, or the length of one.
    Netmask,
    /// A time in whole seconds, which may be left out.
    Persistence,
    /// Codes and ranges of codes: `200-299 404`.
    StatusCodes,
    /// `NAT`, `DR` or `TUN`; what follows `TUN` is not simulated.
    Method,
    /// A number from −253 to 253, and `reverse` perhaps.
    Weight,
    /// An interface, and perhaps `inst` with the name of an instance, `id` with a number.
    SyncDaemon,
}

/// What stands in the braces of a keyword.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// Lines that begin with a keyword.
    Keywords(&'static [Keyword]),
    /// A list.
    Items(Item),
    /// Anything; not looked at.
    Anything,
}

/// What a list in braces holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Names.
    Names,
    /// IPv4 addresses, each on its line with options that are not simulated.
    Addresses,
    /// Names, each on its line with `weight` and a number perhaps.
    Tracked,
    /// What virtual services are about: addresses and ports, ranges of addresses, `fwmark` and a number.
    Services,
}

/// A day: the longest time that anybody waits for, in microseconds.
pub(super) const DAY_US: u64 = 86_400_000_000;

impl Args {
    /// A time of at least a microsecond, with fractions.
    pub(super) const TIMER: Self = Self::Seconds { min_us: 1, max_us: DAY_US, fractions: true };
    /// The same, or no time at all.
    pub(super) const TIMER_OR_ZERO: Self = Self::Seconds { min_us: 0, max_us: DAY_US, fractions: true };
    /// Whole seconds, or none.
    pub(super) const WHOLE_SECONDS: Self = Self::Seconds { min_us: 0, max_us: DAY_US, fractions: false };
    /// How often.
    pub(super) const COUNT: Self = Self::Whole { min: 0, max: 0xffff_ffff };

    /// What is expected, to follow the word "expected".
    pub fn expected(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Switch => "on, off, or nothing, which is on".to_owned(),
            Self::Whole { min, max: 0xffff_ffff.. } => format!("a whole number, at least {min}"),
            Self::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Self::Seconds { min_us, max_us, fractions } => {
                let what = if *fractions { "seconds, such as 1.5" } else { "whole seconds, such as 5" };
                match (min_us, *max_us == DAY_US) {
                    (0, true) => what.to_owned(),
                    (1, true) => format!("{what}, more than 0"),
                    (min, true) => format!("{what}, at least {}", *min as f64 / 1e6),
                    (min, false) => format!("{what}, from {} to {}", *min as f64 / 1e6, *max_us as f64 / 1e6),
                }
            }
            Self::Word(words) | Self::AnyCase(words) => format!("one of {}", words.join(", ")),
            Self::Text => "a word, or text in quotes".to_owned(),
            Self::Name => "a name".to_owned(),
            Self::Texts => "words".to_owned(),
            Self::Anything => "anything".to_owned(),
            Self::Address => "an IPv4 address".to_owned(),
            Self::Endpoint => "an IPv4 address and a port, such as 10.0.0.1 80".to_owned(),
            Self::Service => "ADDRESS PORT, fwmark NUMBER or group NAME".to_owned(),
            Self::Netmask => "a netmask, such as 255.255.255.0 or 24".to_owned(),
            Self::Persistence => "whole seconds from 1 to 2678400, or nothing, which is 360".to_owned(),
            Self::StatusCodes => "status codes and ranges, such as 200-299 404".to_owned(),
            Self::Method => "one of NAT, DR, TUN".to_owned(),
            Self::Weight => "a number from -253 to 253, and perhaps reverse".to_owned(),
            Self::SyncDaemon => "INTERFACE [inst] INSTANCE [id NUMBER]".to_owned(),
        }
    }
}

impl Item {
    /// What is expected, to follow the word "expected".
    pub fn expected(&self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Addresses => "an IPv4 address on each line",
            Self::Tracked => "a name on each line, and perhaps weight NUMBER [reverse]",
            Self::Services => "an address and a port, a range of addresses, or fwmark NUMBER on each line",
        }
    }
}
