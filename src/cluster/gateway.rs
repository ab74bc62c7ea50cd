//! Where the packets of a client group go first, in one number: for most clusters a look-up of that is all there is.

use crate::cluster::request::NONE;

/// The index of a director; or a mark in one of the highest bits, see [`Beyond`].
pub type Gateway = u32;

const STRAIGHT_TO_SERVER: Gateway = 1 << 31;
const SEVERAL: Gateway = 1 << 30;

/// A gateway that is no single director.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Nobody.
    Nobody,
    /// This real server, past all directors.
    Server(u32),
    /// One of several directors: those of the path with this index.
    Several(usize),
}

impl Beyond {
    /// As one number.
    pub const fn gateway(self) -> Gateway {
        match self {
            Self::Nobody => NONE,
            Self::Server(server) => server | STRAIGHT_TO_SERVER,
            Self::Several(path) => path as Gateway | SEVERAL,
        }
    }

    /// What a number means that is no director's index.
    pub const fn of(gateway: Gateway) -> Self {
        match gateway {
            NONE => Self::Nobody,
            _ if gateway & STRAIGHT_TO_SERVER != 0 => Self::Server(gateway & !STRAIGHT_TO_SERVER),
            _ => Self::Several((gateway & !SEVERAL) as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_gateway_is_read_back() {
        for beyond in
            [Beyond::Nobody, Beyond::Server(0), Beyond::Server(9_999), Beyond::Several(0), Beyond::Several(999)]
        {
            assert_eq!(Beyond::of(beyond.gateway()), beyond);
        }
    }
}
