//! Rows of text in columns: the first to the left, the others to the right.

use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write;

/// The table as text, three spaces between its columns.
pub(super) fn aligned<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    aligned_after(1, header.map(str::to_owned).to_vec(), rows.into_iter().map(Vec::from))
}

/// The same with so many columns to the left, and as many in all as the header has.
pub(super) fn aligned_after(
    to_the_left: usize,
    header: Vec<String>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    table.add_rows(rows);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 3));
        if index >= to_the_left {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
