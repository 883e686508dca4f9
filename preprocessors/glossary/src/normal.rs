//! The form in which names and running text are compared.
//!
//! Full-width letters and digits become ASCII; a hyphen or dash between two words becomes a space, so that
//! `log-replication` is `log replication`; a run of white space becomes one space; and none is left beside a
//! Han character, so that `Raft 算法` is `Raft算法`. A line break between two Han characters is nothing.

use std::ops::Range;

/// Ends a match and a word: code, a link, an image, a footnote label.
pub(crate) const WALL: char = '\u{0}';
/// Ends a match but not a word: the border of emphasis.
pub(crate) const SEAM: char = '\u{1}';

/// A character with the bytes of the source that it stands for.
#[derive(Debug, Clone, Copy)]
struct Piece {
    c: char,
    start: usize,
    end: usize,
}

/// Text to be normalised, with the place of each character.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pieces: Vec<Piece>,
}

impl Raw {
    /// Adds `text`, which stands at `range` of `source`.
    pub(crate) fn text(&mut self, text: &str, source: &str, range: &Range<usize>) {
        if source.get(range.clone()) == Some(text) {
            for (offset, c) in text.char_indices() {
                let start = range.start + offset;
                self.push(c, start..start + c.len_utf8());
            }
        } else {
            // An entity or smart punctuation: one piece that a match takes whole.
            for c in text.chars() {
                self.push(c, range.clone());
            }
        }
    }

    /// Adds one character.
    pub(crate) fn push(&mut self, c: char, range: Range<usize>) {
        self.pieces.push(Piece { c: half_width(c), start: range.start, end: range.end });
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Puts the normal form into `out`.
    pub(crate) fn normalise(&self, out: &mut Normal) {
        out.clear();
        let mut at = 0;
        while let Some(&piece) = self.pieces.get(at) {
            let before = out.text.chars().next_back();
            if piece.c.is_whitespace() {
                let length = self.pieces[at..].iter().take_while(|p| p.c.is_whitespace()).count();
                let gap = &self.pieces[at..at + length];
                let after = self.pieces.get(at + length).map(|p| p.c);
                if !closes(gap, before, after) {
                    out.push(' ', piece.start..gap[length - 1].end);
                }
                at += length;
                continue;
            }
            let joins = is_dash(piece.c)
                && before.is_some_and(is_word)
                && self.pieces.get(at + 1).is_some_and(|next| is_word(next.c));
            if joins {
                out.hyphens.push(out.text.len());
            }
            out.push(if joins { ' ' } else { piece.c }, piece.start..piece.end);
            at += 1;
        }
    }
}

/// Whether the white space `gap` says nothing between these two characters.
fn closes(gap: &[Piece], before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    match (is_han(before), is_han(after)) {
        (true, true) => gap.iter().any(|piece| piece.c == '\n'),
        (false, false) => false,
        _ => true,
    }
}

/// Normalised text, with the place of each byte in the source.
#[derive(Debug, Default)]
pub(crate) struct Normal {
    pub(crate) text: String,
    places: Vec<(usize, usize)>,
    hyphens: Vec<usize>,
}

impl Normal {
    /// The bytes of the source for a range of bytes of [`Normal::text`].
    pub(crate) fn source(&self, range: Range<usize>) -> Range<usize> {
        self.places[range.start].0..self.places[range.end - 1].1
    }

    /// Whether the space at byte `at` was a hyphen between two words.
    pub(crate) fn is_hyphen(&self, at: usize) -> bool {
        self.hyphens.binary_search(&at).is_ok()
    }

    fn push(&mut self, c: char, range: Range<usize>) {
        self.text.push(c);
        self.places.extend(std::iter::repeat_n((range.start, range.end), c.len_utf8()));
    }

    fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
        self.hyphens.clear();
    }
}

/// The normal form of a name.
pub(crate) fn normal_form(name: &str) -> String {
    let mut raw = Raw::default();
    raw.text(name.trim(), name.trim(), &(0..name.trim().len()));
    let mut out = Normal::default();
    raw.normalise(&mut out);
    out.text
}

/// A character that runs together with its neighbours to a word: any letter or digit but a Han one.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !is_han(c))
}

/// A character of a script that is written without spaces.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// A hyphen or a dash that can join words.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// The ASCII form of a full-width letter, digit or hyphen and of an apostrophe; other characters stay, punctuation too.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '－' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        '’' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_mean_the_same_are_equal() {
        for (written, normal) in [
            ("Raft 算法", "Raft算法"),
            ("ＲＡＦＴ算法", "RAFT算法"),
            ("log-replication", "log replication"),
            ("count–min  sketch", "count min sketch"),
            ("read - write", "read - write"),
            ("leader\nelection", "leader election"),
            ("共\n识", "共识"),
            ("共 识", "共 识"),
            ("，Raft", "，Raft"),
            ("Little’s law", "Little's law"),
        ] {
            assert_eq!(normal_form(written), normal, "{written}");
        }
    }

    #[test]
    fn places_are_bytes_of_the_source() {
        let source = "用 Raft 算法";
        let mut raw = Raw::default();
        raw.text(source, source, &(0..source.len()));
        let mut out = Normal::default();
        raw.normalise(&mut out);
        let at = out.text.find("Raft").unwrap();
        assert_eq!(&source[out.source(at..at + 4)], "Raft");
        assert_eq!(&source[out.source(at..out.text.len())], "Raft 算法");
    }
}
