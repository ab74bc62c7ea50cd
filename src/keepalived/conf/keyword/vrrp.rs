//! What stands in `vrrp_instance`, `vrrp_sync_group`, `vrrp_script` and in what is tracked.

use super::{Args, Content, Item, Keyword};

const MAIL: &str = "Nobody is sent mail.";
const NOTIFY: &str = "Nothing is run but checkers and tracked scripts.";
const NO_VMAC: &str = "Addresses are held under the interface's own MAC address.";
const PROCESS: &str = "No process is watched: it counts as running, and no weight is added.";
const FILE: &str = "No file is watched: it counts as 0, and no weight is added.";
const BFD: &str = "There is no BFD: a session counts as up, and no weight is added.";
const NO_ROUTES: &str = "Every machine reaches every other.";
const UNICAST: &str = "Adverts reach every router on the network.";
const PART: &str = "Part of a block that is not simulated.";

pub(super) static INSTANCE: &[Keyword] = &[
    Keyword::line(
        "state",
        Args::Word(&["MASTER", "BACKUP"]),
        "The state to begin with: it decides only with priority 255.",
    ),
    Keyword::line("interface", Args::Text, "Where adverts are sent and addresses are held."),
    Keyword::line("virtual_router_id", Args::Whole { min: 1, max: 255 }, "Which virtual router of the network it is."),
    Keyword::line(
        "priority",
        Args::Whole { min: 1, max: 255 },
        "The highest becomes master; default 100, or 255 with state MASTER.",
    ),
    Keyword::line("version", Args::Whole { min: 2, max: 3 }, "Version of VRRP; default vrrp_version."),
    Keyword::line(
        "advert_int",
        Args::Seconds { min_us: 10_000, max_us: 255_000_000, fractions: true },
        "From one advert to the next; default 1 s. Version 2 knows whole seconds only, version 3 up to 40.95 s.",
    ),
    Keyword::line(
        "down_timer_adverts",
        Args::Whole { min: 1, max: 100 },
        "How many adverts a backup waits for; default 3.",
    ),
    Keyword::line("mcast_src_ip", Args::Address, "The address that adverts come from; default the interface's own.")
        .older("unicast_src_ip"),
    Keyword::block(
        "virtual_ipaddress",
        Args::Nothing,
        Content::Items(Item::Addresses),
        "Addresses in the adverts, held by the master.",
    ),
    Keyword::block(
        "virtual_ipaddress_excluded",
        Args::Nothing,
        Content::Items(Item::Addresses),
        "Addresses held by the master that are not in the adverts.",
    ),
    Keyword::line(
        "nopreempt",
        Args::Nothing,
        "A living master of lower priority is left alone. Not with state MASTER.",
    ),
    Keyword::line("preempt", Args::Nothing, "Takes nopreempt back."),
    Keyword::line(
        "preempt_delay",
        Args::Seconds { min_us: 0, max_us: 1_000_000_000, fractions: true },
        "How long a master of lower priority is left alone; default 0. Not with state MASTER.",
    ),
    Keyword::line(
        "lower_prio_no_advert",
        Args::Switch,
        "A master does not answer an advert of lower priority by its own.",
    ),
    Keyword::line("higher_prio_send_advert", Args::Switch, "A master that yields sends an advert first."),
    Keyword::line("dont_track_primary", Args::Nothing, "The loss of its own interface is no fault."),
    Keyword::line(
        "garp_master_delay",
        Args::WHOLE_SECONDS,
        "From becoming master to the second burst of gratuitous ARPs; 0 is no second one.",
    ),
    Keyword::line("garp_master_repeat", Args::COUNT, "Gratuitous ARPs for each address in a burst."),
    Keyword::line(
        "garp_master_refresh",
        Args::WHOLE_SECONDS,
        "How often a master announces its addresses again; 0 is never.",
    ),
    Keyword::line("garp_master_refresh_repeat", Args::COUNT, "Gratuitous ARPs for each address then."),
    Keyword::line(
        "garp_lower_prio_delay",
        Args::WHOLE_SECONDS,
        "From an advert of lower priority to the second burst after it; default that of global_defs.",
    ),
    Keyword::line(
        "garp_lower_prio_repeat",
        Args::COUNT,
        "Gratuitous ARPs for each address after an advert of lower priority; default that of global_defs.",
    ),
    Keyword::block(
        "track_interface",
        Args::Nothing,
        Content::Items(Item::Tracked),
        "Interfaces whose loss is a fault, or changes the priority.",
    ),
    Keyword::block(
        "track_script",
        Args::Nothing,
        Content::Items(Item::Tracked),
        "Scripts whose failure is a fault, or changes the priority.",
    ),
    Keyword::unused_block("track_file", Args::Nothing, Content::Anything, FILE),
    Keyword::unused_block("track_process", Args::Nothing, Content::Anything, PROCESS),
    Keyword::unused_block("track_bfd", Args::Nothing, Content::Anything, BFD),
    Keyword::unused_block("unicast_peer", Args::Nothing, Content::Anything, UNICAST),
    Keyword::unused("unicast_fault_no_peer", Args::Nothing, UNICAST),
    Keyword::unused("unicast_ttl", Args::Text, UNICAST),
    Keyword::unused("check_unicast_src", Args::Switch, UNICAST),
    Keyword::unused("old_unicast_checksum", Args::Anything, UNICAST),
    Keyword::unused("mcast_dst_ip", Args::Text, "Routers on one network hear each other, whatever the group."),
    Keyword::unused("track_src_ip", Args::Nothing, "The addresses of a machine stay with it."),
    Keyword::unused("vrf", Args::Text, "A machine has one network."),
    Keyword::unused("use_vmac", Args::Anything, NO_VMAC),
    Keyword::unused("use_vmac_addr", Args::Nothing, NO_VMAC),
    Keyword::unused("vmac_xmit_base", Args::Nothing, NO_VMAC),
    Keyword::unused("use_ipvlan", Args::Anything, NO_VMAC),
    Keyword::unused("garp_extra_if", Args::Anything, NO_VMAC).older("vmac_garp_intvl"),
    Keyword::unused("native_ipv6", Args::Nothing, "There is no IPv6."),
    Keyword::unused_block(
        "authentication",
        Args::Nothing,
        Content::Keywords(AUTHENTICATION),
        "Nobody but routers of the scenario sends adverts.",
    ),
    Keyword::unused_block("virtual_routes", Args::Nothing, Content::Anything, NO_ROUTES),
    Keyword::unused_block("virtual_rules", Args::Nothing, Content::Anything, NO_ROUTES),
    Keyword::unused("promote_secondaries", Args::Nothing, "An address is added or removed without touching others."),
    Keyword::unused("accept", Args::Nothing, "The master answers on its virtual addresses."),
    Keyword::unused("no_accept", Args::Nothing, "The master answers on its virtual addresses all the same."),
    Keyword::unused("skip_check_adv_addr", Args::Switch, "The addresses in adverts always agree."),
    Keyword::unused("strict_mode", Args::Switch, "Write down what strict mode would change: it is not enforced."),
    Keyword::unused(
        "lvs_sync_daemon_interface",
        Args::Text,
        "Write lvs_sync_daemon in global_defs, as keepalived asks for.",
    ),
    Keyword::unused("debug", Args::Anything, "The log is always detailed."),
    Keyword::unused("kernel_rx_buf_size", Args::Text, "No packet is lost on the way to the daemon."),
    Keyword::unused("linkbeat_use_polling", Args::Nothing, "An interface that goes down or up is noticed at once."),
    Keyword::unused("notify_master", Args::Texts, NOTIFY),
    Keyword::unused("notify_backup", Args::Texts, NOTIFY),
    Keyword::unused("notify_fault", Args::Texts, NOTIFY),
    Keyword::unused("notify_stop", Args::Texts, NOTIFY),
    Keyword::unused("notify_deleted", Args::Anything, NOTIFY),
    Keyword::unused("notify", Args::Texts, NOTIFY),
    Keyword::unused("notify_master_rx_lower_pri", Args::Texts, NOTIFY),
    Keyword::unused("notify_priority_changes", Args::Switch, NOTIFY),
    Keyword::unused("smtp_alert", Args::Switch, MAIL),
];

