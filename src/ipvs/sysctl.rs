//! The knobs of the director: `net.ipv4.vs.*` and `ipvsadm --set`.

/// The settings under `net.ipv4.vs` that change what the director decides. [`Sysctl::default`] is the kernel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sysctl {
    /// What a SYN on a known client port does: 0 continues the old entry, 1 replaces one in TIME_WAIT or CLOSE, 2 and
    /// 3 also one in FIN_WAIT whose replies the director has not seen.
    pub conn_reuse_mode: u32,
    /// Whether entries of deleted destinations are dropped and their clients scheduled anew, instead of losing packets.
    pub expire_nodest_conn: bool,
    /// Whether a persistence template loses a destination that was quiesced (weight 0).
    pub expire_quiescent_template: bool,
    /// Whether any TCP packet but RST may open an entry.
    pub sloppy_tcp: bool,
    /// 3 uses the state tables for SYN floods. 1 and 2 do so under memory pressure, which this model never has.
    pub secure_tcp: u32,
    /// Seconds after its last use at which an lblc record may be forgotten.
    pub lblc_expiration_s: u32,
    /// Seconds after its last use (lblcr) at which a record may be forgotten, and after its last change shrinks.
    pub lblcr_expiration_s: u32,
}

impl Default for Sysctl {
    fn default() -> Self {
        Self {
            conn_reuse_mode: 1,
            expire_nodest_conn: false,
            expire_quiescent_template: false,
            sloppy_tcp: false,
            secure_tcp: 0,
            lblc_expiration_s: 86_400,
            lblcr_expiration_s: 86_400,
        }
    }
}

impl Sysctl {
    /// Whether the state tables of `secure_tcp` are in force.
    pub const fn secure(&self) -> bool {
        self.secure_tcp == 3
    }
}

/// The three time-outs of `ipvsadm --set`, in seconds; 0 leaves the present value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connections in ESTABLISHED.
    pub tcp_s: u32,
    /// TCP connections in FIN_WAIT.
    pub tcp_fin_s: u32,
    /// UDP.
    pub udp_s: u32,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { tcp_s: 900, tcp_fin_s: 120, udp_s: 300 }
    }
}

impl Timeouts {
    /// These time-outs, with `other`'s where a value is 0.
    pub(crate) fn or(self, other: Self) -> Self {
        let pick = |ours, theirs| if ours == 0 { theirs } else { ours };
        Self {
            tcp_s: pick(self.tcp_s, other.tcp_s),
            tcp_fin_s: pick(self.tcp_fin_s, other.tcp_fin_s),
            udp_s: pick(self.udp_s, other.udp_s),
        }
    }
}
