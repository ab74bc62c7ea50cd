//! On whose behalf a connection is made, if more than its client group has to know how it ends: a closed-loop user, a
//! session, an errand. A plain request has no owner and pays for none of them.

use crate::cluster::errand::Errand;
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::request::Request;
use crate::cluster::session::Session;
use crate::cluster::slab::Slab;
use crate::engine::Agenda;
use crate::time::{SimDuration, SimTime};

/// Names an owner in 32 bits, or nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnerId(u32);

/// Who it is, by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A closed-loop user.
    User(u32),
    /// A session: several connections.
    Session(u32),
    /// An errand: a request that is tried more than once.
    Errand(u32),
}

/// The two highest bits say which kind; both are set for nobody.
const KIND_SHIFT: u32 = 30;
const INDEX_MASK: u32 = (1 << KIND_SHIFT) - 1;

impl OwnerId {
    /// Nobody.
    pub const NONE: Self = Self(u32::MAX);

    /// The name of an owner.
    pub(super) fn of(owner: Owner) -> Self {
        let (kind, index) = match owner {
            Owner::User(index) => (0, index),
            Owner::Session(index) => (1, index),
            Owner::Errand(index) => (2, index),
        };
        debug_assert!(index <= INDEX_MASK);
        Self(kind << KIND_SHIFT | index)
    }

    /// Whom it names.
    pub(super) fn get(self) -> Option<Owner> {
        let index = self.0 & INDEX_MASK;
        match self.0 >> KIND_SHIFT {
            0 => Some(Owner::User(index)),
            1 => Some(Owner::Session(index)),
            2 => Some(Owner::Errand(index)),
            _ => None,
        }
    }

    /// The errand that it names, if it is one.
    pub(super) fn errand(self) -> Option<u32> {
        match self.get() {
            Some(Owner::Errand(errand)) => Some(errand),
            _ => None,
        }
    }
}

/// All owners there are.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// Closed-loop users: the group of each, and its number there.
    pub(super) users: Vec<(usize, u32)>,
    /// Sessions under way.
    pub(super) sessions: Slab<Session>,
    /// Errands under way.
    pub(super) errands: Slab<Errand>,
}

impl Machines {
    /// A connection is over: whoever made it is told.
    #[inline(never)]
    pub(super) fn tell_owner(&mut self, request: &Request, agenda: &mut Agenda<Event>) {
        match request.owner.get() {
            Some(Owner::Errand(errand)) => self.attempt_over(errand, request.id, agenda),
            Some(Owner::Session(session)) => self.session_connection_over(session, request.id, agenda),
            Some(Owner::User(user)) => self.think(user, request.sent, agenda),
            None => {}
        }
    }

    /// What was done for an owner from `begun` on, by more than one connection, is over.
    pub(super) fn errand_or_session_over(&mut self, owner: OwnerId, begun: SimTime, agenda: &mut Agenda<Event>) {
        match owner.get() {
            Some(Owner::Session(session)) => self.session_goes_on(session, agenda),
            Some(Owner::User(user)) => self.think(user, begun, agenda),
            Some(Owner::Errand(_)) | None => {}
        }
    }

    /// A response has arrived for an owner. Returns whether all that follows from it is done.
    #[inline(never)]
    pub(super) fn owner_answered(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) -> bool {
        match request.owner.get() {
            Some(Owner::Errand(errand)) => {
                self.attempt_answered(errand, request, agenda);
                true
            }
            Some(Owner::Session(session)) => self.session_request_answered(session, request, agenda),
            Some(Owner::User(_)) | None => false,
        }
    }

    /// A user whose request is over thinks and then asks again.
    fn think(&mut self, user: u32, asked: SimTime, agenda: &mut Agenda<Event>) {
        /// Who is answered in no time and does not think would ask for ever in the same moment.
        const SHORTEST_CYCLE: SimDuration = SimDuration::from_nanos(1_000);
        let (client, _) = self.owners.users[user as usize];
        let ready = agenda.now() + self.clients[client].think();
        agenda.schedule(ready.max(asked + SHORTEST_CYCLE), Event::UserReady(user));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_owner_survives_packing() {
        for owner in
            [Owner::User(0), Owner::User(INDEX_MASK), Owner::Session(5), Owner::Errand(0), Owner::Errand(INDEX_MASK)]
        {
            assert_eq!(OwnerId::of(owner).get(), Some(owner));
        }
        assert_eq!(OwnerId::NONE.get(), None);
    }
}
