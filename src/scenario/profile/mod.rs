//! Ready-made services of the paper's kinds: what clients do unless a scenario says otherwise.
//!
//! A profile is a piece of a `[[client]]`, in the language of scenarios. What its client does not say is filled in from it
//! before the file is understood, so everything can be overridden: a whole law, or one key of `session`, `keep_alive`,
//! `retries`.

use super::file::ProfileWord;
use super::tree::overrides::ALTERNATIVES;
use super::tree::{Entry, Node, Origin, Value, parse};
use crate::ipvs::Protocol;
use indexmap::IndexMap;

/// A ready-made service.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// The port of its virtual service.
    pub port: u16,
    /// The protocol of its virtual service.
    pub protocol: Protocol,
    /// What it fills in, with the reasons as comments.
    pub text: &'static str,
}

/// All profiles.
pub const PROFILES: [Profile; 5] = [
    Profile {
        name: "web",
        about: "visits of people with browsers: up to six kept-alive connections, pages and pauses",
        port: 80,
        protocol: Protocol::Tcp,
        text: include_str!("web.toml"),
    },
    Profile {
        name: "mail",
        about: "people who read mail over IMAP: one long connection each",
        port: 143,
        protocol: Protocol::Tcp,
        text: include_str!("mail.toml"),
    },
    Profile {
        name: "smtp",
        about: "servers that deliver mail: one connection and six commands each",
        port: 25,
        protocol: Protocol::Tcp,
        text: include_str!("smtp.toml"),
    },
    Profile {
        name: "ftp",
        about: "file transfers: a connection for commands, and one for each file",
        port: 21,
        protocol: Protocol::Tcp,
        text: include_str!("ftp.toml"),
    },
    Profile {
        name: "dns",
        about: "questions to a name server: one datagram there, one back",
        port: 53,
        protocol: Protocol::Udp,
        text: include_str!("dns.toml"),
    },
];

impl Profile {
    /// That of this word.
    pub(super) fn of(word: ProfileWord) -> &'static Self {
        &PROFILES[match word {
            ProfileWord::Web => 0,
            ProfileWord::Mail => 1,
            ProfileWord::Smtp => 2,
            ProfileWord::Ftp => 3,
            ProfileWord::Dns => 4,
        }]
    }
}

/// Fills in what the clients of a scenario leave to their profiles. What is no profile is left for the reader to tell.
pub(super) fn fill_in(root: &mut Node) {
    let Value::Table(entries) = &mut root.value else { return };
    let Some(Entry { node: Node { value: Value::Array(clients), .. }, .. }) = entries.get_mut("client") else { return };
    for client in clients {
        let Some(word) = client.get("profile").map(|entry| entry.node.clone()) else { continue };
        if let Some(profile) = PROFILES.iter().find(|profile| word.as_text() == Some(profile.name)) {
            let defaults = parse::parse_file(profile.text).expect("profiles are scenarios in part");
            merge(client, defaults, &word.origin);
        }
    }
}

/// Adds what a table lacks. What comes from a profile stands where the profile's name does.
fn merge(typed: &mut Node, defaults: Node, origin: &Origin) {
    let (Value::Table(typed), Value::Table(defaults)) = (&mut typed.value, defaults.value) else { return };
    if is_choice(typed) || is_choice(&defaults) {
        return;
    }
    for (key, mut entry) in defaults {
        match typed.get_mut(&key) {
            Some(given) => merge(&mut given.node, entry.node, origin),
            None => {
                entry.key = origin.clone();
                place(&mut entry.node, origin);
                typed.insert(key, entry);
            }
        }
    }
}

/// Whether a table holds one of several alternatives: a law is replaced as a whole.
fn is_choice(table: &IndexMap<String, Entry>) -> bool {
    ALTERNATIVES.iter().any(|words| words.iter().any(|word| table.contains_key(*word)))
}

fn place(node: &mut Node, origin: &Origin) {
    node.origin = origin.clone();
    match &mut node.value {
        Value::Table(entries) => entries.values_mut().for_each(|entry| {
            entry.key = origin.clone();
            place(&mut entry.node, origin);
        }),
        Value::Array(items) => items.iter_mut().for_each(|item| place(item, origin)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(client: &str) -> Node {
        let text = format!("[[client]]\nprofile = \"web\"\n{client}");
        let mut root = parse::parse_file(&text).expect("TOML");
        fill_in(&mut root);
        match &root.get("client").expect("a client").node.value {
            Value::Array(clients) => clients[0].clone(),
            other => panic!("{other:?}"),
        }
    }

    fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
        path.iter().try_fold(node, |node, key| node.get(key).map(|entry| &entry.node))
    }

    #[test]
    fn a_client_keeps_what_it_says_and_gets_the_rest() {
        let client = filled("session = { parallel = 2 }");
        assert!(matches!(at(&client, &["session", "parallel"]).unwrap().value, Value::Integer(2)));
        assert!(at(&client, &["session", "connections", "uniform", "max"]).is_some());
        assert!(at(&client, &["response_size"]).is_some());
    }

    #[test]
    fn a_law_is_replaced_as_a_whole() {
        let client =
            filled("response_size = { uniform = { min = \"1kB\", max = \"2kB\" } }\nkeep_alive = { requests = 3 }");
        assert!(at(&client, &["response_size", "lognormal"]).is_none());
        assert!(matches!(at(&client, &["keep_alive", "requests"]).unwrap().value, Value::Integer(3)));
        assert!(at(&client, &["keep_alive", "pause", "hyperexponential"]).is_some());
    }

    #[test]
    fn every_word_is_that_of_its_profile() {
        for (word, name) in [
            (ProfileWord::Web, "web"),
            (ProfileWord::Mail, "mail"),
            (ProfileWord::Smtp, "smtp"),
            (ProfileWord::Ftp, "ftp"),
            (ProfileWord::Dns, "dns"),
        ] {
            assert_eq!(Profile::of(word).name, name);
        }
    }
}
