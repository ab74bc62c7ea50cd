//! The text of a draft: a scenario that runs at once, with comments where something has to be filled in.

use super::draft::{Draft, DraftDirector, DraftServer, DraftService};
use crate::keepalived::conf::print::tables;
use std::fmt;
use std::net::Ipv4Addr;
use toml::{Table, Value};

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
        if self.transient_s > 0 {
            writeln!(f, "transient = \"{}s\"               # until every address has its master", self.transient_s)?;
        }
        writeln!(f, "seed = 1")?;
        for director in &self.directors {
            write!(f, "\n{director}")?;
        }
        for service in &self.services {
            write!(f, "\n{service}")?;
        }
        for server in &self.servers {
            write!(f, "\n{server}")?;
        }
        self.clients(f)?;
        self.faults(f)
    }
}

impl Draft {
    fn clients(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = (UTILIZATION / self.clients.len() as f64 * 1e6).round() / 1e6;
        for (number, client) in self.clients.iter().enumerate() {
            writeln!(f, "\n[[client]]\nname = \"clients-{}\"", number + 1)?;
            writeln!(f, "to = \"{}\"", client.to)?;
            if client.udp || self.clients.iter().any(|other| other.to == client.to && other.udp) {
                writeln!(f, "protocol = \"{}\"", protocol(client.udp))?;
            }
            if client.has_servers {
                writeln!(f, "# fill in: the share of the servers' capacity, or a rate such as {{ rate = \"50/s\" }}")?;
                writeln!(f, "arrivals = {{ poisson = {{ utilization = {share} }} }}")?;
            } else {
                writeln!(f, "arrivals = {{ poisson = {{ rate = \"10/s\" }} }}     # fill in")?;
            }
        }
        Ok(())
    }

    /// What to try next: somebody notices only where a keepalived looks after its servers.
    fn faults(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(director) = self.directors.first() else { return Ok(()) };
        writeln!(f, "\n# What may break: take the \"# \" away.")?;
        for (target, kind, at) in [(Some(&director.name), "power_off", "1m"), (self.first_server(), "crash", "3m")] {
            if let Some(target) = target {
                writeln!(f, "#\n# [[fault]]\n# at = \"{at}\"\n# target = {}", text(target))?;
                writeln!(f, "# kind = \"{kind}\"\n# for = \"1m\"")?;
            }
        }
        Ok(())
    }

    fn first_server(&self) -> Option<&String> {
        self.servers.first().map(|server| &server.name)
    }
}

impl fmt::Display for DraftDirector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_made_up {
            writeln!(f, "# fill in: its own address; this one is made up")?;
        }
        let mut table = Table::new();
        table.insert("name".to_owned(), self.name.as_str().into());
        table.insert("address".to_owned(), self.address.to_string().into());
        match &self.instead {
            Some(config) => {
                writeln!(f, "# {} with the changes above, and with every default", one_line(&self.file))?;
                table.insert("keepalived".to_owned(), tables(config).into());
            }
            None => {
                table.insert("keepalived_conf".to_owned(), self.file.as_str().into());
                if let Some(id) = &self.config_id {
                    table.insert("config_id".to_owned(), id.as_str().into());
                }
            }
        }
        let whole = Table::from_iter([("director".to_owned(), Value::Array(vec![table.into()]))]);
        f.write_str(&toml::to_string(&whole).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Display for DraftService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "[[virtual_server]]")?;
        if let Some(original) = &self.stands_for {
            writeln!(f, "# stands for {}", one_line(original))?;
        }
        writeln!(f, "address = \"{}\"", self.address)?;
        if let Some(name) = &self.director {
            writeln!(f, "director = {}", text(name))?;
        }
        if self.udp {
            writeln!(f, "protocol = \"{}\"", protocol(true))?;
        }
        writeln!(f, "lb_algo = {}", text(&self.scheduler))?;
        writeln!(f, "lb_kind = \"{}\"", self.forwarding)?;
        if self.ops {
            writeln!(f, "ops = true")?;
        }
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
        if let Some(weight) = self.weight {
            writeln!(f, "weight = {weight}")?;
        }
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

fn protocol(udp: bool) -> &'static str {
    if udp { "UDP" } else { "TCP" }
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
