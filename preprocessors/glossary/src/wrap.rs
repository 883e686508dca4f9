//! Where the brackets of a link may go without changing what the Markdown around them means.
//!
//! CommonMark decides by the characters beside a run of `*` whether it opens or closes emphasis. A bracket is
//! punctuation, so `在**共识算法**中` would lose its bold as `在**[共识](…)算法**中`. A term that fills its
//! emphasis takes the marks along (`在[**共识**](…)中`); one that only touches a mark is left alone there.

use std::ops::Range;

const MARKS: [char; 3] = ['*', '_', '~'];

/// What one block holds besides its text.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Outer ranges of its emphasis.
    pub(crate) emphases: Vec<Range<usize>>,
    /// Where a straight quote became a curly one, and which.
    pub(crate) quotes: Vec<(usize, char)>,
    /// Whether a `*`, `_` or `~` in it is text.
    pub(crate) literal: bool,
}

impl Marks {
    /// Notes the marks in a piece of text.
    pub(crate) fn note(&mut self, piece: &str) {
        self.literal |= piece.contains(MARKS);
    }

    /// Whether the marks of `emphasis` can pair with nothing but each other: no other mark is free, and as many
    /// open as close, since CommonMark compares the lengths of runs that can do both.
    fn settled(&self, emphasis: &str) -> bool {
        let inner = emphasis.trim_start_matches(MARKS);
        let open = emphasis.len() - inner.len();
        !self.literal && open == inner.len() - inner.trim_end_matches(MARKS).len()
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.emphases.clear();
        self.quotes.clear();
        self.literal = false;
    }
}

/// The bytes of `text` that a link on `term` wraps, or nothing where no link can stand.
pub(crate) fn wrap(text: &str, term: Range<usize>, marks: &Marks) -> Option<Range<usize>> {
    let mut range = term;
    let mut around: Vec<&Range<usize>> = marks
        .emphases
        .iter()
        .filter(|outer| outer.start < range.start && range.end < outer.end)
        .collect();
    around.sort_by_key(|outer| outer.len());
    for (depth, outer) in around.iter().enumerate() {
        let outermost = depth + 1 == around.len();
        let left = only_marks(&text[outer.start..range.start]);
        let right = only_marks(&text[range.end..outer.end]);
        if (left || right) && !marks.settled(&text[(*outer).clone()]) {
            return None;
        }
        let outside = match (left, right) {
            (true, true) => {
                range = (*outer).clone();
                continue;
            }
            (false, false) => break,
            (true, false) => text[..outer.start].chars().next_back(),
            (false, true) => text[outer.end..].chars().next(),
        };
        match beside(outside) {
            Beside::Space => break,
            Beside::Punctuation if outermost => break,
            _ => return None,
        }
    }
    (may_open(text, &range, marks) && may_close(text, &range, marks)).then_some(range)
}

fn only_marks(between: &str) -> bool {
    between.chars().all(|c| MARKS.contains(&c))
}

/// What stands outside of a border of emphasis.
enum Beside {
    /// White space, or the end of the text: the border stays one whatever is inside.
    Space,
    /// Beside a bracket the marks could open and close: still a border if no emphasis around can pair with them.
    Punctuation,
    /// A letter or another mark: beside a bracket the marks would be text.
    Other,
}

fn beside(outside: Option<char>) -> Beside {
    match outside {
        None => Beside::Space,
        Some(c) if c.is_whitespace() => Beside::Space,
        Some(c) if c.is_alphanumeric() || is_unseen(c) || MARKS.contains(&c) => Beside::Other,
        Some(_) => Beside::Punctuation,
    }
}

/// Whether a character is neither white space nor punctuation and yet no letter: controls, joiners, accents.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether `before` ends within the second brackets of `[x][y]`: if `y` is no label, `[x]` may still be a link when
/// a bracket comes between.
fn in_label(before: &str) -> bool {
    let open = before.rfind('[').filter(|&open| !before[open..].contains(']'));
    open.is_some_and(|open| before[..open].ends_with(']'))
}

/// Whether an opening bracket may come before the range.
fn may_open(text: &str, range: &Range<usize>, marks: &Marks) -> bool {
    if in_label(&text[..range.start]) {
        return false;
    }
    let mut before = text[..range.start].chars().rev();
    match before.next() {
        // `\[` is no bracket, `![` is an image, `][` is a reference, `^[` is a note.
        Some('\\' | '!' | ']' | '^') => false,
        Some(c) if MARKS.contains(&c) => marks.emphases.iter().any(|outer| {
            (outer.end == range.start && marks.settled(&text[outer.clone()]))
                || (outer.start < range.start
                    && range.start < outer.end
                    && only_marks(&text[outer.start..range.start]))
        }),
        // Before a bracket a straight quote may close, where before a letter it could only open.
        Some(quote @ ('"' | '\'')) if before.next().is_some_and(|c| !c.is_whitespace()) => {
            let earlier = marks.quotes.iter().rev().find(|(at, curly)| {
                *at + 1 < range.start && (quote == '"') == matches!(curly, '“' | '”')
            });
            earlier.is_none_or(|(_, curly)| *curly == '”')
        }
        _ => true,
    }
}

/// Whether the end of a link may come after the range.
fn may_close(text: &str, range: &Range<usize>, marks: &Marks) -> bool {
    match text[range.end..].chars().next() {
        Some(c) if MARKS.contains(&c) => marks.emphases.iter().any(|outer| {
            (outer.start == range.end && marks.settled(&text[outer.clone()]))
                || (outer.start < range.end
                    && range.end < outer.end
                    && only_marks(&text[range.end..outer.end]))
        }),
        // After a parenthesis a straight quote may open, where after a letter it could only close.
        Some('"') => marks.quotes.contains(&(range.end, '”')),
        // And a single one may close, where after emphasis it could only open.
        Some('\'') => !marks.quotes.contains(&(range.end, '‘')),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wraps 共识 in a text whose emphasis is the range of the bytes between the first and last `*`.
    fn wrapped(text: &str) -> Option<String> {
        let start = text.find("共识").unwrap();
        let mut marks = Marks::default();
        let end = text.rfind('*').unwrap() + 1;
        marks.emphases.push(text.find('*').unwrap()..end);
        let range = wrap(text, start..start + "共识".len(), &marks)?;
        Some(format!("{}[{}]{}", &text[..range.start], &text[range.clone()], &text[range.end..]))
    }

    #[test]
    fn emphasis_goes_along_or_the_term_is_left_alone() {
        assert_eq!(wrapped("在**共识**中").unwrap(), "在[**共识**]中");
        assert_eq!(wrapped("在**共识算法**中"), None);
        assert_eq!(
            wrapped("在**共识算法**中".trim_start_matches('在')).unwrap(),
            "**[共识]算法**中"
        );
        assert_eq!(wrapped("**基于共识**中"), None);
        assert_eq!(wrapped("**基于共识**。").unwrap(), "**基于[共识]**。");
        assert_eq!(wrapped("**基于共识算法**中").unwrap(), "**基于[共识]算法**中");
        assert_eq!(wrapped("共识**算法**").unwrap(), "[共识]**算法**");
        assert_eq!(wrapped("**算法**共识").unwrap(), "**算法**[共识]");
    }

    #[test]
    fn characters_that_would_swallow_the_bracket() {
        for text in ["!共识", "\\共识", "[^1]共识", "*共识", "共识_"] {
            let start = text.find("共识").unwrap();
            assert_eq!(wrap(text, start..start + 6, &Marks::default()), None, "{text}");
        }
    }
}
