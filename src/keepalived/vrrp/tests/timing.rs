//! How long a backup waits: the formulas of the RFCs, in whole microseconds.

use crate::keepalived::config::Version::{self, V2, V3};
use crate::keepalived::vrrp::{master_down, skew};
use crate::time::SimDuration;

/// Version, interval in milliseconds, priority, skew and master down in microseconds.
const TABLE: [(Version, u64, u8, u64, u64); 17] = [
    (V2, 1_000, 50, 804_687, 3_804_687),
    (V2, 1_000, 100, 609_375, 3_609_375),
    (V2, 1_000, 200, 218_750, 3_218_750),
    (V2, 5_000, 50, 804_687, 15_804_687),
    (V2, 5_000, 100, 609_375, 15_609_375),
    (V2, 5_000, 200, 218_750, 15_218_750),
    (V3, 100, 50, 80_468, 380_468),
    (V3, 100, 100, 60_937, 360_937),
    (V3, 100, 200, 21_875, 321_875),
    (V3, 500, 50, 402_343, 1_902_343),
    (V3, 500, 200, 109_375, 1_609_375),
    (V3, 1_000, 50, 804_687, 3_804_687),
    (V3, 1_000, 100, 609_375, 3_609_375),
    (V3, 1_000, 200, 218_750, 3_218_750),
    (V3, 5_000, 50, 4_023_437, 19_023_437),
    (V3, 5_000, 100, 3_046_875, 18_046_875),
    (V3, 5_000, 200, 1_093_750, 16_093_750),
];

#[test]
fn skew_and_master_down_are_those_of_the_rfcs_cut_to_microseconds() {
    for (version, interval, priority, skew_us, master_down_us) in TABLE {
        let interval = SimDuration::from_millis(interval);
        let micros = |span: SimDuration| span.as_nanos() / 1_000;
        assert_eq!(micros(skew(version, priority, interval)), skew_us, "{version:?} {interval} {priority}");
        assert_eq!(micros(master_down(version, priority, interval, 3)), master_down_us);
    }
}

#[test]
fn down_timer_adverts_is_how_many_intervals_a_backup_waits() {
    let interval = SimDuration::from_secs(2);
    let wait = |adverts| master_down(V2, 254, interval, adverts);
    assert_eq!(wait(1), interval + skew(V2, 254, interval));
    assert_eq!(wait(10).as_nanos() - wait(1).as_nanos(), (interval * 9).as_nanos());
}

#[test]
fn an_owner_waits_the_shortest_skew() {
    assert_eq!(skew(V2, 255, SimDuration::from_secs(9)), SimDuration::from_nanos(3_906_000));
    assert_eq!(skew(V3, 255, SimDuration::from_millis(10)), SimDuration::from_nanos(39_000));
}
