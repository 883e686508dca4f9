//! Text that leaves the page: nobody can read it, and Typst does not mind.

use typst::diag::SourceDiagnostic;
use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst::syntax::Span;
use typst_layout::PagedDocument;

/// A printer cuts up to this much off the edges.
const CUT: Abs = Abs::raw(3.0 * 72.0 / 25.4);

/// How much of the text a message shows.
const SHOWN: usize = 40;

/// A warning for each piece of text that would be cut off, one for a line of the markup.
pub(crate) fn check(document: &PagedDocument) -> Vec<SourceDiagnostic> {
    let mut found = Vec::new();
    for (page, number) in document.pages().iter().zip(1..) {
        let size = page.frame.size();
        walk(&page.frame, Transform::identity(), &mut |text, span, from, to| {
            if is_cut(from, to, size) && !text.trim().is_empty() {
                let begins: String = text.chars().take(SHOWN).collect();
                let message = format!("text runs over the edge of page {number}: `{begins}`");
                found.push(
                    SourceDiagnostic::warning(span, message)
                        .with_hint("give it a place where its line can break"),
                );
            }
        });
    }
    found.dedup_by_key(|one| one.span);
    found
}

fn is_cut(from: Point, to: Point, page: Size) -> bool {
    let outside = |point: Point| {
        point.x < CUT || point.y < CUT || point.x > page.x - CUT || point.y > page.y - CUT
    };
    outside(from) || outside(to)
}

/// Calls `see` with each piece of text, where it is written, and the two ends of its baseline on the page.
fn walk(frame: &Frame, to_page: Transform, see: &mut impl FnMut(&str, Span, Point, Point)) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let moved = to_page
                    .pre_concat(Transform::translate(at.x, at.y))
                    .pre_concat(group.transform);
                walk(&group.frame, moved, see);
            }
            FrameItem::Text(text) => {
                let end = *at + Point::with_x(text.width());
                let span = text.glyphs.first().map_or(Span::detached(), |glyph| glyph.span.0);
                see(&text.text, span, at.transform(to_page), end.transform(to_page));
            }
            _ => {}
        }
    }
}
