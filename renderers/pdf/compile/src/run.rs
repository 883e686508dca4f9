//! Markup ─▶ pages ─▶ bytes ─▶ file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::arguments::Arguments;
use crate::cost;
use crate::edges;
use crate::links;
use crate::progress::Progress;
use crate::shown::{self, Complaint};
use crate::trouble;
use crate::world::Folder;

/// How often a result may go unused before it is forgotten.
const AGE: usize = 3;

/// A book that is printed, once or again and again.
pub(crate) struct Press {
    folder: Folder,
    root: PathBuf,
    output: PathBuf,
    tagged: bool,
    /// Whether it may be printed again.
    again: bool,
    printed: bool,
}

impl Press {
    /// Reads the fonts.
    pub(crate) fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        Ok(Press {
            folder: Folder::open(&arguments.folder, &arguments.fonts)?,
            root: arguments.root.clone(),
            output: arguments.output.clone(),
            tagged: arguments.tagged,
            again: arguments.watch,
            printed: false,
        })
    }

    /// Prints, and says what it cost. Whether there is a PDF; what is wrong has been shown.
    #[allow(clippy::print_stderr, reason = "what the author has to know")]
    pub(crate) fn print(&mut self) -> anyhow::Result<bool> {
        if self.printed {
            self.folder.refresh();
            typst::comemo::evict(AGE);
        }
        self.printed = true;
        let started = Instant::now();

        let progress = Progress::start("setting the pages");
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&self.folder);
        drop(progress);
        let mut shown = self.translate(&warnings);
        let set = output.map_err(Vec::from_iter).and_then(|document| {
            if !self.again {
                // Nothing that Typst remembers will be asked for again.
                typst::comemo::evict(0);
            }
            links::resolve(document)
        });
        let document = match set {
            Ok(document) => document,
            Err(errors) => {
                shown.extend(self.translate(&errors));
                return self.refuse(&shown);
            }
        };
        shown.extend(self.translate(&edges::check(&document)));
        let set = started.elapsed();

        let progress = Progress::start("writing the PDF");
        let bytes = self.bytes(&document, &mut shown);
        drop(progress);
        let Some(bytes) = bytes else { return self.refuse(&shown) };
        replace(&self.output, &bytes)?;
        eprint!("{}", shown::render(&shown, crate::progress::colours()));
        eprintln!(
            "==> {} has {} pages: {}",
            self.output.display(),
            document.pages().len(),
            costs(set, started.elapsed(), bytes.len())
        );
        Ok(true)
    }

    /// The PDF. What keeps it from being accessible is a warning: there is a PDF then all the same.
    fn bytes(&self, document: &PagedDocument, shown: &mut Vec<Complaint>) -> Option<Vec<u8>> {
        let options = |standards| PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Auto,
            standards,
            tagged: self.tagged,
            ..PdfOptions::default()
        };
        if self.tagged
            && let Ok(accessible) = PdfStandards::new(&[PdfStandard::Ua_1])
        {
            match typst_pdf::pdf(document, &options(accessible)) {
                Ok(bytes) => return Some(bytes),
                Err(errors) => {
                    shown.extend(self.translate(&errors).into_iter().map(trouble::not_accessible));
                }
            }
        }
        match typst_pdf::pdf(document, &options(PdfStandards::default())) {
            Ok(bytes) => Some(bytes),
            Err(errors) => {
                shown.extend(self.translate(&errors));
                None
            }
        }
    }

    fn translate(&self, found: &[SourceDiagnostic]) -> Vec<Complaint> {
        found.iter().map(|one| trouble::translate(one, &self.folder, &self.root)).collect()
    }

    #[allow(clippy::print_stderr, reason = "what the author has to know")]
    fn refuse(&self, shown: &[Complaint]) -> anyhow::Result<bool> {
        eprint!("{}", shown::render(shown, crate::progress::colours()));
        let old = if self.output.exists() { " is as it was" } else { " is not made" };
        eprintln!("error: {}{old}", self.output.display());
        Ok(false)
    }
}

/// Puts the bytes in place of the old file in one step.
fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let aside = path.with_extension(format!("pdf.{}", std::process::id()));
    std::fs::write(&aside, bytes)
        .and_then(|()| std::fs::rename(&aside, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn costs(set: Duration, all: Duration, bytes: usize) -> String {
    let written = all.saturating_sub(set);
    let mut parts = vec![
        format!("set in {:.1} s", set.as_secs_f64()),
        format!("written in {:.1} s", written.as_secs_f64()),
    ];
    if let Some(cpu) = cost::cpu() {
        parts.push(format!("{:.1} s of CPU so far", cpu.as_secs_f64()));
    }
    if let Some(memory) = cost::memory() {
        parts.push(format!("at most {} MB of memory", memory >> 20));
    }
    parts.push(format!(
        "{:.1} MB",
        f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0
    ));
    parts.join(", ")
}
