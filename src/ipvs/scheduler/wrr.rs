//! Weighted round-robin (`wrr`): each destination in turn, as often as its weight says.
//!
//! A level goes down from the largest weight by the greatest common divisor of the weights. Walk the list from behind
//! the last pick: the first destination whose weight reaches the level is it; at the end of the list the level goes
//! down one step and the walk starts over. From Linux 6.1, `ip_vs_wrr`.
//!
//! With the list A, B, C and weights 4, 3, 2: A A B A B C A B C, and again.

use super::{Context, Flow, Pool, PoolChange, Scheduler};
use crate::time::SimTime;

/// Weighted round-robin.
#[derive(Debug)]
pub(super) struct WeightedRoundRobin {
    /// How many positions of the list are up to and including the last pick; 0 is the head of the list.
    mark: usize,
    /// The weight that is enough in the present round.
    level: i64,
    /// How much the level goes down each round.
    step: i64,
    /// Where the level starts; 0 when nobody has weight.
    top: i64,
}

impl WeightedRoundRobin {
    /// Starts with the front of the list and the largest weight.
    pub(super) fn new(_attached: SimTime) -> Self {
        Self { mark: 0, level: 0, step: 1, top: 0 }
    }

    fn compute(&mut self, pool: Pool<'_>) {
        let weights = || pool.iter().map(|(_, dest)| dest.weight());
        self.step = i64::from(weights().fold(0, gcd).max(1));
        self.top = i64::from(weights().max().unwrap_or(0)) - (self.step - 1);
    }

    /// Walks the list once from `from`: where it ended, and whether that destination can be picked. `None` at the end
    /// of the list.
    fn walk(&self, pool: Pool<'_>, from: usize, stop: Option<usize>) -> Option<(usize, bool)> {
        (from..pool.len()).find_map(|position| {
            let dest = pool.at(position);
            let found = !dest.overloaded() && i64::from(dest.weight()) >= self.level;
            (found || Some(position) == stop).then_some((position, found))
        })
    }
}

/// Greatest common divisor; that of 0 and a number is the number.
pub(super) fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Scheduler for WeightedRoundRobin {
    fn pick(&mut self, _flow: &Flow, pool: Pool<'_>, _ctx: &mut Context<'_>) -> Option<usize> {
        if self.top == 0 {
            return None;
        }
        let first = self.mark;
        // Where to give up: the destination the walk began behind, once every level has been tried.
        let mut stop = None;
        let (mut restarted, mut last_pass, mut from) = (false, false, first);
        loop {
            if let Some((position, found)) = self.walk(pool, from, stop) {
                self.mark = position + 1;
                return found.then_some(position);
            }
            from = 0;
            self.level -= self.step;
            if self.level <= 0 {
                self.level = self.top;
                if last_pass || first == 0 {
                    self.mark = 0;
                    return None;
                }
                restarted = true;
            }
            last_pass = self.level <= self.step;
            if last_pass && restarted {
                stop = first.checked_sub(1);
            }
        }
    }

    fn pool_changed(&mut self, change: PoolChange, pool: Pool<'_>) {
        self.compute(pool);
        self.mark = 0;
        if change == PoolChange::Attached || self.level > self.top || self.level == 0 {
            self.level = self.top;
        } else if self.step > 1 {
            self.level = self.level / self.step * self.step + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ipvs::tests::Session;

    #[test]
    fn ten_picks_go_down_the_levels_of_weight() {
        let mut lvs = Session::new("wrr", &[".3 -w 2", ".2 -w 3", ".1 -w 4"]);
        // The first server alone has level 1, which the later ones do not change.
        // Levels                   1        4  3     2        1
        assert_eq!(lvs.picks(10), ".1 .2 .3 .1 .1 .2 .1 .2 .3 .1");
    }

    #[test]
    fn levels_go_down_by_the_greatest_common_divisor() {
        let mut lvs = Session::new("wrr", &[".3 -w 10", ".2 -w 20", ".1 -w 20"]);
        // Levels                   1        11    1        11
        assert_eq!(lvs.picks(10), ".1 .2 .3 .1 .2 .1 .2 .3 .1 .2");
    }

    #[test]
    fn an_edit_starts_over_at_the_head_of_the_list_on_the_level_reached() {
        let mut lvs = Session::new("wrr", &[".3 -w 1", ".2 -w 2", ".1 -w 4"]);
        // Levels                  1        4  3  2
        assert_eq!(lvs.picks(6), ".1 .2 .3 .1 .1 .1");
        lvs.edit(".3 -w 1");
        // Levels                  2     1
        assert_eq!(lvs.picks(5), ".1 .2 .1 .2 .3");
    }

    #[test]
    fn nobody_with_weight_is_nobody() {
        let mut lvs = Session::new("wrr", &[".1 -w 0", ".2 -w 0"]);
        assert_eq!(lvs.picks(2), "refuse refuse");
    }

    #[test]
    fn overloaded_servers_end_the_walk_after_every_level_was_tried() {
        let mut lvs = Session::new("wrr", &[".1 -w 2 -x 1", ".2 -w 1 -x 1"]);
        assert_eq!(lvs.picks(4), ".2 .1 refuse refuse");
    }
}
