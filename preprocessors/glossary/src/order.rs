//! The order of names: by pinyin in Chinese, by letter in English.

use dst_kit::Lang;
use pinyin::ToPinyin;

use crate::terms::Words;

/// What a name is sorted by: the syllables of Han characters, other characters one by one.
pub(crate) fn key(words: &Words, lang: Lang) -> Vec<String> {
    if let Some(sort) = &words.sort {
        return sort.to_lowercase().split_whitespace().map(str::to_owned).collect();
    }
    words
        .name()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c.to_pinyin() {
            Some(pinyin) if lang == Lang::Zh => pinyin.plain().to_owned(),
            _ => c.to_lowercase().collect(),
        })
        .collect()
}

/// The letter under which a name stands, or `#`.
pub(crate) fn initial(key: &[String]) -> char {
    key.first()
        .and_then(|syllable| syllable.chars().next())
        .map(|c| c.to_ascii_uppercase())
        .filter(char::is_ascii_uppercase)
        .unwrap_or('#')
}
