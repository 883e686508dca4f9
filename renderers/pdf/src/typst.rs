//! Values as Typst writes them.

use std::fmt::Write as _;

/// `text` as a string literal. There is no other way in which text reaches the markup, so nothing in it can be
/// taken for markup.
pub(crate) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// An array of values that are Typst already.
pub(crate) fn array<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let mut out = String::from("(");
    for item in items {
        out.push_str(item.as_ref());
        out.push_str(", ");
    }
    out.truncate(out.trim_end_matches(' ').len());
    out.push(')');
    out
}

/// A string, or `none`.
pub(crate) fn optional(text: Option<&str>) -> String {
    text.map_or_else(|| "none".to_owned(), string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hold_anything() {
        assert_eq!(string("a\"b\\c\n#d[e]"), r##""a\"b\\c\n#d[e]""##);
        assert_eq!(string("\u{1}"), "\"\\u{1}\"");
    }

    #[test]
    fn an_array_of_one_is_an_array() {
        assert_eq!(array(["1"]), "(1,)");
        assert_eq!(array(["1", "2"]), "(1, 2,)");
        assert_eq!(array::<&str>([]), "()");
    }
}
