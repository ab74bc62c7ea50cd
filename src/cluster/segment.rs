//! Who hears whom: the network between the machines, and what cuts it.

use crate::cluster::spec::SegmentFault;
use crate::engine::Stream;
use rand::RngExt;

/// A machine on the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// The router before all clients.
    Clients,
    /// A director.
    Director(usize),
    /// A real server.
    Server(usize),
}

/// The network, and what is wrong with it at a moment.
#[derive(Debug)]
pub struct Segment {
    faults: Vec<SegmentFault>,
    chance: Stream,
}

impl Segment {
    /// A sound network; `chance` decides which adverts are lost.
    pub fn new(chance: Stream) -> Self {
        Self { faults: Vec::new(), chance }
    }

    /// Something is wrong from here on.
    pub fn fault_begins(&mut self, fault: &SegmentFault) {
        self.faults.push(fault.clone());
    }

    /// One of the faults is over.
    pub fn fault_ends(&mut self, fault: &SegmentFault) {
        let place = self.faults.iter().position(|other| other == fault);
        self.faults.remove(place.expect("a fault that ends has begun"));
    }

    /// Whether two machines hear each other.
    pub fn connects(&self, one: Machine, other: Machine) -> bool {
        self.faults.iter().all(|fault| fault.cuts_off(one) == fault.cuts_off(other))
    }

    /// Whether an advert is lost on its way between two directors.
    pub fn loses_advert(&mut self, sender: usize, receiver: usize) -> bool {
        let chance = &mut self.chance;
        self.faults.iter().any(|fault| match fault {
            SegmentFault::AdvertLoss { from, to, share } => {
                from.is_none_or(|from| from == sender)
                    && to.is_none_or(|to| to == receiver)
                    && chance.random::<f64>() < *share
            }
            SegmentFault::Partition { .. } => false,
        })
    }
}

impl SegmentFault {
    /// Whether it puts a machine on the far side of a cut.
    fn cuts_off(&self, machine: Machine) -> bool {
        match self {
            Self::Partition { directors, clients, servers } => match machine {
                Machine::Clients => *clients,
                Machine::Director(director) => directors.contains(&director),
                Machine::Server(server) => servers.contains(&server),
            },
            Self::AdvertLoss { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Streams;

    fn segment() -> Segment {
        Segment::new(Streams::new(1, 0).stream("adverts"))
    }

    #[test]
    fn those_on_one_side_of_a_cut_hear_each_other() {
        let mut segment = segment();
        let cut = SegmentFault::Partition { directors: vec![1, 2], clients: false, servers: vec![0] };
        segment.fault_begins(&cut);
        assert!(segment.connects(Machine::Director(1), Machine::Director(2)));
        assert!(segment.connects(Machine::Director(1), Machine::Server(0)));
        assert!(segment.connects(Machine::Director(0), Machine::Clients));
        assert!(!segment.connects(Machine::Director(0), Machine::Director(1)));
        assert!(!segment.connects(Machine::Clients, Machine::Server(0)));
        segment.fault_ends(&cut);
        assert!(segment.connects(Machine::Director(0), Machine::Director(1)));
    }

    #[test]
    fn loss_of_adverts_has_a_direction_and_a_share() {
        let mut segment = segment();
        segment.fault_begins(&SegmentFault::AdvertLoss { from: Some(0), to: Some(1), share: 1.0 });
        assert!(segment.loses_advert(0, 1) && !segment.loses_advert(1, 0) && !segment.loses_advert(0, 2));
        segment.fault_begins(&SegmentFault::AdvertLoss { from: Some(1), to: None, share: 0.25 });
        let lost = (0..10_000).filter(|_| segment.loses_advert(1, 2)).count();
        // Four standard deviations of a binomial law.
        assert!(lost.abs_diff(2_500) < 174, "{lost} of 10000 lost");
    }
}
