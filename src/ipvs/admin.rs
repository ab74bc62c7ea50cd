//! Configuring the director: what `ipvsadm` and `sysctl` do.

use super::dest::{Dest, DestId, DestSpec, ForwardingMethod};
use super::error::IpvsError;
use super::scheduler::{Pool, PoolChange, SchedulerInfo};
use super::service::{Persistence, ServiceAddress, ServiceId, ServiceSpec, VirtualService};
use super::state_timers::TICK;
use super::sysctl::{Sysctl, Timeouts};
use super::{Endpoint, Ipvs};
use crate::time::SimTime;

impl Ipvs {
    /// `ipvsadm -A`: adds a virtual service without destinations.
    ///
    /// # Errors
    /// The service exists, or the persistence time is out of range.
    pub fn add_service(&mut self, spec: ServiceSpec, now: SimTime) -> Result<ServiceId, IpvsError> {
        self.advance(now);
        check_persistence(&spec)?;
        if self.index.contains_key(&spec.address) {
            return Err(IpvsError::ServiceExists(spec.address));
        }
        let id = ServiceId(self.services.len() as u32);
        let scheduler = (spec.scheduler.new)(now);
        self.services.push(Some(VirtualService { spec, list: Vec::new(), scheduler }));
        self.index.insert(spec.address, id);
        self.last_service = None;
        self.pool_changed(id, PoolChange::Attached);
        Ok(id)
    }

    /// `ipvsadm -E`: replaces flags and persistence of the service with this address. Another scheduler starts from the
    /// present list, the same one keeps its state. Entries and templates stay as they are.
    ///
    /// # Errors
    /// There is no such service, the persistence time is out of range, or the new scheduler needs replies that a
    /// destination does not give.
    pub fn edit_service(&mut self, spec: ServiceSpec, now: SimTime) -> Result<ServiceId, IpvsError> {
        self.advance(now);
        check_persistence(&spec)?;
        let id = self.find_service(spec.address).ok_or(IpvsError::NoSuchService(spec.address))?;
        let service = self.services[id.index()].as_mut().expect("indexed services exist");
        for dest in &service.list {
            check_replies(spec.scheduler, self.dests[dest.index()].forwarding())?;
        }
        let same_scheduler = service.spec.scheduler.name == spec.scheduler.name;
        service.spec = spec;
        if !same_scheduler {
            service.scheduler = (spec.scheduler.new)(now);
            self.pool_changed(id, PoolChange::Attached);
        }
        Ok(id)
    }

    /// `ipvsadm -D`: deletes a service with its destinations. Its entries stay until their timers end.
    ///
    /// # Errors
    /// It has been deleted before.
    pub fn delete_service(&mut self, id: ServiceId, now: SimTime) -> Result<(), IpvsError> {
        self.advance(now);
        let service = self.services[id.index()].take().ok_or(IpvsError::ServiceDeleted)?;
        self.index.remove(&service.spec.address);
        self.last_service = None;
        for dest in service.list {
            self.retire(dest, now);
        }
        Ok(())
    }

    /// `ipvsadm -a`: adds a destination at the front of the service's list. One that was deleted from it comes back
    /// with its counters, its overload and its entries.
    ///
    /// # Errors
    /// The service was deleted, has this destination already, or its scheduler needs replies that this forwarding
    /// method does not show; or the weight is too large, or the lower threshold is above the upper one.
    pub fn add_dest(&mut self, service: ServiceId, spec: DestSpec, now: SimTime) -> Result<DestId, IpvsError> {
        self.advance(now);
        let owner = self.check_dest(service, &spec)?;
        if self.find_dest(service, spec.address).is_some() {
            return Err(IpvsError::DestExists(spec.address));
        }
        let id = match self.find_deleted(owner, spec.address) {
            Some(id) => {
                self.deleted_dests -= 1;
                if self.deleted_dests == 0 && !self.twins {
                    // By then has ended whatever is about to end now.
                    self.hints_from = now + TICK;
                }
                id
            }
            None => {
                self.dests.push(Dest::new(spec, owner, service));
                DestId(self.dests.len() as u32 - 1)
            }
        };
        let dest = &mut self.dests[id.index()];
        dest.configure(spec, true);
        dest.available = true;
        dest.service = service;
        self.services[service.index()].as_mut().expect("checked above").list.insert(0, id);
        self.pool_changed(service, PoolChange::Added);
        Ok(id)
    }

