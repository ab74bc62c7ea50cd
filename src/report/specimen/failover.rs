//! What two directors with keepalived went through, made up: the crash of a server is detected and its return seen, the
//! master is switched off, the backup takes over and yields when the master is back.

use super::queue::{DETECTION_S, ELECTION_S, RETURN_S, Specimen};
use crate::stats::Outcome;
use crate::stats::outcome::{Connections, DirectorOutcome, Listing, Mark};
use crate::stats::timeline::{
    Change, Changed, DirectorCondition, LogLine, Process, Reached, ServerCondition, VrrpState,
};
use crate::time::{SimDuration, SimTime};
use std::net::Ipv4Addr;

const VIP: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 100);
const SERVICE: &str = "TCP  10.0.0.100:80";
const NAMES: [&str; 2] = ["LVS-Master", "LVS-Backup"];
/// How much later than the master the backup sees what happens to servers.
const BACKUP_IS_LATER_S: f64 = 1.3;

/// The story as it is told.
struct Story<'a> {
    outcome: &'a mut Outcome,
}

impl Story<'_> {
    fn tell(&mut self, at_s: f64, what: Changed) {
        self.outcome.timeline.push(Change { at: at(at_s), what });
    }

    fn log(&mut self, at_s: f64, director: usize, process: Process, text: String) {
        self.outcome.log.push(LogLine { at: at(at_s), director, process, text });
    }

    fn enters(&mut self, at_s: f64, director: usize, state: VrrpState) {
        self.tell(at_s, Changed::Vrrp { director, instance: "VI_1".to_owned(), state });
        self.log(at_s, director, Process::Vrrp, format!("(VI_1) Entering {} STATE", state.word()));
    }

    fn becomes_master(&mut self, at_s: f64, director: usize) {
        self.enters(at_s, director, VrrpState::Master);
        self.tell(at_s, Changed::Holds { director, address: VIP, holds: true });
        for delay in [0.0, 5.0] {
            self.tell(at_s + delay, Changed::GratuitousArp { director, address: VIP });
        }
        self.tell(at_s, Changed::Reach { address: VIP, by: Reached::Director(director) });
    }

    fn lists(&mut self, at_s: f64, director: usize, server: usize, weight: Option<u32>) {
        self.tell(at_s, Changed::Listed { director, service: SERVICE.to_owned(), server, weight });
        let (word, to) = if weight.is_some() { ("Adding", "to") } else { ("Removing", "from") };
        let text = format!("{word} service [10.0.0.{}]:tcp:80 {to} VS [10.0.0.100]:tcp:80", server + 1);
        self.log(at_s, director, Process::Healthcheckers, text);
    }
}

fn at(seconds: f64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs_f64(seconds)
}

/// Adds the story to a run.
pub(super) fn tell(specimen: &Specimen, off_s: (f64, f64), outcome: &mut Outcome) {
    let requests = outcome.whole_run.offered;
    outcome.directors = [requests, 0]
        .into_iter()
        .zip(NAMES)
        .map(|(requests, name)| DirectorOutcome { name: name.to_owned(), requests, load: None })
        .collect();
    let text = outcome.listings[0].text.clone();
    outcome.listings.push(Listing { at: SimTime::ZERO, director: 1, text });
    outcome.connections =
        Connections { established: requests, broken: 3, kept: 0, syn_retransmitted: 40, retransmitted: 0 };
    let mut story = Story { outcome };
    for director in [0, 1] {
        story.log(0.0, director, Process::Parent, "Starting Keepalived v2.2.7".to_owned());
        story.enters(0.0, director, VrrpState::Backup);
        for server in 0..specimen.servers {
            story.lists(0.0, director, server, Some(specimen.weight(server, 0.0)));
        }
    }
    story.becomes_master(3.414, 0);
    if let Some(crash_s) = specimen.crash_s {
        tell_crash(&mut story, crash_s);
    }
    tell_power_off(&mut story, specimen, off_s);
    outcome.timeline.retain(|change| change.at < SimTime::ZERO + outcome.duration);
    outcome.timeline.sort_by_key(|change| change.at);
    outcome.log.sort_by_key(|line| line.at);
    outcome.marks.sort_by_key(|mark| mark.at);
}

fn tell_crash(story: &mut Story<'_>, (crash, back): (f64, f64)) {
    story.tell(crash, Changed::Server { server: 0, condition: ServerCondition::Crashed });
    story.tell(back, Changed::Server { server: 0, condition: ServerCondition::Up });
    for director in [0, 1] {
        let later = BACKUP_IS_LATER_S * director as f64;
        story.lists(crash + DETECTION_S + later, director, 0, None);
        story.lists(back + RETURN_S + later, director, 0, Some(1));
    }
}

fn tell_power_off(story: &mut Story<'_>, specimen: &Specimen, (off, on): (f64, f64)) {
    let (target, kind) = (NAMES[0].to_owned(), "power_off".to_owned());
    story.outcome.marks.push(Mark { at: at(off), until: Some(at(on)), target, kind });
    story.tell(off, Changed::Director { director: 0, condition: DirectorCondition::Off });
    story.tell(off, Changed::Vrrp { director: 0, instance: "VI_1".to_owned(), state: VrrpState::Init });
    story.tell(off, Changed::Holds { director: 0, address: VIP, holds: false });
    story.tell(off, Changed::Reach { address: VIP, by: Reached::Nobody });
    story.becomes_master(off + ELECTION_S, 1);
    story.tell(on, Changed::Director { director: 0, condition: DirectorCondition::Up });
    story.enters(on + 0.05, 0, VrrpState::Backup);
    for server in 0..specimen.servers {
        story.tell(off, Changed::Listed { director: 0, service: SERVICE.to_owned(), server, weight: None });
        story.lists(on + 0.05, 0, server, Some(specimen.weight(server, on)));
    }
    story.becomes_master(on + 3.464, 0);
    story.enters(on + 3.465, 1, VrrpState::Backup);
    story.tell(on + 3.465, Changed::Holds { director: 1, address: VIP, holds: false });
}
