//! Listings, outputs, drawings and pictures.

use super::code::Code;
use super::{Emit, Style};
use crate::assets::Drawing;
use crate::tree::{Element, Node};
use crate::typst::{optional, string};

impl Emit<'_> {
    pub(super) fn figure(&mut self, figure: &Element) {
        let label = figure.get("id").map(|id| self.label(id));
        let label = optional(label.as_deref());
        let caption = figure.find(&|e| e.name == "figcaption").cloned();
        let mut code = Code::default();
        code.gather(&figure.children, None);
        if !code.is_empty() {
            return self.listing(figure, &label, caption.as_ref(), &code);
        }
        let (number, text) = match &caption {
            Some(caption) => self.caption(caption),
            None => ("none".to_owned(), "none".to_owned()),
        };
        let alternative = caption.as_ref().map(Self::plain).unwrap_or_default();
        let head = format!("#figure-block({label}, {number}, {text}");
        if let Some(svg) = figure.find(&|e| e.name == "svg") {
            if let Some(drawing) = self.drawing(svg, &alternative) {
                // Only what stands in the chapter itself can go to another place of the page.
                let float = self.depth == 0 && drawing.is_tall();
                let float = if float { ", float: true" } else { "" };
                let arguments = drawing.arguments();
                self.out.push_str(&format!("{head}{float})[#drawing({arguments})]\n\n"));
            }
            return;
        }
        let rest: Vec<Node> = figure
            .children
            .iter()
            .filter(|node| !matches!(node, Node::Element(e) if e.name == "figcaption"))
            .cloned()
            .collect();
        self.out.push_str(&format!("{head})"));
        self.bracket(|emit| emit.flow(&rest));
        self.out.push_str("\n\n");
    }

    /// Code with a caption above and its source below.
    fn listing(&mut self, figure: &Element, label: &str, caption: Option<&Element>, code: &Code) {
        let kind = if figure.has_class("output") { "output" } else { "listing" };
        let (number, text) = match caption {
            Some(caption) => self.caption(caption),
            None => ("none".to_owned(), "none".to_owned()),
        };
        let foot = figure.find(&|e| e.has_class("listing-foot")).cloned();
        let foot = foot.map(|foot| {
            self.apart_as(Style::Short, |emit| {
                emit.line(&foot.children.iter().collect::<Vec<_>>());
            })
        });
        self.out.push_str(&format!("#listing({}, {label}, {number}, {text})[\n", string(kind)));
        self.put_code(code, foot.as_deref());
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str("\n]\n\n");
    }

    /// A drawing without a figure around it.
    pub(super) fn drawing_block(&mut self, svg: &Element) {
        if let Some(drawing) = self.drawing(svg, "") {
            self.out.push_str(&format!(
                "#figure-block(none, none, none)[#drawing({})]\n\n",
                drawing.arguments()
            ));
        }
    }

    /// Keeps an SVG for the typesetter. `None` for an ornament of the page.
    pub(super) fn drawing(&mut self, svg: &Element, alternative: &str) -> Option<Drawing> {
        let source = svg.get("source")?;
        let head = source.split('>').next().unwrap_or_default();
        if head.contains("aria-hidden=\"true\"") {
            return None;
        }
        Some(self.assets.drawing(source, alternative))
    }

    /// An image that has a paragraph to itself.
    pub(super) fn picture(&mut self, image: &Element) {
        let title = image.get("title").filter(|title| !title.is_empty());
        let caption =
            title.map_or_else(|| "none".to_owned(), |title| format!("[#{}]", string(title)));
        if let Some(arguments) = self.image(image) {
            self.out.push_str(&format!(
                "#figure-block(none, none, {caption})[#picture({arguments})]\n\n"
            ));
        }
    }

    /// An image in a line of text.
    pub(super) fn image_in_line(&mut self, image: &Element) {
        if let Some(arguments) = self.image(image) {
            self.out.push_str(&format!("#inline-picture({arguments})"));
        }
    }

    /// The file and the alternative text of an image; its address is printed if there is no file.
    fn image(&mut self, image: &Element) -> Option<String> {
        let source = image.get("src").unwrap_or_default();
        let alternative = image.get("alt").unwrap_or_default().trim();
        match self.assets.image(&self.text.chapter.path, source) {
            Ok(file) => Some(format!("{}, alt: {}", string(&file), string(alternative))),
            Err(reason) => {
                self.warn(
                    format!("the image `{source}` cannot be printed: {reason}"),
                    image.span.clone(),
                    "use a PNG, JPEG, GIF, WebP or SVG file of the book; its address is printed instead",
                );
                self.characters(alternative);
                self.flush();
                self.out.push_str(&format!(" #url({})", string(source)));
                None
            }
        }
    }
}
