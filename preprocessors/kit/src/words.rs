//! The options of a directive or a fence: `target key="value" key=value`.

use std::ops::Range;

use crate::nearest;

/// A value with its byte range in the chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands, in bytes of the chapter.
    pub span: Range<usize>,
}

/// What is wrong with the form of a directive or an info string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes of the chapter.
    pub span: Range<usize>,
    /// What is wrong: lowercase, the fact first.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Words in the order they were written: targets, then options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Words without a key.
    pub targets: Vec<Spanned<String>>,
    /// `key=value` pairs.
    pub options: Vec<(Spanned<String>, Spanned<String>)>,
}

impl Words {
    /// Parses `text`, which starts at byte `base` of the chapter.
    ///
    /// A value is quoted with `"` (in it `\"` and `\\`) or runs to the next space. So is a
    /// target; without quotes it may hold spaces inside `<…>`, as in `lru.rs#<Lru as Cache>::get`.
    ///
    /// # Errors
    ///
    /// A quote that is not closed, curly quotes, or a key without a value.
    pub fn parse(text: &str, base: usize) -> Result<Self, SyntaxError> {
        let mut words = Words::default();
        let mut at = 0;
        while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace()) {
            at += skip;
            match key_at(&text[at..]) {
                Some(key) => {
                    let value_at = at + key.len() + 1;
                    let (value, end) = value(text, value_at, base)?;
                    words.options.push((
                        Spanned { value: key.to_owned(), span: base + at..base + at + key.len() },
                        Spanned { value, span: base + value_at..base + end },
                    ));
                    at = end;
                }
                None => {
                    let (value, end) = if text[at..].starts_with('"') {
                        value(text, at, base)?
                    } else {
                        let end = at + target_len(&text[at..]);
                        (text[at..end].to_owned(), end)
                    };
                    words.targets.push(Spanned { value, span: base + at..base + end });
                    at = end;
                }
            }
        }
        Ok(words)
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Spanned<String>> {
        self.options.iter().find(|(k, _)| k.value == key).map(|(_, value)| value)
    }

    /// The text of `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).map(|value| value.value.as_str())
    }

    /// One error for each key that is not in `known`, and for each key that is there twice.
    pub fn check(&self, known: &[&str]) -> Vec<SyntaxError> {
        let unknown =
            self.options.iter().filter(|(key, _)| !known.contains(&key.value.as_str())).map(
                |(key, _)| {
                    let help = match nearest(&key.value, known.iter().copied()).first() {
                        Some(near) => format!("did you mean `{near}`? known: {}", known.join(", ")),
                        None => format!("known: {}", known.join(", ")),
                    };
                    SyntaxError {
                        span: key.span.clone(),
                        message: format!("unknown option `{}`", key.value),
                        help,
                    }
                },
            );
        let twice = self.options.iter().enumerate().filter(|(i, (key, _))| {
            self.options[..*i].iter().any(|(earlier, _)| earlier.value == key.value)
        });
        let twice = twice.map(|(_, (key, _))| SyntaxError {
            span: key.span.clone(),
            message: format!("option `{}` is given twice", key.value),
            help: "keep one of them".to_owned(),
        });
        unknown.chain(twice).collect()
    }
}

/// The key at the start of `text`, if a `key=` stands there.
fn key_at(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_lowercase() && c != '-')?;
    (end > 0 && text[end..].starts_with('=')).then(|| &text[..end])
}

fn target_len(text: &str) -> usize {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            c if c.is_whitespace() && depth == 0 => return i,
            _ => {}
        }
    }
    // A `<` that is never closed must not swallow the rest of the line.
    if depth == 0 { text.len() } else { text.find(char::is_whitespace).unwrap_or(text.len()) }
}

/// The value that starts at byte `at`, and the byte after it.
fn value(text: &str, at: usize, base: usize) -> Result<(String, usize), SyntaxError> {
    let rest = &text[at..];
    if rest.starts_with(['“', '”', '‘', '’']) {
        let quote = rest.chars().next().map_or(0, char::len_utf8);
        return Err(SyntaxError {
            span: base + at..base + at + quote,
            message: "curly quotes do not quote a value".to_owned(),
            help: "write straight quotes: key=\"value\"".to_owned(),
        });
    }
    if !rest.starts_with('"') {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if end == 0 {
            return Err(SyntaxError {
                span: base + at - 1..base + at,
                message: "the option has no value".to_owned(),
                help: "write key=value or key=\"a value with spaces\"".to_owned(),
            });
        }
        return Ok((rest[..end].to_owned(), at + end));
    }
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Ok((out, at + i + 1)),
            '\\' => out.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => out.push(c),
        }
    }
    Err(SyntaxError {
        span: base + at..base + text.len(),
        message: "the quote is not closed".to_owned(),
        help: "end the value with a straight quote".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<String>, Vec<(String, String)>) {
        let words = Words::parse(text, 0).unwrap();
        let targets = words.targets.into_iter().map(|t| t.value).collect();
        let options = words.options.into_iter().map(|(k, v)| (k.value, v.value)).collect();
        (targets, options)
    }

    #[test]
    fn reads_targets_then_options() {
        let (targets, options) =
            parsed(r#"raft/src/node.rs#Node::on_vote caption="投票 \"一次\"" id=raft-vote"#);
        assert_eq!(targets, ["raft/src/node.rs#Node::on_vote"]);
        assert_eq!(options[0], ("caption".into(), "投票 \"一次\"".into()));
        assert_eq!(options[1], ("id".into(), "raft-vote".into()));
    }

    #[test]
    fn keeps_the_spaces_of_a_trait_path() {
        assert_eq!(parsed("a.rs#<Lru as Cache>::get b.rs").0, ["a.rs#<Lru as Cache>::get", "b.rs"]);
    }

    #[test]
    fn a_target_may_be_quoted() {
        let (targets, options) = parsed(r#""a.rs#impl A for B" "\"x\"" c"d id="1""#);
        assert_eq!(targets, ["a.rs#impl A for B", "\"x\"", "c\"d"]);
        assert_eq!(options, [("id".into(), "1".into())]);
        let words = Words::parse("清单 \"a b\"", 10).unwrap();
        assert_eq!(words.targets[1].span, 17..22);
        assert_eq!(Words::parse("\"a b", 0).unwrap_err().message, "the quote is not closed");
    }

    #[test]
    fn spans_are_bytes_of_the_chapter() {
        let words = Words::parse("清单 id=x", 10).unwrap();
        assert_eq!(words.targets[0].span, 10..16);
        assert_eq!(words.get("id").unwrap().span, 20..21);
    }

    #[test]
    fn names_what_is_wrong() {
        let message = |text: &str| Words::parse(text, 0).unwrap_err().message;
        assert_eq!(message("a caption=“x”"), "curly quotes do not quote a value");
        assert_eq!(message("a caption=\"x"), "the quote is not closed");
        assert_eq!(message("a caption= b"), "the option has no value");
    }

    #[test]
    fn unknown_and_repeated_options_are_errors() {
        let errors = Words::parse("a captoin=x id=1 id=2", 0).unwrap().check(&["caption", "id"]);
        assert_eq!(errors[0].message, "unknown option `captoin`");
        assert_eq!(errors[0].help, "did you mean `caption`? known: caption, id");
        assert_eq!(errors[1].message, "option `id` is given twice");
    }
}
