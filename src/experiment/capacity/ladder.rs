//! What a search can try: rungs, the heavier the higher.

/// Loads from 1/1024 to 1024 times that of the scenario are tried.
const DOUBLINGS: f64 = 10.0;
/// No more of a whole number than this is tried.
const MOST: i64 = 1_000;

/// What is searched for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ladder {
    /// A factor on all arrival rates; neighbours differ by this share, above 0.
    Load {
        /// How much heavier each rung is than the one below.
        step: f64,
    },
    /// A whole number of something of which more is better. Rung -n stands for n.
    Number {
        /// How many there are to begin with, at least 1.
        start: u32,
    },
}

impl Ladder {
    /// The rung of the scenario as it is.
    pub fn start(&self) -> i64 {
        match self {
            Self::Load { .. } => 0,
            Self::Number { start } => -i64::from(*start),
        }
    }

    /// The value of a rung: the factor, or the number.
    pub fn value(&self, rung: i64) -> f64 {
        match self {
            Self::Load { step } => (1.0 + step).powi(rung as i32),
            Self::Number { .. } => -rung as f64,
        }
    }

    /// The rung of about twice the burden; `None` at the end of the ladder.
    pub(super) fn heavier(&self, rung: i64) -> Option<i64> {
        match self {
            Self::Load { step } => Some(rung + doubling(*step)).filter(|rung| self.value(*rung).log2() <= DOUBLINGS),
            Self::Number { .. } => (rung < -1).then_some(rung / 2),
        }
    }

    /// The rung of about half the burden; `None` at the end of the ladder.
    pub(super) fn lighter(&self, rung: i64) -> Option<i64> {
        match self {
            Self::Load { step } => Some(rung - doubling(*step)).filter(|rung| self.value(*rung).log2() >= -DOUBLINGS),
            Self::Number { .. } => (rung > -MOST).then_some((rung * 2).max(-MOST)),
        }
    }
}

/// How many rungs come nearest to a factor of two.
fn doubling(step: f64) -> i64 {
    (std::f64::consts::LN_2 / step.ln_1p()).round().max(1.0) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_differ_by_a_factor_and_numbers_by_one() {
        let loads = Ladder::Load { step: 0.01 };
        assert!((loads.value(1) - 1.01).abs() < 1e-12 && (loads.value(-1) - 1.0 / 1.01).abs() < 1e-12);
        assert_eq!((loads.heavier(0), loads.lighter(70)), (Some(70), Some(0)));
        assert_eq!((loads.heavier(690), loads.lighter(-690)), (None, None));
        let servers = Ladder::Number { start: 6 };
        assert_eq!((servers.start(), servers.value(-6)), (-6, 6.0));
        assert_eq!([-6, -3, -1].map(|rung| servers.heavier(rung)), [Some(-3), Some(-1), None]);
        assert_eq!([-6, -600, -1_000].map(|rung| servers.lighter(rung)), [Some(-12), Some(-1_000), None]);
    }
}
