//! The answer in words, and the curve as a table.

use super::{CapacityDocument, ObjectiveRecord};
use crate::report::columns::aligned_after;
use crate::report::experiment::terminal::with_unit;
use crate::report::number::{human_to, seconds_to};
use crate::report::terminal::{Terminal, alarm, bold};

/// Digits of a load.
const DIGITS: usize = 4;

/// The summary.
pub fn summary(document: &CapacityDocument, terminal: Terminal) -> String {
    let mut text = format!("{}\n", bold(&document.title, terminal));
    let objectives: Vec<String> = document.objectives.iter().map(in_words).collect();
    text.push_str(&format!(
        "lvsim {}, seed {}   {}, found with {} replications of {} s\n\n",
        document.version,
        document.seed,
        objectives.join(" and "),
        document.curve.iter().map(|place| place.replications).sum::<usize>(),
        document.duration.as_secs_f64(),
    ));
    let answer = answer(document);
    let is_missing = document.holds.is_none();
    text.push_str(&format!("{}\n\n", if is_missing { alarm(&answer, terminal) } else { bold(&answer, terminal) }));
    let mut header = vec![document.over.clone(), "arrivals/s".to_owned()];
    header.extend(document.objectives.iter().map(|objective| objective.metric.clone()));
    header.extend(["replications", ""].map(str::to_owned));
    let rows = document.curve.iter().map(|place| {
        let number = |written: crate::report::number::Written| human_to(written.0, DIGITS);
        let mut row = vec![number(place.at), place.arrivals_per_s.map_or_else(|| "-".to_owned(), number)];
        for (estimate, objective) in place.estimates.iter().zip(&document.objectives) {
            row.push(match (estimate.value, estimate.low) {
                (Some(value), Some(low)) => {
                    let half = value.0 - low.0;
                    format!("{} ± {}", with_unit(value.0, &objective.unit), with_unit(half, &objective.unit))
                }
                (Some(value), None) => with_unit(value.0, &objective.unit),
                _ => "-".to_owned(),
            });
        }
        let reason = if place.no_steady_state.is_some() { "fails: no steady state" } else { &place.verdict };
        row.extend([place.replications.to_string(), reason.to_owned()]);
        row
    });
    text.push_str(&aligned_after(0, header, rows));
    text
}

/// An objective as it is typed.
pub fn in_words(objective: &ObjectiveRecord) -> String {
    let limit = match objective.unit.as_str() {
        "s" => seconds_to(objective.limit.0, 6),
        "1" => human_to(objective.limit.0, 6),
        unit => format!("{} {unit}", human_to(objective.limit.0, 6)),
    };
    format!("{} {} {limit}", objective.metric, objective.bound)
}

/// The answer, in one sentence.
fn answer(document: &CapacityDocument) -> String {
    let number = |written: crate::report::number::Written| human_to(written.0, DIGITS);
    let is_load = document.over == "load";
    let times = |written| if is_load { format!("{} times the load", number(written)) } else { number(written) };
    let (holds, fails) = (document.holds, document.fails);
    let rate = document.holds_arrivals_per_s.map_or_else(String::new, |rate| format!(" ({} requests/s)", number(rate)));
    match (holds, fails) {
        (Some(holds), Some(fails)) if document.is_certain && is_load => {
            format!("holds up to {}{rate}, and no more at {}", times(holds), number(fails))
        }
        (Some(holds), Some(fails)) if document.is_certain => {
            format!("{} = {} is enough, and {} is not", document.over, number(holds), number(fails))
        }
        (Some(holds), Some(fails)) => {
            let guess =
                document.estimate.map_or_else(String::new, |at| format!("; the curve meets a limit at {}", number(at)));
            let name = if is_load { String::new() } else { format!("{} = ", document.over) };
            format!(
                "holds at {name}{}{}, fails at {}: these replications cannot tell between them{guess}",
                times(holds),
                if is_load { rate.as_str() } else { "" },
                number(fails)
            )
        }
        (Some(holds), None) if is_load => format!("holds at every load that was tried, up to {}", times(holds)),
        (Some(holds), None) => {
            format!("{} = {} is enough, and fewer were not found to fail", document.over, number(holds))
        }
        (None, Some(fails)) if is_load => {
            format!("holds at no load that was tried, and fails at {} already", times(fails))
        }
        (None, Some(fails)) => {
            format!("not enough: {} = {} fails, and no more of it was found to hold", document.over, number(fails))
        }
        (None, None) => "these replications cannot tell anything: more of them, or longer ones, could".to_owned(),
    }
}
