//! The PDF in `test`: its tools' tests, the book itself, and what is found in the finished file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;

use super::{Printer, Request, press};
use crate::counts::Counts;
use crate::say;
use crate::site::Site;
use crate::tools;
use crate::workplace::Workplace;

/// Kinds of page, and a text that the first page of the kind has.
const KINDS: [(&str, &str); 9] = [
    ("contents", "\n目录"),
    ("part", "\n第一部分\n"),
    ("listing", "清单 1.3-1"),
    ("output", "输出 1.3-1"),
    ("table", "表 1.3-1"),
    ("trace", "消息丢失"),
    ("references", "\n参考文献\n"),
    ("glossary", "\n术语表\n"),
    ("index", "\n索引\n"),
];

/// Tests the typesetter, prints every edition, and looks at what has been printed.
pub(crate) fn test(place: &Workplace) -> anyhow::Result<Counts> {
    press::build(place)?;
    let fonts = dst_pdf::fonts::install(&dst_pdf::fonts::folder())?;
    let mut own = press::cargo(place, "test");
    let mut printed = place.cargo();
    printed.args(["test", "--release", "--package", "dst-pdf", "--features", "printed"]);
    printed.args(["--test", "printed"]).env("DST_TYPESET", press::program(place));
    let mut counts = Vec::new();
    for tests in [own.arg("--quiet"), printed.arg("--quiet")] {
        counts.push(Counts::check(tests.status().context("cannot run cargo")?.success()));
    }

    let request = Request::default();
    let (mdbook, site) = (tools::mdbook(place)?, Site::read(place)?);
    let printer = Printer { place, request: &request, site: &site, mdbook: &mdbook, fonts: &fonts };
    for key in printer.editions()? {
        let printed = printer.emit(&key)? && press::print(&printer, &key)?;
        counts.push(Counts::check(printed));
        if printed {
            let (file, markup) = (printer.output(&key)?, printer.markup(&key));
            let wrong = dst_pdf::check::check(&file, &markup)?;
            wrong.iter().for_each(|one| say::error(&format!("{}: {one}", file.display())));
            counts.push(Counts::check(wrong.is_empty()));
            counts.push(found(place, &file, &markup)?);
        }
    }
    Ok(counts.into_iter().sum())
}

/// Whether the beginning of each chapter can be copied out of the PDF. Leaves pictures of some pages.
fn found(place: &Workplace, file: &Path, markup: &Path) -> anyhow::Result<Counts> {
    let Some(text) = text(file)? else {
        say::line("the text of the PDF was not read: apt-get install poppler-utils");
        return Ok(Counts { skipped: 1, ..Counts::default() });
    };
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let all: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let probes = std::fs::read_to_string(markup.join("probes.txt"))
        .context("there are no probes beside the markup")?;
    let missing: Vec<&str> = probes.lines().filter(|probe| !all.contains(probe)).collect();
    for probe in &missing {
        say::error(&format!("the text of the PDF does not have: {probe}"));
    }
    picture(place, file, &pages)?;
    Ok(Counts::check(missing.is_empty()))
}

/// The text by page, or nothing where the extractor is not installed.
fn text(file: &Path) -> anyhow::Result<Option<String>> {
    let out = Command::new("pdftotext").arg(file).arg("-").stderr(Stdio::null()).output();
    match out {
        Ok(out) => Ok(Some(String::from_utf8_lossy(&out.stdout).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("cannot run pdftotext"),
    }
}

/// Pictures of the first page of each kind, to be looked at.
fn picture(place: &Workplace, file: &Path, pages: &[&str]) -> anyhow::Result<()> {
    let folder: PathBuf = place.target().join("pdf/pages");
    std::fs::create_dir_all(&folder).context("cannot write to target/")?;
    let has = |page: &str, wanted: &str| format!("\n{page}").contains(wanted);
    // A part's title has a page to itself; before the first one, the contents and the lists name everything.
    let is_part = |page: &&str| has(page, "\n第一部分\n") && page.lines().count() < 8;
    let body = pages.iter().position(is_part).unwrap_or(0);
    let of_kind = |wanted: &str| {
        let start = if wanted.contains("目录") { 0 } else { body };
        let mut rest = pages.iter().skip(start);
        rest.position(|page| has(page, wanted)).map(|at| at + start + 1)
    };
    let kinds = KINDS.iter().filter_map(|(kind, wanted)| Some((*kind, of_kind(wanted)?)));
    for (kind, page) in kinds.chain([("title", 1)]) {
        let page = page.to_string();
        let drawn = Command::new("pdftoppm")
            .args(["-png", "-singlefile", "-r", "80", "-f", &page, "-l", &page])
            .arg(file)
            .arg(folder.join(kind))
            .stderr(Stdio::null())
            .status();
        drawn.context("cannot run pdftoppm")?;
    }
    Ok(())
}
