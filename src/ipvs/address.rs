//! Addresses and ports of IPv4, as the director sees them.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// An IPv4 address with a port, written `10.0.0.1:80`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// The address in host order: 10.0.0.1 is `0x0A00_0001`.
    pub addr: u32,
    /// The port; 0 where any port or no port is meant.
    pub port: u16,
}

impl Endpoint {
    /// The endpoint of `addr` (host order) and `port`.
    pub const fn new(addr: u32, port: u16) -> Self {
        Self { addr, port }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", Ipv4Addr::from_bits(self.addr), self.port)
    }
}

/// Why a text is not an [`Endpoint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an IPv4 address and a port such as \"10.0.0.1:80\", got \"{text}\"")]
pub struct ParseEndpointError {
    text: String,
}

impl FromStr for Endpoint {
    type Err = ParseEndpointError;

    fn from_str(text: &str) -> Result<Self, ParseEndpointError> {
        let parsed = text.split_once(':').and_then(|(addr, port)| {
            let addr = addr.parse::<Ipv4Addr>().ok()?;
            Some(Self { addr: addr.to_bits(), port: port.parse().ok()? })
        });
        parsed.ok_or_else(|| ParseEndpointError { text: text.to_owned() })
    }
}

/// The transport protocols the director balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Protocol {
    /// Connections with states, see [`ConnState`](super::ConnState).
    Tcp,
    /// Datagrams: one state, refreshed by every datagram.
    Udp,
}

impl fmt::Display for Protocol {
    /// As ipvsadm prints it: `TCP`, `UDP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_read_and_printed_the_same_way() {
        let endpoint: Endpoint = "10.0.0.1:80".parse().unwrap();
        assert_eq!(endpoint, Endpoint::new(0x0A00_0001, 80));
        assert_eq!(endpoint.to_string(), "10.0.0.1:80");
    }

    #[test]
    fn what_is_no_endpoint_is_named_in_the_error() {
        for text in ["", "10.0.0.1", "10.0.0:80", "10.0.0.1:65536", "localhost:80", "10.0.0.1:80:1"] {
            let error = text.parse::<Endpoint>().unwrap_err();
            assert!(error.to_string().ends_with(&format!("got \"{text}\"")), "{error}");
        }
    }
}
