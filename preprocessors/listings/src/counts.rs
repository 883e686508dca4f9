//! What the book has, in numbers, in place of `{{#counts}}`: counted at each build, so never out of date.

use std::collections::BTreeMap;

use dst_kit::{Book, Diagnostic, Diagnostics, Edits, Lang, directives};

use crate::index::Entry;

/// What is counted: only code and outputs that hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    chapters: usize,
    listings: usize,
    outputs: usize,
    traces: usize,
    tests: u32,
}

/// Puts the numbers in place of each `{{#counts}}` of the book, which shows `traces` diagrams of verified runs.
pub(crate) fn fill(
    book: &mut Book,
    entries: &[Entry],
    traces: usize,
    diagnostics: &mut Diagnostics,
) {
    let verified = || entries.iter().filter(|entry| entry.tests.is_some());
    let packages: BTreeMap<&str, u32> = verified()
        .map(|entry| (entry.package.name.as_str(), entry.tests.unwrap_or_default()))
        .collect();
    let counts = Counts {
        chapters: book.chapters.iter().filter(|chapter| chapter.number_text().is_some()).count(),
        listings: verified().filter(|entry| !entry.output).count(),
        outputs: verified().filter(|entry| entry.output).count(),
        traces,
        tests: packages.values().sum(),
    };
    for chapter in &mut book.chapters {
        let (found, errors) = directives(&chapter.content, &["counts"]);
        let more = found.iter().filter_map(|directive| directive.without_words().err());
        for error in errors.into_iter().chain(more) {
            diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
        }
        let mut edits = Edits::new();
        for directive in found {
            let html = directive.apart(counts.html(chapter.lang), &chapter.content);
            edits.replace(directive.span.clone(), html);
        }
        if !edits.is_empty() {
            chapter.content = edits.apply(&chapter.content);
        }
    }
}

impl Counts {
    fn html(self, lang: Lang) -> String {
        let tests = usize::try_from(self.tests).unwrap_or(usize::MAX);
        let items = [
            (self.chapters, "章", "chapter", "chapters"),
            (self.listings, "份测试过的代码清单", "tested listing", "tested listings"),
            (tests, "个通过的测试", "test passed", "tests passed"),
            (self.outputs, "份真实的输出", "captured output", "captured outputs"),
            (self.traces, "张运行图", "diagram of a real run", "diagrams of real runs"),
        ];
        let rows: String = items
            .iter()
            .map(|(number, zh, one, many)| {
                let what = lang.pick(zh, if *number == 1 { one } else { many });
                format!("<div><dt>{what}</dt><dd>{number}</dd></div>\n")
            })
            .collect();
        format!("<dl class=\"counts\">\n{rows}</dl>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_counted_where_the_directive_stands() {
        let chapters =
            [("# Part", ""), ("a.md", "# A\n"), ("~ home.md", "one\n\n{{#counts}}\n\ntwo\n")];
        let mut book = dst_kit::testing::book(&chapters, Lang::En);
        let mut diagnostics = Diagnostics::new();
        fill(&mut book, &[], 2, &mut diagnostics);
        let text = &book.chapters[1].content;
        assert!(text.starts_with("one\n\n<dl class=\"counts\">\n"), "{text}");
        assert!(text.ends_with("</dl>\n\ntwo\n"), "{text}");
        for row in
            ["<dt>chapter</dt><dd>1</dd>", "<dt>tested listings</dt><dd>0</dd>", "<dd>2</dd>"]
        {
            assert!(text.contains(row), "{row}\n{text}");
        }
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn numbers_stand_with_what_they_count() {
        let counts = Counts { chapters: 3, listings: 40, outputs: 7, traces: 2, tests: 123 };
        let html = counts.html(Lang::Zh);
        assert!(html.contains("<div><dt>个通过的测试</dt><dd>123</dd></div>"), "{html}");
        assert!(counts.html(Lang::En).contains("<dt>tested listings</dt><dd>40</dd>"));
    }
}
