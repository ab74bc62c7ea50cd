//! A retry budget: retries are paid for by requests, so that they stay a share of them when everything fails.
//!
//! A bucket of tokens. Each request puts a fraction of a token in, up to a limit; each retry takes a whole one out, and
//! is not made if there is none. So in any span of time there are at most share × requests + burst retries. RPC libraries
//! have such a bucket in many forms (Finagle's RetryBudget, gRPC's retry throttling, Envoy's retry_budget).

use crate::cluster::spec::BudgetSpec;

/// Tokens are counted in whole millionths, so that a thousand tenths are exactly a hundred.
const TOKEN: u64 = 1_000_000;

/// The bucket of a client group.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    per_request: u64,
    limit: u64,
    tokens: u64,
}

impl Budget {
    /// A full one.
    pub(super) fn new(spec: BudgetSpec) -> Self {
        let limit = u64::from(spec.burst) * TOKEN;
        Self { per_request: (spec.share * TOKEN as f64).round() as u64, limit, tokens: limit }
    }

    /// A request is made.
    pub(super) fn deposit(&mut self) {
        self.tokens = (self.tokens + self.per_request).min(self.limit);
    }

    /// Whether a retry can be paid for; if so, it is.
    pub(super) fn withdraw(&mut self) -> bool {
        let paid = self.tokens.checked_sub(TOKEN);
        self.tokens = paid.unwrap_or(self.tokens);
        paid.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_requests_pay_for_one_retry_at_a_tenth_each() {
        let mut budget = Budget::new(BudgetSpec { share: 0.1, burst: 2 });
        // Full at the beginning: two retries, and no third.
        assert_eq!([budget.withdraw(), budget.withdraw(), budget.withdraw()], [true, true, false]);
        (0..9).for_each(|_| budget.deposit());
        assert!(!budget.withdraw());
        budget.deposit();
        assert_eq!([budget.withdraw(), budget.withdraw()], [true, false]);
    }

    #[test]
    fn what_does_not_fit_into_the_bucket_is_lost() {
        let mut budget = Budget::new(BudgetSpec { share: 1.0, burst: 3 });
        (0..1000).for_each(|_| budget.deposit());
        assert_eq!((0..10).filter(|_| budget.withdraw()).count(), 3);
    }

    proptest! {
        #[test]
        fn retries_are_never_more_than_the_share_of_the_requests_and_the_burst(
            share in 0.0..2.0, burst in 0_u32..20, is_request in prop::collection::vec(any::<bool>(), 0..400)
        ) {
            let mut budget = Budget::new(BudgetSpec { share, burst });
            let (mut requests, mut retries) = (0_u32, 0_u32);
            for is_request in is_request {
                if is_request {
                    budget.deposit();
                    requests += 1;
                } else {
                    retries += u32::from(budget.withdraw());
                }
                // A share is rounded to the nearest millionth.
                let most = f64::from(burst) + (share + 0.5e-6) * f64::from(requests);
                prop_assert!(f64::from(retries) <= most + 1e-9);
            }
        }
    }
}
