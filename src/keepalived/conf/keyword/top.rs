//! The outermost blocks.

use super::{Args, Content, Item, Keyword, global, machine, virtual_server, vrrp};

/// What a configuration consists of.
pub static TOP: &[Keyword] = &[
    Keyword::block("global_defs", Args::Nothing, Content::Keywords(global::GLOBAL), "What holds for the whole daemon."),
    Keyword::block(
        "vrrp_script",
        Args::Name,
        Content::Keywords(vrrp::SCRIPT),
        "Something that is run again and again to see whether all is well.",
    ),
    Keyword::block(
        "vrrp_sync_group",
        Args::Name,
        Content::Keywords(vrrp::SYNC_GROUP),
        "Instances that change state together.",
    ),
    Keyword::block(
        "vrrp_instance",
        Args::Name,
        Content::Keywords(vrrp::INSTANCE),
        "A virtual router, as this router takes part in it.",
    ),
    Keyword::block(
        "virtual_server_group",
        Args::Name,
        Content::Items(Item::Services),
        "Addresses, ranges of addresses and marks that have one configuration in common.",
    ),
    Keyword::block(
        "virtual_server",
        Args::Service,
        Content::Keywords(virtual_server::VIRTUAL_SERVER),
        "A virtual service and its real servers.",
    ),
    Keyword::unused_block(
        "vrrp_track_process",
        Args::Name,
        Content::Keywords(vrrp::TRACK_PROCESS),
        "No process is watched: it counts as running, and no weight is added.",
    ),
    Keyword::unused_block(
        "track_file",
        Args::Name,
        Content::Keywords(vrrp::TRACK_FILE),
        "No file is watched: it counts as 0, and no weight is added.",
    )
    .older("vrrp_track_file"),
    Keyword::unused_block(
        "bfd_instance",
        Args::Name,
        Content::Keywords(machine::BFD),
        "There is no BFD: a session counts as up, and no weight is added.",
    ),
    Keyword::unused_block(
        "garp_group",
        Args::Nothing,
        Content::Keywords(machine::GARP_GROUP),
        "Gratuitous ARPs are spaced by vrrp_garp_interval alone.",
    ),
    Keyword::unused_block(
        "interface_up_down_delays",
        Args::Nothing,
        Content::Anything,
        "An interface that goes down or up is noticed at once.",
    ),
    Keyword::unused_block(
        "linkbeat_interfaces",
        Args::Nothing,
        Content::Anything,
        "An interface that goes down or up is noticed at once, however it is watched.",
    ),
    Keyword::unused_block(
        "track_group",
        Args::Name,
        Content::Anything,
        "Addresses, routes and rules that stay on the machine are never lost.",
    )
    .older("static_track_group"),
    Keyword::unused_block(
        "static_ipaddress",
        Args::Nothing,
        Content::Anything,
        "The machines of a simulation have their addresses.",
    ),
    Keyword::unused_block("static_routes", Args::Nothing, Content::Anything, "Every machine reaches every other."),
    Keyword::unused_block("static_rules", Args::Nothing, Content::Anything, "Every machine reaches every other."),
    Keyword::unused_block("SSL", Args::Nothing, Content::Keywords(machine::SSL), "No certificate is checked."),
    Keyword::unused("net_namespace", Args::Text, "A machine has one network."),
    Keyword::unused("net_namespace_ipvs", Args::Text, "A machine has one network."),
    Keyword::unused("namespace_with_ipsets", Args::Nothing, "A machine has one network, without firewall."),
    Keyword::unused("instance", Args::Text, "Names of files; nothing depends on them."),
    Keyword::unused("use_pid_dir", Args::Nothing, "Names of files; nothing depends on them."),
    Keyword::unused("linkbeat_use_polling", Args::Nothing, "An interface that goes down or up is noticed at once."),
    Keyword::unused("child_wait_time", Args::Anything, "The daemon ends at once when it is stopped."),
    Keyword::unused("include_check", Args::Anything, "Write includer, includem or includew to be strict about files."),
];
