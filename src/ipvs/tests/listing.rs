//! The text of `ipvsadm -ln`.

use super::Session;
use crate::ipvs::ListOrder;

#[test]
fn a_listing_is_sorted_unless_the_kernels_order_is_asked_for() {
    let mut lvs = Session::new("wlc", &[".10 -w 3", ".2 -m"]);
    lvs.ipvsadm("-A -t 10.0.0.9:8080 -s rr");
    lvs.open();
    let sorted = "\
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.9:8080 rr
TCP  10.0.0.100:80 wlc
  -> 10.1.0.2:80                  Masq    1      1          0         
  -> 10.1.0.10:80                 Route   3      0          0         
";
    assert_eq!(lvs.ipvs.listing(ListOrder::Sorted), sorted);
    lvs.add(".5 -i");
    let kernel = "\
TCP  10.0.0.100:80 wlc
  -> 10.1.0.5:80                  Tunnel  1      0          0         
  -> 10.1.0.2:80                  Masq    1      1          0         
  -> 10.1.0.10:80                 Route   3      0          0         
TCP  10.0.0.9:8080 rr
";
    assert!(lvs.ipvs.listing(ListOrder::Kernel).ends_with(kernel));
}

#[test]
fn flags_stand_behind_the_scheduler() {
    for (options, line) in [
        ("-A -t 10.0.0.1:80 -s sh -b sh-port", "TCP  10.0.0.1:80 sh (sh-port)"),
        ("-A -t 10.0.0.1:80 -s mh -b mh-fallback,mh-port", "TCP  10.0.0.1:80 mh (mh-fallback,mh-port)"),
        ("-A -u 10.0.0.1:53 -s rr -o", "UDP  10.0.0.1:53 rr ops"),
        ("-A -t 10.0.0.1:80 -s rr -p 360", "TCP  10.0.0.1:80 rr persistent 360"),
        ("-A -f 2147483653 -s rr", "FWM  -2147483643 rr"),
        ("-A -f 7 -s wlc -p 60 -M 255.255.255.0", "FWM  7 wlc persistent 60 mask 255.255.255.0"),
    ] {
        let mut lvs = Session::bare();
        lvs.ipvsadm(options);
        assert_eq!(lvs.ipvs.listing(ListOrder::Sorted).lines().last(), Some(line));
    }
}
