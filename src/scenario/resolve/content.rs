//! `[[content]]`, and laws of random sizes: parameters that make sense.

use super::law::variation;
use super::{Checks, client, names};
use crate::scenario::file::{self, SizeLawTable};
use crate::scenario::meant::{Content, Popularity, SizeLaw};
use crate::scenario::mistake::Mistake;
use crate::scenario::quantity::Bytes;
use crate::scenario::tree::Path;

const MAX_OBJECTS: u32 = 10_000_000;
/// Zipf exponents of web requests lie between 0.64 and 0.83 (Breslau et al., Web Caching and Zipf-like Distributions, 1999).
const POPULARITY: Popularity = Popularity::Zipf(0.8);
const SIZE: SizeLaw = SizeLaw::Constant(10_000);
const MAX_VALUES: usize = 100_000;

pub(super) fn contents(typed: Option<&[file::Content]>, checks: &mut Checks<'_>) -> Vec<Content> {
    let mut contents: Vec<Content> = Vec::new();
    for (index, typed) in typed.into_iter().flatten().enumerate() {
        let path = Path::root().to("content").to(index);
        let name = typed.name.clone().unwrap_or_else(|| format!("content-{}", index + 1));
        names::check(&name, &path.to("name"), checks);
        checks.require(contents.iter().all(|other| other.name != name), || {
            Mistake::titled(path.to("name"), format!("there are two contents called {name:?}"), "names must differ")
        });
        checks.require((1..=MAX_OBJECTS).contains(&typed.objects), || {
            let range = format!("must be a number from 1 to {MAX_OBJECTS}");
            Mistake::value(path.to("objects"), range, format!("this is {}", typed.objects))
        });
        contents.push(Content {
            name,
            objects: typed.objects,
            popularity: client::popularity(typed.popularity, POPULARITY, &path.to("popularity"), checks),
            size: size_law(typed.size.as_ref(), &SIZE, &path.to("size"), checks),
        });
    }
    contents
}

/// The place of the content with this name; a mistake at `path` if there is none.
pub(super) fn find(name: &str, contents: &[Content], path: &Path, checks: &mut Checks<'_>) -> Option<usize> {
    let found = contents.iter().position(|content| content.name == name);
    checks.require(found.is_some(), || {
        let known: Vec<&str> = contents.iter().map(|content| &content.name[..]).collect();
        let title = format!("unknown content `{name}` for");
        Mistake::value_of(path.clone(), title, "no [[content]] has this name").suggesting(name, &known)
    });
    found
}

/// The law typed, or `default`. Parameters that make no sense are mistakes; what is returned then, nobody sees.
pub(super) fn size_law(
    typed: Option<&file::SizeLaw>,
    default: &SizeLaw,
    path: &Path,
    checks: &mut Checks<'_>,
) -> SizeLaw {
    let Some(typed) = typed else { return default.clone() };
    match &typed.0 {
        SizeLawTable::Constant(Bytes(size)) => SizeLaw::Constant(*size),
        SizeLawTable::Exponential { mean } => {
            SizeLaw::Exponential { mean: positive(*mean, &path.to("exponential").to("mean"), checks) }
        }
        SizeLawTable::Uniform { min, max } => {
            let (min, max) = bounds(*min, *max, &path.to("uniform"), checks);
            SizeLaw::Uniform { min, max }
        }
        SizeLawTable::Lognormal { mean, cv } => {
            let path = path.to("lognormal");
            SizeLaw::Lognormal { mean: positive(*mean, &path.to("mean"), checks), cv: variation(*cv, &path, checks) }
        }
        SizeLawTable::Pareto { shape, min, max } => pareto(*shape, *min, *max, &path.to("pareto"), checks),
        SizeLawTable::Empirical { values } => {
            let path = path.to("empirical").to("values");
            checks.require((1..=MAX_VALUES).contains(&values.len()), || {
                let label = format!("these are {}; 1 to {MAX_VALUES} are allowed", values.len());
                Mistake::value(path, "has no values, or too many", label)
            });
            SizeLaw::Empirical(values.iter().map(|size| size.0).collect())
        }
    }
}

fn positive(Bytes(size): Bytes, path: &Path, checks: &mut Checks<'_>) -> u64 {
    checks.require(size > 0, || Mistake::value(path.clone(), "must be more than zero", "this is nothing at all"));
    size
}

fn bounds(min: Bytes, max: Bytes, path: &Path, checks: &mut Checks<'_>) -> (u64, u64) {
    checks.require(min.0 < max.0, || {
        Mistake::value(path.to("max"), "must be larger than `min`", format!("`min` is {min}"))
    });
    (min.0, max.0)
}

fn pareto(shape: f64, min: Bytes, max: Bytes, path: &Path, checks: &mut Checks<'_>) -> SizeLaw {
    checks.require((0.01..=100.0).contains(&shape), || {
        Mistake::value(path.to("shape"), "must be a number from 0.01 to 100", format!("this is {shape}"))
    });
    positive(min, &path.to("min"), checks);
    let (min, max) = bounds(min, max, path, checks);
    SizeLaw::Pareto { shape, min, max }
}
