//! `docs/metrics.md` against the metric table.

use crate::tables::{check_page, table};
use lvsim::stats::METRICS;

#[test]
fn the_page_of_metrics_is_the_table_of_metrics() {
    let names = check_page("docs/metrics.md", |_| {
        table(
            &["metric", "unit", "what it is"],
            METRICS.iter().map(|metric| {
                vec![format!("`{}`", metric.name), format!("`{}`", metric.unit), metric.meaning.to_owned()]
            }),
        )
    });
    assert_eq!(names, ["metrics"]);
}
