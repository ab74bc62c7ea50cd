//! Carrying messages from link to link, through the directors' processors, and along the legs.

use super::link::TransferId;
use super::load::{FLIGHT, Load};
use super::message::{Message, Way};
use super::transfer::{Step, Transfer};
use super::{Conn, Transport};
use crate::cluster::event::{Event, RequestId};
use crate::cluster::machines::Machines;
use crate::cluster::network::{Delay, Leg};
use crate::cluster::request::Request;
use crate::engine::{Agenda, EventKey};
use crate::ipvs::ForwardingMethod;

impl Machines {
    /// The transport, where there is one: nothing else calls what is in this room.
    pub(super) fn transport(&mut self) -> &mut Transport {
        self.transport.as_mut().expect("a cluster without a transport sends no transfers")
    }

    /// Puts a message of a request on its way.
    #[inline(never)]
    pub(in crate::cluster) fn transmit(&mut self, message: Message, request: &mut Request, agenda: &mut Agenda<Event>) {
        if matches!(message, Message::Syn | Message::Datagram) {
            *self.transport().conn(request.id) = Conn::NEW;
        }
        if message == Message::CloseSent {
            self.call_off_response(request, agenda);
        }
        if message == Message::RequestForwarded && self.is_beyond_tunnel(request) {
            return self.transmit(Message::TooBig, request, agenda);
        }
        let mut transfer = Transfer::new(request.id, message);
        transfer.is_heading_for_director = match message.way() {
            Way::ToDirector => true,
            Way::FromServer => self.transport().conn(request.id).method == ForwardingMethod::Masq,
            Way::ToServer | Way::ByDirector => false,
        };
        let transport = self.transport();
        let id = transport.transfers.insert(transfer);
        if message == Message::Response {
            transport.conn(request.id).response = Some(id);
        }
        request.holders += 1;
        self.set_out(id, request, agenda);
    }

    /// A message sets out on a part of its way.
    pub(super) fn set_out(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let payload = self.payloads.of(request);
        let gateway = self.director_ahead(request);
        let transport = self.transport.as_mut().expect("it carries the message");
        let transfer = &transport.transfers[id];
        let load = match transfer.is_heading_for_director {
            true => transport.load_to_director(transfer.message, request, payload, gateway),
            false => transport.load(transfer.message, request, payload),
        };
        // Under direct routing the director is not asked whether it is there.
        let director = load.director.filter(|&director| !load.is_acks || self.directors[director].is_on());
        let transfer = &mut transport.transfers[id];
        transfer.director = director.map(|director| (director, self.directors[director].boots()));
        transfer.is_sent_again = !load.is_acks;
        transfer.step = Step::Flight;
        transport.join(id, &load, agenda);
        if director.is_some() && load.packets > 0 {
            self.join_queue(id, &load, agenda);
        }
        if self.transport().transfers[id].waits == 0 {
            self.has_passed(id, request, agenda);
        }
    }

    /// The packets of a message queue for the director's processor, as far as it needs time for them.
    fn join_queue(&mut self, id: TransferId, load: &Load, agenda: &mut Agenda<Event>) {
        let transport = self.transport();
        let transfer = &mut transport.transfers[id];
        (transfer.packets, transfer.each) = (load.packets, load.each);
        if load.each.is_zero() {
            let (director, _) = transfer.director.expect("it passes one");
            transport.processors[director].admit(load.packets, load.each, agenda.now());
            transport.transfers[id].packets = 0;
        } else {
            transfer.waits += 1;
            self.send_flight(id, agenda);
        }
    }

    /// The next packets of a message go to the director's processor: no more than a flight at once, as TCP waits for
    /// their ACKs.
    fn send_flight(&mut self, id: TransferId, agenda: &mut Agenda<Event>) {
        let (round_trip, now) = (self.network.round_trip(), agenda.now());
        let transport = self.transport();
        let transfer = &mut transport.transfers[id];
        let (director, _) = transfer.director.expect("it passes one");
        let sent = transfer.packets.min(FLIGHT);
        let admission = transport.processors[director].admit(sent, transfer.each, now);
        let lost = sent - admission.taken;
        transfer.packets -= if transfer.is_sent_again { admission.taken } else { sent };
        let mut due = admission.ends;
        if transfer.is_sent_again {
            transport.retransmitted += u64::from(lost);
            // What came through tells its sender of what is missing; if nothing did, only time does.
            transfer.tries = if admission.taken == 0 { transfer.tries + 1 } else { 0 };
            if admission.taken == 0 {
                due = now + super::loss::timeout(round_trip, transfer.tries);
            }
        }
        transfer.event = agenda.schedule(due, Event::TransferDue(id));
    }

    /// A link looks who has passed; which message is through with all its links and processors, and whose it is.
    pub(in crate::cluster) fn link_due(
        &mut self,
        link: u32,
        agenda: &mut Agenda<Event>,
    ) -> Option<(TransferId, RequestId)> {
        let transport = self.transport();
        let id = transport.links[link as usize].due(agenda)?;
        let transfer = &mut transport.transfers[id];
        transfer.has_left(link).then_some((id, transfer.request))
    }

