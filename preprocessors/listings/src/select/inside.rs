//! Which lines of a Rust file begin inside of a string or a comment: what looks like a mark there is none.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// Lines (from 0) that begin inside of a token, in order.
#[derive(Debug, Default)]
pub(super) struct Inside(Vec<usize>);

impl Inside {
    /// Those of `source`, found with the compiler's lexer: parsing would cost ten times as much.
    pub(super) fn read(source: &str) -> Self {
        let (mut lines, mut line, mut at) = (Vec::new(), 0, 0);
        for token in tokenize(source, FrontmatterAllowed::Yes) {
            let end = at + token.len as usize;
            let breaks = source[at..end].matches('\n').count();
            if token.kind != TokenKind::Whitespace {
                lines.extend(line + 1..=line + breaks);
            }
            (line, at) = (line + breaks, end);
        }
        Inside(lines)
    }

    /// Whether line `number` begins inside of a token.
    pub(super) fn begins(&self, number: usize) -> bool {
        self.0.binary_search(&number).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_strings_and_comments_begin_inside() {
        let source = "\
const A: &str = \"one
two\";
const B: &str = r#\"a \" b
c\"#; // \"
const C: char = '\"';
/* d
e */
fn f<'a>(x: &'a str) {}
";
        assert_eq!(Inside::read(source).0, [1, 3, 6]);
    }
}
