//! Rust in colours, by the compiler's own lexer.
//!
//! Typst has a highlighter, of regular expressions, for which the code of a book is a third of the time that it takes
//! to set it. Nine tenths of the code of a Rust book is Rust.

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

/// What a piece of code is, by its name in the template; `None` is plain.
type Kind = Option<&'static str>;

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "type", "unsafe", "use", "where",
    "while", "yield",
];

/// The lines of `code`, each in pieces with what they are.
pub(super) fn highlight(code: &str) -> Vec<Vec<(Kind, String)>> {
    let tokens = tokens(code);
    let mut lines = vec![Vec::new()];
    // Open brackets of the attribute, in one.
    let mut attribute: Option<u32> = None;
    for (at, (token, text)) in tokens.iter().enumerate() {
        let rest = &tokens[at..];
        if attribute.is_none() && begins_attribute(rest) {
            attribute = Some(0);
        }
        let kind = if attribute.is_some() { Some("mark") } else { kind(rest) };
        attribute = match (token, attribute) {
            (TokenKind::OpenBracket, Some(open)) => Some(open + 1),
            (TokenKind::CloseBracket, Some(open)) if open > 1 => Some(open - 1),
            (TokenKind::CloseBracket, _) => None,
            (_, open) => open,
        };
        for (number, part) in text.split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                add(line, kind, part);
            }
        }
    }
    lines
}

/// Adds a piece, to the last one if it is of the same kind: each piece costs the typesetter time.
fn add(line: &mut Vec<(Kind, String)>, kind: Kind, text: &str) {
    // White space looks the same in all colours.
    match line.last_mut() {
        Some((last, piece)) if *last == kind || text.trim().is_empty() => piece.push_str(text),
        _ if !text.is_empty() => line.push((kind, text.to_owned())),
        _ => {}
    }
}

fn tokens(code: &str) -> Vec<(TokenKind, &str)> {
    let mut rest = code;
    tokenize(code, FrontmatterAllowed::No)
        .map(|token| {
            let (text, after) = rest.split_at(token.len as usize);
            rest = after;
            (token.kind, text)
        })
        .collect()
}

fn begins_attribute(tokens: &[(TokenKind, &str)]) -> bool {
    matches!(
        tokens,
        [(TokenKind::Pound, _), (TokenKind::OpenBracket, _), ..]
            | [(TokenKind::Pound, _), (TokenKind::Bang, _), (TokenKind::OpenBracket, _), ..]
    )
}

/// What the first token is.
fn kind(tokens: &[(TokenKind, &str)]) -> Kind {
    let (token, text) = *tokens.first()?;
    match token {
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Some("comment"),
        TokenKind::Lifetime { .. } => Some("type"),
        TokenKind::Literal {
            kind: LiteralKind::Int { .. } | LiteralKind::Float { .. }, ..
        } => Some("constant"),
        TokenKind::Literal { .. } => Some("string"),
        TokenKind::Ident => name(text, &tokens[1..]),
        _ => None,
    }
}

fn name(text: &str, after: &[(TokenKind, &str)]) -> Kind {
    let next = |at: usize| after.get(at).map(|(kind, _)| *kind);
    let begins_upper = text.starts_with(char::is_uppercase);
    let constant = begins_upper && text.len() > 1 && !text.contains(char::is_lowercase);
    match text {
        "true" | "false" => Some("constant"),
        _ if KEYWORDS.contains(&text) => Some("keyword"),
        // A macro, unless it is compared: `!=` is two tokens.
        _ if next(0) == Some(TokenKind::Bang) && next(1) != Some(TokenKind::Eq) => Some("mark"),
        _ if constant => Some("constant"),
        _ if begins_upper => Some("type"),
        _ if next(0) == Some(TokenKind::OpenParen) => Some("function"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of one line, as `kind:text`.
    fn line(code: &str) -> Vec<String> {
        let lines = highlight(code);
        assert_eq!(lines.len(), 1);
        lines[0].iter().map(|(kind, text)| format!("{}:{text}", kind.unwrap_or_default())).collect()
    }

    #[test]
    fn names_are_told_apart() {
        assert_eq!(
            line("let n = Node::new(MAX, 0x1f)?; // 共识"),
            [
                "keyword:let ",
                ":n = ",
                "type:Node",
                ":::",
                "function:new",
                ":(",
                "constant:MAX",
                ":, ",
                "constant:0x1f",
                ":)?; ",
                "comment:// 共识"
            ]
        );
        assert_eq!(line("a!=b"), [":a!=b"]);
        assert_eq!(line("(__, _1)"), [":(__, _1)"]);
    }

    #[test]
    fn attributes_and_macros_stand_back() {
        assert_eq!(line("#[derive(A)] b"), ["mark:#[derive(A)] ", ":b"]);
        assert_eq!(line("#![x[0]] c"), ["mark:#![x[0]] ", ":c"]);
        assert_eq!(
            line("vec![Vec; 3]"),
            ["mark:vec", ":![", "type:Vec", ":; ", "constant:3", ":]"]
        );
    }

    #[test]
    fn what_goes_over_lines_is_cut_at_them() {
        let lines = highlight("\"a\n\nb\"");
        let string = |text: &str| vec![(Some("string"), text.to_owned())];
        assert_eq!(lines, [string("\"a"), vec![], string("b\"")]);
    }

    #[test]
    fn half_of_a_string_is_no_trouble() {
        assert_eq!(line("f(\"x"), ["function:f", ":(", "string:\"x"]);
    }
}
