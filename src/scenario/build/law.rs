//! Laws, with the parameters that drawing from them takes.

use crate::cluster;
use crate::scenario::meant::Law;

impl From<&Law> for cluster::Law {
    fn from(law: &Law) -> Self {
        match law {
            Law::Constant(duration) => Self::Constant(*duration),
            Law::Exponential { mean } => Self::exponential(*mean),
            Law::Uniform { min, max } => Self::Uniform { min_s: min.as_secs_f64(), max_s: max.as_secs_f64() },
            Law::Lognormal { mean, cv } => Self::lognormal(*mean, *cv),
            Law::Gamma { mean, cv } => Self::gamma(*mean, *cv),
            Law::Erlang { mean, stages } => Self::gamma(*mean, f64::from(*stages).sqrt().recip()),
            Law::Pareto { shape, min, max } => {
                Self::BoundedPareto { shape: *shape, min_s: min.as_secs_f64(), max_s: max.as_secs_f64() }
            }
            Law::Hyperexponential { branches } => {
                let pairs: Vec<_> = branches.iter().map(|branch| (branch.probability, branch.mean)).collect();
                Self::hyperexponential(&pairs)
            }
            Law::Empirical(values) => Self::Empirical(values.clone()),
        }
    }
}
