//! What is no mistake and yet worth knowing.

/// What is worth knowing of how a scenario was written: what keepalived does otherwise than it is told, and what is not
/// simulated.
///
/// It is no part of what a scenario means, so all are equal.
#[derive(Clone, Debug, Default)]
pub struct Notices(Vec<String>);

impl Notices {
    /// These, in this order.
    pub(crate) fn new(notices: Vec<String>) -> Self {
        Self(notices)
    }

    /// Each as a line: `warning: ...` or `note: ...`, with file and line at its end.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl PartialEq for Notices {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
