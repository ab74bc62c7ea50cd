//! A keepalived configuration as TOML tables means what the same means as a keepalived.conf.

use lvsim::diagnosis::{Source, Span};
use lvsim::import::Disk;
use lvsim::keepalived::conf::keyword::json_schema;
use lvsim::keepalived::conf::table::{Field, Given, read_table};
use lvsim::keepalived::conf::{self, Options};
use lvsim::keepalived::config::{Config, VrrpInstance};
use std::fs;
use toml::Value;

/// The first place of a key, and of the value behind it, in a text where each stands once.
fn fields(table: &toml::Table, text: &str) -> Vec<Field> {
    let field = |(key, value): (&String, &Value)| {
        let start = text.find(key.as_str()).unwrap_or_default();
        let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let value_start = text[start..line_end].find("= ").map_or(start, |length| start + length + 2);
        Field {
            key: key.clone(),
            key_span: Span { source: 0, start, end: start + key.len() },
            value: given(value, text),
            value_span: Span { source: 0, start: value_start, end: line_end },
        }
    };
    table.iter().map(field).collect()
}

fn given(value: &Value, text: &str) -> Given {
    match value {
        Value::Boolean(value) => Given::Bool(*value),
        Value::String(text) => Given::Text(text.clone()),
        Value::Array(values) => {
            let place = Span { source: 0, start: 0, end: 0 };
            Given::List(values.iter().map(|value| (given(value, text), place)).collect())
        }
        Value::Table(table) => Given::Table(fields(table, text)),
        number => Given::Text(number.to_string()),
    }
}

fn read(text: &str) -> Result<conf::Read, conf::Errors> {
    let table: toml::Table = toml::from_str(text).expect("TOML");
    let source = Source { name: "scenario.toml".to_owned(), text: text.to_owned() };
    read_table(&fields(&table, text), vec![source])
}

/// Tables of one block have no order among each other; checkers are sorted by their words.
fn sorted(mut config: Config) -> Config {
    for service in &mut config.virtual_servers {
        for server in &mut service.real_servers {
            server.checkers.sort_by_key(|checker| checker.kind.keyword());
        }
        service.flags.sort();
    }
    config
}

#[test]
fn tables_say_what_the_file_says() {
    let text = fs::read_to_string("tests/keepalived_conf/good/everything.toml").expect("readable");
    let tables = read(&text).unwrap_or_else(|errors| panic!("{errors}"));
    let file = conf::read(&Disk, "tests/keepalived_conf/good/everything.conf", &Options::default());
    let file = file.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(sorted(tables.config), sorted(file.config));
    assert_eq!(tables.not_simulated.len(), file.not_simulated.len());
}

#[test]
fn groups_and_marks_have_keys_of_their_own() {
    let text = r#"
[[virtual_server_group]]
name = "web"
addresses = ["10.0.0.1:80", "10.0.0.4-6 443", "fwmark 7"]

[[virtual_server]]
group = "web"
protocol = "TCP"
lvs_sched = "rr"
lvs_method = "NAT"
real_server = [{ address = "10.1.0.1:80" }]

[[virtual_server]]
fwmark = 9
lvs_sched = "rr"
lvs_method = "NAT"
real_server = { address = "10.1.0.1" }
"#;
    let read = read(text).unwrap_or_else(|errors| panic!("{errors}"));
    let keys: Vec<String> = read.config.virtual_servers.iter().map(|service| format!("{:?}", service.key)).collect();
    assert_eq!(keys.len(), 6);
    assert_eq!(keys[4..], ["Fwmark(7)", "Fwmark(9)"]);
}

#[test]
fn a_key_that_is_false_is_not_there() {
    let instance = |line: &str| -> VrrpInstance {
        let text = format!(
            "[vrrp_instance]\nname = \"I\"\ninterface = \"eth0\"\nvirtual_router_id = 1\nvirtual_ipaddress = [\"10.0.0.1\"]\n{line}\n"
        );
        read(&text).unwrap_or_else(|errors| panic!("{errors}")).config.instances.remove(0)
    };
    assert!(instance("nopreempt = true").nopreempt);
    assert!(!instance("nopreempt = false").nopreempt);
    assert!(!instance("lower_prio_no_advert = false").lower_prio_no_advert);
}

#[test]
fn a_mistake_in_a_table_is_marked_where_it_was_typed() {
    let text = "[vrrp_instance]\nname = \"VI_1\"\ninterface = \"eth0\"\nvirtual_router_id = 1\npriority = 300\nadvert_intt = 1\n";
    let errors = read(text).expect_err("two mistakes");
    insta::assert_snapshot!(errors, @r#"
    error: `priority` in vrrp_instance VI_1 cannot be `300`
     --> scenario.toml:5:12
      |
    5 | priority = 300
      |            ^^^ expected a whole number from 1 to 255

    error: unknown keyword `advert_intt` in vrrp_instance VI_1
     --> scenario.toml:6:1
      |
    6 | advert_intt = 1
      | ^^^^^^^^^^^ did you mean `advert_int`?
    "#);
}

#[test]
fn the_schema_knows_every_key_of_the_tables() {
    fn check(table: &toml::Table, schema: &serde_json::Value, blocks: &serde_json::Map<String, serde_json::Value>) {
        for (key, value) in table {
            let property = &schema["properties"][key];
            assert!(property["description"].is_string(), "{key}: {property}");
            let tables: Vec<&toml::Table> = match value {
                Value::Table(table) => vec![table],
                Value::Array(values) => values.iter().filter_map(Value::as_table).collect(),
                _ => continue,
            };
            let name = property["oneOf"][0]["$ref"].as_str().and_then(|name| name.strip_prefix("#/definitions/"));
            tables.into_iter().for_each(|table| check(table, &blocks[name.expect("a block")], blocks));
        }
    }
    let text = fs::read_to_string("tests/keepalived_conf/good/everything.toml").expect("readable");
    let (whole, blocks) = json_schema("Keepalived");
    check(&toml::from_str(&text).expect("TOML"), whole.as_value(), &blocks);
}
