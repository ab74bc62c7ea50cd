//! Timelines told by hand, for tests: two directors, two real servers, one virtual service.

use crate::stats::Outcome;
use crate::stats::outcome::{DirectorOutcome, ServerOutcome};
use crate::stats::timeline::{Change, Changed, DirectorCondition, Reached, ServerCondition, VrrpState};
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

/// The virtual service of every tale.
pub(super) const SERVICE: &str = "TCP  10.0.0.100:80";

/// So many seconds after the start.
pub(super) fn s(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

/// A run of 100 s, of which all is measured, in which what is told happens to director 0 or 1, or to server 0.
#[derive(Default)]
pub(super) struct Tale {
    changes: Vec<Change>,
}

impl Tale {
    fn tell(&mut self, at: f64, what: Changed) -> &mut Self {
        self.changes.push(Change { at: s(at), what });
        self
    }

    pub(super) fn vrrp(&mut self, at: f64, director: usize, state: VrrpState) -> &mut Self {
        self.tell(at, Changed::Vrrp { director, instance: "VI_1".to_owned(), state })
    }

    pub(super) fn reach(&mut self, at: f64, by: Reached) -> &mut Self {
        self.tell(at, Changed::Reach { address: Ipv4Addr::new(10, 0, 0, 100), by })
    }

    pub(super) fn listed(&mut self, at: f64, director: usize, weight: Option<u32>) -> &mut Self {
        self.tell(at, Changed::Listed { director, service: SERVICE.to_owned(), server: 0, weight })
    }

    pub(super) fn server(&mut self, at: f64, condition: ServerCondition) -> &mut Self {
        self.tell(at, Changed::Server { server: 0, condition })
    }

    pub(super) fn director(&mut self, at: f64, director: usize, condition: DirectorCondition) -> &mut Self {
        self.tell(at, Changed::Director { director, condition })
    }

    pub(super) fn outcome(&self) -> Outcome {
        let director = |name: &str| DirectorOutcome { name: name.to_owned(), ..DirectorOutcome::default() };
        let server = |name: &str| ServerOutcome { name: name.to_owned(), ..ServerOutcome::default() };
        Outcome {
            duration: SimDuration::from_secs(100),
            directors: vec![director("lvs-master"), director("lvs-backup")],
            servers: vec![server("web-01"), server("web-02")],
            timeline: self.changes.clone(),
            ..Outcome::default()
        }
    }
}
