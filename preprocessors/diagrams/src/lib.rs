//! The diagrams stage: draws the figures of a book while it is built, without a browser and without scripts.
//!
//! ```text
//! fence ─▶ options ─▶ cache ─▶ mermaid:   engine ─▶ svg (clean-up) ┐
//!                        ├──▶ spacetime: trace ─▶ run ─▶ layout   ┼─▶ figure in the page
//!                        ├──▶ chart:     table ─▶ series ─▶ plan  ┤
//!                        └──▶ ring, log, partitions: script       ┘
//! ```
//!
//! Colours are [roles]: the page's theme or the PDF says which they are.

pub mod cache;
pub mod chart;
pub mod engine;
pub mod log;
pub mod options;
pub mod partitions;
pub mod ring;
pub mod roles;
mod script;
mod shapes;
pub mod spacetime;
pub mod svg;
pub mod trace;
pub mod widths;

use std::fmt::Write;
use std::ops::Range;

use cache::Cache;
use dst_kit::{
    Book, Chapter, Context, Diagnostic, Diagnostics, Edits, Fence, Lang, Source, Stage, escape,
    fences, in_parallel,
};
use engine::{Engine, Fault, Merman};
use options::{Kind, Options};
use serde::Deserialize;
use svg::Name;

/// This stage, for a binary's `main`.
pub const STAGE: Stage = Stage { name: "diagrams", run };

/// Part of the cache's key: a hash of this crate's code.
const CODE: &str = env!("DST_DIAGRAMS_CODE");

/// `[preprocessor.diagrams]` of `book.toml`: nothing to set so far.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {}

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let Settings {} = context.settings("diagrams", diagnostics);
    let cache = Cache::new(&context.root);
    let literal = context.renderer == "pdf";
    let drawn = in_parallel(&book.chapters, |chapter| figures(chapter, &cache, literal));
    for (chapter, (edits, wrong)) in book.chapters.iter_mut().zip(drawn) {
        if !edits.is_empty() {
            chapter.content = edits.apply(&chapter.content);
        }
        diagnostics.extend(wrong);
    }
    Ok(())
}

/// The figures of a chapter in place of their fences, and what is wrong with them.
fn figures(chapter: &Chapter, cache: &Cache, literal: bool) -> (Edits, Vec<Diagnostic>) {
    let (mut edits, mut diagnostics) = (Edits::new(), Vec::new());
    // Most chapters of a book have no figure, and reading Markdown is what costs time.
    if !Kind::LANGUAGES.iter().any(|word| chapter.content.contains(&format!("```{word}"))) {
        return (edits, diagnostics);
    }
    let found = fences(&chapter.content, |language| Kind::of(language).is_some());
    for (at, fence) in found.iter().enumerate() {
        let Some(kind) = Kind::of(&fence.language) else {
            continue;
        };
        let job = Job { chapter, fence, kind, at, cache };
        match job.figure(literal) {
            Ok((figure, warning)) => {
                edits.replace(fence.span.clone(), apart(&chapter.content, fence, &figure));
                diagnostics.extend(warning);
            }
            Err(wrong) => diagnostics.extend(wrong),
        }
    }
    (edits, diagnostics)
}

/// One fence of one chapter.
struct Job<'a> {
    chapter: &'a Chapter,
    fence: &'a Fence,
    kind: Kind,
    /// Its place among the figures of the chapter.
    at: usize,
    cache: &'a Cache,
}

