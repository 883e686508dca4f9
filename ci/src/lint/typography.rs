//! Width of punctuation and spaces between Han and Latin, with the rules of the crate `autocorrect`.
//!
//! Of its rules two are on: `space-word` and `fullwidth`. The others correct matters of taste (a space around quotes, dashes and brackets), or the ideographic space of our part titles.

use std::sync::Once;

use dst_kit::Severity;

use super::blocks::{Block, Kind, Piece};
use super::{Finding, is_han, keeps_structure};

const RULES: &str = "
rules:
  space-word: 1
  fullwidth: 1
  space-backticks: 0
  space-punctuation: 0
  space-bracket: 0
  space-dash: 0
  space-dollar: 0
  halfwidth-word: 0
  halfwidth-punctuation: 0
  no-space-fullwidth: 0
  no-space-fullwidth-quote: 0
  spellcheck: 0
";

/// What `autocorrect` would change in the prose of `text`.
pub(super) fn find(text: &str, blocks: &[Block]) -> Vec<Finding> {
    static LOADED: Once = Once::new();
    LOADED.call_once(|| {
        autocorrect::config::load(RULES).expect("the rules are well-formed YAML");
    });
    blocks.iter().flat_map(|block| find_in(text, block)).collect()
}

/// A character of a block as `autocorrect` reads it.
struct Char<'a> {
    c: char,
    piece: &'a Piece,
    /// Its byte in the chapter; for what only stands for something, that of the piece.
    at: usize,
    /// Bytes of the spaces after it that are not shown to `autocorrect`.
    spaces: Vec<usize>,
}

/// What differs at a character.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    /// A space before it.
    Space,
    /// Another character in its place, and no spaces after it.
    Replace(char),
}

fn find_in(text: &str, block: &Block) -> Vec<Finding> {
    let chars = chars(text, block);
    let before: String = chars.iter().map(|char| char.c).collect();
    // `autocorrect` looks at one word at a time. Most blocks have no word that could interest it.
    let mixed = |word: &str| word.contains(is_han) && word.contains(|c: char| c.is_ascii_graphic());
    if !before.split_whitespace().any(mixed) {
        return Vec::new();
    }
    let after = autocorrect::format_for(&before, "text").out;
    // A change that is none of these two is a rule that we have not asked for.
    let changes = changes(&before, &after).unwrap_or_default();
    changes.into_iter().filter_map(|(at, change)| finding(text, &chars, at, &change)).collect()
}

/// The block's text, with stand-ins for what is not text: their neighbours see code, a number, or nothing.
fn chars<'a>(text: &str, block: &'a Block) -> Vec<Char<'a>> {
    let mut chars = Vec::new();
    for piece in &block.pieces {
        let stand_in = match piece.kind {
            Kind::Text => {
                let written = text[piece.range.clone()].char_indices();
                chars.extend(written.map(|(i, c)| Char {
                    c,
                    piece,
                    at: piece.range.start + i,
                    spaces: Vec::new(),
                }));
                continue;
            }
            Kind::Code => "x",
            Kind::Number => "图 1",
            Kind::Break => "\n",
            Kind::Wall => "\u{fffc}",
        };
        chars.extend(stand_in.chars().map(|c| Char {
            c,
            piece,
            at: piece.range.start,
            spaces: Vec::new(),
        }));
    }
    hide_spaces(chars)
}

/// `autocorrect` reads words by spaces, and so misses `Raft, 然后`: without the space it sees the comma.
fn hide_spaces(chars: Vec<Char<'_>>) -> Vec<Char<'_>> {
    let mut seen: Vec<Char<'_>> = Vec::with_capacity(chars.len());
    let mut chars = chars.into_iter().peekable();
    while let Some(char) = chars.next() {
        let after_mark = seen.last().is_some_and(|last| NARROW.contains(last.c));
        let before_han = chars.peek().is_some_and(|next| is_han(next.c));
        match seen.last_mut() {
            Some(mark) if char.c == ' ' && after_mark && before_han => mark.spaces.push(char.at),
            _ => seen.push(char),
        }
    }
    seen
}

/// Marks that have a wide form.
const NARROW: &str = ",.;:!?";

/// The differences by position in `before`; `None` if `after` has others than spaces and wide punctuation.
fn changes(before: &str, after: &str) -> Option<Vec<(usize, Change)>> {
    let before: Vec<char> = before.chars().collect();
    let mut after = after.chars().peekable();
    let mut changes = Vec::new();
    let mut i = 0;
    while let Some(&c) = before.get(i) {
        let new = *after.peek()?;
        if new == c {
            after.next();
            i += 1;
        } else if new == ' ' {
            changes.push((i, Change::Space));
            after.next();
        } else if NARROW.contains(c) && "，。；：！？".contains(new) {
            changes.push((i, Change::Replace(new)));
            after.next();
            i += 1;
        } else {
            return None;
        }
    }
    after.next().is_none().then_some(changes)
}

fn finding(text: &str, chars: &[Char<'_>], at: usize, change: &Change) -> Option<Finding> {
    let here = &chars[at];
    let (message, help, fix) = match change {
        Change::Space => {
            let before = &chars[at.checked_sub(1)?];
            let inside = std::ptr::eq(before.piece, here.piece);
            // Nothing is ever missing inside a stand-in.
            if inside && here.piece.kind != Kind::Text {
                return None;
            }
            let place = if inside { here.at } else { here.piece.seam };
            let message = format!("no space between {} and {}", name(before), name(here));
            (message, "put a space there".to_owned(), vec![(place..place, " ".to_owned())])
        }
        Change::Replace(new) => {
            let mut fix = vec![(here.at..here.at + here.c.len_utf8(), new.to_string())];
            fix.extend(here.spaces.iter().map(|&space| (space..space + 1, String::new())));
            (format!("`{}` in Chinese text", here.c), format!("write `{new}`"), fix)
        }
    };
    let width =
        if here.piece.kind == Kind::Text { here.c.len_utf8() } else { here.piece.range.len() };
    Some(Finding {
        severity: Severity::Warning,
        span: here.at..here.at + width,
        message,
        help,
        fix: if keeps_structure(text, &fix) { fix } else { Vec::new() },
    })
}

/// A character in a message.
fn name(char: &Char<'_>) -> String {
    match char.piece.kind {
        Kind::Text => format!("`{}`", char.c),
        Kind::Code => "code".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Break | Kind::Wall => "this".to_owned(),
    }
}
