//! Pieces of HTML as tokens, read by the tokenizer of the HTML standard.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token as Html, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// What a piece of HTML is made of. Comments are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// `<name attributes>`; `closed` for `<name/>` and for elements that have no end tag.
    Start { name: String, attributes: Vec<(String, String)>, closed: bool },
    /// `</name>`.
    End(String),
    /// Characters, entities resolved.
    Text(String),
}

/// Elements without an end tag.
const VOID: [&str; 9] = ["br", "hr", "img", "input", "wbr", "col", "source", "link", "meta"];

/// The tokens of `html`.
pub(crate) fn tokens(html: &str) -> Vec<Token> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // The sink asks for no script to be run, so one feed takes everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.tokens.into_inner()
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<Token>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Html, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.tokens.borrow_mut();
        match token {
            Html::CharacterTokens(text) => match tokens.last_mut() {
                Some(Token::Text(last)) => last.push_str(&text),
                _ => tokens.push(Token::Text(text.to_string())),
            },
            Html::TagToken(tag) => {
                let name = tag.name.to_string();
                if tag.kind == TagKind::EndTag {
                    tokens.push(Token::End(name));
                    return TokenSinkResult::Continue;
                }
                let raw = match name.as_str() {
                    "script" => Some(RawKind::ScriptData),
                    "style" | "noscript" | "iframe" => Some(RawKind::Rawtext),
                    "textarea" => Some(RawKind::Rcdata),
                    _ => None,
                };
                let attributes = tag
                    .attrs
                    .iter()
                    .map(|attribute| {
                        (attribute.name.local.to_string(), attribute.value.to_string())
                    })
                    .collect();
                let closed = tag.self_closing || VOID.contains(&name.as_str());
                tokens.push(Token::Start { name, attributes, closed });
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_entities_are_told_apart() {
        let found = tokens("<p class=\"a b\">x &amp; y<br><!-- no --></p>");
        let start = |name: &str, attributes: &[(&str, &str)], closed| Token::Start {
            name: name.into(),
            attributes: attributes.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect(),
            closed,
        };
        assert_eq!(
            found,
            [
                start("p", &[("class", "a b")], false),
                Token::Text("x & y".into()),
                start("br", &[], true),
                Token::End("p".into()),
            ]
        );
    }

    #[test]
    fn a_script_is_no_markup() {
        let found = tokens("<script>if (a < b) {}</script>");
        assert_eq!(found[1], Token::Text("if (a < b) {}".into()));
    }
}
