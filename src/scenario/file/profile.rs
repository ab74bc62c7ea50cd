//! `profile` of a `[[client]]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A ready-made service, which fills in what its client does not say (`lvsim list profiles`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProfileWord {
    /// Visits of people with browsers, to port 80.
    Web,
    /// People who read mail over IMAP, on port 143.
    Mail,
    /// Servers that deliver mail, to port 25.
    Smtp,
    /// File transfers, with port 21 for commands.
    Ftp,
    /// Questions to a name server, port 53 of UDP.
    Dns,
}