    /// Whose message this is.
    pub(in crate::cluster) fn request_of(&mut self, id: TransferId) -> RequestId {
        self.transport().transfers[id].request
    }

    /// What a message has waited for is over.
    pub(in crate::cluster) fn transfer_due(
        &mut self,
        id: TransferId,
        request: &mut Request,
        agenda: &mut Agenda<Event>,
    ) {
        let transfer = &mut self.transport().transfers[id];
        transfer.event = EventKey::NONE;
        match transfer.step {
            Step::Again => self.set_out_again(id, request, agenda),
            Step::Travel => self.has_travelled(id, request, agenda),
            Step::Flight if transfer.packets > 0 => self.send_flight(id, agenda),
            Step::Flight => {
                transfer.waits -= 1;
                if transfer.waits == 0 {
                    self.has_passed(id, request, agenda);
                }
            }
        }
    }

    /// A message has passed all its links and processors: what is left is the way itself.
    pub(in crate::cluster) fn has_passed(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let leg = self.leg_of(id);
        let due = Event::TransferDue(id);
        let event = match self.network.delay(leg) {
            Delay::None => EventKey::NONE,
            Delay::Ring(ring) => agenda.schedule_in_ring(*ring, due),
            Delay::Random(law) => agenda.schedule_in(law.sample(&mut request.luck), due),
        };
        let transfer = &mut self.transport().transfers[id];
        (transfer.step, transfer.event) = (Step::Travel, event);
        if event == EventKey::NONE {
            self.has_travelled(id, request, agenda);
        }
    }

    fn leg_of(&mut self, id: TransferId) -> Leg {
        let transport = self.transport();
        let Transfer { message, is_heading_for_director, request, .. } = transport.transfers[id];
        match (message.way(), is_heading_for_director) {
            (Way::ToDirector, _) => Leg::ClientToDirector,
            (Way::FromServer, true) => Leg::ServerToDirector,
            (Way::ToServer, _) => Leg::DirectorToServer,
            (Way::ByDirector, _) => Leg::DirectorToClient,
            (Way::FromServer, false) => match transport.conn(request).method {
                ForwardingMethod::Masq => Leg::DirectorToClient,
                ForwardingMethod::Route | ForwardingMethod::Tunnel => Leg::ServerToClient,
            },
        }
    }

    /// A message is where it was to go.
    fn has_travelled(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let now = agenda.now();
        let Transfer { message, is_heading_for_director, director, is_sent_again, .. } = self.transport().transfers[id];
        if is_heading_for_director && !self.is_taken_in(director, agenda) {
            return self.message_lost(id, request, agenda);
        }
        match (message.way(), is_heading_for_director) {
            (Way::FromServer, true) => self.reply_at_director(id, request, agenda),
            (Way::ToDirector, _) => {
                let arrived = director.map(|(director, _)| director);
                *self.transport().conn(request.id) =
                    Conn { director: arrived, method: ForwardingMethod::Route, ..*self.transport().conn(request.id) };
                self.end_transfer(id, request);
                self.deliver(message, request, agenda);
            }
            _ => {
                let has_rebooted = |(director, boots): (usize, u32)| self.directors[director].boots() != boots;
                if is_sent_again && director.is_some_and(has_rebooted) {
                    return self.message_lost(id, request, agenda);
                }
                debug_assert!(now >= request.sent);
                self.end_transfer(id, request);
                self.deliver(message, request, agenda);
            }
        }
    }

    /// Whether a director, if there is one, has room for a packet that comes to it.
    fn is_taken_in(&mut self, director: Option<(usize, u32)>, agenda: &Agenda<Event>) -> bool {
        let Some((director, _)) = director else { return true };
        let boots = self.directors[director].boots();
        let transport = self.transport();
        let processor = &mut transport.processors[director];
        if std::mem::replace(&mut transport.boots[director], boots) != boots {
            processor.clear(agenda.now());
        }
        !processor.is_limited() || processor.takes_one(agenda.now())
    }

    /// A message is under way no longer.
    pub(super) fn end_transfer(&mut self, id: TransferId, request: &mut Request) {
        let transport = self.transport();
        let transfer = transport.transfers.remove(id);
        if transfer.message == Message::Response {
            transport.conn(request.id).response = None;
        }
        request.holders -= 1;
    }
}

impl Transport {
    /// A message comes to its links.
    fn join(&mut self, id: TransferId, load: &Load, agenda: &mut Agenda<Event>) {
        for &(link, bytes) in &load.links {
            if let Some(link) = link.filter(|_| bytes > 0) {
                let stay = self.links[link as usize].join(id, bytes, agenda);
                self.transfers[id].stays_on(stay);
            }
        }
    }
}
