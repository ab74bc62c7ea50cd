//! `[director]`, or several `[[director]]`.

use super::Keepalived;
use crate::scenario::decode::shorthand::table_or_tables;
use crate::scenario::meant::SyncRole;
use crate::scenario::quantity::Bandwidth;
use crate::scenario::text::{Address, Duration};
use crate::scenario::tree::Path;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// The directors: one table, or an array of tables.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Directors {
    /// `[director]`.
    One(Box<Director>),
    /// `[[director]]`.
    Several(Vec<Director>),
}

/// A machine running IPVS.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Director {
    /// What it is called. Default: director; of several, director-1, director-2 and so on.
    pub name: Option<String>,
    /// Makes it a group of so many equal directors, called name-1, name-2 and so on; addresses count upwards.
    #[schemars(range(min = 1, max = 1000))]
    pub count: Option<u32>,
    /// Its own address, or the first of the group. Required with keepalived.
    pub address: Option<Address>,
    /// Through which of its interfaces it reaches the real servers. Default: the one towards the clients.
    pub server_interface: Option<String>,
    /// Its network card, full duplex: so much in each direction. Default: no limit.
    pub bandwidth: Option<Bandwidth>,
    /// Time of its processor for each packet that it forwards, in either direction.
    #[schemars(extend("default" = "0s"))]
    pub packet_time: Option<Duration>,
    /// What the encapsulation of a packet (TUN) takes besides.
    #[schemars(extend("default" = "0s"))]
    pub encapsulation_time: Option<Duration>,
    /// How many packets may wait for the processor (`net.core.netdev_max_backlog`).
    #[schemars(extend("default" = 1000), range(min = 1, max = 1_000_000))]
    pub packet_queue: Option<u32>,
    /// Its `net.ipv4.vs.*` settings, with Linux's defaults.
    pub sysctl: Option<Sysctl>,
    /// How long an idle entry of the connection table lives (`ipvsadm --set`).
    pub timeouts: Option<Timeouts>,
    /// Copies of entries to and from other directors (`ipvsadm --start-daemon`). Default: none.
    pub sync_daemon: Option<SyncRole>,
    /// Its keepalived.conf, beside the scenario. Default: it runs no keepalived.
    pub keepalived_conf: Option<String>,
    /// What a keepalived.conf would say, as tables with the words of keepalived.conf(5).
    pub keepalived: Option<Keepalived>,
    /// Which `@id` lines of its keepalived.conf count (`keepalived --config-id`). Default: those of its name.
    pub config_id: Option<String>,
    /// When its keepalived is started. Default: at the start of the run.
    pub keepalived_start: Option<Duration>,
    /// From the start of its keepalived until the first timers run. Default: 50ms.
    pub start_up: Option<Duration>,
    /// Its keepalived becomes master in two steps, one advert apart, as 1.1.19 did. Default: as 2.2.7 does.
    pub legacy: Option<bool>,
}

/// Settings under `net.ipv4.vs`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sysctl {
    /// What to do with a SYN that meets an entry of the same client port: 0 nothing, bit 0 a new pick when safe,
    /// bit 1 also in FIN_WAIT.
    #[schemars(extend("default" = 1), range(max = 3))]
    pub conn_reuse_mode: Option<u8>,
    /// 1: drop the entry when a packet arrives for a destination that is gone.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub expire_nodest_conn: Option<u8>,
    /// 1: drop a persistence template whose destination has weight 0.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub expire_quiescent_template: Option<u8>,
    /// 1: make an entry for a TCP packet that is no SYN.
    #[schemars(extend("default" = 0), range(max = 1))]
    pub sloppy_tcp: Option<u8>,
    /// Defence level of the stricter TCP state table.
    #[schemars(extend("default" = 0), range(max = 3))]
    pub secure_tcp: Option<u8>,
    /// 1: tell clients of packets that do not fit into a tunnel (TUN); 0: cut them up.
    #[schemars(extend("default" = 1), range(max = 1))]
    pub pmtu_disc: Option<u8>,
    /// How long `lblc` remembers which destination an address went to; whole seconds.
    #[schemars(extend("default" = "1d"))]
    pub lblc_expiration: Option<Duration>,
    /// The same for `lblcr`; whole seconds.
    #[schemars(extend("default" = "1d"))]
    pub lblcr_expiration: Option<Duration>,
}

/// How long an idle entry of the connection table lives; whole seconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Timeouts {
    /// Established TCP connections.
    #[schemars(extend("default" = "15m"))]
    pub tcp: Option<Duration>,
    /// TCP connections that saw a FIN.
    #[schemars(extend("default" = "2m"))]
    pub tcp_fin: Option<Duration>,
    /// UDP flows.
    #[schemars(extend("default" = "5m"))]
    pub udp: Option<Duration>,
}

impl Directors {
    /// Each with its path; no table at all is one director of which nothing was said.
    pub(crate) fn each(typed: Option<&Self>) -> Vec<(Path, Director)> {
        let path = Path::root().to("director");
        match typed {
            None => vec![(path, Director::default())],
            Some(Self::One(director)) => vec![(path, (**director).clone())],
            Some(Self::Several(directors)) => {
                directors.iter().enumerate().map(|(index, director)| (path.to(index), director.clone())).collect()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Directors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        table_or_tables(deserializer, |director| Self::One(Box::new(director)), Self::Several)
    }
}

impl JsonSchema for Directors {
    fn schema_name() -> Cow<'static, str> {
        "Directors".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<Director>();
        json_schema!({
            "description": "one director, or several",
            "oneOf": [one, { "description": "several", "type": "array", "items": one, "minItems": 1 }]
        })
    }
}
