//! What breaks only in part.

use super::super::Checks;
use super::what::factor;
use crate::scenario::file;
use crate::scenario::meant::FaultKind;
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;
use crate::time::SimDuration;

/// An error page costs less than a page.
const ERROR_TIME: SimDuration = SimDuration::from_millis(1);

pub(super) fn gray(typed: &file::Fault, path: &Path, checks: &mut Checks<'_>) -> FaultKind {
    let (error_share, slow_share) = (typed.error_share.unwrap_or(0.0), typed.slow_share.unwrap_or(0.0));
    for (key, share) in [("error_share", error_share), ("slow_share", slow_share)] {
        checks.require((0.0..=1.0).contains(&share), || {
            Mistake::value(path.to(key), "must be a number from 0 to 1", format!("this is {share}"))
        });
    }
    checks.require(error_share + slow_share <= 1.0, || {
        let label = format!("`error_share` is {error_share}: together they are more than all requests");
        Mistake::value(path.to("slow_share"), "is too large", label)
    });
    checks.require(error_share + slow_share > 0.0, || {
        let mistake = Mistake::value(path.to("kind"), "breaks nothing", "no request fails, and none is slow");
        mistake.with_help("for example error_share = 0.1, or slow_share = 0.1 with factor = 10")
    });
    let is_slow = slow_share > 0.0;
    checks.require(is_slow || typed.factor.is_none(), || {
        Mistake::value(path.to("factor"), "has no effect", "no request is slow without `slow_share`")
    });
    FaultKind::Gray {
        error_share,
        error_time: typed.error_time.map_or(ERROR_TIME, |span| span.0),
        slow_share,
        factor: if is_slow { factor(typed.factor, path, checks) } else { 1.0 },
    }
}
