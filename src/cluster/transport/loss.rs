//! What TCP does about losses. SYNs and requests are sent again as everywhere (`reach`); the rest is sent again here.

use super::Message;
use super::link::TransferId;
use super::transfer::Step;
use crate::cluster::event::Event;
use crate::cluster::machines::Machines;
use crate::cluster::reach::{DATA_RETRIES, LONGEST_TIMEOUT, SHORTEST_DATA_TIMEOUT};
use crate::cluster::request::{Phase, Request};
use crate::engine::Agenda;
use crate::time::SimDuration;

/// How long TCP waits before it sends again for the `tries`-th time in a row.
pub(super) fn timeout(round_trip: SimDuration, tries: u32) -> SimDuration {
    ((SHORTEST_DATA_TIMEOUT + round_trip) * (1 << tries.clamp(1, 20) >> 1)).min(LONGEST_TIMEOUT)
}

impl Machines {
    /// A message was lost: its first packet at the director, or all of it with the director.
    pub(super) fn message_lost(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        match self.transport().transfers[id].message {
            // Nobody sends a datagram again.
            _ if request.is_datagram() => self.end_transfer(id, request),
            Message::Syn | Message::SynForwarded => {
                self.end_transfer(id, request);
                if request.phase == Phase::Connecting {
                    self.lost(request, agenda);
                }
            }
            Message::RequestSent | Message::RequestForwarded | Message::Reset => {
                self.end_transfer(id, request);
                self.lost(request, agenda);
            }
            Message::SynAck => {
                self.end_transfer(id, request);
                self.servers[request.server as usize].expect_no_longer(request.epoch);
                if request.phase == Phase::Connecting {
                    self.lost(request, agenda);
                }
            }
            Message::Response | Message::CloseSent | Message::CloseAnswer | Message::LastAck => {
                self.wait_to_send_again(id, request, agenda);
            }
            _ => self.end_transfer(id, request),
        }
    }

    fn wait_to_send_again(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let round_trip = self.network.round_trip();
        let transfer = &mut self.transport().transfers[id];
        transfer.tries += 1;
        if transfer.tries > DATA_RETRIES {
            return self.end_transfer(id, request);
        }
        transfer.step = Step::Again;
        transfer.event = agenda.schedule_in(timeout(round_trip, transfer.tries), Event::TransferDue(id));
    }

    /// TCP sends a message again from its beginning, if anybody still waits for it.
    pub(super) fn set_out_again(&mut self, id: TransferId, request: &mut Request, agenda: &mut Agenda<Event>) {
        let transport = self.transport();
        let is_response = transport.transfers[id].message == Message::Response;
        if is_response && request.phase == Phase::Over {
            return self.end_transfer(id, request);
        }
        transport.retransmitted += 1;
        transport.transfers[id].is_heading_for_director = true;
        self.set_out(id, request, agenda);
    }

    /// A client waits no longer for a response that is under way: it closes, and its real server stops sending.
    pub(super) fn call_off_response(&mut self, request: &mut Request, agenda: &mut Agenda<Event>) {
        let transport = self.transport();
        let Some(id) = transport.conn(request.id).response else { return };
        let transfer = &mut transport.transfers[id];
        agenda.cancel(transfer.event);
        for stay in std::mem::take(&mut transfer.stays).into_iter().flatten() {
            transport.links[stay.link as usize].call_off(stay, agenda);
        }
        self.end_transfer(id, request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_further_time_takes_twice_as_long_up_to_two_minutes() {
        let seconds = |tries| timeout(SimDuration::from_millis(50), tries).as_secs_f64();
        assert_eq!([1, 2, 3, 4, 9, 10, 11, 30].map(seconds), [0.25, 0.5, 1.0, 2.0, 64.0, 120.0, 120.0, 120.0]);
    }
}
