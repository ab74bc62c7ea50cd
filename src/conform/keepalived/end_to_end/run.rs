//! A recorded run: what was configured, what was done, what the client saw.

use crate::conform::recording::parse_line;
use crate::time::{SimDuration, SimTime};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// A line of the recording.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: String,
    #[serde(default)]
    rep: u32,
    #[serde(default)]
    conf: Conf,
    conf2: Option<Conf>,
    #[serde(default)]
    arp: IndexMap<String, [u8; 2]>,
    #[serde(default)]
    flush_neigh: bool,
    #[serde(default)]
    ipvsadm_syncd: bool,
    period: Option<f64>,
    timeout: Option<f64>,
    nlong: Option<u32>,
    dur: f64,
    #[serde(default)]
    steps: Value,
    #[serde(default)]
    events: Vec<Value>,
    #[serde(default)]
    req: Vec<(f64, String, f64, Option<String>)>,
    #[serde(default)]
    long: Vec<Long>,
    /// The recorder failed.
    error: Option<String>,
}

/// What differs from the recorder's usual keepalived.conf.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Conf {
    /// `advert_int`, in seconds.
    pub(super) adv: f64,
    /// The version of VRRP.
    pub(super) ver: u8,
    /// `delay_loop`, in seconds.
    pub(super) dl: f64,
    /// `connect_timeout`, in seconds.
    pub(super) ct: f64,
    /// `retry`.
    pub(super) retry: u32,
    /// `delay_before_retry`, in seconds.
    pub(super) dbr: f64,
    /// `lvs_sync_daemon`.
    pub(super) syncd: bool,
}

impl Default for Conf {
    fn default() -> Self {
        Self { adv: 1.0, ver: 2, dl: 3.0, ct: 2.0, retry: 1, dbr: 1.0, syncd: false }
    }
}

/// A long-lived connection: an echo each 0.2 s.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Long {
    pub(super) open: f64,
    pub(super) how: String,
}

/// Something that was done to a machine, when it had taken effect.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Done {
    pub(super) at: SimTime,
    pub(super) machine: String,
    pub(super) what: String,
}

/// A recorded run.
#[derive(Debug)]
pub(super) struct Run {
    /// Everything that was chosen, the same in every repetition.
    pub(super) family: String,
    pub(super) rep: u32,
    /// Of the first and of the second director.
    pub(super) conf: [Conf; 2],
    /// Real servers that answer ARP for the virtual address.
    pub(super) answer_arp: Vec<String>,
    pub(super) ipvsadm_syncd: bool,
    /// Between two connections.
    pub(super) period: SimDuration,
    pub(super) timeout: SimDuration,
    /// How long the client goes on.
    pub(super) lasts: SimDuration,
    pub(super) done: Vec<Done>,
    /// Log lines: when, whose, what.
    pub(super) log: Vec<(SimTime, String, String)>,
    /// Adverts: when, whose.
    pub(super) adverts: Vec<(SimTime, String)>,
    /// Gratuitous ARP frames: when, whose.
    pub(super) garps: Vec<(SimTime, String)>,
    /// Outcome and latency of each connection.
    pub(super) requests: Vec<(String, SimDuration)>,
    pub(super) long: Vec<Long>,
}

