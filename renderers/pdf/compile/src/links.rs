//! Links to labels, resolved once, when all pages are set.
//!
//! Typst looks a label up where the link stands. In its first pass no label is known yet, so in its second it sets
//! every paragraph with a link in it again: in a book, most paragraphs. A link looks the same wherever it leads, so
//! here it leads to a stand-in until the pages are done.

use std::collections::HashMap;

use typst::diag::{SourceDiagnostic, SourceResult};
use typst::engine::Engine;
use typst::foundations::{Content, Label, NativeElement as _, Packed, StyleChain, Target};
use typst::introspection::{Introspector as _, Location};
use typst::layout::{Frame, FrameItem};
use typst::model::{Destination, Document as _, LinkElem, LinkMarker, LinkTarget};
use typst::syntax::Span;
use typst::{Library, utils};
use typst_layout::{Page, PagedDocument};

/// The upper half of a stand-in's hash. Those of real places are as good as random.
const MARK: u128 = u128::from_be_bytes(*b"stand-in\0\0\0\0\0\0\0\0");

/// The place that stands in for that of a label.
fn stand_in(label: Label) -> Location {
    Location::new(MARK | utils::hash128(label.resolve().as_str()) >> 64)
}

fn is_stand_in(place: Location) -> bool {
    place.hash() >> 64 == MARK >> 64
}

/// Has links to labels lead to stand-ins.
pub(crate) fn wait(library: &mut Library) {
    library.rules.replace(Target::Paged, link);
}

fn link(elem: &Packed<LinkElem>, engine: &mut Engine, styles: StyleChain) -> SourceResult<Content> {
    let span = elem.span();
    let (to, alternative) = match &elem.dest {
        // A reader who hears it wants to know what is there; Typst's own words would be the number of its page.
        LinkTarget::Label(label) => {
            (Destination::Location(stand_in(*label)), elem.body.plain_text())
        }
        LinkTarget::Dest(to) => (to.clone(), to.alt_text(engine, styles, span)?),
    };
    let marker = LinkMarker::new(elem.body.clone(), Some(alternative)).pack().spanned(span);
    Ok(marker.set(LinkElem::current, Some(to)))
}

/// The document with links that lead to where the labels are.
pub(crate) fn resolve(document: PagedDocument) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
    let mut places: HashMap<Location, Vec<Location>> = HashMap::new();
    for labelled in document.introspector().query_labelled() {
        if let Some((label, place)) = labelled.label().zip(labelled.location()) {
            places.entry(stand_in(label)).or_default().push(place);
        }
    }
    let info = document.info().clone();
    let mut pages: Vec<Page> = document.pages().to_vec();
    drop(document);
    let mut resolver = Resolver { places: &places, text: Span::detached(), wrong: Vec::new() };
    for page in &mut pages {
        resolver.frame(&mut page.frame);
    }
    let mut wrong = resolver.wrong;
    if !wrong.is_empty() {
        // Typst links each piece of a link's text.
        wrong.dedup_by_key(|one| one.span);
        return Err(wrong);
    }
    Ok(PagedDocument::new(pages.into(), info))
}

struct Resolver<'a> {
    /// The places of the labels, by their stand-ins.
    places: &'a HashMap<Location, Vec<Location>>,
    /// The last text that has been seen: the link's own, or some of the same line.
    text: Span,
    wrong: Vec<SourceDiagnostic>,
}

impl Resolver<'_> {
    fn frame(&mut self, frame: &mut Frame) {
        // Frames are shared with what Typst remembers: one that stays as it is should stay shared.
        if !waits(frame) {
            return;
        }
        frame.retain(|item| {
            match item {
                FrameItem::Text(text) => {
                    self.text = text.glyphs.first().map_or(self.text, |glyph| glyph.span.0);
                }
                FrameItem::Group(group) => self.frame(&mut group.frame),
                FrameItem::Link(Destination::Location(place), _) if is_stand_in(*place) => {
                    *place = self.place(*place);
                }
                _ => {}
            }
            true
        });
    }

    fn place(&mut self, stand_in: Location) -> Location {
        let message = match self.places.get(&stand_in).map(Vec::as_slice) {
            Some([place]) => return *place,
            Some(_) => "a link to a label that occurs several times",
            None => "a link to a label that is not in the document",
        };
        self.wrong.push(SourceDiagnostic::error(self.text, message));
        stand_in
    }
}

/// Whether there is a link in a frame that leads to a stand-in.
fn waits(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => waits(&group.frame),
        FrameItem::Link(Destination::Location(place), _) => is_stand_in(*place),
        _ => false,
    })
}
