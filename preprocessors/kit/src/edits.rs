//! Byte-range edits: the one way in which a stage changes text.

use std::ops::Range;

/// Replacements of byte ranges of one text. Ranges may come in any order and never overlap.
#[derive(Debug, Default)]
pub struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// No edit yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `text` in place of `range`.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.edits.push((range, text.into()));
    }

    /// Puts `text` before the byte at `offset`.
    pub fn insert(&mut self, offset: usize, text: impl Into<String>) {
        self.replace(offset..offset, text);
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edited text. Bytes outside the ranges are copied as they are.
    ///
    /// # Panics
    ///
    /// If two ranges overlap or one ends beyond `text`: both are errors of the stage.
    pub fn apply(mut self, text: &str) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out =
            String::with_capacity(text.len() + self.edits.iter().map(|e| e.1.len()).sum::<usize>());
        let mut done = 0;
        for (range, replacement) in &self.edits {
            assert!(range.start >= done, "edits overlap at byte {}", range.start);
            out.push_str(&text[done..range.start]);
            out.push_str(replacement);
            done = range.end;
        }
        out.push_str(&text[done..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applies_in_order_of_position() {
        let mut edits = Edits::new();
        edits.replace(4..7, "C");
        edits.insert(0, "> ");
        assert_eq!(edits.apply("aaa bbb ccc"), "> aaa C ccc");
    }

    #[test]
    #[should_panic(expected = "edits overlap at byte 1")]
    fn refuses_overlaps() {
        let mut edits = Edits::new();
        edits.replace(0..2, "x");
        edits.replace(1..3, "y");
        edits.apply("abcd");
    }
}
