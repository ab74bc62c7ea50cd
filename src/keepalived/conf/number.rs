//! Numbers and switches as keepalived writes them: decimal, without unit.

/// `on`, `true`, `yes` or `off`, `false`, `no`.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text {
        "on" | "true" | "yes" => Some(true),
        "off" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// A whole number; `+` and `-` may stand before it.
pub(super) fn whole(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Seconds as microseconds: `3`, and with `fractions` also `1.5`, `.5` and `1.`; further digits are cut off. None if it is
/// none, negative or absurdly long.
pub(super) fn micros(text: &str, fractions: bool) -> Option<u64> {
    let (seconds, fraction) = match text.split_once('.') {
        Some(parts) if fractions => parts,
        Some(_) => return None,
        None => (text, ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) || seconds.len() + fraction.len() == 0 || seconds.len() > 9 {
        return None;
    }
    let seconds: u64 = if seconds.is_empty() { 0 } else { seconds.parse().ok()? };
    let fraction = format!("{fraction:0<6}");
    Some(seconds * 1_000_000 + fraction[..6].parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_have_fractions_where_the_table_says_so() {
        assert_eq!(micros("3", false), Some(3_000_000));
        assert_eq!(micros("1.5", true), Some(1_500_000));
        assert_eq!(micros(".5", true), Some(500_000));
        assert_eq!(micros("0.0000019", true), Some(1));
        assert_eq!(micros("1.5", false), None);
        for text in ["", ".", "-1", "1e3", "1s", "0x10", "9999999999"] {
            assert_eq!(micros(text, true), None, "{text}");
        }
    }

    #[test]
    fn a_whole_number_is_decimal() {
        assert_eq!(whole("-4"), Some(-4));
        assert_eq!(whole("0x10"), None);
        assert_eq!(whole("1.5"), None);
    }
}
