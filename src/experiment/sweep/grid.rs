//! Which values a sweep gives to which keys: every combination of its axes.

use std::fmt;

/// More points than this are a slip of the finger.
const MOST_POINTS: usize = 100_000;

/// One axis of a sweep: a key and its values, or several keys whose values go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The keys of the scenario, as paths.
    pub keys: Vec<String>,
    /// Its steps; in each a value for every key, as it would stand behind `KEY=`.
    pub steps: Vec<Vec<String>>,
}

/// Every combination of the steps of some axes, the last axis changing fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    axes: Vec<Axis>,
}

/// What is wrong with the axes of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// Nothing is varied.
    #[error("nothing is varied: give at least one key with its values, such as --vary virtual_server.0.lb_algo=rr,wlc")]
    NoAxis,
    /// A key without an equals sign or without values.
    #[error("`{0}` has no values: write KEY=A,B,C")]
    NoValues(String),
    /// An empty value between two commas.
    #[error("one of the values of `{0}` is empty")]
    EmptyValue(String),
    /// A key in two places.
    #[error("`{0}` is varied twice")]
    KeyTwice(String),
    /// The same value in two places of an axis.
    #[error("`{key}` has the value {value} twice")]
    ValueTwice {
        /// The keys of the axis.
        key: String,
        /// The values of the step.
        value: String,
    },
    /// Lists that go together have different lengths.
    #[error(
        "values that go together have to be equally many: `{first}` has {first_count}, `{second}` has {second_count}"
    )]
    Unpaired {
        /// One key.
        first: String,
        /// How many values it has.
        first_count: usize,
        /// Another key.
        second: String,
        /// How many values that has.
        second_count: usize,
    },
    /// More points than anybody can want.
    #[error("a sweep has at most {MOST_POINTS} points, and this one has {0}")]
    TooMany(usize),
}

impl Axis {
    /// The axis of one key, from `KEY=A,B,C`. Commas within brackets, braces or quotes belong to a value.
    ///
    /// # Errors
    /// A key without values, or an empty value.
    pub fn parse(text: &str) -> Result<Self, GridError> {
        let no_values = || GridError::NoValues(text.trim().to_owned());
        let equals = top_level(text, '=').next().ok_or_else(no_values)?;
        let (key, values) = (text[..equals].trim(), &text[equals + 1..]);
        if key.is_empty() || values.trim().is_empty() {
            return Err(no_values());
        }
        let mut steps = Vec::new();
        let mut start = 0;
        for end in top_level(values, ',').chain([values.len()]) {
            steps.push(vec![values[start..end].trim().to_owned()]);
            start = end + 1;
        }
        Self { keys: vec![key.to_owned()], steps }.checked()
    }

    /// One axis of several, whose values go together: the first with the first, the second with the second.
    ///
    /// # Errors
    /// If they are not equally long, or if there is none.
    pub fn together(axes: Vec<Self>) -> Result<Self, GridError> {
        let mut axes = axes.into_iter();
        let mut all = axes.next().ok_or(GridError::NoAxis)?;
        for axis in axes {
            if axis.steps.len() != all.steps.len() {
                let [first, second] = [&all, &axis].map(|axis| axis.keys[0].clone());
                let (first_count, second_count) = (all.steps.len(), axis.steps.len());
                return Err(GridError::Unpaired { first, first_count, second, second_count });
            }
            all.keys.extend(axis.keys);
            all.steps.iter_mut().zip(axis.steps).for_each(|(step, further)| step.extend(further));
        }
        all.checked()
    }

    /// The values of a step as people read them, for every key.
    pub fn shown(&self, step: usize) -> impl Iterator<Item = &str> {
        self.steps[step].iter().map(|value| unquoted(value))
    }

    fn checked(self) -> Result<Self, GridError> {
        let key = || self.keys.join(", ");
        if self.steps.is_empty() {
            return Err(GridError::NoValues(key()));
        }
        if self.steps.iter().flatten().any(String::is_empty) {
            return Err(GridError::EmptyValue(key()));
        }
        Ok(self)
    }

    /// The first step that was there before.
    fn step_twice(&self) -> Option<GridError> {
        let twice = (1..self.steps.len()).find(|&step| self.steps[..step].contains(&self.steps[step]))?;
        Some(GridError::ValueTwice { key: self.keys.join(", "), value: self.steps[twice].join(", ") })
    }
}

impl Grid {
    /// Every combination of the steps of these axes.
    ///
    /// # Errors
    /// No axis, a key in two of them, a value twice in one, or too many points.
    pub fn new(axes: Vec<Axis>) -> Result<Self, GridError> {
        if axes.is_empty() {
            return Err(GridError::NoAxis);
        }
        let keys: Vec<&String> = axes.iter().flat_map(|axis| &axis.keys).collect();
        if let Some(index) = (1..keys.len()).find(|&index| keys[..index].contains(&keys[index])) {
            return Err(GridError::KeyTwice(keys[index].clone()));
        }
        if let Some(twice) = axes.iter().find_map(Axis::step_twice) {
            return Err(twice);
        }
        let points = axes.iter().fold(1_usize, |points, axis| points.saturating_mul(axis.steps.len()));
        if points > MOST_POINTS {
            return Err(GridError::TooMany(points));
        }
        Ok(Self { axes })
    }

