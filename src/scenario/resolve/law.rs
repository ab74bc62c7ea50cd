//! Laws of random durations: parameters that make sense.

use super::{Checks, empirical};
use crate::scenario::file::{self, LawTable};
use crate::scenario::meant::{Branch, Law};
use crate::scenario::mistake::Mistake;
use crate::scenario::text::Duration;
use crate::scenario::tree::Path;
use crate::time::SimDuration;

/// Beyond these a law is a constant, or so wild that no run is long enough to show its mean.
const CV_RANGE: std::ops::RangeInclusive<f64> = 0.001..=1000.0;
const MAX_STAGES: u32 = 1000;
const MAX_BRANCHES: usize = 1000;

/// The law typed, or no time at all.
pub(super) fn law_or_zero(typed: Option<&file::Law>, path: &Path, checks: &mut Checks<'_>) -> Law {
    typed.map_or(Law::ZERO, |typed| law(typed, path, checks))
}

/// A law whose mean is more than zero.
pub(super) fn positive_law(typed: &file::Law, path: &Path, checks: &mut Checks<'_>) -> Law {
    let before = checks.mistakes.len();
    let law = law(typed, path, checks);
    let told = checks.mistakes.len() > before;
    checks.require(told || law.mean_s() > 0.0, || {
        Mistake::value(path.clone(), "must be more than zero on average", "this is always zero")
    });
    law
}

/// What a law means; parameters that make no sense are mistakes, and get a law that does for a stand-in.
pub(super) fn law(typed: &file::Law, path: &Path, checks: &mut Checks<'_>) -> Law {
    let before = checks.mistakes.len();
    let law = as_typed(typed, path, checks);
    if checks.mistakes.len() > before { Law::Constant(SimDuration::from_secs(1)) } else { law }
}

fn as_typed(typed: &file::Law, path: &Path, checks: &mut Checks<'_>) -> Law {
    match &typed.0 {
        LawTable::Constant(Duration(span)) => Law::Constant(*span),
        LawTable::Exponential { mean } => {
            Law::Exponential { mean: positive(*mean, &path.to("exponential").to("mean"), checks) }
        }
        LawTable::Uniform { min, max } => {
            let (min, max) = bounds(*min, *max, &path.to("uniform"), checks);
            Law::Uniform { min, max }
        }
        LawTable::Lognormal { mean, cv } => {
            let path = path.to("lognormal");
            Law::Lognormal { mean: positive(*mean, &path.to("mean"), checks), cv: variation(*cv, &path, checks) }
        }
        LawTable::Gamma { mean, cv } => {
            let path = path.to("gamma");
            Law::Gamma { mean: positive(*mean, &path.to("mean"), checks), cv: variation(*cv, &path, checks) }
        }
        LawTable::Erlang { mean, stages } => erlang(*mean, *stages, &path.to("erlang"), checks),
        LawTable::Pareto { shape, min, max } => pareto(*shape, *min, *max, &path.to("pareto"), checks),
        LawTable::Hyperexponential(typed) => hyperexponential(typed, &path.to("hyperexponential"), checks),
        LawTable::Empirical(typed) => Law::Empirical(empirical::values(typed, &path.to("empirical"), checks)),
    }
}

fn positive(Duration(span): Duration, path: &Path, checks: &mut Checks<'_>) -> SimDuration {
    checks
        .require(!span.is_zero(), || Mistake::value(path.clone(), "must be more than zero", "this is no time at all"));
    span
}

pub(super) fn variation(cv: f64, path: &Path, checks: &mut Checks<'_>) -> f64 {
    checks.require(CV_RANGE.contains(&cv), || {
        let label =
            if cv == 0.0 { "for no variation write { constant = ... }".to_owned() } else { format!("this is {cv}") };
        Mistake::value(path.to("cv"), "must be a number from 0.001 to 1000", label)
    });
    cv
}

