//! What is wrong with a machine, if anything.

use crate::stats::timeline::ServerCondition;
use crate::time::{SimDuration, SimTime};

/// What can go wrong with a real server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FaultKind {
    /// The process is gone: connections are reset, new ones refused.
    Crash,
    /// No power, or no network: silence.
    PowerOff,
    /// The kernel accepts connections, the process never answers. Work goes on where it was after recovery.
    Hang,
    /// Work takes `factor` (> 0) times as long.
    Slow {
        /// How many times as long.
        factor: f64,
    },
    /// Health checks fail although clients are served: a check that lies.
    CheckFails,
    /// Some requests fail or are slow, and no health check sees it.
    Gray(Gray),
}

/// A gray failure: what happens to a share of the requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gray {
    /// How many fail with an error: 0 to 1.
    pub error_share: f64,
    /// The work until such an error: failing is often faster than serving.
    pub error_time: SimDuration,
    /// How many are slow: 0 to 1 − `error_share`.
    pub slow_share: f64,
    /// How many times as much work these are; at least 1.
    pub factor: f64,
}

impl FaultKind {
    /// The scenario's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::PowerOff => "power_off",
            Self::Hang => "hang",
            Self::Slow { .. } => "slow",
            Self::CheckFails => "check_fails",
            Self::Gray(_) => "gray",
        }
    }
}

/// The faults that a machine has at a moment; they may overlap, even of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition {
    crashes: u32,
    power_offs: u32,
    hangs: u32,
    slow_factors: Vec<f64>,
    lying_checks: u32,
    grays: Vec<Gray>,
    /// It stands still for its own reasons until then.
    paused_until: Option<SimTime>,
}

impl Condition {
    /// One more fault.
    pub fn begin(&mut self, kind: FaultKind) {
        match kind {
            FaultKind::Crash => self.crashes += 1,
            FaultKind::PowerOff => self.power_offs += 1,
            FaultKind::Hang => self.hangs += 1,
            FaultKind::Slow { factor } => self.slow_factors.push(factor),
            FaultKind::CheckFails => self.lying_checks += 1,
            FaultKind::Gray(gray) => self.grays.push(gray),
        }
    }

    /// One of the faults is over.
    pub fn end(&mut self, kind: FaultKind) {
        match kind {
            FaultKind::Crash => self.crashes -= 1,
            FaultKind::PowerOff => self.power_offs -= 1,
            FaultKind::Hang => self.hangs -= 1,
            FaultKind::Slow { factor } => remove(&mut self.slow_factors, &factor),
            FaultKind::CheckFails => self.lying_checks -= 1,
            FaultKind::Gray(gray) => remove(&mut self.grays, &gray),
        }
    }

    /// It stands still until then, or goes on.
    pub fn set_pause(&mut self, until: Option<SimTime>) {
        self.paused_until = until;
    }

    /// Until when it stands still for its own reasons.
    pub fn paused_until(&self) -> Option<SimTime> {
        self.paused_until
    }

    /// What happens to some of the requests.
    pub fn grays(&self) -> &[Gray] {
        &self.grays
    }

    /// Whether the machine is silent.
    pub fn is_off(&self) -> bool {
        self.power_offs > 0
    }

    /// Whether the machine answers, but no process listens.
    pub fn is_crashed(&self) -> bool {
        self.crashes > 0 && !self.is_off()
    }

    /// Whether it serves nobody, and has forgotten everything.
    pub fn is_down(&self) -> bool {
        self.power_offs + self.crashes > 0
    }

    /// Whether its health checks fail whatever its state.
    pub fn fails_checks(&self) -> bool {
        self.lying_checks > 0
    }

    /// One word for all of it: the worst.
    pub fn word(&self) -> ServerCondition {
        match () {
            () if self.is_off() => ServerCondition::Off,
            () if self.is_crashed() => ServerCondition::Crashed,
            () if self.hangs > 0 => ServerCondition::Hung,
            () if !self.slow_factors.is_empty() => ServerCondition::Slow,
            () if !self.grays.is_empty() => ServerCondition::Gray,
            () => ServerCondition::Up,
        }
    }

    /// How much work is done in a second, as a share of what a healthy server does: 0 while it hangs or is down.
    pub fn pace(&self) -> f64 {
        if self.power_offs + self.crashes + self.hangs > 0 || self.paused_until.is_some() {
            0.0
        } else {
            self.pace_of_work()
        }
    }

    /// The same whenever it works at all.
    pub fn pace_of_work(&self) -> f64 {
        self.slow_factors.iter().product::<f64>().recip()
    }
}

fn remove<T: PartialEq>(faults: &mut Vec<T>, fault: &T) {
    let place = faults.iter().position(|other| other == fault);
    faults.remove(place.expect("a fault that ends has begun"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_faults_each_need_their_own_end() {
        let mut condition = Condition::default();
        condition.begin(FaultKind::Crash);
        condition.begin(FaultKind::Crash);
        condition.end(FaultKind::Crash);
        assert!(condition.is_crashed());
        condition.begin(FaultKind::PowerOff);
        assert!(condition.is_off() && !condition.is_crashed());
        condition.end(FaultKind::PowerOff);
        condition.end(FaultKind::Crash);
        assert_eq!(condition, Condition::default());
    }

    #[test]
    fn a_check_that_lies_changes_nothing_for_clients() {
        let mut condition = Condition::default();
        condition.begin(FaultKind::CheckFails);
        assert!(condition.fails_checks());
        assert_eq!((condition.pace(), condition.is_off(), condition.is_crashed()), (1.0, false, false));
        condition.end(FaultKind::CheckFails);
        assert_eq!(condition, Condition::default());
    }

    #[test]
    fn two_slownesses_multiply() {
        let mut condition = Condition::default();
        condition.begin(FaultKind::Slow { factor: 2.0 });
        condition.begin(FaultKind::Slow { factor: 4.0 });
        assert_eq!(condition.pace(), 0.125);
        condition.begin(FaultKind::Hang);
        assert_eq!(condition.pace(), 0.0);
        condition.end(FaultKind::Hang);
        condition.end(FaultKind::Slow { factor: 2.0 });
        assert_eq!(condition.pace(), 0.25);
    }
}
