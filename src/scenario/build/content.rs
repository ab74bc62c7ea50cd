//! What is asked for, and sizes.

use super::client::popularity;
use crate::cluster::Law;
use crate::cluster::payload::{self, ContentSpec};
use crate::scenario::meant::{Content, SizeLaw};
use crate::time::SimDuration;

pub(super) fn content(content: &Content) -> ContentSpec {
    ContentSpec {
        name: content.name.clone(),
        objects: content.objects,
        popularity: popularity(content.popularity),
        size: (&content.size).into(),
    }
}

impl From<&SizeLaw> for payload::SizeLaw {
    fn from(law: &SizeLaw) -> Self {
        let span = |bytes: u64| SimDuration::from_nanos(bytes);
        let seconds = |bytes: u64| span(bytes).as_secs_f64();
        Self(match law {
            SizeLaw::Constant(size) => Law::Constant(span(*size)),
            SizeLaw::Exponential { mean } => Law::exponential(span(*mean)),
            SizeLaw::Uniform { min, max } => Law::Uniform { min_s: seconds(*min), max_s: seconds(*max) },
            SizeLaw::Lognormal { mean, cv } => Law::lognormal(span(*mean), *cv),
            SizeLaw::Pareto { shape, min, max } => {
                Law::BoundedPareto { shape: *shape, min_s: seconds(*min), max_s: seconds(*max) }
            }
            SizeLaw::Empirical(sizes) => Law::Empirical(sizes.iter().map(|size| span(*size)).collect()),
        })
    }
}
