//! The languages that the stages can speak.

/// The language of an edition, from `book.language`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Chinese, whatever the region.
    Zh,
    /// English, and every language that has no words of its own here.
    En,
}

impl Lang {
    /// Reads a BCP 47 tag such as `zh-CN`.
    pub fn from_tag(tag: &str) -> Self {
        match tag.split(['-', '_']).next() {
            Some(primary) if primary.eq_ignore_ascii_case("zh") => Lang::Zh,
            _ => Lang::En,
        }
    }

    /// The word for this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
