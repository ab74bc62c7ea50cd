//! The text of a draft: a scenario that runs at once, with comments where something has to be filled in.

use super::draft::{Draft, DraftServer, DraftService};
use std::fmt;
use std::net::Ipv4Addr;
use toml::Value;

/// All services together ask for this share of what the servers can do.
const UTILIZATION: f64 = 0.5;

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Written by `lvsim import`: what the director knows. What servers and clients do is a guess:")?;
        writeln!(f, "# look for \"fill in\".")?;
        for note in &self.notes {
            writeln!(f, "# Not simulated: {}", one_line(note))?;
        }
        writeln!(f, "version = 1\ntitle = {}\n", text(&self.title))?;
        writeln!(f, "[run]\nduration = \"5m\"                # fill in")?;
        writeln!(f, "seed = 1")?;
        if let Some(name) = &self.director {
            writeln!(f, "\n[director]\nname = {}", text(name))?;
        }
        for service in &self.services {
            write!(f, "\n{service}")?;
        }
        for server in &self.servers {
            write!(f, "\n{server}")?;
        }
        for (number, service) in self.services.iter().enumerate() {
            let share = (UTILIZATION / self.services.len() as f64 * 1e6).round() / 1e6;
            writeln!(f, "\n[[client]]\nname = \"clients-{}\"", number + 1)?;
            writeln!(f, "to = \"{}\"", service.address)?;
            writeln!(f, "# fill in: the share of the servers' capacity, or a rate such as {{ rate = \"50/s\" }}")?;
            writeln!(f, "arrivals = {{ poisson = {{ utilization = {share} }} }}")?;
        }
        Ok(())
    }
}

impl fmt::Display for DraftService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[[virtual_server]]")?;
        if let Some(original) = &self.stands_for {
            writeln!(f, "# stands for {}", one_line(original))?;
        }
        writeln!(f, "address = \"{}\"", self.address)?;
        writeln!(f, "lb_algo = {}", text(&self.scheduler))?;
        writeln!(f, "lb_kind = \"DR\"")?;
        if !self.flags.is_empty() {
            writeln!(f, "flags = [{}]", list(&self.flags))?;
        }
        if let Some(seconds) = self.persistence_s {
            writeln!(f, "persistence_timeout = \"{seconds}s\"")?;
            if self.granularity != Ipv4Addr::BROADCAST {
                writeln!(f, "persistence_granularity = \"{}\"", self.granularity)?;
            }
        }
        writeln!(f, "real_servers = [{}]", list(&self.real_servers))
    }
}

impl fmt::Display for DraftServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[[real_server]]\nname = {}", text(&self.name))?;
        if let Some(address) = self.address {
            writeln!(f, "address = \"{address}\"")?;
        }
        writeln!(f, "weight = {}", self.weight)?;
        if self.uthreshold > 0 {
            writeln!(f, "uthreshold = {}", self.uthreshold)?;
        }
        if self.lthreshold > 0 {
            writeln!(f, "lthreshold = {}", self.lthreshold)?;
        }
        writeln!(f, "workers = 8                      # fill in: requests it works on at the same time")?;
        writeln!(f, "service_time = {{ exponential = {{ mean = \"20ms\" }} }}     # fill in: the work of a request")
    }
}

fn text(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
