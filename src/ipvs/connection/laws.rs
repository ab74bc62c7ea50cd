//! The table against a plain list: the same entries are found, and timers end in the same order.

use proptest::prelude::*;

use super::{ConnTable, Entry, Key};
use crate::ipvs::tcp::ConnState;
use crate::ipvs::{DestId, Endpoint, Protocol};
use crate::time::{SimDuration, SimTime};

#[derive(Clone, Copy, Debug)]
enum Step {
    Insert { client: u8, timeout: u8 },
    Remove(usize),
    Rearm { entry: usize, timeout: u8 },
    Hide(usize),
    Wait(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any::<u8>(), 1..6_u8).prop_map(|(client, timeout)| Step::Insert { client, timeout }),
        1 => any::<usize>().prop_map(Step::Remove),
        3 => (any::<usize>(), 1..40_u8).prop_map(|(entry, timeout)| Step::Rearm { entry, timeout }),
        1 => any::<usize>().prop_map(Step::Hide),
        2 => (0..3_u8).prop_map(Step::Wait),
    ]
}

/// What the plain list knows of an entry.
#[derive(Clone, Copy, Debug)]
struct Plain {
    index: u32,
    client: u8,
    hidden: bool,
    deadline: SimTime,
}

/// The table and the list beside each other.
struct Pair {
    table: ConnTable,
    /// In the order of insertion.
    plain: Vec<Plain>,
    now: SimTime,
}

fn key(client: u8) -> Key {
    Key::connection(Protocol::Tcp, Endpoint::new(client.into(), 1), Endpoint::new(9, 80))
}

impl Pair {
    fn perform(&mut self, step: Step) {
        match step {
            Step::Insert { client, timeout } => {
                let timeout = SimDuration::from_secs(timeout.into());
                let class = self.table.timer_class(timeout);
                let entry = Entry::connection(&key(client), DestId(0), false, false, ConnState::SynRecv, super::NIL);
                let index = self.table.insert(entry, self.table.touch(&key(client)), class, self.now);
                self.plain.push(Plain { index, client, hidden: false, deadline: self.now + timeout });
            }
            Step::Remove(at) if !self.plain.is_empty() => {
                let gone = self.plain.remove(at % self.plain.len());
                self.table.remove(gone.index);
            }
            Step::Rearm { entry, timeout } if !self.plain.is_empty() => {
                let at = entry % self.plain.len();
                let timeout = SimDuration::from_secs(timeout.into());
                let class = self.table.timer_class(timeout);
                self.table.rearm(self.plain[at].index, class, self.now);
                self.plain[at].deadline = self.now + timeout;
            }
            Step::Hide(at) if !self.plain.is_empty() => {
                let at = at % self.plain.len();
                if !std::mem::replace(&mut self.plain[at].hidden, true) {
                    self.table.hide(self.plain[at].index);
                }
            }
            Step::Wait(seconds) => self.now += SimDuration::from_secs(seconds.into()),
            _ => {}
        }
    }

    /// Ends what is due; the deadlines must come in order, and be those of the list.
    fn expire(&mut self) -> Result<(), TestCaseError> {
        let mut last = SimTime::ZERO;
        while let Some((index, deadline)) = self.table.pop_due(self.now) {
            let at = self.plain.iter().position(|plain| plain.index == index).expect("in the list");
            let gone = self.plain.remove(at);
            prop_assert_eq!(deadline, gone.deadline);
            prop_assert!(last <= gone.deadline && gone.deadline <= self.now);
            last = gone.deadline;
            self.table.remove(index);
        }
        prop_assert!(self.plain.iter().all(|plain| plain.deadline > self.now));
        prop_assert!(self.plain.iter().all(|plain| plain.deadline >= self.table.next_due()));
        Ok(())
    }

    fn find(&self, client: u8) -> Option<u32> {
        let newest = self.plain.iter().rev().find(|plain| plain.client == client && !plain.hidden);
        newest.map(|plain| plain.index)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_table_finds_what_a_list_finds_and_ends_timers_in_order(
        steps in prop::collection::vec(step(), 1..400),
        clients in 1..=255_u8,
    ) {
        let mut pair = Pair { table: ConnTable::new(), plain: Vec::new(), now: SimTime::ZERO };
        for step in steps {
            let step = match step {
                // Few clients share a key, many fill the buckets.
                Step::Insert { client, timeout } => Step::Insert { client: client % clients, timeout },
                step => step,
            };
            pair.perform(step);
            pair.expire()?;
            prop_assert_eq!(pair.table.len(), pair.plain.len());
            prop_assert_eq!(pair.table.iter().count(), pair.plain.len());
            for client in 0..clients {
                prop_assert_eq!(pair.table.find(&key(client)), pair.find(client));
            }
        }
    }
}

#[test]
fn a_bucket_that_overflows_still_finds_the_newest_and_loses_the_oldest() {
    let mut table = ConnTable::new();
    let class = table.timer_class(SimDuration::from_secs(1));
    let entry = Entry::connection(&key(1), DestId(0), false, false, ConnState::SynRecv, super::NIL);
    // Entries with one key share a bucket, whatever the number of buckets.
    let indices: Vec<_> = (0..100).map(|_| table.insert(entry, table.touch(&key(1)), class, SimTime::ZERO)).collect();
    for &index in indices.iter().rev() {
        assert_eq!(table.find(&key(1)), Some(index));
        table.remove(index);
    }
    assert_eq!(table.find(&key(1)), None);
}