impl Job<'_> {
    /// The HTML of the figure, in one line, and what its author should know of it.
    fn figure(&self, literal: bool) -> Result<(String, Option<Diagnostic>), Vec<Diagnostic>> {
        let options = options::read(self.fence, self.kind).map_err(|errors| {
            let place = |span| self.chapter.place(span);
            errors.into_iter().map(|error| Diagnostic::syntax(error, place)).collect::<Vec<_>>()
        })?;
        let svg = self.svg(&options).map_err(|faults| {
            faults.into_iter().map(|fault| self.diagnostic(fault, &options)).collect::<Vec<_>>()
        })?;
        let warning = self.too_tall(&svg, &options);
        let svg = if literal { roles::literal(&svg) } else { svg };
        Ok((html(&svg, self.kind, &options, self.chapter.lang, literal), warning))
    }

    /// A reader sees a figure at once or does not see it.
    fn too_tall(&self, svg: &str, options: &Options) -> Option<Diagnostic> {
        let (height, limit) = (svg::height(svg), options.limit());
        let less = match self.kind {
            Kind::Mermaid => "lay it out from left to right (`flowchart LR`), or split it in two",
            Kind::Spacetime => "show less of it with `from`, `to`, `nodes`, `hide` or `fold`",
            Kind::Chart => "give its categories shorter names with `names`",
            Kind::Ring | Kind::Log | Kind::Partitions => "show fewer servers or partitions",
        };
        let wanted = height.ceil();
        (height > limit).then(|| {
            Diagnostic::warning(format!("the figure is {wanted} px tall, more than {limit}"))
                .at(self.place(None, options))
                .help(format!("{less}; if it has to be so tall, say so: height={wanted}"))
        })
    }

    fn svg(&self, options: &Options) -> Result<String, Vec<Fault>> {
        let lang = self.chapter.lang;
        let name = self.name(options);
        let filter = format!("{:?} {:?} {}", options.filter, options.chart, options.limit());
        let version = match self.kind {
            Kind::Mermaid => Merman.version(),
            kind => format!("{kind:?} in {lang:?}"),
        };
        let body = self.fence.body.as_str();
        let parts = [CODE, version.as_str(), &name.id, &name.title, &filter, body];
        self.cache.get(&parts, || draw(self.kind, body, options, lang, &name))
    }

    /// Ids in figures are unique in the whole book: mdBook's print page has all of them.
    fn name(&self, options: &Options) -> Name {
        let own = options.id.clone().unwrap_or_else(|| {
            format!("{}-{}", self.chapter.slug().replace(['/', ' '], "-"), self.at + 1)
        });
        let fallback = self.chapter.lang.pick("示意图", "Diagram");
        Name {
            id: format!("dg-{own}"),
            title: options.caption.clone().unwrap_or_else(|| fallback.to_owned()),
            description: String::new(),
        }
    }

    fn diagnostic(&self, fault: Fault, options: &Options) -> Diagnostic {
        let place = match (fault.option, &options.nodes_span, options.line) {
            (Some("nodes"), Some(span), None) => self.chapter.place(span.clone()),
            _ => self.place(fault.span.as_ref(), options),
        };
        let mut diagnostic = Diagnostic::error(fault.message).at(place);
        if fault.option.is_some() {
            // The option itself stands under the caret.
        } else if fault.span.is_none() {
            diagnostic = diagnostic.label("somewhere in this figure");
        } else if let (Some(span), Some(_)) = (fault.span, options.line) {
            // The trace stands in another file: the message shows its line.
            let event = self.fence.body.get(span).unwrap_or_default().trim();
            diagnostic = diagnostic.label(event.lines().next().unwrap_or_default());
        }
        match fault.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    fn place(&self, span: Option<&Range<usize>>, options: &Options) -> (Source, Range<usize>) {
        match (span, options.line) {
            (_, Some(line)) => self.chapter.line_place(line),
            (Some(span), None) => self.chapter.place(self.fence.in_chapter(span.clone())),
            (None, None) => self.chapter.place(self.fence.info_span.clone()),
        }
    }
}

/// Draws the source of a figure of any kind.
///
/// # Errors
///
/// Everything that is wrong with the source, as far as the kind can go on after an error.
pub fn draw(
    kind: Kind,
    source: &str,
    options: &Options,
    lang: Lang,
    name: &Name,
) -> Result<String, Vec<Fault>> {
    match kind {
        Kind::Mermaid => draw_mermaid(source, options.limit(), name),
        Kind::Spacetime => draw_run(source, options, lang, name),
        Kind::Chart => chart::draw(source, &options.chart, lang, name),
        Kind::Ring => ring::draw(source, lang, name),
        Kind::Log => log::draw(source, lang, name),
        Kind::Partitions => partitions::draw(source, lang, name),
    }
}

