//! The template: all that is about looks.

use std::collections::BTreeMap;

/// Name and text of each of its files.
const FILES: [(&str, &str); 5] = [
    ("template/book.typ", include_str!("../typst/book.typ")),
    ("template/pages.typ", include_str!("../typst/pages.typ")),
    ("template/blocks.typ", include_str!("../typst/blocks.typ")),
    ("template/code.typ", include_str!("../typst/code.typ")),
    ("template/look.typ", include_str!("../typst/look.typ")),
];

/// The files by name.
pub(crate) fn files() -> BTreeMap<String, String> {
    FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}
