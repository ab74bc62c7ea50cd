//! Which places are tried: first a bracket, then bisection for either end of what nobody can tell.

use super::Ladder;
use super::objective::Verdict;
use std::collections::BTreeMap;

/// What a search ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// The heaviest rung that holds; `None` if none does.
    pub holds: Option<i64>,
    /// The lightest rung that fails; `None` if none does. It is heavier than the one that holds.
    pub fails: Option<i64>,
}

/// What is known so far.
struct Known<'a, E, Judge: FnMut(i64) -> Result<Verdict, E>> {
    verdicts: BTreeMap<i64, Verdict>,
    judge: &'a mut Judge,
}

impl<E, Judge: FnMut(i64) -> Result<Verdict, E>> Known<'_, E, Judge> {
    fn verdict(&mut self, rung: i64) -> Result<Verdict, E> {
        if let Some(verdict) = self.verdicts.get(&rung) {
            return Ok(*verdict);
        }
        let verdict = (self.judge)(rung)?;
        self.verdicts.insert(rung, verdict);
        Ok(verdict)
    }

    /// Goes on from a rung, twice as far each time, until the verdict is this one or the ladder ends.
    fn go(&mut self, from: i64, next: impl Fn(i64) -> Option<i64>, until: Verdict) -> Result<(), E> {
        let mut rung = from;
        while self.verdict(rung)? != until {
            match next(rung) {
                Some(further) => rung = further,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Halves the distance between two rungs of different verdicts until they are neighbours. `is_lower` says on which
    /// side a verdict belongs.
    fn bisect(&mut self, mut low: i64, mut high: i64, is_lower: impl Fn(Verdict) -> bool) -> Result<(), E> {
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_lower(self.verdict(middle)?) { low = middle } else { high = middle }
        }
        Ok(())
    }

    fn lightest(&self, wanted: impl Fn(Verdict) -> bool) -> Option<i64> {
        self.verdicts.iter().find(|&(_, verdict)| wanted(*verdict)).map(|(rung, _)| *rung)
    }

    /// The heaviest rung below `limit` with such a verdict.
    fn heaviest_below(&self, limit: i64, wanted: impl Fn(Verdict) -> bool) -> Option<i64> {
        self.verdicts.range(..limit).rev().find(|&(_, verdict)| wanted(*verdict)).map(|(rung, _)| *rung)
    }
}

/// Finds the heaviest rung that holds and the lightest that fails. `judge` is asked once for a rung.
///
/// # Errors
/// The first that `judge` returns.
pub fn search<E>(ladder: &Ladder, mut judge: impl FnMut(i64) -> Result<Verdict, E>) -> Result<Bracket, E> {
    let mut known = Known { verdicts: BTreeMap::new(), judge: &mut judge };
    let start = ladder.start();
    known.go(start, |rung| ladder.heavier(rung), Verdict::Fails)?;
    known.go(start, |rung| ladder.lighter(rung), Verdict::Holds)?;
    let fails = |verdict| verdict == Verdict::Fails;
    // What lies above the lightest that fails is of no interest, whatever was said of it.
    let end = known.lightest(fails).map_or(i64::MAX, |rung| rung);
    let doubt = known.verdicts.range(..=end).find(|&(_, verdict)| *verdict != Verdict::Holds).map(|(rung, _)| *rung);
    if let Some((low, high)) =
        doubt.and_then(|doubt| Some((known.heaviest_below(doubt, |v| v == Verdict::Holds)?, doubt)))
    {
        known.bisect(low, high, |verdict| verdict == Verdict::Holds)?;
    }
    if let Some(high) = known.lightest(fails)
        && let Some(low) = known.heaviest_below(high, |verdict| !fails(verdict))
    {
        known.bisect(low, high, |verdict| !fails(verdict))?;
    }
    let lightest_failure = known.lightest(fails);
    let holds = known.heaviest_below(lightest_failure.unwrap_or(i64::MAX), |verdict| verdict == Verdict::Holds);
    Ok(Bracket { holds, fails: lightest_failure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    /// Searches where all rungs up to `holds` hold and all from `fails` on fail; also says what was asked.
    fn found(ladder: &Ladder, holds: i64, fails: i64) -> (Bracket, Vec<i64>) {
        let mut asked = Vec::new();
        let bracket = search(ladder, |rung| {
            asked.push(rung);
            Ok::<_, Infallible>(match rung {
                _ if rung <= holds => Verdict::Holds,
                _ if rung >= fails => Verdict::Fails,
                _ => Verdict::Unclear,
            })
        });
        let Ok(bracket) = bracket;
        (bracket, asked)
    }

    #[test]
    fn a_ladder_that_holds_or_fails_everywhere_has_one_end_only() {
        let loads = Ladder::Load { step: 0.01 };
        assert_eq!(found(&loads, i64::MAX, i64::MAX).0, Bracket { holds: Some(630), fails: None });
        assert_eq!(found(&loads, i64::MIN, i64::MIN).0, Bracket { holds: None, fails: Some(-630) });
        assert_eq!(found(&loads, i64::MIN, i64::MAX).0, Bracket { holds: None, fails: None });
        let servers = Ladder::Number { start: 4 };
        assert_eq!(found(&servers, -1, 0).0, Bracket { holds: Some(-1), fails: None });
    }

    proptest! {
        #[test]
        fn both_ends_of_the_doubt_are_found_and_nothing_is_asked_twice(holds in -540..540_i64, doubt in 1..80_i64) {
            let (bracket, mut asked) = found(&Ladder::Load { step: 0.01 }, holds, holds + doubt);
            prop_assert_eq!(bracket, Bracket { holds: Some(holds), fails: Some(holds + doubt) });
            // A bracket of 70 rungs found in at most ten doublings, and seven halvings for either end.
            prop_assert!(asked.len() <= 1 + 10 + 14, "{} rungs were asked", asked.len());
            asked.sort_unstable();
            prop_assert!(asked.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn the_smallest_number_that_is_enough_is_found(enough in 2..1_000_i64, start in 1..1_000_u32) {
            let (bracket, _) = found(&Ladder::Number { start }, -enough, -enough + 1);
            prop_assert_eq!(bracket, Bracket { holds: Some(-enough), fails: Some(-enough + 1) });
        }
    }
}
