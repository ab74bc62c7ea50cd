//! A line of the common log format, or the combined one:
//!
//! ```text
//! 83.149.9.216 - frank [17/May/2015:10:05:03 +0000] "GET /index.html HTTP/1.1" 200 2326
//! 83.149.9.216 - frank [17/May/2015:10:05:03 +0000] "GET /index.html HTTP/1.1" 200 2326 "http://from.here/" "Mozilla/5.0"
//! ```
//!
//! Within quotes Apache writes `\"` for a quote and nginx `\x22`. What follows is not looked at.

use super::Entry;
use super::stamp::Stamp;
use std::borrow::Cow;

/// The lines of a request that the log does not show in full: their names, colons and line ends.
const REFERER_LINE: usize = "Referer: \r\n".len();
const USER_AGENT_LINE: usize = "User-Agent: \r\n".len();
/// The end of the request line, and the empty line after the headers.
const LINE_ENDS: usize = "\r\n\r\n".len();

/// Reads a line; or why it is none.
pub(super) fn entry(line: &str) -> Result<Entry<'_>, &'static str> {
    let (client, rest) = line.split_once(' ').ok_or("there is only one word")?;
    let (_, rest) = rest.split_once('[').ok_or("there is no time in brackets")?;
    let (time, rest) = rest.split_once(']').ok_or("there is no time in brackets")?;
    let at = Stamp::of_common_log(time).ok_or("the time is not like 17/May/2015:10:05:03 +0000")?;
    let (request, rest) = quoted(rest).ok_or("there is no request in quotes")?;
    let mut words = rest.trim_start().splitn(3, ' ');
    let (status, size, rest) = (words.next(), words.next(), words.next());
    if !status.is_some_and(|status| status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err("there is no status of three digits after the request");
    }
    let response_bytes = match size {
        // Apache's %b for nothing.
        Some("-") => 0,
        size => size.and_then(|size| size.parse().ok()).ok_or("the size is neither a number nor -")?,
    };
    let rest = rest.unwrap_or_default();
    let (referer, rest) = quoted(rest).unwrap_or_default();
    let (user_agent, _) = quoted(rest).unwrap_or_default();
    Ok(Entry {
        at,
        client: Cow::Borrowed(client),
        object: object(request),
        request_bytes: request_bytes(request, referer, user_agent) as u64,
        response_bytes,
    })
}

/// The text in the next quotes, as it stands there, and what follows; `None` if there is none.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (_, text) = text.split_once('"')?;
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// What a request line asks for: `GET /index.html HTTP/1.1`, or without a version in HTTP/0.9. A line that is none is
/// nevertheless a request, to which the server says 400: it asks for itself. `-` is no request: the client has sent none.
pub(super) fn object(request: &str) -> Option<Cow<'_, str>> {
    if request.is_empty() || request == "-" {
        return None;
    }
    let mut words = request.split(' ');
    let is_method = |method: &str| !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    match (words.next(), words.next()) {
        (Some(method), Some(object)) if is_method(method) && !object.is_empty() => Some(Cow::Borrowed(object)),
        _ => Some(Cow::Borrowed(request)),
    }
}

/// How large the request was, as far as the log shows it: its first line, Referer and User-Agent.
fn request_bytes(request: &str, referer: &str, user_agent: &str) -> usize {
    let header = |value: &str, line: usize| if value.is_empty() || value == "-" { 0 } else { value.len() + line };
    request.len() + LINE_ENDS + header(referer, REFERER_LINE) + header(user_agent, USER_AGENT_LINE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "[17/May/2015:10:05:03 +0000]";

    fn read(line: &str) -> Entry<'_> {
        entry(line).unwrap_or_else(|why| panic!("{line}: {why}"))
    }

    #[test]
    fn the_combined_format_has_all_that_the_common_one_has() {
        let common = format!("83.149.9.216 - frank {TIME} \"GET /index.html HTTP/1.1\" 200 2326");
        let combined = format!("{common} \"http://from.here/\" \"Mozilla/5.0\"");
        let entry = read(&common);
        assert_eq!((entry.client.as_ref(), entry.object.as_deref()), ("83.149.9.216", Some("/index.html")));
        // 24 letters and two line ends.
        assert_eq!((entry.request_bytes, entry.response_bytes), (24 + 4, 2326));
        // Two more lines: 11 + 17 and 14 + 11 letters with their line ends.
        assert_eq!(read(&combined).request_bytes, 28 + (9 + 17 + 2) + (12 + 11 + 2));
        assert_eq!(Entry { request_bytes: 28, ..read(&combined) }, entry);
    }

    #[test]
    fn quotes_within_quotes_are_no_ends() {
        let line = format!(r#"::1 - - {TIME} "GET /a\"b?q=\\ HTTP/1.1" 200 5 "http://x/\"y\"" "say \"hi\"""#);
        let entry = read(&line);
        assert_eq!(entry.object.as_deref(), Some(r#"/a\"b?q=\\"#));
        assert_eq!((entry.client.as_ref(), entry.response_bytes), ("::1", 5));
        let hexadecimal = format!(r#"10.0.0.1 - - {TIME} "GET /\x22 HTTP/1.1" 404 0 "-" "-" 0.003 extra"#);
        assert_eq!(read(&hexadecimal).object.as_deref(), Some(r"/\x22"));
    }

    #[test]
    fn users_have_spaces_and_answers_no_size() {
        let entry = format!("10.0.0.1 - John Doe {TIME} \"HEAD / HTTP/1.0\" 304 - \"-\" \"-\"");
        assert_eq!(read(&entry).response_bytes, 0);
    }

    #[test]
    fn what_is_asked_for_in_strange_ways_is_asked_for() {
        for (request, object) in [
            ("GET /old", Some("/old")),
            ("GET /with space HTTP/1.1", Some("/with")),
            (r"\x16\x03\x01", Some(r"\x16\x03\x01")),
            ("quit", Some("quit")),
            ("OPTIONS * HTTP/1.1", Some("*")),
            ("-", None),
            ("", None),
        ] {
            let line = format!("10.0.0.1 - - {TIME} \"{request}\" 400 226");
            assert_eq!(read(&line).object.as_deref(), object, "{request}");
        }
    }

    #[test]
    fn what_is_no_line_is_said() {
        let cases = [
            ("", "there is only one word"),
            ("10.0.0.1 - - 17/May/2015", "there is no time in brackets"),
            ("10.0.0.1 - - [17/May/2015 \"GET / HTTP/1.1\" 200 1", "there is no time in brackets"),
            ("10.0.0.1 - - [yesterday] \"GET / HTTP/1.1\" 200 1", "the time is not like 17/May/2015:10:05:03 +0000"),
            ("10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /", "there is no request in quotes"),
            (
                "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\"",
                "there is no status of three digits after the request",
            ),
            (
                "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\" 2000 1",
                "there is no status of three digits after the request",
            ),
            ("10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\" 200", "the size is neither a number nor -"),
            ("10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /\" 200 many", "the size is neither a number nor -"),
        ];
        for (line, why) in cases {
            assert_eq!(entry(line), Err(why), "{line}");
        }
    }
}