/// Draws Mermaid as it may stand in a page, at most `limit` pixels tall if its text stays legible.
///
/// # Errors
///
/// Everything that is wrong with the looks that the source asks for, or the engine's first complaint.
pub fn draw_mermaid(source: &str, limit: f64, name: &Name) -> Result<String, Vec<Fault>> {
    let faults = engine::check(source);
    if !faults.is_empty() {
        return Err(faults);
    }
    let drawn = Merman.draw(&engine::with_classes(source)).map_err(|fault| {
        // Definitions of ours stand behind the author's text: an error there is one at its end.
        let span = fault.span.clone().filter(|span| span.start < source.len());
        vec![Fault { span, ..fault }]
    })?;
    svg::clean(&drawn, name, limit).map_err(|fault| vec![fault])
}

/// Draws a run: a trace as JSON, or one written by hand.
///
/// # Errors
///
/// Everything that is wrong with the run, or options that leave nothing of it.
pub fn draw_run(
    source: &str,
    options: &Options,
    lang: Lang,
    name: &Name,
) -> Result<String, Vec<Fault>> {
    let trace = if source.trim_start().starts_with('{') {
        trace::from_json(source).map_err(|fault| vec![fault])?
    } else {
        spacetime::parse(source)?
    };
    let faults = trace::check(&trace);
    if !faults.is_empty() {
        return Err(faults);
    }
    spacetime::draw(&trace, &options.filter, options.limit(), lang, name)
        .map_err(|fault| vec![fault])
}

/// The figure in one line, so that it stands wherever a fence can: in lists and quotes too.
///
/// A checkbox enlarges the figure, as mdBook does it for images: the class is mdBook's, whose script closes all of them
/// with Escape. A PDF (`literal`) has none.
fn html(svg: &str, kind: Kind, options: &Options, lang: Lang, literal: bool) -> String {
    let class = match kind {
        Kind::Mermaid => "diagram",
        Kind::Spacetime => "diagram spacetime",
        Kind::Chart => "diagram chart",
        Kind::Ring | Kind::Log | Kind::Partitions => "diagram",
    };
    let mut out = format!("<figure class=\"{class}\"");
    if let Some(id) = &options.id {
        let _ = write!(out, " id=\"{}\"", escape(id));
    }
    out.push('>');
    if !literal {
        let label = lang.pick("放大这张图", "Enlarge this figure");
        let _ = write!(
            out,
            "<label class=\"diagram-zoom\" title=\"{label}\"><input class=\"checkbox-img\" type=\"checkbox\" aria-label=\"{label}\"></label>"
        );
    }
    let _ = write!(out, "<div class=\"diagram-scroll\">{svg}</div>");
    out.push_str(&under(options, lang));
    out.push_str("</figure>");
    // mdBook's `links` reads the page later, and would put a file in place of `{{#include …}}` in a label.
    out.replace("{{", "{&#123;")
}

/// What stands under a figure: number, caption and source, and that it is not verified, where nothing vouches for it.
fn under(options: &Options, lang: Lang) -> String {
    let mut out = String::new();
    if let Some(caption) = &options.caption {
        if let Some(number) = &options.number {
            let word = lang.pick("图", "Figure");
            let _ = write!(out, "<span class=\"fig-number\">{word} {}</span> ", escape(number));
        }
        out.push_str(&svg::one_line(caption));
        if let Some(source) = &options.chart.source {
            let word = lang.pick("数据：", "Data: ");
            let _ = write!(
                out,
                "<span class=\"diagram-source\">{word}{}</span>",
                svg::one_line(source)
            );
        }
    }
    if options.unverified {
        let space = if out.is_empty() { "" } else { " " };
        let mark = lang.pick("未验证", "not verified");
        let _ = write!(out, "{space}<span class=\"unverified\">{mark}</span>");
    }
    if out.is_empty() { out } else { format!("<figcaption>{out}</figcaption>") }
}

/// `figure` with blank lines between it and text that stands at the fence.
fn apart(content: &str, fence: &Fence, figure: &str) -> String {
    let line_start = content[..fence.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = content[..line_start].lines().next_back().unwrap_or_default();
    let after = content[fence.span.end..].lines().nth(1).unwrap_or_default();
    // In a quote a blank line would end it; there the author's `>` lines are what keeps blocks apart.
    let quoted = content[line_start..fence.span.start].contains('>');
    let gap = |line: &str| if line.trim().is_empty() || quoted { "" } else { "\n" };
    let indent = if gap(before).is_empty() { "" } else { fence.indent.as_str() };
    format!("{}{indent}{figure}{}", gap(before), gap(after))
}