    /// Its axes.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many points it has.
    pub fn len(&self) -> usize {
        self.axes.iter().map(|axis| axis.steps.len()).product()
    }

    /// Whether it has no point, which none has.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At which step of each axis a point is.
    pub fn steps(&self, point: usize) -> Vec<usize> {
        let mut rest = point;
        let mut steps: Vec<usize> = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            steps.push(rest % axis.steps.len());
            rest /= axis.steps.len();
        }
        steps.reverse();
        steps
    }

    /// `KEY=VALUE` for every key at a point.
    pub fn overrides(&self, point: usize) -> Vec<String> {
        let axes = self.axes.iter().zip(self.steps(point));
        let pairs = axes.flat_map(|(axis, step)| axis.keys.iter().zip(&axis.steps[step]));
        pairs.map(|(key, value)| format!("{key}={value}")).collect()
    }

    /// The value of every key at a point, as people read it.
    pub fn values(&self, point: usize) -> Vec<String> {
        let axes = self.axes.iter().zip(self.steps(point));
        axes.flat_map(|(axis, step)| axis.shown(step).map(str::to_owned)).collect()
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |axis: &Axis| format!("{} ({})", axis.keys.join(" with "), axis.steps.len());
        f.write_str(&self.axes.iter().map(name).collect::<Vec<_>>().join(" by "))
    }
}

/// Where a character stands in a text outside of brackets, braces and quotes.
fn top_level(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let (mut depth, mut quote) = (0_i32, None);
    text.char_indices().filter_map(move |(at, letter)| {
        match (quote, letter) {
            (Some(end), _) if letter == end => quote = None,
            (Some(_), _) => return None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        (quote.is_none() && depth == 0 && letter == wanted).then_some(at)
    })
}

fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(text: &str) -> Axis {
        Axis::parse(text).unwrap()
    }

    #[test]
    fn a_grid_has_every_combination_and_the_last_axis_changes_fastest() {
        let grid = Grid::new(vec![axis("a.b=1,2"), axis("c = rr, wlc ,sh")]).unwrap();
        let points: Vec<String> = (0..grid.len()).map(|point| grid.overrides(point).join(" ")).collect();
        assert_eq!(points, ["a.b=1 c=rr", "a.b=1 c=wlc", "a.b=1 c=sh", "a.b=2 c=rr", "a.b=2 c=wlc", "a.b=2 c=sh"]);
        assert_eq!((grid.steps(5), grid.values(4)), (vec![1, 2], vec!["2".to_owned(), "wlc".to_owned()]));
    }

    #[test]
    fn lists_that_go_together_are_one_axis() {
        let both = Axis::together(vec![axis("a=1,2"), axis("b=x,x")]).unwrap();
        let grid = Grid::new(vec![both, axis("c=5")]).unwrap();
        assert_eq!(grid.len(), 2);
        assert_eq!(grid.overrides(1), ["a=2", "b=x", "c=5"]);
    }

    #[test]
    fn commas_in_brackets_and_quotes_belong_to_a_value() {
        let laws = axis(r#"s={ uniform = { min = "1s", max = "2s" } },"a,b",[1,2]"#);
        assert_eq!(laws.steps.len(), 3);
        assert_eq!(laws.shown(1).collect::<Vec<_>>(), ["a,b"]);
        assert_eq!(axis(r#""x=y".z=1"#).keys, [r#""x=y".z"#]);
    }

    #[test]
    fn what_is_wrong_with_axes_is_said() {
        let said = |text: &str| Axis::parse(text).unwrap_err().to_string();
        assert_eq!(said("run.seed"), "`run.seed` has no values: write KEY=A,B,C");
        assert_eq!(said("run.seed="), "`run.seed=` has no values: write KEY=A,B,C");
        assert_eq!(said("run.seed=1,,2"), "one of the values of `run.seed` is empty");
        let twice = Grid::new(vec![axis("run.seed=1,2,1")]).unwrap_err().to_string();
        assert_eq!(twice, "`run.seed` has the value 1 twice");
        assert_eq!(Grid::new(vec![axis("a=1"), axis("a=2")]), Err(GridError::KeyTwice("a".to_owned())));
        let uneven = Axis::together(vec![axis("a=1,2"), axis("b=1")]).unwrap_err().to_string();
        assert_eq!(uneven, "values that go together have to be equally many: `a` has 2, `b` has 1");
        assert_eq!(Grid::new(Vec::new()), Err(GridError::NoAxis));
        let long =
            |key: &str| axis(&format!("{key}={}", (0..1_000).map(|i| i.to_string()).collect::<Vec<_>>().join(",")));
        assert_eq!(Grid::new(vec![long("a"), long("b")]), Err(GridError::TooMany(1_000_000)));
    }
}
