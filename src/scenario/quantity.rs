//! Amounts of data and what a line carries of them, as they are written: `"12KiB"`, `"1Gbit/s"`.

use std::fmt;
use std::str::FromStr;

/// More than a disk holds; and a number of nanoseconds that a run can last, as which a size is drawn.
const MAX_BYTES: u64 = 1 << 50;
/// A petabit per second.
const MAX_BITS_PER_S: f64 = 1e15;

/// Units of data, the larger ones first where one ends with another.
const SIZES: [(&str, f64); 9] = [
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("B", 1.0),
];
const BANDWIDTHS: [(&str, f64); 4] = [("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9), ("bit/s", 1.0)];

/// An amount of data: `"500B"`, `"12KiB"` (1024), `"12kB"` (1000). In bytes, at most 2^50.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub u64);

/// How much a line carries: `"1Gbit/s"`. In bits per second, more than zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bandwidth(pub f64);

/// The number before one of these units, times what the unit stands for.
fn scaled(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let (number, unit) = units.iter().find_map(|(unit, scale)| Some((text.trim().strip_suffix(unit)?, scale)))?;
    let number = number.trim();
    // The words "inf" and "nan" are numbers to Rust, not to a user.
    let plain = number.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    number.parse::<f64>().ok().filter(|_| plain).map(|number| number * unit)
}

impl FromStr for Bytes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match scaled(text, &SIZES) {
            Some(bytes) if bytes > MAX_BYTES as f64 => Err("a size is at most 1024TiB".to_owned()),
            Some(bytes) if bytes.fract() != 0.0 => Err("a size is a whole number of bytes".to_owned()),
            Some(bytes) => Ok(Self(bytes as u64)),
            None => Err("expected a size with its unit (B, kB, KiB, MB, MiB, GB or GiB), such as \"12KiB\"".to_owned()),
        }
    }
}

impl FromStr for Bandwidth {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match scaled(text, &BANDWIDTHS) {
            Some(bits) if bits <= 0.0 => Err("a bandwidth is more than zero".to_owned()),
            Some(bits) if bits > MAX_BITS_PER_S => Err("a bandwidth is at most 1000000Gbit/s".to_owned()),
            Some(bits) => Ok(Self(bits)),
            None => Err("expected a bandwidth (bit/s, kbit/s, Mbit/s or Gbit/s), such as \"1Gbit/s\"".to_owned()),
        }
    }
}

impl fmt::Display for Bytes {
    /// In the largest unit of 1024s that gives a whole number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, shift) = match self.0 {
            0 => ("B", 0),
            bytes => [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)]
                .into_iter()
                .find(|(_, shift)| bytes.trailing_zeros() >= *shift)
                .expect("any number is one of bytes"),
        };
        write!(f, "{}{unit}", self.0 >> shift)
    }
}

impl fmt::Display for Bandwidth {
    /// The shortest number that reads back the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}bit/s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_printed_back() {
        for (text, bytes, printed) in [
            ("500B", 500, "500B"),
            ("12KiB", 12_288, "12KiB"),
            (" 1.5 MB ", 1_500_000, "1500000B"),
            ("0B", 0, "0B"),
            ("2GiB", 2 << 30, "2GiB"),
        ] {
            let read: Bytes = text.parse().expect(text);
            assert_eq!((read.0, &read.to_string()[..]), (bytes, printed));
            assert_eq!(read.to_string().parse(), Ok(read));
        }
    }

    #[test]
    fn what_is_no_size_says_why() {
        let why = |text: &str| text.parse::<Bytes>().expect_err(text);
        for text in ["12", "12 parsec", "-1B", "infB", "B", "1Kb"] {
            assert!(why(text).contains("expected a size"), "{text}");
        }
        assert!(why("0.5B").contains("whole number"));
        assert!(why("9000TiB").contains("at most"));
    }

    #[test]
    fn bandwidths_are_bits_per_second() {
        assert_eq!("1Gbit/s".parse(), Ok(Bandwidth(1e9)));
        assert_eq!("0.5 Mbit/s".parse(), Ok(Bandwidth(5e5)));
        assert_eq!(Bandwidth(1e9).to_string().parse(), Ok(Bandwidth(1e9)));
        for text in ["0bit/s", "1GB/s", "nanbit/s", "1e30Gbit/s"] {
            assert!(text.parse::<Bandwidth>().is_err(), "{text}");
        }
    }
}