static AUTHENTICATION: &[Keyword] =
    &[Keyword::unused("auth_type", Args::Word(&["PASS", "AH"]), PART), Keyword::unused("auth_pass", Args::Text, PART)];

pub(super) static SYNC_GROUP: &[Keyword] = &[
    Keyword::block("group", Args::Nothing, Content::Items(Item::Names), "The names of its instances."),
    Keyword::block("track_interface", Args::Nothing, Content::Items(Item::Tracked), "As in each of its instances."),
    Keyword::block("track_script", Args::Nothing, Content::Items(Item::Tracked), "As in each of its instances."),
    Keyword::line(
        "sync_group_tracking_weight",
        Args::Nothing,
        "Instances keep the weights of what they track. Without it, interfaces count with weight 0, and scripts with a weight not at all.",
    ),
    Keyword::unused_block("track_file", Args::Nothing, Content::Anything, FILE),
    Keyword::unused_block("track_process", Args::Nothing, Content::Anything, PROCESS),
    Keyword::unused_block("track_bfd", Args::Nothing, Content::Anything, BFD),
    Keyword::unused(
        "global_tracking",
        Args::Nothing,
        "Write what is tracked into the group itself, as keepalived asks for.",
    ),
    Keyword::unused("notify_master", Args::Texts, NOTIFY),
    Keyword::unused("notify_backup", Args::Texts, NOTIFY),
    Keyword::unused("notify_fault", Args::Texts, NOTIFY),
    Keyword::unused("notify_stop", Args::Texts, NOTIFY),
    Keyword::unused("notify_deleted", Args::Anything, NOTIFY),
    Keyword::unused("notify", Args::Texts, NOTIFY),
    Keyword::unused("notify_priority_changes", Args::Switch, NOTIFY),
    Keyword::unused("smtp_alert", Args::Switch, MAIL),
];

