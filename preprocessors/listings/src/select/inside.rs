//! Which lines of a file begin inside of a string or a comment: what looks like a mark there is none.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};

/// Lines (from 0) that begin inside of a token, in order.
#[derive(Debug, Default)]
pub(super) struct Inside(Vec<usize>);

impl Inside {
    /// Those of a file whose name ends with `ending`. Of languages that are not known here there are none.
    pub(super) fn read(source: &str, ending: &str) -> Self {
        match ending {
            "rs" => Inside::rust(source),
            "py" => Inside::python(source),
            _ => Inside::default(),
        }
    }

    /// Found with the compiler's lexer: parsing would cost ten times as much.
    fn rust(source: &str) -> Self {
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

    /// Of Python only strings and comments are told from the rest. A backslash keeps a quote from ending a string in
    /// raw ones too, so what stands before the first quote does not matter.
    fn python(source: &str) -> Self {
        let (mut lines, mut line, mut at) = (Vec::new(), 0, 0);
        while let Some(found) = source[at..].find(['"', '\'', '#', '\n']) {
            at += found;
            let end = match source.as_bytes()[at] {
                b'\n' => at + 1,
                b'#' => source[at..].find('\n').map_or(source.len(), |end| at + end),
                _ => string_end(source, at),
            };
            let breaks = source[at..end].matches('\n').count();
            if breaks > 0 && source.as_bytes()[at] != b'\n' {
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

/// The byte after the string of Python whose first quote is at byte `start`. One with single quotes ends with its line
/// at the latest, if no backslash continues that.
fn string_end(source: &str, start: usize) -> usize {
    let text = &source[start..];
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let quotes = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = quotes.len();
    while let Some(found) = text[at..].find(['\\', '\n', '"', '\'']) {
        at += found;
        if text[at..].starts_with(quotes) {
            return start + at + quotes.len();
        }
        match text.as_bytes()[at] {
            b'\\' => at += 1 + escaped_len(&text[at + 1..]),
            b'\n' if quotes.len() == 1 => return start + at,
            _ => at += 1,
        }
    }
    source.len()
}

/// How long is what a backslash before `text` escapes: a line break of Windows is one.
fn escaped_len(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { text.chars().next().map_or(0, char::len_utf8) }
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
        assert_eq!(Inside::read(source, "rs").0, [1, 3, 6]);
    }

    #[test]
    fn lines_of_pythons_strings_begin_inside() {
        let source = r#"
a = """one
'two' ""
three"""  # it's "
b = r'''four \'''
five'''; c = '"""'
d = 'six \
seven'; e = ""
f = "not closed
g = f"{a}"; h = '\\'
i = """ \"""
中 """; j = '"'
k = '''
"#;
        assert_eq!(Inside::read(source, "py").0, [2, 3, 5, 7, 11, 13]);
        assert_eq!(Inside::read("a = 'b \\\r\nc'\r\nd\r\n", "py").0, [1]);
        assert!(Inside::read(source, "yml").0.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([\"'#\\\\\r\na共]){0,12}") {
            Inside::read(&text, "py");
        }
    }
}
