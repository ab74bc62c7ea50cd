//! What `manifest.json` says of clients that try again, and of sessions.

use crate::stats::outcome::{Efforts, Sessions};
use serde::{Deserialize, Serialize};

/// [`Efforts`] in JSON.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EffortsRecord {
    retries: u64,
    retries_denied: u64,
    hedges: u64,
    hedges_won: u64,
}

impl From<Efforts> for EffortsRecord {
    fn from(Efforts { retries, retries_denied, hedges, hedges_won }: Efforts) -> Self {
        Self { retries, retries_denied, hedges, hedges_won }
    }
}

impl From<EffortsRecord> for Efforts {
    fn from(EffortsRecord { retries, retries_denied, hedges, hedges_won }: EffortsRecord) -> Self {
        Self { retries, retries_denied, hedges, hedges_won }
    }
}

/// [`Sessions`] in JSON.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SessionsRecord {
    offered: u64,
    completed: u64,
    failed: u64,
    requests: u64,
    duration_mean_s: Option<f64>,
    duration_p50_s: Option<f64>,
    duration_p99_s: Option<f64>,
}

impl From<Sessions> for SessionsRecord {
    fn from(sessions: Sessions) -> Self {
        let Sessions { offered, completed, failed, requests, duration_mean_s, duration_p50_s, duration_p99_s } =
            sessions;
        Self { offered, completed, failed, requests, duration_mean_s, duration_p50_s, duration_p99_s }
    }
}

impl From<SessionsRecord> for Sessions {
    fn from(record: SessionsRecord) -> Self {
        let SessionsRecord { offered, completed, failed, requests, duration_mean_s, duration_p50_s, duration_p99_s } =
            record;
        Self { offered, completed, failed, requests, duration_mean_s, duration_p50_s, duration_p99_s }
    }
}
