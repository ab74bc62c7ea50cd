//! A line of JSON: an object with named fields.

use super::Entry;
use super::line;
use super::stamp::Stamp;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::str::FromStr;

/// What a request may be called in a log, those of nginx, Apache, Caddy, Elastic and Kubernetes first.
const TIME: &[&str] =
    &["time", "timestamp", "@timestamp", "ts", "time_iso8601", "time_local", "msec", "datetime", "date"];
const CLIENT: &[&str] =
    &["client", "remote_addr", "client_ip", "clientip", "remote_ip", "ip", "client.ip", "remote_host", "host"];
const OBJECT: &[&str] = &["object", "path", "uri", "request_uri", "url", "url.path", "request"];
const REQUEST_BYTES: &[&str] = &["request_bytes", "request_length", "bytes_in", "bytes_received"];
const RESPONSE_BYTES: &[&str] =
    &["response_bytes", "body_bytes_sent", "bytes_sent", "bytes", "bytes_out", "response_size", "size"];

/// Which fields of a line of JSON are what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    time: Option<String>,
    client: Option<String>,
    object: Option<String>,
    request_bytes: Option<String>,
    response_bytes: Option<String>,
}

impl FromStr for Fields {
    type Err = String;

    /// `time=ts,client=ip`: what is left out is looked for by its usual names.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut fields = Self::default();
        for pair in text.split(',') {
            let (what, name) = pair.split_once('=').ok_or_else(|| format!("{pair:?} is not like time=ts"))?;
            let field = match what {
                "time" => &mut fields.time,
                "client" => &mut fields.client,
                "object" => &mut fields.object,
                "request_bytes" => &mut fields.request_bytes,
                "response_bytes" => &mut fields.response_bytes,
                _ => {
                    return Err(format!(
                        "unknown field {what:?}: known are time, client, object, request_bytes and response_bytes"
                    ));
                }
            };
            *field = Some(name.to_owned());
        }
        Ok(fields)
    }
}

/// Reads a line; or why it is none.
pub(super) fn entry(line: &str, fields: &Fields) -> Result<Entry<'static>, String> {
    let Ok(Value::Object(object)) = serde_json::from_str(line) else {
        return Err("it is not a JSON object".to_owned());
    };
    let find = |given: &Option<String>, usual: &[&str]| match given {
        Some(name) => value(&object, name),
        None => usual.iter().find_map(|name| value(&object, name)),
    };
    let missing = |what: &str| format!("there is no {what}: --fields {what}=NAME says what it is called");
    let time = find(&fields.time, TIME).ok_or_else(|| missing("time"))?;
    let at = match time {
        Value::Number(number) => number.as_f64().and_then(Stamp::of_number),
        Value::String(text) => Stamp::of_text(text),
        _ => None,
    };
    let client = find(&fields.client, CLIENT).and_then(Value::as_str).ok_or_else(|| missing("client"))?;
    let asked = find(&fields.object, OBJECT).and_then(Value::as_str).ok_or_else(|| missing("object"))?;
    Ok(Entry {
        at: at.ok_or_else(|| format!("its time is {time}: expected RFC 3339, or seconds since 1970"))?,
        client: Cow::Owned(client.to_owned()),
        object: line::object(asked).map(|object| Cow::Owned(object.into_owned())),
        request_bytes: bytes(find(&fields.request_bytes, REQUEST_BYTES), "request_bytes")?
            .unwrap_or(asked.len() as u64),
        response_bytes: bytes(find(&fields.response_bytes, RESPONSE_BYTES), "response_bytes")?.unwrap_or(0),
    })
}

/// The field of this name; with dots, the one within others, if none has them in its name.
fn value<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        let (outer, inner) = name.split_once('.')?;
        value(object.get(outer)?.as_object()?, inner)
    })
}

fn bytes(value: Option<&Value>, what: &str) -> Result<Option<u64>, String> {
    let bytes = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) if text == "-" => Some(0),
        Some(Value::String(text)) => text.parse().ok(),
        Some(_) => None,
    };
    bytes.map(Some).ok_or_else(|| format!("its {what} are no whole number of bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_known_and_others_can_be_said() {
        let nginx = r#"{"time_iso8601":"2015-05-17T10:05:03+00:00","remote_addr":"10.0.0.1","request":"GET /a?b HTTP/1.1",
            "request_length":"310","body_bytes_sent":2326}"#;
        let own = r#"{"t":1431857103,"who":{"ip":"10.0.0.1"},"what":"/a?b","in":310,"out":"2326","size":1}"#;
        let fields = "time=t,client=who.ip,object=what,request_bytes=in,response_bytes=out".parse().expect("fields");
        let expected = entry(nginx, &Fields::default()).expect("a line");
        assert_eq!(entry(own, &fields).as_ref(), Ok(&expected));
        assert_eq!(
            (expected.object.as_deref(), expected.request_bytes, expected.response_bytes),
            (Some("/a?b"), 310, 2326)
        );
    }

    #[test]
    fn what_is_missing_or_strange_is_said() {
        let cases = [
            ("[1]", "it is not a JSON object"),
            ("{", "it is not a JSON object"),
            (r#"{"ip":"10.0.0.1"}"#, "there is no time: --fields time=NAME says what it is called"),
            (r#"{"ts":1,"path":"/"}"#, "there is no client: --fields client=NAME says what it is called"),
            (
                r#"{"ts":"noon","ip":"::1","path":"/"}"#,
                "its time is \"noon\": expected RFC 3339, or seconds since 1970",
            ),
            (r#"{"ts":1,"ip":"::1","path":"/","bytes":-1}"#, "its response_bytes are no whole number of bytes"),
        ];
        for (line, why) in cases {
            assert_eq!(entry(line, &Fields::default()).map(|_| ()), Err(why.to_owned()), "{line}");
        }
        assert!("time".parse::<Fields>().unwrap_err().contains("time=ts"));
        assert!("when=ts".parse::<Fields>().unwrap_err().contains("unknown field \"when\""));
    }
}
