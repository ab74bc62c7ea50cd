//! The values in a recording's fields, as serde reads them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Deserializer, de};

use crate::ipvs::{Endpoint, ForwardingMethod, PacketKind, Protocol, Sysctl, Timeouts};

/// An address with a port: `"10.0.0.1:80"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At(pub(super) Endpoint);

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

/// A network: `"10.9.0.0/16"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    addr: u32,
    mask: u32,
}

impl Network {
    pub(super) fn contains(&self, addr: u32) -> bool {
        addr & self.mask == self.addr & self.mask
    }

    fn parse(text: &str) -> Option<Self> {
        let (addr, bits) = text.split_once('/').unwrap_or((text, "32"));
        let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
        let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
        Some(Self { addr: addr.parse::<Ipv4Addr>().ok()?.to_bits(), mask })
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("expected a network such as 10.9.0.0/16: {text}")))
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ProtocolWord {
    Tcp,
    Udp,
}

impl From<ProtocolWord> for Protocol {
    fn from(word: ProtocolWord) -> Self {
        match word {
            ProtocolWord::Tcp => Self::Tcp,
            ProtocolWord::Udp => Self::Udp,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ForwardWord {
    Route,
    Tunnel,
    Masq,
}

impl From<ForwardWord> for ForwardingMethod {
    fn from(word: ForwardWord) -> Self {
        match word {
            ForwardWord::Route => Self::Route,
            ForwardWord::Tunnel => Self::Tunnel,
            ForwardWord::Masq => Self::Masq,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindWord {
    Syn,
    SynAck,
    Ack,
    Fin,
    Rst,
    Psh,
    Udp,
}

impl From<KindWord> for PacketKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Syn => Self::Syn,
            KindWord::SynAck => Self::SynAck,
            KindWord::Ack => Self::Ack,
            KindWord::Fin => Self::Fin,
            KindWord::Rst => Self::Rst,
            KindWord::Psh => Self::Bare,
            KindWord::Udp => Self::Datagram,
        }
    }
}

/// Service flags, those of the schedulers and `ops`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FlagWord {
    ShPort,
    ShFallback,
    MhPort,
    MhFallback,
    Ops,
}

/// The three values of `ipvsadm --set`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TimeoutFields {
    tcp: u32,
    tcp_fin: u32,
    udp: u32,
}

impl From<TimeoutFields> for Timeouts {
    /// 0 and a missing value leave the present one, which is the kernel's default in the beginning.
    fn from(fields: TimeoutFields) -> Self {
        Self { tcp_s: fields.tcp, tcp_fin_s: fields.tcp_fin, udp_s: fields.udp }
    }
}

/// What the replay needs of the header.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HeaderFields {
    pub(super) timeouts: TimeoutFields,
    pub(super) sysctl: BTreeMap<String, u32>,
}

/// Sets one of `net.ipv4.vs.*`.
pub(super) fn set_sysctl(sysctl: &mut Sysctl, name: &str, value: u32) -> Result<(), String> {
    match name {
        "conn_reuse_mode" => sysctl.conn_reuse_mode = value,
        "expire_nodest_conn" => sysctl.expire_nodest_conn = value != 0,
        "expire_quiescent_template" => sysctl.expire_quiescent_template = value != 0,
        "sloppy_tcp" => sysctl.sloppy_tcp = value != 0,
        "secure_tcp" => sysctl.secure_tcp = value,
        "lblc_expiration" => sysctl.lblc_expiration_s = value,
        "lblcr_expiration" => sysctl.lblcr_expiration_s = value,
        _ => return Err(format!("unknown sysctl \"{name}\"")),
    }
    Ok(())
}
