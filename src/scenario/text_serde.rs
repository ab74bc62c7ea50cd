//! How serde and the JSON Schema see the values of [`super::text`] and [`super::quantity`].

use super::meant::Transient;
use super::quantity::{Bandwidth, Bytes};
use super::text::{Address, Duration, Endpoint, Netmask, Pool, Rate, TimeOfDay};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A visitor that reads text and nothing else.
struct TextVisitor<T> {
    expected: &'static str,
    read: fn(&str) -> Result<T, String>,
}

impl<T> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }
}

/// Ties a type that reads and prints itself to serde and to the schema.
macro_rules! text_value {
    ($type:ident, $expected:literal, $pattern:literal, [$($example:literal),+]) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor { expected: $expected, read: |text| text.parse::<Self>() })
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "description": $expected,
                    "pattern": $pattern,
                    "examples": [$($example),+]
                })
            }
        }
    };
}

text_value!(
    Duration,
    "a duration with its unit (ns, us, ms, s, m, h or d), such as \"20ms\"",
    r"^\s*(([0-9]+\.?[0-9]*|\.[0-9]+)\s*(ns|us|µs|ms|s|m|h|d)\s*)+$",
    ["20ms", "1.5s", "5m"]
);
text_value!(
    Transient,
    "a duration with its unit (ns, us, ms, s, m, h or d), such as \"10s\", or \"auto\"",
    r"^\s*(auto|(([0-9]+\.?[0-9]*|\.[0-9]+)\s*(ns|us|µs|ms|s|m|h|d)\s*)+)\s*$",
    ["10s", "auto"]
);
text_value!(
    Rate,
    "a rate with its unit (/s, /m or /h), such as \"50/s\"",
    r"^\s*([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*/\s*(s|m|h)\s*$",
    ["50/s", "3000/m", "10/h"]
);
text_value!(
    TimeOfDay,
    "a time of day, such as \"10:59:00\"",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$",
    ["10:59:00"]
);
text_value!(Address, "an IPv4 address, such as \"10.0.1.1\"", r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$", ["10.0.1.1"]);
text_value!(
    Endpoint,
    "an IPv4 address and a port, such as \"10.0.0.1:80\"",
    r"^[0-9]{1,3}(\.[0-9]{1,3}){3}:[0-9]{1,5}$",
    ["10.0.0.1:80"]
);
text_value!(
    Pool,
    "a network, such as \"10.1.0.0/16\"",
    r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$",
    ["10.1.0.0/16", "192.0.2.7/32"]
);
text_value!(Netmask, "a netmask, such as \"255.255.255.0\"", r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$", ["255.255.255.0"]);
text_value!(
    Bytes,
    "a size with its unit (B, kB, KiB, MB, MiB, GB or GiB), such as \"12KiB\"",
    r"^\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*(B|kB|KiB|MB|MiB|GB|GiB|TB|TiB)\s*$",
    ["500B", "12KiB", "1.5MB"]
);
text_value!(
    Bandwidth,
    "a bandwidth (bit/s, kbit/s, Mbit/s or Gbit/s), such as \"1Gbit/s\"",
    r"^\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*(bit|kbit|Mbit|Gbit)/s\s*$",
    ["1Gbit/s", "20Mbit/s"]
);
