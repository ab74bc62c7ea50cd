//! Laws.

use crate::scenario::file::{self, LawTable};
use crate::scenario::meant::{Branch, Law};
use crate::scenario::text::Duration;
use crate::time::SimDuration;

pub(super) fn law(law: &Law) -> file::Law {
    let span = |span: &SimDuration| Duration(*span);
    file::Law(match law {
        Law::Constant(value) => LawTable::Constant(span(value)),
        Law::Exponential { mean } => LawTable::Exponential { mean: span(mean) },
        Law::Uniform { min, max } => LawTable::Uniform { min: span(min), max: span(max) },
        Law::Lognormal { mean, cv } => LawTable::Lognormal { mean: span(mean), cv: *cv },
        Law::Gamma { mean, cv } => LawTable::Gamma { mean: span(mean), cv: *cv },
        Law::Erlang { mean, stages } => LawTable::Erlang { mean: span(mean), stages: *stages },
        Law::Pareto { shape, min, max } => LawTable::Pareto { shape: *shape, min: span(min), max: span(max) },
        Law::Hyperexponential { branches } => {
            let branch = |branch: &Branch| file::Branch { probability: branch.probability, mean: span(&branch.mean) };
            let branches = Some(branches.iter().map(branch).collect());
            LawTable::Hyperexponential(file::Hyperexponential { branches, ..Default::default() })
        }
        Law::Empirical(values) => {
            let values = Some(values.iter().map(span).collect());
            LawTable::Empirical(file::Empirical { values, ..Default::default() })
        }
    })
}
