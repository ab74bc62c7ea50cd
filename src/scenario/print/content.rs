//! `[[content]]`, and laws of random sizes.

use crate::scenario::file::{self, SizeLawTable};
use crate::scenario::meant::{Content, SizeLaw};
use crate::scenario::quantity::Bytes;

pub(super) fn contents(contents: &[Content]) -> Option<Vec<file::Content>> {
    let content = |content: &Content| file::Content {
        name: Some(content.name.clone()),
        objects: content.objects,
        popularity: Some(content.popularity),
        size: Some(size_law(&content.size)),
    };
    (!contents.is_empty()).then(|| contents.iter().map(content).collect())
}

pub(super) fn size_law(law: &SizeLaw) -> file::SizeLaw {
    let size = |size: &u64| Bytes(*size);
    file::SizeLaw(match law {
        SizeLaw::Constant(value) => SizeLawTable::Constant(size(value)),
        SizeLaw::Exponential { mean } => SizeLawTable::Exponential { mean: size(mean) },
        SizeLaw::Uniform { min, max } => SizeLawTable::Uniform { min: size(min), max: size(max) },
        SizeLaw::Lognormal { mean, cv } => SizeLawTable::Lognormal { mean: size(mean), cv: *cv },
        SizeLaw::Pareto { shape, min, max } => SizeLawTable::Pareto { shape: *shape, min: size(min), max: size(max) },
        SizeLaw::Empirical(values) => SizeLawTable::Empirical { values: values.iter().map(size).collect() },
    })
}