impl Run {
    /// Reads a line. `None`: the recorder had failed and there is nothing.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, String> {
        let fields = Fields::deserialize(Value::Object(parse_line(text)?)).map_err(|error| error.to_string())?;
        if fields.error.is_some() {
            return Ok(None);
        }
        let steps = fields.steps.to_string();
        let conf2 = fields.conf2.clone().unwrap_or_else(|| fields.conf.clone());
        let mut run = Self {
            family: format!(
                "{} {:?} {:?} arp {:?} period {:?} flush {} {steps}",
                fields.name, fields.conf, conf2, fields.arp, fields.period, fields.flush_neigh
            ),
            rep: fields.rep,
            conf: [fields.conf, conf2],
            answer_arp: fields
                .arp
                .iter()
                .filter(|(_, [ignore, _])| *ignore == 0)
                .map(|(name, _)| name.clone())
                .collect(),
            ipvsadm_syncd: fields.ipvsadm_syncd,
            period: seconds(fields.period.unwrap_or(0.05))?,
            timeout: seconds(fields.timeout.unwrap_or(8.0))?,
            lasts: seconds(fields.dur)?,
            done: Vec::new(),
            log: Vec::new(),
            adverts: Vec::new(),
            garps: Vec::new(),
            requests: fields
                .req
                .iter()
                .map(|(_, how, ms, _)| Ok((how.clone(), seconds(ms / 1e3)?)))
                .collect::<Result<_, String>>()?,
            long: fields.long,
        };
        if fields.nlong.unwrap_or(0) as usize != run.long.len() {
            return Err("\"nlong\" is not the number of long connections".to_owned());
        }
        for event in &fields.events {
            run.event(event).map_err(|reason| format!("event {event}: {reason}"))?;
        }
        run.settle_links();
        Ok(Some(run))
    }

    fn event(&mut self, event: &Value) -> Result<(), String> {
        let text = |place: usize| event[place].as_str().ok_or_else(|| format!("item {place} is no text"));
        let time = |place: usize| event[place].as_f64().ok_or_else(|| format!("item {place} is no time"));
        let at = SimTime::ZERO + seconds(time(0)?)?;
        match text(1)? {
            "log" => self.log.push((at, text(2)?.to_owned(), text(3)?.to_owned())),
            "garp" => self.garps.push((at, text(2)?.to_owned())),
            "stim" => {
                let (machine, what) = (text(2)?.to_owned(), text(3)?.to_owned());
                if !["neigh", "flush_neigh"].contains(&&what[..]) {
                    self.done.push(Done { at: SimTime::ZERO + seconds(time(4)?)?, machine, what });
                }
            }
            "adv" => self.adverts.push((at, text(2)?.to_owned())),
            "ipvs" => {}
            other => return Err(format!("unknown kind \"{other}\"")),
        }
        Ok(())
    }

    /// A link is down, or up, when the machine says so, which may be well before the command ends.
    fn settle_links(&mut self) {
        for done in &mut self.done {
            let text = match &done.what[..] {
                "linkdown" => "Netlink reports eth0 down",
                "linkup" => "Netlink reports eth0 up",
                _ => continue,
            };
            let early = SimDuration::from_secs(1);
            let noticed = self
                .log
                .iter()
                .find(|(at, whose, line)| *whose == done.machine && line.contains(text) && *at + early >= done.at);
            if let Some((at, ..)) = noticed {
                done.at = *at;
            }
            // An advert that should have come by then and did not says that the link was down already.
            let interval = SimDuration::from_secs_f64(self.conf[0].adv);
            let mut sent = self.adverts.iter().filter(|(at, whose)| *at < done.at && *whose == done.machine);
            if let (Some((last, _)), "linkdown") = (sent.next_back(), &done.what[..]) {
                done.at = done.at.min(*last + interval);
            }
        }
    }

    /// When something was first done to a machine, if it was.
    pub(super) fn when(&self, machine: &str, what: &str) -> Option<SimTime> {
        self.all(machine, what).next()
    }

    /// All times at which something was done to a machine.
    pub(super) fn all(&self, machine: &str, what: &str) -> impl Iterator<Item = SimTime> {
        self.done.iter().filter(move |done| done.machine == machine && done.what == what).map(|done| done.at)
    }

    /// When a machine first logged a line with this in it, from `from` on.
    pub(super) fn logged(&self, machine: &str, text: &str, from: SimTime) -> Option<SimTime> {
        let mut lines = self.log.iter().filter(|(at, whose, _)| *at >= from && whose == machine);
        lines.find(|(_, _, line)| line.contains(text)).map(|(at, ..)| *at)
    }

    /// When the first director was lost, if it was: silently, by a farewell, or without its keepalived.
    pub(super) fn director_lost(&self) -> Option<SimTime> {
        ["linkdown", "sigterm", "sigkill"].into_iter().find_map(|what| self.when("r1", what))
    }

    /// In the middle of the latencies of what went well.
    pub(super) fn median_latency(&self) -> SimDuration {
        let mut latencies: Vec<_> =
            self.requests.iter().filter(|(how, _)| how == "ok").map(|(_, took)| *took).collect();
        latencies.sort_unstable();
        latencies.get(latencies.len() / 2).copied().unwrap_or_default()
    }
}

fn seconds(value: f64) -> Result<SimDuration, String> {
    if (0.0..1e6).contains(&value) { Ok(SimDuration::from_secs_f64(value)) } else { Err(format!("{value} is no time")) }
}
