//! Figures written by hand: a statement a line, words apart by spaces, labels in quotes, comments after `#`.

use std::ops::Range;

use crate::engine::Fault;

/// A line of a script.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    start: usize,
    text: &'a str,
}

/// A word or a quoted label.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub text: String,
    pub quoted: bool,
    pub span: Range<usize>,
}

/// The lines of `text`, empty ones too.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        Line { start: here, text: line.trim_end() }
    })
}

/// What each line that says something says, and where it stands; what cannot be read goes into `faults`.
pub(crate) fn statements(text: &str, faults: &mut Vec<Fault>) -> Vec<(Vec<Word>, Range<usize>)> {
    let mut all = Vec::new();
    for line in lines(text) {
        match line.words() {
            Ok(words) if words.is_empty() => {}
            Ok(words) => all.push((words, line.span())),
            Err(fault) => faults.push(fault),
        }
    }
    all
}

impl Line<'_> {
    /// Where the line stands in the script, without its indent.
    pub(crate) fn span(&self) -> Range<usize> {
        let indent = self.text.len() - self.text.trim_start().len();
        self.start + indent..self.start + self.text.len()
    }

    /// Words apart by spaces, labels in quotes, up to a `#`.
    ///
    /// # Errors
    ///
    /// A quote that is not closed.
    pub(crate) fn words(&self) -> Result<Vec<Word>, Fault> {
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(skip) = self.text[at..].find(|c: char| !c.is_whitespace()) {
            at += skip;
            let rest = &self.text[at..];
            let (text, quoted, len) = if let Some(inside) = rest.strip_prefix('"') {
                let Some(end) = inside.find('"') else {
                    let span = self.start + at..self.start + self.text.len();
                    return Err(Fault::at(span, "the quote is not closed"));
                };
                (&inside[..end], true, end + 2)
            } else if rest.starts_with('#') {
                break;
            } else {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..end], false, end)
            };
            let span = self.start + at..self.start + at + len;
            words.push(Word { text: text.to_owned(), quoted, span });
            at += len;
        }
        Ok(words)
    }
}
