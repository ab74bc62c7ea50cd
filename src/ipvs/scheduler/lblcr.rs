//! Locality-based least-connection with replication (`lblcr`): a set of destinations for each virtual address.
//!
//! The least loaded of the address's set is used, as weighted least-connection measures it, unless it is crowded: with
//! more active connections than weight while another one is less than half used. Then, or if the set has nobody,
//! weighted least-connection chooses from the whole pool, and its choice joins the set. A set of several that has not
//! changed for longer than `lblcr_expiration` loses its most loaded member. From Linux 6.1, `ip_vs_lblcr`.
//!
//! A and B of weight 2, everything to one address: three go to B, the fourth to A, and the fifth to the less loaded
//! of both.

use super::locality::{Cache, crowded};
use super::tournament::Tournament;
use super::wlc::WeightedLeastConnection;
use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::ipvs::dest::{Dest, DestId};
use crate::ipvs::sysctl::Sysctl;
use crate::time::{SimDuration, SimTime};

/// Locality-based least-connection with replication.
pub(super) struct Lblcr {
    records: Cache<ServerSet>,
    fallback: Tournament<WeightedLeastConnection>,
}

/// The destinations of one virtual address, the one that joined last at the end.
#[derive(Debug)]
struct ServerSet {
    members: Vec<DestId>,
    modified: SimTime,
}

/// Whether `one` has less load for its weight than `other`.
fn less_loaded(one: &Dest, other: &Dest) -> bool {
    one.conn_overhead() * u64::from(other.weight()) < other.conn_overhead() * u64::from(one.weight())
}

impl ServerSet {
    /// The members with their destinations, the newest first.
    fn newest_first<'a>(&self, pool: Pool<'a>) -> impl Iterator<Item = (DestId, &'a Dest)> {
        self.members.iter().rev().map(move |&id| (id, pool.dest(id)))
    }

    /// The least loaded member that can be picked; the newest on ties.
    fn least(&self, pool: Pool<'_>) -> Option<DestId> {
        let usable = self.newest_first(pool).filter(|(_, dest)| dest.eligible() && dest.available());
        usable.reduce(|best, next| if less_loaded(next.1, best.1) { next } else { best }).map(|(id, _)| id)
    }

    /// The most loaded member with weight, available or not; the newest on ties.
    fn most(&self, pool: Pool<'_>) -> Option<DestId> {
        let weighted = self.newest_first(pool).filter(|(_, dest)| dest.weight() > 0);
        weighted.reduce(|worst, next| if less_loaded(worst.1, next.1) { next } else { worst }).map(|(id, _)| id)
    }

    /// Loses its most loaded member if it has several and has not changed for longer than `expiration`.
    fn shrink(&mut self, pool: Pool<'_>, expiration: SimDuration, now: SimTime) {
        if self.members.len() > 1 && now > self.modified + expiration {
            let most = self.most(pool);
            self.members.retain(|&member| Some(member) != most);
            self.modified = now;
        }
    }

    fn join(&mut self, member: DestId, now: SimTime) {
        if !self.members.contains(&member) {
            self.members.push(member);
            self.modified = now;
        }
    }
}

impl Lblcr {
    /// Without records.
    pub(super) fn new(attached: SimTime) -> Self {
        Self { records: Cache::new(attached), fallback: Tournament::new(attached) }
    }
}

fn expiration(sysctl: &Sysctl) -> SimDuration {
    SimDuration::from_secs(u64::from(sysctl.lblcr_expiration_s))
}

impl Scheduler for Lblcr {
    fn pick(&mut self, flow: &Flow, pool: Pool<'_>, ctx: &mut Context<'_>) -> Option<usize> {
        self.settle(ctx.sysctl, ctx.now);
        let Some(set) = self.records.touch(flow.to.addr, ctx.now) else {
            let position = self.fallback.best()?;
            let set = ServerSet { members: vec![pool.id(position)], modified: ctx.now };
            self.records.insert(flow.to.addr, set, ctx.now);
            return Some(position);
        };
        let least = set.least(pool);
        set.shrink(pool, expiration(ctx.sysctl), ctx.now);
        // The least loaded is used even if it has just been removed.
        if let Some(least) = least.filter(|&id| !crowded(pool.dest(id), pool)) {
            return pool.position(least);
        }
        let position = self.fallback.best()?;
        set.join(pool.id(position), ctx.now);
        Some(position)
    }

    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        self.fallback.pool_changed(change, pool);
    }

    fn watches_counters(&self, pool: Pool<'_>) -> bool {
        self.fallback.watches_counters(pool)
    }

    fn counters_changed(&mut self, position: usize, dest: &Dest) {
        self.fallback.counters_changed(position, dest);
    }

    fn settle(&mut self, sysctl: &Sysctl, now: SimTime) {
        self.records.age(expiration(sysctl), now);
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_spread_over_a_growing_set() {
        let mut lvs = Session::new("lblcr", &[".1 -w 2", ".2 -w 2"]);
        // .2 has 3 > 2 active while .1 has none: .1 joins, and the less loaded of both is used from then on.
        assert_eq!(lvs.picks(10), ".2 .2 .2 .1 .1 .1 .1 .2 .1 .2");
    }

    #[test]
    fn a_set_that_has_not_changed_for_long_loses_its_most_loaded_member() {
        let mut lvs = Session::new("lblcr", &[".1 -w 2", ".2 -w 2"]);
        lvs.sysctl(|sysctl| sysctl.lblcr_expiration_s = 100);
        assert_eq!(lvs.picks(4), ".2 .2 .2 .1");
        lvs.wait(100.0);
        assert_eq!(lvs.picks(1), ".1");
        lvs.wait(0.001);
        // The shrink removes .2, which has 3 connections; .1 is used, now alone.
        assert_eq!(lvs.picks(4), ".1 .1 .1 .1");
    }

    #[test]
    fn a_member_that_was_deleted_is_not_used() {
        let mut lvs = Session::new("lblcr", &[".1 -w 9", ".2 -w 9"]);
        assert_eq!(lvs.picks(1), ".2");
        lvs.delete(".2");
        assert_eq!(lvs.picks(1), ".1");
        lvs.add(".2 -w 9");
        // The set is now .1 .2 with one connection each: the newest member wins the tie.
        assert_eq!(lvs.picks(2), ".1 .2");
    }
}
