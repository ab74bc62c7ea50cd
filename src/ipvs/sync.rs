//! Connection synchronization: what one director tells another of its entries, so that established connections survive
//! when the other takes over (`ipvsadm --start-daemon`). Templates are not told.

use super::connection::{Key, NIL};
use super::{Endpoint, Ipvs, Packet, PacketKind};
use crate::time::SimTime;

/// How a connection stands, as one director tells it to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncedConn {
    /// The client.
    pub client: Endpoint,
    /// The virtual address.
    pub to: Endpoint,
    /// The firewall mark that its packets carry; 0 is none.
    pub fwmark: u32,
    /// Its destination, by address.
    pub dest: Endpoint,
    /// The packet that has led it to its state.
    pub kind: PacketKind,
}

impl Ipvs {
    /// Takes in what another director tells of a connection, as the kernel's backup daemon does: a new entry, or the next
    /// state of one that is there. A connection whose destination is in no list here is left out.
    pub fn take_synced(&mut self, conn: &SyncedConn, now: SimTime) {
        self.advance(now);
        let opening = Packet { kind: PacketKind::Syn, client: conn.client, to: conn.to, fwmark: conn.fwmark };
        let key = Key::connection(opening.protocol(), conn.client, conn.to);
        let index = match self.table.find(&key) {
            Some(index) => index,
            None => {
                let service = self.service_for(&opening);
                let Some(dest) = service.and_then(|service| self.find_dest(service, conn.dest)) else { return };
                let place = self.table.touch(&key);
                self.open((&key, place), PacketKind::Syn, dest, conn.dest.port == 0, NIL, now)
            }
        };
        let view = self.table.get(index).client_view();
        self.track(index, conn.kind, view, now);
    }
}
