//! The least loaded destination, kept up to date in a winner tree.
//!
//! The kernel walks the whole list for every pick, and so do small pools here. In a large one each destination is a leaf, and each inner node holds the
//! better of its two children, so a changed counter costs a few comparisons on its way up and a pick costs none. The
//! answer is the walk's: the strictly smallest ratio of load and weight, the first in list order on ties. Ratios are
//! compared by products of integers, never by quotients.

use std::marker::PhantomData;

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// What a destination is judged by: the smaller `load / weight` wins. Weight 0 never wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    load: u64,
    weight: u64,
}

impl Ratio {
    /// Worse than every real one.
    const INFINITE: Self = Self { load: 1, weight: 0 };

    /// `load` shared by `weight`. The products of two such pairs stay inside 64 bits: a weight has at most 16 bits and
    /// a load is at most 257 times the 32-bit number of entries.
    pub(super) fn new(load: u64, weight: u32) -> Self {
        Self { load, weight: u64::from(weight) }
    }

    fn beats(&self, other: &Self) -> bool {
        self.load * other.weight < other.load * self.weight
    }
}

/// How a scheduler judges a destination.
pub(super) trait Rule: Send {
    /// Its load for its weight; `None` if it may not be picked.
    fn ratio(dest: &Dest) -> Option<Ratio>;
}

/// Pools up to this size are walked for each pick: measured, that costs less than keeping the tree.
const WALK_LIMIT: usize = 32;

/// The kernel's walk: the strictly smallest ratio, so the first on ties.
fn walk<R: Rule>(pool: Pool<'_>) -> Option<usize> {
    let (mut best, mut winner) = (Ratio::INFINITE, None);
    for (position, dest) in pool.iter() {
        if let Some(ratio) = R::ratio(dest)
            && ratio.beats(&best)
        {
            (best, winner) = (ratio, Some(position));
        }
    }
    winner
}

/// The winner tree over one pool, which is the whole scheduler of the rules that go by one ratio.
#[derive(Debug)]
pub(super) struct Tournament<R> {
    rule: PhantomData<R>,
    ratios: Vec<Ratio>,
    /// `winners[1]` wins the whole; the children of `winners[i]` are `winners[2i]` and `winners[2i + 1]`, and the
    /// leaves are the positions themselves, in the second half.
    winners: Vec<u32>,
    /// Positions whose counters changed since the last pick, each once.
    changed: Vec<u32>,
    is_changed: Vec<bool>,
}

impl<R: Rule> Tournament<R> {
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { rule: PhantomData, ratios: Vec::new(), winners: Vec::new(), changed: Vec::new(), is_changed: Vec::new() }
    }

    /// The position of the least loaded destination.
    pub(super) fn best(&mut self, pool: Pool<'_>) -> Option<usize> {
        if pool.len() <= WALK_LIMIT { walk::<R>(pool) } else { self.winner(pool) }
    }

    fn winner(&mut self, pool: Pool<'_>) -> Option<usize> {
        while let Some(position) = self.changed.pop() {
            let position = position as usize;
            self.is_changed[position] = false;
            self.update(position, pool);
        }
        let winner = *self.winners.get(1)? as usize;
        (self.ratios[winner] != Ratio::INFINITE).then_some(winner)
    }

    fn ratio(&self, position: usize, pool: Pool<'_>) -> Ratio {
        R::ratio(pool.at(position)).unwrap_or(Ratio::INFINITE)
    }

    fn rebuild(&mut self, pool: Pool<'_>) {
        let leaves = pool.len().max(1).next_power_of_two();
        self.ratios = (0..pool.len()).map(|position| self.ratio(position, pool)).collect();
        self.ratios.resize(leaves, Ratio::INFINITE);
        self.winners = vec![0; leaves];
        self.winners.extend(0..leaves as u32);
        for node in (1..leaves).rev() {
            self.winners[node] = self.play(node);
        }
        self.changed.clear();
        self.is_changed = vec![false; pool.len()];
    }

    /// The better of a node's children. The left one is before the right one in the list, so it wins ties.
    fn play(&self, node: usize) -> u32 {
        let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
        if self.ratios[right as usize].beats(&self.ratios[left as usize]) { right } else { left }
    }

    fn update(&mut self, position: usize, pool: Pool<'_>) {
        let ratio = self.ratio(position, pool);
        if std::mem::replace(&mut self.ratios[position], ratio) == ratio {
            return;
        }
        let mut node = (self.winners.len() / 2 + position) / 2;
        while node > 0 {
            let (before, after) = (self.winners[node], self.play(node));
            self.winners[node] = after;
            // Neither before nor now the winner here: nobody above has met it.
            if before != position as u32 && after != position as u32 {
                break;
            }
            node /= 2;
        }
    }
}

impl<R: Rule> Scheduler for Tournament<R> {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        self.best(pool)
    }

    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        match change {
            _ if pool.len() <= WALK_LIMIT => {}
            PoolChange::Edited(position) => self.counters_changed(position),
            _ => self.rebuild(pool),
        }
    }

    fn watches_counters(&self, pool_len: usize) -> bool {
        pool_len > WALK_LIMIT
    }

    fn counters_changed(&mut self, position: usize) {
        if !self.is_changed[position] {
            self.is_changed[position] = true;
            self.changed.push(position as u32);
        }
    }
}
