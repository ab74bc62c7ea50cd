//! The virtual services as `ipvsadm -ln` lists them.

use std::fmt::Write;
use std::net::Ipv4Addr;

use super::service::{ServiceSpec, VirtualService};
use super::{DestId, Ipvs};

const HEADER: &str = "\
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
";

/// In which order services and destinations are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOrder {
    /// `ipvsadm -ln`: by address and port, firewall marks last.
    Sorted,
    /// `ipvsadm -ln --nosort`: the order of the lists, in which schedulers walk them. Services, which the kernel lists
    /// in the order of a hash table, come as they were added.
    Kernel,
}

impl Ipvs {
    /// The text that `ipvsadm -ln` prints, ending with a line break.
    pub fn listing(&self, order: ListOrder) -> String {
        let mut services: Vec<_> = self.services().map(|(_, service)| service).collect();
        if order == ListOrder::Sorted {
            services.sort_by_key(|service| service.spec.address);
        }
        let mut text = HEADER.to_owned();
        for service in services {
            self.list_service(&mut text, service, order).expect("writing to a string cannot fail");
        }
        text
    }

    fn list_service(&self, text: &mut String, service: &VirtualService, order: ListOrder) -> std::fmt::Result {
        writeln!(text, "{}", ServiceLine(&service.spec))?;
        let mut list: Vec<DestId> = service.dests().to_vec();
        if order == ListOrder::Sorted {
            list.sort_by_key(|&id| self.dest(id).address());
        }
        for dest in list.into_iter().map(|id| self.dest(id)) {
            let address = dest.address().to_string();
            let (forwarding, weight) = (dest.forwarding(), dest.weight());
            let (active, inactive) = (dest.active_conns(), dest.inact_conns());
            writeln!(text, "  -> {address:<28} {forwarding:<7} {weight:<6} {active:<10} {inactive:<10}")?;
        }
        Ok(())
    }
}

/// A service as its line shows it: `TCP  10.0.0.1:80 sh (sh-port) persistent 360 mask 255.255.255.0 ops`.
struct ServiceLine<'a>(&'a ServiceSpec);

impl std::fmt::Display for ServiceLine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ServiceSpec { address, scheduler, flags, persistence, ops } = self.0;
        write!(f, "{address} {}", scheduler.name)?;
        let names = match scheduler.name {
            "sh" => ["sh-fallback", "sh-port"],
            "mh" => ["mh-fallback", "mh-port"],
            _ => ["flag-1", "flag-2"],
        };
        let set: Vec<_> = names.into_iter().zip([flags.fallback, flags.port]).filter(|(_, set)| *set).collect();
        if !set.is_empty() {
            write!(f, " ({})", set.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(","))?;
        }
        if let Some(persistence) = persistence {
            write!(f, " persistent {}", persistence.timeout_s)?;
            if persistence.netmask != u32::MAX {
                write!(f, " mask {}", Ipv4Addr::from_bits(persistence.netmask))?;
            }
        }
        if *ops { write!(f, " ops") } else { Ok(()) }
    }
}
