//! `scenarios/paper`: the listings of Figures 2 to 4 and the log of Figure 5, to the letter, in the run and in
//! `docs/paper.md`.

use crate::outcome;
use lvsim::report::files::log::write_syslog;
use lvsim::stats::Outcome;
use lvsim::stats::failover::{Course, outage};
use std::sync::OnceLock;

/// The run as the scenario has it, in which both directors run keepalived 1.1.19.
fn paper() -> &'static Outcome {
    static PAPER: OnceLock<Outcome> = OnceLock::new();
    PAPER.get_or_init(|| outcome("paper", &[]))
}

/// The same with keepalived 2.2.7.
fn of_today() -> &'static Outcome {
    static TODAY: OnceLock<Outcome> = OnceLock::new();
    TODAY.get_or_init(|| outcome("paper", &["director.LVS-Master.legacy=false", "director.LVS-BACKUP.legacy=false"]))
}

/// The servers that LVS-Master's listing shows at a moment; above them stands [`HEAD`].
fn listed(outcome: &Outcome, at_s: f64) -> &str {
    let listing = outcome.listings.iter().find(|listing| listing.at.as_secs_f64() == at_s && listing.director == 0);
    listing.unwrap().text.strip_prefix(HEAD).unwrap()
}

const HEAD: &str = "\
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.168.0.215:80 rr
";

const PAGE: &str = include_str!("../../docs/paper.md");

/// Whether the page shows this text; it has no spaces at the ends of its lines.
fn is_on_the_page(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    PAGE.contains(&format!("```text\n{}\n```\n", lines.join("\n")))
}

/// What LVS-BACKUP's VRRP process logged from 10:59:42 on, less the gratuitous ARPs.
fn log_of_backup(outcome: &Outcome) -> String {
    let log = write_syslog(outcome);
    let lines =
        log.lines().filter(|line| line.contains(" LVS-BACKUP Keepalived_vrrp[") && !line.contains("gratuitous"));
    lines.skip_while(|line| !line.starts_with("Jan  1 10:59:42")).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn figure_2_has_22_23_and_23_inactive_connections() {
    let figure = concat!(
        "  -> 192.168.0.205:80             Route   3      0          22        \n",
        "  -> 192.168.0.204:80             Route   3      0          23        \n",
        "  -> 192.168.0.203:80             Route   3      0          23        \n",
    );
    assert_eq!(listed(paper(), 45.0), figure);
    assert_eq!(listed(of_today(), 45.0), figure);
    assert!(is_on_the_page(&format!("{HEAD}{figure}")));
}

#[test]
fn figure_3_has_two_servers_with_11_each() {
    let figure = concat!(
        "  -> 192.168.0.205:80             Route   3      0          11        \n",
        "  -> 192.168.0.204:80             Route   3      0          11        \n",
    );
    assert_eq!(listed(paper(), 170.0), figure);
    assert_eq!(listed(of_today(), 170.0), figure);
    assert!(is_on_the_page(&format!("{HEAD}{figure}")));
}

#[test]
fn figure_4_has_the_third_server_again() {
    let figure = concat!(
        "  -> 192.168.0.203:80             Route   3      0          0         \n",
        "  -> 192.168.0.205:80             Route   3      0          11        \n",
        "  -> 192.168.0.204:80             Route   3      0          11        \n",
    );
    assert_eq!(listed(paper(), 190.0), figure);
    assert_eq!(listed(of_today(), 190.0), figure);
    assert!(is_on_the_page(&format!("{HEAD}{figure}")));
}

#[test]
fn figure_5_is_the_backups_log_with_the_papers_times() {
    assert_eq!(
        log_of_backup(paper()),
        "Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) Received higher prio advert\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) Entering BACKUP STATE\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) removing protocol VIPs.\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Group(VG_1) Syncing instances to BACKUP state\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_2) Entering BACKUP STATE\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_2) removing protocol VIPs.\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) Transition to MASTER STATE\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Group(VG_1) Syncing instances to MASTER state\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_2) Transition to MASTER STATE\n\
         Jan  1 11:00:28 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) Entering MASTER STATE\n\
         Jan  1 11:00:28 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_1) setting protocol VIPs.\n\
         Jan  1 11:00:28 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_2) Entering MASTER STATE\n\
         Jan  1 11:00:28 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Instance(VI_2) setting protocol VIPs.\n"
    );
    assert!(is_on_the_page(&log_of_backup(paper())));
}

#[test]
fn today_the_backup_is_master_five_seconds_earlier_in_one_step() {
    assert_eq!(
        log_of_backup(of_today()),
        "Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) Master received advert from 192.168.0.212 with higher \
         priority 150, ours 100\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) Entering BACKUP STATE\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) removing VIPs.\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Group(VG_1) Syncing instances to BACKUP state\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: (VI_1) Entering BACKUP STATE\n\
         Jan  1 10:59:42 LVS-BACKUP Keepalived_vrrp[2204]: (VI_1) removing VIPs.\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_1) Receive advertisement timeout\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) Receive advertisement timeout\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) Entering MASTER STATE\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_2) setting VIPs.\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: VRRP_Group(VG_1) Syncing instances to MASTER state\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_1) Entering MASTER STATE\n\
         Jan  1 11:00:23 LVS-BACKUP Keepalived_vrrp[2204]: (VI_1) setting VIPs.\n"
    );
    assert!(is_on_the_page(&log_of_backup(of_today())));
}

#[test]
fn the_second_step_costs_one_advert_interval_at_each_takeover() {
    let outages = |outcome| {
        let outages = outage::outages(&Course::of(outcome));
        outages.iter().map(|outage| outage.length().as_secs_f64()).collect::<Vec<_>>()
    };
    let (then, now) = (outages(paper()), outages(of_today()));
    // To the backup, back to the master, and to the backup again. Today's fail-back interrupts nothing.
    assert_eq!((then.len(), now.len()), (3, 2), "{then:?} {now:?}");
    assert!((then[1] - 5.0).abs() < 0.01, "{then:?}");
    // The master's adverts, and so the backup's patience, do not depend on when it holds the address.
    assert!((then[2] - now[1] - 5.0).abs() < 0.01, "{then:?} {now:?}");
    for row in [
        format!("| {:.2} s | {:.2} s |\n", then[0], now[0]),
        format!("| {:.2} s | none |\n", then[1]),
        format!("| {:.2} s | {:.2} s |\n", then[2], now[1]),
    ] {
        assert!(PAGE.contains(&row), "{row}");
    }
}
