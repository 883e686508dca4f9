//! Tables: how wide their columns are is decided here, where all cells are known.

use super::{Emit, Style};
use crate::cells::{cells, longest_word};
use crate::tree::{Element, Node};
use crate::typst::{array, string};

/// Cells between two columns.
const GUTTER: f64 = 2.4;

/// No column asks for more than this, however long its text.
const WIDEST: f64 = 60.0;

/// A word longer than this is broken.
const LONGEST_WORD: usize = 22;

impl Emit<'_> {
    pub(super) fn table(&mut self, element: &Element) {
        let caption = self.caption.take();
        let mut head = Vec::new();
        let mut rows = Vec::new();
        collect(element, false, &mut head, &mut rows);
        let count = head.iter().chain(&rows).map(|row| columns(row)).max().unwrap_or(0);
        if count == 0 {
            return;
        }
        let widths = self.widths(&head, &rows, count);
        let aligns = (0..count).map(|column| align(&head, &rows, column));
        let mut parts = vec![
            format!("\n  columns: {}", array(widths)),
            format!("\n  align: {}", array(aligns)),
        ];
        if let Some(caption) = &caption {
            parts.extend(self.caption_arguments(caption));
        }
        let head_cells = self.row(&head.concat());
        parts.push(format!("\n  head: {}", array(head_cells)));
        for row in &rows {
            parts.push(format!("\n  {}", self.row(row).join(", ")));
        }
        self.out.push_str(&format!("#data-table({},\n)\n\n", parts.join(",")));
    }

    /// The caption that stands before the table: its label, number and text.
    fn caption_arguments(&mut self, caption: &Element) -> [String; 3] {
        let label = caption.get("id").map(|id| self.label(id));
        let (number, text) = self.caption(caption);
        [
            format!("\n  label: {}", crate::typst::optional(label.as_deref())),
            format!("\n  number: {number}"),
            format!("\n  caption: {text}"),
        ]
    }

    /// Number and text of a caption, as Typst.
    pub(super) fn caption(&mut self, caption: &Element) -> (String, String) {
        let number = caption.find(&|e| e.has_class("fig-number"));
        let written = number.map(|number| string(number.text().trim()));
        let rest: Vec<Node> = caption
            .children
            .iter()
            .filter(|node| !matches!(node, Node::Element(e) if e.has_class("fig-number")))
            .cloned()
            .collect();
        let text = self.apart_as(Style::Short, |emit| emit.flow(&rest));
        (written.unwrap_or_else(|| "none".to_owned()), text)
    }

    fn row(&mut self, row: &[&Element]) -> Vec<String> {
        row.iter()
            .map(|cell| {
                let body = self.apart(|emit| {
                    if let Some(id) = cell.get("id") {
                        emit.anchor(id);
                    }
                    emit.flow(&cell.children);
                });
                let spans: String = ["colspan", "rowspan"]
                    .iter()
                    .filter_map(|name| {
                        let count: u32 = cell.get(name)?.parse().ok().filter(|n| *n > 1)?;
                        Some(format!("{name}: {count}, "))
                    })
                    .collect();
                if spans.is_empty() { body } else { format!("table.cell({spans}{body})") }
            })
            .collect()
    }

    /// `auto` for each column if all fit; else shares of the line.
    fn widths(&self, head: &[Vec<&Element>], rows: &[Vec<&Element>], count: usize) -> Vec<String> {
        let mut natural = vec![1.0_f64; count];
        let mut whole = vec![1.0_f64; count];
        let mut least = vec![1.0_f64; count];
        for row in head.iter().chain(rows).filter(|row| row.len() == count) {
            for (column, cell) in row.iter().enumerate() {
                let text = Self::plain(cell);
                whole[column] = whole[column].max(as_f64(cells(&text)));
                natural[column] = whole[column].min(WIDEST);
                let word = longest_word(&text).min(LONGEST_WORD);
                least[column] = least[column].max(as_f64(word));
            }
        }
        let room = self.paper.cells() - GUTTER * as_f64(count);
        if whole.iter().sum::<f64>() <= room {
            return vec!["auto".to_owned(); count];
        }
        let wishes: Vec<f64> =
            natural.iter().zip(&least).map(|(n, l)| (n - l).max(0.0).powf(0.75)).collect();
        let free = (room - least.iter().sum::<f64>()).max(0.0);
        let wished: f64 = wishes.iter().sum::<f64>().max(1.0);
        let width =
            |(least, wish): (&f64, &f64)| format!("{:.1}fr", least + free * wish / wished + GUTTER);
        least.iter().zip(&wishes).map(width).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "widths of cells are small numbers")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// The rows of a table, those of its head apart.
fn collect<'b>(
    element: &'b Element,
    in_head: bool,
    head: &mut Vec<Vec<&'b Element>>,
    rows: &mut Vec<Vec<&'b Element>>,
) {
    let is_cell = |child: &&Element| matches!(child.name.as_str(), "th" | "td");
    let own: Vec<&Element> = element.elements().filter(is_cell).collect();
    if !own.is_empty() {
        let all_heads = rows.is_empty() && head.is_empty() && own.iter().all(|c| c.name == "th");
        if in_head || all_heads { head.push(own) } else { rows.push(own) }
    }
    for child in element.elements().filter(|child| !is_cell(child)) {
        collect(child, in_head || child.name == "thead", head, rows);
    }
}

fn columns(row: &[&Element]) -> usize {
    row.iter()
        .map(|cell| cell.get("colspan").and_then(|count| count.parse().ok()).unwrap_or(1_usize))
        .sum()
}

/// Markdown gives each cell its column's alignment.
fn align(head: &[Vec<&Element>], rows: &[Vec<&Element>], column: usize) -> &'static str {
    let cell = head.iter().chain(rows).find_map(|row| row.get(column));
    match cell.and_then(|cell| cell.get("align")) {
        Some("center") => "center",
        Some("right") => "right",
        _ => "left",
    }
}
