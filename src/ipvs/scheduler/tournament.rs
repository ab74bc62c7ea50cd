//! The least loaded destination, kept up to date in a tournament.
//!
//! The kernel walks the whole list for every pick. Here each destination is a leaf of a tree, and each inner node holds
//! the best rank of its four children, so a pick costs nothing and a changed counter a few comparisons: one that makes
//! its destination better goes up until somebody is better still, one that makes it worse until it was not the best.
//! The answer is the walk's: the smallest rank, the first in list order on ties.

use std::marker::PhantomData;

use super::rank::Rank;
use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::Dest;
use crate::time::SimTime;

/// How a scheduler judges a destination.
pub(super) trait Rule: Send {
    /// What decides between two.
    type Rank: Rank;

    /// Its rank at any position; `None` if it may not be picked.
    fn rank(dest: &Dest) -> Option<Self::Rank>;
}

/// Children of a node.
const ARITY: usize = 4;

/// The tournament over one pool, which is the whole scheduler of the rules that go by one rank.
#[derive(Debug)]
pub(super) struct Tournament<R: Rule> {
    rule: PhantomData<R>,
    /// The nodes by number, in groups of siblings: node 1 is the root, node `i` has the children `4 i` to `4 i + 3`.
    groups: Vec<[R::Rank; ARITY]>,
    /// The number of the first position's leaf. The others follow.
    first_leaf: usize,
}

impl<R: Rule> Tournament<R> {
    pub(super) fn new(_attached: SimTime) -> Self {
        let mut tournament = Self { rule: PhantomData, groups: Vec::new(), first_leaf: 0 };
        tournament.clear(0);
        tournament
    }

    /// The position of the least loaded destination.
    #[inline(always)]
    pub(super) fn best(&self) -> Option<usize> {
        let best = self.groups[0][1];
        (best != R::Rank::NOBODY).then(|| best.position())
    }

    /// A tournament that so many may enter.
    fn clear(&mut self, len: usize) {
        self.first_leaf = ARITY;
        while self.first_leaf < len {
            self.first_leaf *= ARITY;
        }
        self.groups.clear();
        self.groups.resize(2 * self.first_leaf / ARITY, [R::Rank::NOBODY; ARITY]);
    }

    #[inline(always)]
    fn update(&mut self, position: usize, dest: &Dest) {
        let rank = R::rank(dest).map_or(R::Rank::NOBODY, |rank| rank.at(position));
        let leaf = self.first_leaf + position;
        let before = std::mem::replace(self.node(leaf), rank);
        if rank < before {
            self.rise(leaf, rank);
        } else if rank > before {
            self.fall(leaf, before);
        }
    }

    #[inline(always)]
    fn node(&mut self, number: usize) -> &mut R::Rank {
        &mut self.groups[number / ARITY][number % ARITY]
    }

    /// A node has become `rank`, which is better than it was.
    #[inline(always)]
    fn rise(&mut self, mut node: usize, rank: R::Rank) {
        while node > 1 {
            node /= ARITY;
            let best = self.node(node);
            if *best <= rank {
                break;
            }
            *best = rank;
        }
    }

    /// A node that was `before` has become worse.
    #[inline(always)]
    fn fall(&mut self, mut node: usize, before: R::Rank) {
        while node > 1 {
            node /= ARITY;
            let [a, b, c, d] = self.groups[node];
            let best = self.node(node);
            if *best != before {
                break;
            }
            *best = a.min(b).min(c.min(d));
        }
    }
}

impl<R: Rule> Scheduler for Tournament<R> {
    fn pick(&mut self, _flow: &Flow, _pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        self.best()
    }

    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        if let PoolChange::Edited(position) = change {
            self.update(position, pool.at(position));
            return;
        }
        self.clear(pool.len());
        for (position, dest) in pool.iter() {
            self.update(position, dest);
        }
    }

    fn watches_counters(&self, _pool: Pool<'_>) -> bool {
        true
    }

    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        self.update(position, dest);
    }
}
