//! The measured numbers as a table: CSV, or JSON with one object a row.

use std::ops::Range;

use crate::engine::Fault;

/// One value with its place in the source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub text: String,
    pub span: Range<usize>,
}

/// Named columns and their rows; every row has a cell for every column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    /// The number here, if it is one: a sign of per cent is not part of it. An empty cell or a `-` was not measured.
    pub(super) fn number(&self) -> Result<Option<f64>, Fault> {
        let text = self.text.trim();
        if text.is_empty() || text == "-" {
            return Ok(None);
        }
        let digits = text.strip_suffix('%').unwrap_or(text).trim_end();
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(Fault::at(self.span.clone(), format!("`{text}` is no number")).help(
                "a chart draws numbers: put units into the column's name, and leave a cell empty that was not measured",
            )),
        }
    }
}

/// Reads `text`. Empty lines of a CSV, and those that begin with `#`, say nothing.
///
/// # Errors
///
/// Every row that has another number of cells than the first line, or JSON that is no list of flat objects.
pub(super) fn read(text: &str) -> Result<Table, Vec<Fault>> {
    let table = if text.trim_start().starts_with('[') { json(text) } else { csv(text) }?;
    if table.rows.is_empty() {
        return Err(vec![Fault::somewhere("the chart has no data").help(
            "the first line names the columns, each line after it is a row: `load,p50,p99`",
        )]);
    }
    Ok(table)
}

fn csv(text: &str) -> Result<Table, Vec<Fault>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut faults = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        let line = line.trim_end();
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let row = cells(line, here);
        match rows.first() {
            Some(first) if first.len() != row.len() => faults.push(
                Fault::at(
                    here..here + line.len(),
                    format!(
                        "the row has {} cells, and there are {} columns",
                        row.len(),
                        first.len()
                    ),
                )
                .help("cells stand apart by commas; one that holds a comma is quoted: `\"a, b\"`"),
            ),
            _ => rows.push(row),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut rows = rows.into_iter();
    let columns = rows.next().unwrap_or_default().into_iter().map(|cell| cell.text).collect();
    Ok(Table { columns, rows: rows.collect() })
}

/// The cells of one line (RFC 4180, without line breaks in cells).
fn cells(line: &str, start: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    let (mut from, mut quoted) = (0, false);
    let ends = line.char_indices().filter_map(|(at, c)| match c {
        '"' => {
            quoted = !quoted;
            None
        }
        ',' if !quoted => Some(at),
        _ => None,
    });
    for end in ends.chain([line.len()]).collect::<Vec<_>>() {
        let raw = line[from..end].trim();
        let inside = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        let text = inside.map_or_else(|| raw.to_owned(), |inside| inside.replace("\"\"", "\""));
        cells.push(Cell { text, span: start + from..start + end });
        from = end + 1;
    }
    cells
}

fn json(text: &str) -> Result<Table, Vec<Fault>> {
    type Row = serde_json::Map<String, serde_json::Value>;
    let rows: Vec<Row> = serde_json::from_str(text).map_err(|error| {
        vec![
            Fault::somewhere(format!("the data cannot be read: {error}"))
                .help("write a list with one object a row: `[{\"load\": 100, \"p99\": 12.5}]`"),
        ]
    })?;
    let mut columns: Vec<String> = Vec::new();
    for key in rows.iter().flat_map(Row::keys) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    let cell = |value: Option<&serde_json::Value>| {
        let text = match value {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        Cell { text, span: 0..0 }
    };
    let rows =
        rows.iter().map(|row| columns.iter().map(|key| cell(row.get(key))).collect()).collect();
    Ok(Table { columns, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_are_the_same_table() {
        let text = |source: &str| {
            let table = read(source).unwrap();
            let rows: Vec<Vec<String>> = table
                .rows
                .into_iter()
                .map(|row| row.into_iter().map(|cell| cell.text).collect())
                .collect();
            (table.columns, rows)
        };
        let csv = text("# 32 clients\nload,p99\n\n100,12.5\n\"1,000\", 20%\n");
        let json = text(r#"[{"load":100,"p99":12.5},{"load":"1,000","p99":"20%"}]"#);
        assert_eq!(csv, json);
    }

    #[test]
    fn a_row_that_is_too_short_is_named() {
        let text = "a,b\n1,2\n3\n";
        let fault = read(text).unwrap_err().remove(0);
        assert_eq!(&text[fault.span.unwrap()], "3");
        assert_eq!(fault.message, "the row has 1 cells, and there are 2 columns");
        assert_eq!(read("a,b\n").unwrap_err()[0].message, "the chart has no data");
    }

    #[test]
    fn a_cell_is_a_number_or_nothing() {
        let cell = |text: &str| Cell { text: text.to_owned(), span: 0..0 }.number();
        assert_eq!(cell("16.77%"), Ok(Some(16.77)));
        assert_eq!(cell("-"), Ok(None));
        assert_eq!(cell("12 ms").unwrap_err().message, "`12 ms` is no number");
        assert!(cell("NaN").is_err());
    }
}
