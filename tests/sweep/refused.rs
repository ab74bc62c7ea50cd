//! What is wrong is said before anything is run, and nothing is left behind.

use std::fs;

use crate::{LOADS, Workplace};

/// What `lvsim sweep` says of these arguments, which it cannot work with.
fn refused(place: &Workplace, arguments: &[&str]) -> String {
    let output = place.lvsim(&[&["sweep"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty() && !place.path("results").exists());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn unknown_metrics_keys_and_values_are_named() {
    let place = Workplace::new();
    let metric = refused(&place, &["two.toml", LOADS, "--chart=latency_p98"]);
    assert!(metric.contains("there is no metric latency_p98, did you mean latency_p9"), "{metric}");
    let key = refused(&place, &["two.toml", "--vary=virtual_server.0.lb_alog=rr,wlc"]);
    assert!(key.contains("unknown key `lb_alog`") && key.contains("did you mean `lb_algo`?"), "{key}");
    let value = refused(&place, &["two.toml", LOADS, "--vary=virtual_server.0.lb_algo=rr,wlcc"]);
    assert!(value.contains("did you mean `wlc`?"), "{value}");
    assert!(
        value.contains("this is the point client.0.arrivals.poisson.utilization=0.4, virtual_server.0.lb_algo=wlcc")
    );
}

#[test]
fn axes_that_make_no_sense_are_named() {
    let place = Workplace::new();
    assert!(refused(&place, &["two.toml"]).contains("nothing is varied"));
    assert!(refused(&place, &["two.toml", "--vary=run.seed"]).contains("`run.seed` has no values"));
    assert!(
        refused(&place, &["two.toml", "--vary=run.seed=1,,2"]).contains("one of the values of `run.seed` is empty")
    );
    assert!(refused(&place, &["two.toml", "--vary=run.seed=1,1"]).contains("has the value 1 twice"));
    let twice = refused(&place, &["two.toml", "--vary=run.seed=1,2", "--vary=run.seed=3"]);
    assert!(twice.contains("`run.seed` is varied twice"), "{twice}");
    let uneven = refused(&place, &["two.toml", LOADS, "--vary=run.seed=3", "--paired"]);
    assert!(uneven.contains("equally many"), "{uneven}");
}

#[test]
fn a_file_with_a_mistake_is_shown_with_its_place() {
    let place = Workplace::new();
    let said = |text: &str, options: &[&str]| {
        fs::write(place.path("sweep.toml"), text).unwrap();
        refused(&place, &[&["sweep.toml"], options].concat())
    };
    let head = "version = 1\nscenario = \"two.toml\"\n";
    let vary = "[[vary]]\n\"run.seed\" = [1, 2]\n";
    let unknown = said(&format!("{head}chart = [\"throughput\"]\n{vary}"), &[]);
    assert!(unknown.contains("sweep.toml:3:1") && unknown.contains("did you mean `charts`?"), "{unknown}");
    let metric = said(&format!("{head}charts = [\"troughput\"]\n{vary}"), &[]);
    assert!(metric.contains("sweep.toml: there is no metric troughput, did you mean throughput?"), "{metric}");
    let few = said(&format!("{head}replications = 1\n{vary}"), &[]);
    assert!(few.contains("`replications` must be a number from 2"), "{few}");
    assert!(said(&format!("{head}{vary}"), &[LOADS]).contains("leave out --vary"));
    let missing = said(&format!("version = 1\nscenario = \"three.toml\"\n{vary}"), &[]);
    assert!(missing.contains("cannot read three.toml"), "{missing}");
}

#[test]
fn what_is_in_the_way_is_not_replaced() {
    let place = Workplace::new();
    fs::create_dir(place.path("thesis")).unwrap();
    fs::write(place.path("thesis/one.tex"), "words").unwrap();
    let said = refused(&place, &["two.toml", LOADS, "--out=thesis"]);
    assert!(said.contains("thesis is in the way"), "{said}");
    assert!(!place.path("thesis.unfinished").exists());
}