fn bounds(
    Duration(min): Duration,
    Duration(max): Duration,
    path: &Path,
    checks: &mut Checks<'_>,
) -> (SimDuration, SimDuration) {
    checks
        .require(min < max, || Mistake::value(path.to("max"), "must be longer than `min`", format!("`min` is {min}")));
    (min, max)
}

fn erlang(mean: Duration, stages: u32, path: &Path, checks: &mut Checks<'_>) -> Law {
    checks.require((1..=MAX_STAGES).contains(&stages), || {
        let range = format!("must be a number from 1 to {MAX_STAGES}");
        Mistake::value(path.to("stages"), range, format!("this is {stages}"))
    });
    Law::Erlang { mean: positive(mean, &path.to("mean"), checks), stages }
}

fn pareto(shape: f64, min: Duration, max: Duration, path: &Path, checks: &mut Checks<'_>) -> Law {
    checks.require((0.01..=100.0).contains(&shape), || {
        Mistake::value(path.to("shape"), "must be a number from 0.01 to 100", format!("this is {shape}"))
    });
    positive(min, &path.to("min"), checks);
    let (min, max) = bounds(min, max, path, checks);
    Law::Pareto { shape, min, max }
}

fn hyperexponential(typed: &file::Hyperexponential, path: &Path, checks: &mut Checks<'_>) -> Law {
    let branches = match (&typed.branches, typed.mean, typed.cv) {
        (Some(typed), None, None) => branches(typed, &path.to("branches"), checks),
        (None, Some(mean), Some(cv)) => balanced_means(mean, cv, path, checks),
        _ => {
            let label = "give `branches`, or `mean` and `cv`";
            checks.add(Mistake::value(path.clone(), "needs one of two forms", label));
            Vec::new()
        }
    };
    Law::Hyperexponential { branches }
}

fn branches(typed: &[file::Branch], path: &Path, checks: &mut Checks<'_>) -> Vec<Branch> {
    let mut sum = 0.0;
    for (index, branch) in typed.iter().enumerate() {
        let probability = branch.probability;
        sum += probability;
        checks.require((0.0..=1.0).contains(&probability), || {
            let path = path.to(index).to("probability");
            Mistake::value(path, "must be a number from 0 to 1", format!("this is {probability}"))
        });
    }
    checks.require((sum - 1.0).abs() <= 1e-9, || {
        let label = format!("the probabilities sum to {}", (sum * 1e12).round() / 1e12);
        Mistake::value(path.clone(), "must have probabilities that sum to 1", label)
    });
    checks.require(typed.len() <= MAX_BRANCHES, || {
        Mistake::value(path.clone(), "has too many branches", format!("at most {MAX_BRANCHES} are allowed"))
    });
    let mean = |(index, branch): (usize, &file::Branch)| Branch {
        probability: branch.probability,
        mean: positive(branch.mean, &path.to(index).to("mean"), checks),
    };
    typed.iter().enumerate().map(mean).collect()
}

/// Two branches with probability × mean equal: p = (1 + sqrt((cv² - 1) / (cv² + 1))) / 2 is the probability of the
/// short one (Morse 1958; Tijms, A First Course in Stochastic Models, appendix B).
fn balanced_means(mean: Duration, cv: f64, path: &Path, checks: &mut Checks<'_>) -> Vec<Branch> {
    let mean = positive(mean, &path.to("mean"), checks);
    checks.require((1.0..=*CV_RANGE.end()).contains(&cv), || {
        let label = if cv < 1.0 {
            "below 1 take { gamma = ... } or { erlang = ... }".to_owned()
        } else {
            format!("this is {cv}")
        };
        Mistake::value(path.to("cv"), "must be a number from 1 to 1000", label)
    });
    let square = cv * cv;
    let short = (1.0 + ((square - 1.0) / (square + 1.0)).max(0.0).sqrt()) / 2.0;
    let branch = |probability: f64| {
        let branch_mean = SimDuration::from_secs_f64(mean.as_secs_f64() / (2.0 * probability));
        Branch { probability, mean: branch_mean.max(SimDuration::from_nanos(1)) }
    };
    vec![branch(short), branch(1.0 - short)]
}
