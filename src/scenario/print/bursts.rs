//! `arrivals` that come in bursts, and shapes of their rate.

use super::law::law;
use super::moment;
use crate::scenario::file;
use crate::scenario::meant::{BurstState, DailyCourse, FlashCrowd, Law};
use crate::scenario::text::{Duration, Rate, TimeOfDay};
use crate::time::SimDuration;

pub(super) fn mmpp(states: &[BurstState]) -> file::Arrivals {
    let state = |state: &BurstState| file::MmppState { rate: Rate(state.rate_per_s), lasts: Duration(state.lasts) };
    file::Arrivals::Mmpp(file::Mmpp { states: states.iter().map(state).collect(), utilization: None })
}

pub(super) fn on_off(sources: u32, rate_per_s: f64, on: &Law, off: &Law) -> file::Arrivals {
    file::Arrivals::OnOff(file::OnOff {
        rate: Some(Rate(rate_per_s)),
        utilization: None,
        on: law(on),
        off: law(off),
        sources: Some(sources),
    })
}

pub(super) fn flash_crowd(crowd: &FlashCrowd) -> file::Arrivals {
    file::Arrivals::FlashCrowd(file::FlashCrowd {
        base: Rate(crowd.base_per_s),
        peak: Rate(crowd.peak_per_s),
        at: moment(crowd.at),
        rise: Duration(crowd.rise),
        hold: Some(Duration(crowd.hold)),
        decay: Duration(crowd.decay),
        utilization: None,
    })
}

pub(super) fn daily(rate_per_s: f64, course: &DailyCourse, day: SimDuration) -> file::Arrivals {
    let (wave, hours) = match course {
        DailyCourse::Wave { peak, amplitude } => (Some((*peak, *amplitude)), None),
        DailyCourse::Hours(hours) => (None, Some(hours.to_vec())),
    };
    file::Arrivals::Daily(file::Daily {
        rate: Some(Rate(rate_per_s)),
        utilization: None,
        // It was typed in whole seconds.
        peak: wave.map(|(peak, _)| TimeOfDay((peak * 86_400.0).round() as u32)),
        amplitude: wave.map(|(_, amplitude)| amplitude),
        hours,
        day: Some(Duration(day)),
    })
}
