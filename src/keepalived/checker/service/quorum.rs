//! Whether enough weight is alive.

/// The quorum of a service, with its hysteresis: it is lost below `quorum - hysteresis` (or when nothing is left) and
/// gained from `quorum + hysteresis` on. In between nothing changes.
#[derive(Clone, Debug)]
pub(super) struct Quorum {
    quorum: u32,
    hysteresis: u32,
    held: bool,
}

impl Quorum {
    /// A quorum that is not held yet. More than `total`, which all servers weigh together, is reduced to that, and the
    /// hysteresis to less than the quorum.
    pub(super) fn new(quorum: u32, hysteresis: u32, total: u32) -> Self {
        let quorum = quorum.min(total.max(1));
        Self { quorum, hysteresis: hysteresis.min(quorum.saturating_sub(1)), held: false }
    }

    /// Whether the service has its quorum.
    pub(super) fn held(&self) -> bool {
        self.held
    }

    /// What the log says if `weight` alive changes the matter, but for the name of the service.
    pub(super) fn update(&mut self, weight: u64) -> Option<String> {
        let Self { quorum, hysteresis, held } = *self;
        let (lower, upper) = (u64::from(quorum - hysteresis), u64::from(quorum) + u64::from(hysteresis));
        if held && (weight == 0 || weight < lower) {
            self.held = false;
            return Some(format!("Lost quorum {quorum}-{hysteresis}={lower} > {weight}"));
        }
        if !held && weight >= upper {
            self.held = true;
            return Some(format!("Gained quorum {quorum}+{hysteresis}={upper} <= {weight}"));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hysteresis_widens_both_sides() {
        let mut quorum = Quorum::new(4, 1, 6);
        let said: Vec<_> = [4, 5, 4, 3, 2, 3, 4, 5].map(|weight| quorum.update(weight)).into_iter().collect();
        let gained = Some("Gained quorum 4+1=5 <= 5".to_owned());
        let lost = Some("Lost quorum 4-1=3 > 2".to_owned());
        assert_eq!(said, [None, gained.clone(), None, None, lost, None, None, gained]);
    }

    #[test]
    fn a_quorum_above_the_total_weight_is_reduced() {
        let mut quorum = Quorum::new(5, 3, 2);
        assert_eq!(quorum.update(2), None);
        assert_eq!(quorum.update(3).as_deref(), Some("Gained quorum 2+1=3 <= 3"));
        assert_eq!(quorum.update(0).as_deref(), Some("Lost quorum 2-1=1 > 0"));
    }

    proptest! {
        #[test]
        fn what_is_held_follows_from_the_weight_alone_outside_the_hysteresis(
            (quorum, hysteresis) in (1u32..9).prop_flat_map(|quorum| (Just(quorum), 0..quorum)),
            weights in prop::collection::vec(0u64..20, 1..30),
        ) {
            let mut state = Quorum::new(quorum, hysteresis, 20);
            for weight in weights {
                let before = state.held();
                let said = state.update(weight);
                prop_assert_eq!(said.is_some(), before != state.held());
                if weight >= u64::from(quorum + hysteresis) {
                    prop_assert!(state.held());
                }
                if weight == 0 || weight < u64::from(quorum - hysteresis) {
                    prop_assert!(!state.held());
                }
            }
        }
    }
}
