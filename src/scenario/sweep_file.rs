//! A file that says which scenario is swept, over which values of which keys.
//!
//! ```toml
//! version = 1
//! scenario = "sixteen-servers.toml"
//! replications = 10
//! charts = ["latency_mean", "latency_p99"]
//!
//! [set]
//! "run.duration" = "200s"
//!
//! [[vary]]                                   # every [[vary]] is an axis
//! "virtual_server.0.lb_algo" = ["rr", "wlc"]
//!
//! [[vary]]                                   # keys in one [[vary]] change together
//! "real_server.0.count" = [4, 8, 16]
//! "client.0.arrivals.poisson.rate" = ["3/s", "6/s", "12/s"]
//! ```

use super::decode::decode;
use super::document;
use super::error::ScenarioError;
use super::file::VERSION;
use super::mistake::Mistake;
use super::resolve::Wrong;
use super::text::Duration;
use super::tree::{Node, Path as TreePath, parse};
use crate::diagnosis::Source;
use crate::time::SimDuration;
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What is swept.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepFile {
    /// The scenario.
    pub scenario: PathBuf,
    /// Seed of all random numbers, instead of the scenario's.
    pub seed: Option<u64>,
    /// Simulated time, instead of the scenario's.
    pub duration: Option<SimDuration>,
    /// Replications of each point.
    pub replications: Option<u64>,
    /// Metrics that charts are drawn of.
    pub charts: Vec<String>,
    /// `KEY=VALUE` for what is the same at every point.
    pub set: Vec<String>,
    /// The axes: for each the keys that change together, with their values as they would stand behind `KEY=`.
    pub vary: Vec<Vec<(String, Vec<String>)>>,
}

/// As it is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    version: u32,
    scenario: String,
    seed: Option<u64>,
    duration: Option<Duration>,
    replications: Option<u64>,
    charts: Option<Vec<String>>,
    set: Option<IndexMap<String, toml::Value>>,
    vary: Vec<IndexMap<String, Vec<toml::Value>>>,
}

impl SweepFile {
    /// Reads a file; `None` if it is not about a sweep, but perhaps a scenario. A sweep names the scenario, or varies
    /// something, which no scenario does.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &Path) -> Result<Option<Self>, ScenarioError> {
        let Some(text) = document::text_of(path)? else { return Ok(None) };
        let Ok(root) = parse::parse_file(&text) else { return Ok(None) };
        if root.get("vary").is_none() && root.get("scenario").is_none() {
            return Ok(None);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = typed(&root).map(|typed| Some(typed.meant(folder)));
        let source = || vec![Source { name: path.display().to_string(), text: text.clone() }];
        file.map_err(|mistake| {
            ScenarioError::new(source(), &root, Wrong { mistakes: vec![mistake], ..Wrong::default() })
        })
    }
}

/// What was typed, if it makes sense.
fn typed(root: &Node) -> Result<Typed, Mistake> {
    let typed: Typed = decode(root)?;
    let path = TreePath::root();
    if typed.version != VERSION {
        let label = format!("this program knows version {VERSION} only");
        return Err(Mistake::titled(path.to("version"), "unknown version of the language of sweeps", label));
    }
    let vary = path.to("vary");
    for (number, axis) in typed.vary.iter().enumerate() {
        let here = vary.to(number);
        if axis.is_empty() {
            return Err(Mistake::titled(here, "this [[vary]] varies nothing", "give a key and its values"));
        }
        if let Some((key, _)) = axis.iter().find(|(_, values)| values.is_empty()) {
            return Err(Mistake::titled(here.to(key.as_str()), format!("`{key}` has no values"), "an empty list"));
        }
    }
    Ok(typed)
}

impl Typed {
    fn meant(self, folder: &Path) -> SweepFile {
        let written = |values: Vec<toml::Value>| values.iter().map(toml::Value::to_string).collect();
        let axis = |keys: IndexMap<String, Vec<toml::Value>>| {
            keys.into_iter().map(|(key, values)| (key, written(values))).collect()
        };
        let set = self.set.unwrap_or_default();
        SweepFile {
            scenario: folder.join(self.scenario),
            seed: self.seed,
            duration: self.duration.map(|Duration(duration)| duration),
            replications: self.replications,
            charts: self.charts.unwrap_or_default(),
            set: set.into_iter().map(|(key, value)| format!("{key}={value}")).collect(),
            vary: self.vary.into_iter().map(axis).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(text: &str) -> Result<Option<SweepFile>, ScenarioError> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("load.toml");
        fs::write(&path, text).unwrap();
        SweepFile::read(&path)
            .map(|file| file.map(|file| SweepFile { scenario: file.scenario.file_name().unwrap().into(), ..file }))
    }

    fn said(text: &str) -> String {
        read(text).unwrap_err().render(false)
    }

    #[test]
    fn a_sweep_is_read_with_its_axes_in_order() {
        let text = "version = 1\nscenario = \"two.toml\"\nseed = 3\n[set]\n\"run.duration\" = \"20s\"\n\
            [[vary]]\n\"client.0.arrivals.poisson.utilization\" = [0.5, 0.9]\n\
            [[vary]]\nb = [\"rr\", { exponential = { mean = \"1s\" } }]\na = [1, true]\n";
        let file = read(text).unwrap().expect("a sweep");
        assert_eq!((file.scenario.to_str(), file.seed, file.replications), (Some("two.toml"), Some(3), None));
        assert_eq!(file.set, ["run.duration=\"20s\""]);
        assert_eq!(file.vary[0][0].1, ["0.5", "0.9"]);
        let (key, values) = &file.vary[1][0];
        assert_eq!((key.as_str(), &values[0][..]), ("b", "\"rr\""));
        assert_eq!(values[1], "{ exponential = { mean = \"1s\" } }");
        assert_eq!(file.vary[1][1], ("a".to_owned(), vec!["1".to_owned(), "true".to_owned()]));
    }

    #[test]
    fn a_scenario_is_no_sweep_and_neither_is_a_folder() {
        assert_eq!(read("version = 1\ntitle = \"a scenario\"\n").unwrap(), None);
        assert_eq!(read("this is not TOML").unwrap(), None);
        assert_eq!(SweepFile::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap(), None);
    }

    #[test]
    fn mistakes_are_shown_with_their_place() {
        let unknown = said("version = 1\nscenario = \"a\"\nreplicatons = 3\nvary = []\n");
        assert!(unknown.contains("unknown key `replicatons`") && unknown.contains("did you mean `replications`?"));
        assert!(unknown.contains("load.toml:3"), "{unknown}");
        assert!(said("version = 1\nscenario = \"a\"\n").contains("vary"));
        assert!(said("version = 2\nscenario = \"a\"\nvary = []").contains("unknown version"));
        assert!(said("version = 1\nscenario = \"a\"\n[[vary]]\nb = []\n").contains("`b` has no values"));
        assert!(said("version = 1\nscenario = \"a\"\n[[vary]]\n").contains("varies nothing"));
    }
}