pub(super) static SCRIPT: &[Keyword] = &[
    Keyword::line("script", Args::Text, "What is run. What it returns is a matter of the scenario."),
    Keyword::line("interval", Args::WHOLE_SECONDS, "From the start of one run to that of the next; default 1 s."),
    Keyword::line("timeout", Args::WHOLE_SECONDS, "A run that takes longer has failed; default the interval."),
    Keyword::line("weight", Args::Weight, "Default weight where it is tracked: 0, its failure is a fault."),
    Keyword::line(
        "rise",
        Args::Whole { min: 1, max: 2_147_483_647 },
        "Successes in a row that make it good; default 1.",
    ),
    Keyword::line("fall", Args::Whole { min: 1, max: 2_147_483_647 }, "Failures in a row that make it bad; default 1."),
    Keyword::unused("user", Args::Texts, "A script's result is a matter of the scenario, whoever runs it."),
    Keyword::line("init_fail", Args::Nothing, "It counts as bad until `rise` successes say otherwise."),
];

pub(super) static TRACK_FILE: &[Keyword] = &[
    Keyword::unused("file", Args::Text, PART),
    Keyword::unused("weight", Args::Anything, PART),
    Keyword::unused("init_file", Args::Anything, PART),
];

pub(super) static TRACK_PROCESS: &[Keyword] = &[
    Keyword::unused("process", Args::Texts, PART),
    Keyword::unused("param_match", Args::Text, PART),
    Keyword::unused("weight", Args::Anything, PART),
    Keyword::unused("quorum", Args::Text, PART),
    Keyword::unused("quorum_max", Args::Text, PART),
    Keyword::unused("fork_delay", Args::Text, PART),
    Keyword::unused("terminate_delay", Args::Text, PART),
    Keyword::unused("delay", Args::Text, PART),
    Keyword::unused("full_command", Args::Nothing, PART),
];
