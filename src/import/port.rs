//! Names of ports, as `ipvsadm -S` without `-n` writes them (IANA's names for what is usually balanced).

const NAMES: [(&str, u16); 30] = [
    ("ftp-data", 20),
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("domain", 53),
    ("tftp", 69),
    ("http", 80),
    ("kerberos", 88),
    ("pop3", 110),
    ("sunrpc", 111),
    ("nntp", 119),
    ("ntp", 123),
    ("imap2", 143),
    ("imap", 143),
    ("snmp", 161),
    ("ldap", 389),
    ("https", 443),
    ("submission", 587),
    ("ldaps", 636),
    ("imaps", 993),
    ("pop3s", 995),
    ("radius", 1812),
    ("nfs", 2049),
    ("mysql", 3306),
    ("ms-wbt-server", 3389),
    ("sip", 5060),
    ("postgresql", 5432),
    ("http-alt", 8080),
    ("webcache", 8080),
];

/// A port by its number, 0 to 65535, or its name.
pub(super) fn port(text: &str) -> Option<u16> {
    match NAMES.iter().find(|(name, _)| *name == text) {
        Some((_, port)) => Some(*port),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_a_number_and_perhaps_a_name() {
        assert_eq!(port("http"), Some(80));
        assert_eq!(port("8080"), Some(8080));
        assert_eq!(port("0"), Some(0));
        assert_eq!(port("gopher2"), None);
        assert_eq!(port("65536"), None);
    }
}
