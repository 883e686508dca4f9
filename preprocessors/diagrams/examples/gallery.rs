//! Writes a page with the figures of the named sources, light beside dark.
//!
//! ```console
//! cargo run -p dst-diagrams --example gallery -- preprocessors/diagrams/tests/sources/* > gallery.html
//! ```

use std::error::Error;
use std::io::Write;

use dst_diagrams::options::{self, Kind, Options};
use dst_diagrams::svg::{Name, TALLEST};
use dst_diagrams::{draw_mermaid, draw_run};
use dst_kit::{Lang, escape, fences};

fn main() -> Result<(), Box<dyn Error>> {
    let sheet = include_str!("../../../theme/diagrams.css");
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>Gallery</title><style>{}</style>",
        // Light and dark stand side by side here, so they are classes of a column, not of the page.
        sheet.replace("html.coal, html.navy, html.ayu {", ".dark {")
    )?;
    writeln!(
        out,
        "<style>html {{ --bg: #fdfcf9 }} .dark {{ --bg: #15191e }} body {{ margin: 0; font: 14px sans-serif }} \
         section {{ display: grid; grid-template-columns: 1fr 1fr }} \
         section > div {{ padding: 1em; background: var(--bg); color: var(--dg-text); min-width: 0 }}</style>"
    )?;
    for path in std::env::args().skip(1) {
        let source = std::fs::read_to_string(&path)?;
        write!(out, "<section>")?;
        for theme in ["light", "dark"] {
            let svg = draw(&path, &source, theme)?;
            write!(
                out,
                "<div class=\"{theme}\">{}<figure class=\"diagram\"><div class=\"diagram-scroll\">{svg}</div></figure></div>",
                escape(&path)
            )?;
        }
        writeln!(out, "</section>")?;
    }
    Ok(())
}

fn draw(path: &str, source: &str, theme: &str) -> Result<String, Box<dyn Error>> {
    let stem = path.rsplit('/').next().unwrap_or(path).replace('.', "-");
    let name = Name { id: format!("{theme}-{stem}"), title: stem, description: String::new() };
    let drawn = if path.ends_with(".mmd") {
        draw_mermaid(source, TALLEST, &name)
    } else if path.ends_with(".md") {
        let lang = if path.contains("-en") { Lang::En } else { Lang::Zh };
        let fence = fences(source, |language| Kind::of(language).is_some()).pop();
        let fence = fence.ok_or("no figure")?;
        let kind = Kind::of(&fence.language).ok_or("no figure")?;
        let options =
            options::read(&fence, kind).map_err(|errors| format!("{path}: {errors:?}"))?;
        dst_diagrams::draw(kind, &fence.body, &options, lang, &name)
    } else {
        let lang = if path.contains("-en") { Lang::En } else { Lang::Zh };
        draw_run(source, &options_of(source)?, lang, &name)
    };
    drawn.map_err(|faults| format!("{path}: {faults:?}").into())
}

/// The options in the first line of a run, as in `# options clocks=vector`.
fn options_of(source: &str) -> Result<Options, Box<dyn Error>> {
    let line = source.lines().next().and_then(|line| line.strip_prefix("# options "));
    let info = line.unwrap_or_default();
    let text = format!("```spacetime {info}\n```\n");
    let fence = fences(&text, |_| true).pop().ok_or("the options are no info string")?;
    options::read(&fence, Kind::Spacetime).map_err(|errors| format!("{info}: {errors:?}").into())
}
