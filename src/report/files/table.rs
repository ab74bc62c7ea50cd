//! CSV tables: rows are structs, columns are their fields.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The text of a table. Its header stands even over no rows: it is that of a default row.
pub(in crate::report) fn write<R: Serialize + Default>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut is_empty = true;
    for row in rows {
        writer.serialize(row).expect("a row of plain fields fits a table in memory");
        is_empty = false;
    }
    if is_empty {
        writer.serialize(R::default()).expect("a row of plain fields fits a table in memory");
    }
    let mut text = writer.into_inner().expect("memory takes what is flushed to it");
    if is_empty {
        let header = text.iter().position(|&byte| byte == b'\n').map_or(text.len(), |end| end + 1);
        text.truncate(header);
    }
    text
}

/// The rows of a table; the columns are found by their names. What is wrong is said with its line.
pub(super) fn read<R: DeserializeOwned>(text: &str) -> Result<Vec<R>, String> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.map_err(|error| error.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Serialize, Deserialize, Default, PartialEq, Debug)]
    struct Row {
        server: String,
        latency_s: Option<f64>,
    }

    #[test]
    fn a_table_without_rows_still_names_its_columns() {
        let text = write::<Row>([]);
        assert_eq!(text, b"server,latency_s\n");
        assert_eq!(read::<Row>("server,latency_s\n"), Ok(vec![]));
    }

    #[test]
    fn awkward_names_and_missing_values_survive() {
        let row = || Row { server: "a,\"b\"\nc".to_owned(), latency_s: None };
        let text = String::from_utf8(write([row(), Row { server: String::new(), latency_s: Some(1e-7) }])).unwrap();
        assert_eq!(text, "server,latency_s\n\"a,\"\"b\"\"\nc\",\n,1e-7\n");
        assert_eq!(read::<Row>(&text).unwrap()[0], row());
    }

    #[test]
    fn a_wrong_field_is_reported_with_its_line() {
        let error = read::<Row>("server,latency_s\na,0.5\nb,fast\n").unwrap_err();
        assert!(error.contains("line: 3"), "{error}");
    }
}