    /// `ipvsadm -e`: replaces weight, forwarding method and thresholds of the destination with this address. Its place
    /// in the list stays, and entries keep the forwarding method they have.
    ///
    /// # Errors
    /// As [`add_dest`](Self::add_dest), and when there is no such destination.
    pub fn edit_dest(&mut self, service: ServiceId, spec: DestSpec, now: SimTime) -> Result<DestId, IpvsError> {
        self.advance(now);
        self.check_dest(service, &spec)?;
        let id = self.find_dest(service, spec.address).ok_or(IpvsError::NoSuchDest(spec.address))?;
        let dest = &mut self.dests[id.index()];
        dest.configure(spec, false);
        let position = dest.position as usize;
        self.pool_changed(service, PoolChange::Edited(position));
        Ok(id)
    }

    /// `ipvsadm -d`: takes a destination out of its service's list. Its entries stay until their timers end.
    ///
    /// # Errors
    /// It has been deleted before.
    pub fn delete_dest(&mut self, id: DestId, now: SimTime) -> Result<(), IpvsError> {
        self.advance(now);
        let dest = &self.dests[id.index()];
        if !dest.available {
            return Err(IpvsError::NoSuchDest(dest.address()));
        }
        let (service, position) = (dest.service, dest.position as usize);
        self.retire(id, now);
        self.services[service.index()].as_mut().expect("has this destination").list.remove(position);
        self.pool_changed(service, PoolChange::Deleted(position));
        Ok(())
    }

    /// `sysctl -w net.ipv4.vs...`: replaces the settings.
    pub fn set_sysctl(&mut self, sysctl: Sysctl, now: SimTime) {
        self.advance(now);
        for service in self.services.iter_mut().flatten() {
            service.scheduler.settle(&self.sysctl, now);
        }
        self.sysctl = sysctl;
    }

    /// `ipvsadm --set`: replaces the time-outs that are not 0. Running timers are not changed.
    pub fn set_timeouts(&mut self, timeouts: Timeouts) {
        self.timeouts = timeouts.or(self.timeouts);
        self.state_timers.set(&mut self.table, &self.timeouts);
    }

    fn check_dest(&self, service: ServiceId, spec: &DestSpec) -> Result<ServiceAddress, IpvsError> {
        let service = self.service(service).ok_or(IpvsError::ServiceDeleted)?;
        if spec.weight > DestSpec::MAX_WEIGHT {
            return Err(IpvsError::WeightTooLarge(spec.weight));
        }
        let (upper, lower) = (spec.u_threshold, spec.l_threshold);
        if lower > upper {
            return Err(IpvsError::ThresholdsSwapped { upper, lower });
        }
        check_replies(service.spec.scheduler, spec.forwarding)?;
        Ok(service.spec.address)
    }

    fn find_deleted(&self, owner: ServiceAddress, address: Endpoint) -> Option<DestId> {
        let same = |dest: &Dest| !dest.available && dest.owner == owner && dest.address() == address;
        self.dests.iter().position(same).map(|index| DestId(index as u32))
    }

    /// Makes a destination unavailable; its service's list is the caller's business.
    fn retire(&mut self, id: DestId, now: SimTime) {
        let dest = &mut self.dests[id.index()];
        dest.available = false;
        dest.watched = false;
        self.deleted_dests += 1;
        self.hints_from = SimTime::MAX;
        if self.sysctl.expire_nodest_conn {
            self.flush_at = self.flush_at.min(now + TICK);
        }
    }

    /// After the list or a destination of a service has changed: numbers the list and tells the scheduler.
    fn pool_changed(&mut self, id: ServiceId, change: PoolChange) {
        let service = self.services[id.index()].as_mut().expect("the caller has it");
        let watched = service.scheduler.watches_counters(Pool::new(&service.list, &self.dests));
        for (position, dest) in service.list.iter().enumerate() {
            let dest = &mut self.dests[dest.index()];
            dest.position = position as u32;
            dest.watched = watched;
        }
        service.scheduler.pool_changed(change, Pool::new(&service.list, &self.dests));
    }
}

fn check_persistence(spec: &ServiceSpec) -> Result<(), IpvsError> {
    match spec.persistence {
        Some(Persistence { timeout_s, .. }) if !(1..=Persistence::MAX_TIMEOUT_S).contains(&timeout_s) => {
            Err(IpvsError::PersistenceTimeout(timeout_s))
        }
        _ => Ok(()),
    }
}

fn check_replies(scheduler: &'static SchedulerInfo, forwarding: ForwardingMethod) -> Result<(), IpvsError> {
    if scheduler.needs_replies && forwarding != ForwardingMethod::Masq {
        return Err(IpvsError::RepliesNotSeen { scheduler: scheduler.name });
    }
    Ok(())
}
