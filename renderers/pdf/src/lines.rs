//! The author's line of each block, for messages about the finished markup.
//!
//! `Chapter::place` finds it exactly, and reads the whole chapter for that. Here it is asked for every block, so
//! it is looked up among the lines that the author and the stages have in common.

use std::collections::HashMap;

use dst_kit::Chapter;

/// The author's lines of one chapter.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    present: Vec<usize>,
    text: String,
    authors: HashMap<String, Vec<usize>>,
    last: usize,
}

impl Lines {
    /// The lines of `chapter`.
    pub(crate) fn new(chapter: &Chapter) -> Self {
        let (source, _) = chapter.place(0..0);
        let mut authors: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, line) in source.text.lines().enumerate() {
            authors.entry(line.to_owned()).or_default().push(number + 1);
        }
        let starts = chapter.content.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            present: std::iter::once(0).chain(starts).collect(),
            text: chapter.content.clone(),
            authors,
            last: 1,
        }
    }

    /// The author's line for a byte of the present text, or the one before it that is known.
    pub(crate) fn at(&mut self, offset: usize) -> usize {
        let row = self.present.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.present.get(row).copied().unwrap_or_default();
        let line = self.text[start..].lines().next().unwrap_or_default();
        if let Some(numbers) = self.authors.get(line)
            && let Some(number) = numbers.iter().find(|number| **number >= self.last)
        {
            self.last = *number;
        }
        self.last
    }
}
