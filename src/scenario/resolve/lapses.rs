//! What a real server does by itself: `crash_above`, `slow_start`, `pauses`.

use super::Checks;
use super::law::positive_law;
use crate::scenario::file;
use crate::scenario::meant::{CrashAbove, Pauses, SlowStart};
use crate::scenario::mistake::Mistake;
use crate::scenario::tree::Path;

pub(super) fn crash_above(typed: &file::CrashAbove, path: &Path, checks: &mut Checks<'_>) -> CrashAbove {
    checks.require(typed.in_system > 0, || {
        Mistake::value(path.to("in_system"), "must be at least 1", "it would survive no request at all")
    });
    CrashAbove {
        in_system: typed.in_system,
        restart_after: positive_law(&typed.restart_after, &path.to("restart_after"), checks),
    }
}

pub(super) fn slow_start(typed: &file::SlowStart, path: &Path, checks: &mut Checks<'_>) -> SlowStart {
    checks.require(!typed.time.0.is_zero(), || {
        Mistake::value(path.to("time"), "must be more than zero", "without a slow start leave `slow_start` out")
    });
    checks.require(typed.from > 0.0 && typed.from < 1.0, || {
        let label = format!("this is {}", typed.from);
        Mistake::value(path.to("from"), "must be more than 0 and less than 1", label)
    });
    SlowStart { time: typed.time.0, from: typed.from }
}

pub(super) fn pauses(typed: &file::Pauses, path: &Path, checks: &mut Checks<'_>) -> Pauses {
    Pauses {
        every: positive_law(&typed.every, &path.to("every"), checks),
        lasts: positive_law(&typed.lasts, &path.to("lasts"), checks),
    }
}
