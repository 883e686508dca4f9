//! The book's own `glossary.toml`.

use dst_glossary::{Glossary, STAGE, Term};
use dst_kit::testing::run;
use dst_kit::{Diagnostics, Lang, Source};

use crate::common::{PAGE, empty_chapters, own};

fn glossary() -> Glossary {
    let text = std::fs::read_to_string(own().join("glossary.toml")).expect("the glossary");
    let mut diagnostics = Diagnostics::new();
    let glossary = Glossary::parse(Source::new("glossary.toml", text), &mut diagnostics);
    assert_eq!(diagnostics.render(false), "");
    glossary
}

/// Each text of each term, with the term's id.
fn texts(lang: Lang) -> Vec<(String, String)> {
    let text = |term: &Term| {
        let words = term.words(lang);
        let names = words.all().map(|name| name.get_ref().clone());
        let all = names.chain([words.definition().to_owned()]);
        all.map(|text| (term.id().to_owned(), text)).collect::<Vec<_>>()
    };
    glossary().terms.iter().flat_map(text).collect()
}

#[test]
fn it_is_valid_in_both_editions() {
    for language in ["zh-CN", "en"] {
        let mut chapters = vec![PAGE];
        chapters.extend(empty_chapters());
        let toml = format!("[book]\nlanguage = \"{language}\"\n");
        assert_eq!(run(&STAGE, &own(), &toml, &chapters).diagnostics, "");
    }
}

#[test]
fn it_has_terms_enough() {
    assert!(glossary().terms.len() >= 250);
}

#[test]
fn a_definition_is_one_to_three_short_sentences() {
    for term in &glossary().terms {
        for lang in [Lang::Zh, Lang::En] {
            let definition = term.words(lang).definition();
            let sentences = match lang {
                Lang::Zh => definition.matches(['。', '！', '？']).count(),
                Lang::En => definition
                    .split(['.', '!', '?'])
                    .skip(1)
                    .filter(|rest| rest.is_empty() || rest.starts_with(' '))
                    .count(),
            };
            assert!((1..=3).contains(&sentences), "{}: {definition}", term.id());
            assert!(definition.ends_with(lang.pick('。', '.')), "{}", term.id());
            let longest = lang.pick(110, 260);
            assert!(definition.chars().count() <= longest, "{}: {definition}", term.id());
        }
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn chinese_is_set_as_chinese() {
    for (id, text) in texts(Lang::Zh) {
        let characters: Vec<char> = text.chars().collect();
        for pair in characters.windows(2) {
            let half = |c: char| matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '"');
            let punctuation = is_han(pair[0]) && half(pair[1]) || half(pair[0]) && is_han(pair[1]);
            assert!(!punctuation, "half-width punctuation beside Han in {id}: {text}");
            let joined = is_han(pair[0]) && pair[1].is_ascii_alphanumeric()
                || pair[0].is_ascii_alphanumeric() && is_han(pair[1]);
            assert!(!joined, "no space between Han and Latin in {id}: {text}");
        }
    }
}

#[test]
fn english_holds_no_chinese() {
    for (id, text) in texts(Lang::En) {
        assert!(!text.contains(|c| is_han(c) || "，。；：（）".contains(c)), "{id}: {text}");
    }
}
