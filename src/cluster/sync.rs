//! Connection synchronization: the master daemon of a director gathers what its kernel learns of connections and sends it
//! in batches; backup daemons take it in. What is not sent yet when a director dies is lost.

use crate::cluster::event::Event;
use crate::cluster::keepalived::Message;
use crate::cluster::machines::Machines;
use crate::cluster::request::Request;
use crate::cluster::segment::Machine;
use crate::cluster::spec::SyncRole;
use crate::engine::Agenda;
use crate::ipvs::{DestId, PacketKind, SyncedConn};
use crate::time::{SimDuration, SimTime};

/// How many connections fit into one message on Ethernet: 1500 bytes less the headers, 36 bytes each.
const BATCH: usize = 40;
/// How old the first connection of a batch becomes before it is sent although there is room.
const LONGEST_WAIT: SimDuration = SimDuration::from_secs(2);
/// How often the daemon looks.
const PERIOD: SimDuration = SimDuration::from_secs(1);
/// A connection in use is told again after so many packets (`net.ipv4.vs.sync_threshold`, its second number): a request
/// and the acknowledgement of its response are two.
const EXCHANGES: u32 = 50 / 2;

/// A director's part in it.
#[derive(Debug)]
pub struct Sync {
    role: Option<SyncRole>,
    /// Whether it sends, or somebody else wants to know what is forwarded.
    is_told: bool,
    told_always: bool,
    /// Since when its daemon has that role.
    since: SimTime,
    /// What is to be sent, oldest first, and when the oldest was gathered.
    batch: Vec<SyncedConn>,
    began: Option<SimTime>,
}

impl Sync {
    /// The part that it plays from the start.
    pub fn new(role: Option<SyncRole>) -> Self {
        let mut sync =
            Self { role, is_told: false, told_always: false, since: SimTime::ZERO, batch: Vec::new(), began: None };
        sync.is_told = sync.sends();
        sync
    }

    /// From now on it is told of what is forwarded even if it does not send.
    pub fn tell_always(&mut self) {
        (self.is_told, self.told_always) = (true, true);
    }

    /// Whether it is to be told of what is forwarded.
    #[inline(always)]
    pub fn is_told(&self) -> bool {
        self.is_told
    }

    /// Its daemon takes another role; what was gathered is lost.
    pub fn set_role(&mut self, role: Option<SyncRole>, now: SimTime) {
        *self = Self { since: now, told_always: self.told_always, ..Self::new(role) };
        self.is_told |= self.told_always;
    }

    /// Whether it sends.
    fn sends(&self) -> bool {
        matches!(self.role, Some(SyncRole::Master | SyncRole::Both))
    }

    fn receives(&self) -> bool {
        matches!(self.role, Some(SyncRole::Backup | SyncRole::Both))
    }

    /// When a batch that begins at `now` is sent at the latest: the first look of the daemon at which it is old enough.
    fn last_call(&self, now: SimTime) -> SimTime {
        let looks = (now + LONGEST_WAIT).since(self.since).as_nanos().div_ceil(PERIOD.as_nanos());
        self.since + PERIOD * looks
    }
}

impl Machines {
    /// A director that is to be told has forwarded a packet of a request.
    #[inline(never)]
    pub(super) fn forwarded(
        &mut self,
        director: usize,
        kind: PacketKind,
        request: &Request,
        dest: DestId,
        agenda: &mut Agenda<Event>,
    ) {
        if self.transport.is_some() {
            self.note_method(director, request, dest);
        }
        if self.directors[director].sync.sends() {
            self.gather(director, kind, request, dest, agenda);
        }
    }

    /// A director that sends has forwarded a packet of a request.
    fn gather(
        &mut self,
        director: usize,
        kind: PacketKind,
        request: &Request,
        dest: DestId,
        agenda: &mut Agenda<Event>,
    ) {
        let further = self.clients[usize::from(request.client)].further();
        let due = match kind {
            PacketKind::Ack => (further - request.further).is_multiple_of(EXCHANGES),
            PacketKind::Fin | PacketKind::Rst => true,
            _ => false,
        };
        if !due {
            return;
        }
        let machine = &mut self.directors[director];
        let dest = machine.kernel.dest_address(dest);
        let packet = &request.packet;
        let conn = SyncedConn { client: packet.client, to: packet.to, fwmark: packet.fwmark, dest, kind };
        machine.sync.batch.push(conn);
        match machine.sync.batch.len() {
            1 => {
                machine.sync.began = Some(agenda.now());
                let at = machine.sync.last_call(agenda.now());
                self.mail.post(at, Message::SyncDue { director, began: agenda.now() }, agenda);
            }
            BATCH => self.send_batch(director, agenda),
            _ => {}
        }
    }

    /// A batch has waited long enough, unless it has been sent already.
    pub(super) fn sync_due(&mut self, director: usize, began: SimTime, agenda: &mut Agenda<Event>) {
        if self.directors[director].sync.began == Some(began) {
            self.send_batch(director, agenda);
        }
    }

    fn send_batch(&mut self, director: usize, agenda: &mut Agenda<Event>) {
        let batch = std::mem::take(&mut self.directors[director].sync.batch);
        if !self.directors[director].is_linked(0) {
            return;
        }
        for to in (0..self.directors.len()).filter(|&to| to != director) {
            let at = agenda.now() + self.network.between_directors();
            self.mail.post(at, Message::Entries { to, from: director, entries: batch.clone() }, agenda);
        }
    }

    /// A batch arrives at another director.
    pub(super) fn take_entries(&mut self, to: usize, from: usize, entries: &[SyncedConn], now: SimTime) {
        let connected = self.segment.connects(Machine::Director(from), Machine::Director(to));
        let machine = &mut self.directors[to];
        if connected && machine.is_linked(0) && machine.sync.receives() {
            entries.iter().for_each(|conn| machine.kernel.take_synced(conn, now));
        }
    }
}
