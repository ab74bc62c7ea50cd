//! The same scenario under another load.

use super::meant::{Arrivals, RateProfile, Scenario};
use super::text::MAX_RATE_PER_S;

/// Why a load cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Clients without an arrival rate.
    #[error("the arrivals of client {0:?} have no rate that could be multiplied: vary a key of it instead")]
    WithoutRate(String),
    /// More arrivals than can be told apart.
    #[error("at that load client {0:?} would send more than {MAX_RATE_PER_S}/s")]
    TooMany(String),
}

impl Scenario {
    /// This scenario with every arrival rate multiplied by `factor`, which is more than zero.
    ///
    /// # Errors
    /// A client that has no arrival rate, or would get one out of range.
    pub fn with_load(mut self, factor: f64) -> Result<Self, LoadError> {
        for client in &mut self.clients {
            let rates = client.arrivals.rates_mut();
            if rates.is_empty() {
                return Err(LoadError::WithoutRate(client.name.clone()));
            }
            for rate in rates {
                *rate *= factor;
                if *rate > MAX_RATE_PER_S {
                    return Err(LoadError::TooMany(client.name.clone()));
                }
            }
        }
        Ok(self)
    }

    /// This scenario with the arrivals of another one, client by client: for variants whose arrivals would follow the
    /// capacity of their servers.
    #[must_use]
    pub fn with_arrivals_of(mut self, other: &Self) -> Self {
        for (client, theirs) in self.clients.iter_mut().zip(&other.clients) {
            client.arrivals.clone_from(&theirs.arrivals);
        }
        self
    }
}

impl Arrivals {
    /// Every arrival rate; none where users wait for their answers, or where requests were recorded.
    fn rates_mut(&mut self) -> Vec<&mut f64> {
        match self {
            Self::Poisson(profile) | Self::Deterministic(profile) => profile.rates_mut(),
            Self::Mmpp(states) => states.iter_mut().map(|state| &mut state.rate_per_s).collect(),
            Self::OnOff { rate_per_s, .. } | Self::Daily { rate_per_s, .. } => vec![rate_per_s],
            Self::FlashCrowd(crowd) => vec![&mut crowd.base_per_s, &mut crowd.peak_per_s],
            Self::Trace(_) | Self::Closed { .. } => Vec::new(),
        }
    }
}

impl RateProfile {
    fn rates_mut(&mut self) -> Vec<&mut f64> {
        match self {
            Self::Constant(rate) => vec![rate],
            Self::Steps(points) | Self::Ramps(points) => points.iter_mut().map(|point| &mut point.rate_per_s).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;
    use std::path::Path;

    fn scenario(arrivals: &str) -> Scenario {
        let text = format!(
            "version = 1\ntitle = \"Load\"\nrun = {{ duration = \"10s\" }}\n\
             [[virtual_server]]\naddress = \"10.0.0.1:80\"\n\
             [[real_server]]\nservice_time = \"10ms\"\n[[client]]\nname = \"web\"\narrivals = {arrivals}\n"
        );
        Document::from_text("load.toml", &text, Path::new("")).resolve(&[]).expect("a good scenario")
    }

    #[test]
    fn every_rate_is_multiplied() {
        let ramps = |a, b| {
            format!(
                "{{ poisson = {{ rate = {{ ramps = [{{ at = \"0s\", rate = \"{a}/s\" }}, {{ at = \"5s\", rate = \"{b}/s\" }}] }} }} }}"
            )
        };
        assert_eq!(scenario(&ramps(2, 8)).with_load(1.5).unwrap().clients, scenario(&ramps(3, 12)).clients);
    }

    #[test]
    fn users_who_wait_for_their_answers_have_no_rate() {
        let closed = scenario("{ closed = { users = 3, think_time = \"1s\" } }");
        assert_eq!(closed.with_load(2.0), Err(LoadError::WithoutRate("web".to_owned())));
        let busy = scenario("{ poisson = { rate = \"500000000/s\" } }");
        assert_eq!(busy.with_load(3.0), Err(LoadError::TooMany("web".to_owned())));
    }
}
