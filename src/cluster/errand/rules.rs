//! What a client group does about attempts that fail, and about those that take long.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::SplitMix64;

use super::budget::Budget;
use crate::cluster::client::Patience;
use crate::cluster::spec::{ClientSpec, HedgeSpec, Jitter, RetrySpec};
use crate::engine::{Agenda, EventCode};
use crate::stats::outcome::FailureReason;
use crate::time::SimDuration;

/// The rules of a client group that sees its requests through.
#[derive(Debug)]
pub(crate) struct Rules {
    retries: Option<RetrySpec>,
    budget: Option<Budget>,
    hedge: Option<(HedgeSpec, Patience)>,
    give_up: Patience,
}

/// What is to be done about a request whose last attempt has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another attempt, after this time.
    Retry(SimDuration),
    /// Another attempt would be due, but the budget is used up.
    Denied,
    /// Nothing.
    GiveUp,
}

/// How far the random numbers of an errand's back-offs start from each other; see `LUCK_STEP`.
const BACKOFF_STEP: u64 = 0xa24b_aed4_963e_e407;

impl Rules {
    /// Those of this group; `None` if each request is one attempt that waits for its own time-outs only.
    pub(crate) fn new<E: EventCode>(spec: &ClientSpec, agenda: &mut Agenda<E>) -> Option<Self> {
        spec.insists().then(|| Self {
            budget: spec.retries.as_ref().and_then(|retries| retries.budget).map(Budget::new),
            retries: spec.retries.clone(),
            hedge: spec.hedge.map(|hedge| (hedge, Patience::new(Some(hedge.after), agenda))),
            give_up: Patience::new(spec.give_up_after, agenda),
        })
    }

    /// A request is made.
    pub(super) fn requested(&mut self) {
        if let Some(budget) = &mut self.budget {
            budget.deposit();
        }
    }

    /// How long a client waits for a response, however many attempts it takes.
    pub(super) fn give_up(&self) -> &Patience {
        &self.give_up
    }

    /// How long it waits before it makes another attempt beside the last one, if it may after `hedges` of them.
    pub(super) fn hedge(&self, hedges: u32) -> Option<&Patience> {
        self.hedge.as_ref().filter(|(hedge, _)| hedges < hedge.at_most).map(|(_, after)| after)
    }

    /// What is to be done when the `attempts`-th attempt has failed for this reason. `luck` is where the random numbers of
    /// the errand start.
    pub(super) fn next(&mut self, attempts: u32, reason: FailureReason, luck: u64) -> Next {
        let retries = self.retries.as_ref().filter(|retries| attempts < retries.attempts);
        let Some(retries) = retries.filter(|retries| retries.on.contains(&reason)) else { return Next::GiveUp };
        if self.budget.as_mut().is_some_and(|budget| !budget.withdraw()) {
            return Next::Denied;
        }
        Next::Retry(retries.backoff_after(attempts, luck))
    }
}

impl RetrySpec {
    /// How long a client waits after its `attempts`-th attempt has failed.
    ///
    /// The jitters are those compared by Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015.
    fn backoff_after(&self, attempts: u32, luck: u64) -> SimDuration {
        let growth = self.factor.powi(attempts as i32 - 1);
        let most = SimDuration::from_secs_f64(self.backoff.as_secs_f64() * growth).min(self.max);
        let least_share = match self.jitter {
            Jitter::None => return most,
            Jitter::Equal => 0.5,
            Jitter::Full => 0.0,
        };
        let start = luck.wrapping_add(BACKOFF_STEP.wrapping_mul(u64::from(attempts)));
        let uniform = SplitMix64::seed_from_u64(start).random::<f64>();
        SimDuration::from_secs_f64(most.as_secs_f64() * (least_share + (1.0 - least_share) * uniform))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retries(jitter: Jitter) -> RetrySpec {
        let ms = SimDuration::from_millis;
        let on = vec![FailureReason::Refused];
        RetrySpec { attempts: 9, on, backoff: ms(100), factor: 2.0, max: ms(1_000), jitter, budget: None }
    }

    fn backoffs_ms(jitter: Jitter, luck: u64) -> Vec<u64> {
        (1..=6).map(|attempts| retries(jitter).backoff_after(attempts, luck).as_nanos() / 1_000_000).collect()
    }

    #[test]
    fn a_backoff_doubles_up_to_its_limit() {
        assert_eq!(backoffs_ms(Jitter::None, 0), [100, 200, 400, 800, 1_000, 1_000]);
    }

    #[test]
    fn a_backoff_without_growth_stays_what_it_is() {
        let retries = RetrySpec { factor: 1.0, ..retries(Jitter::None) };
        assert_eq!(retries.backoff_after(7, 0), SimDuration::from_millis(100));
    }

    #[test]
    fn full_jitter_is_uniform_over_all_of_the_backoff_and_equal_jitter_over_its_second_half() {
        let n = 10_000;
        for (jitter, least, mean) in [(Jitter::Full, 0, 50.0), (Jitter::Equal, 50, 75.0)] {
            let first: Vec<u64> = (0..n).map(|luck| backoffs_ms(jitter, luck)[0]).collect();
            assert!(first.iter().all(|ms| (least..100).contains(ms)), "{jitter:?}");
            // Whole milliseconds are half of one too short; the standard error of the mean is width/√(12 n).
            let got = first.iter().sum::<u64>() as f64 / n as f64 + 0.5;
            let error = (100 - least) as f64 / (12.0 * n as f64).sqrt();
            assert!((got - mean).abs() < 4.0 * error, "{jitter:?}: {got} for {mean} ± {error}");
        }
    }

    #[test]
    fn only_failures_of_the_list_and_only_so_many_attempts_lead_to_another() {
        let mut rules = Rules {
            retries: Some(RetrySpec { attempts: 2, ..retries(Jitter::None) }),
            budget: None,
            hedge: None,
            give_up: Patience::new(None, &mut Agenda::<crate::cluster::event::Event>::new()),
        };
        assert_eq!(rules.next(1, FailureReason::Refused, 0), Next::Retry(SimDuration::from_millis(100)));
        assert_eq!(rules.next(2, FailureReason::Refused, 0), Next::GiveUp);
        assert_eq!(rules.next(1, FailureReason::Reset, 0), Next::GiveUp);
    }
}
