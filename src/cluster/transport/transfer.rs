//! Messages that are under way.

use crate::cluster::event::RequestId;
use crate::cluster::transport::link::Stay;
use crate::cluster::transport::message::Message;
use crate::engine::EventKey;
use crate::time::SimDuration;

/// On how many links a message can be at once: in and out of a client, a director and a real server.
pub(super) const MAX_LINKS: usize = 6;

/// A message under way.
#[derive(Clone, Debug)]
pub(super) struct Transfer {
    pub request: RequestId,
    pub message: Message,
    /// Whether it is only on its way to a director: its first packet.
    pub is_heading_for_director: bool,
    /// Through which director it passes, and how often that had booted when it came there.
    pub director: Option<(usize, u32)>,
    pub step: Step,
    /// What it waits for: so many links, and the director's processor.
    pub waits: u8,
    /// On which links it is.
    pub stays: [Option<Stay>; MAX_LINKS],
    /// How many packets the director's processor has still to take in, and what each takes there.
    pub packets: u32,
    pub each: SimDuration,
    /// Whether TCP sends again what is lost of it.
    pub is_sent_again: bool,
    /// How often in a row that was because of a timer.
    pub tries: u32,
    /// What is due next, if anything is.
    pub event: EventKey,
}

/// What the event of a transfer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A flight of packets is through the director's processor, or goes there once more.
    Flight,
    /// It has travelled along its leg.
    Travel,
    /// It is sent again from its beginning.
    Again,
}

impl Transfer {
    /// A message that is about to be sent.
    pub(super) fn new(request: RequestId, message: Message) -> Self {
        Self {
            request,
            message,
            is_heading_for_director: false,
            director: None,
            step: Step::Travel,
            waits: 0,
            stays: [None; MAX_LINKS],
            packets: 0,
            each: SimDuration::ZERO,
            is_sent_again: true,
            tries: 0,
            event: EventKey::NONE,
        }
    }

    /// It is on one more link.
    pub(super) fn stays_on(&mut self, stay: Stay) {
        let place = self.stays.iter_mut().find(|place| place.is_none());
        *place.expect("a message is on no more links than there are") = Some(stay);
        self.waits += 1;
    }

    /// It has passed a link. Returns whether it waits for nothing more.
    pub(super) fn has_left(&mut self, link: u32) -> bool {
        let is_it = |place: &&mut Option<Stay>| place.is_some_and(|stay| stay.link == link);
        *self.stays.iter_mut().find(is_it).expect("it was on that link") = None;
        self.waits -= 1;
        self.waits == 0
    }
}
