//! `pdf`: the book to be printed.
//!
//! mdBook runs with one renderer, `dst-pdf`, which writes the markup into `target/pdf/EDITION`; `dst-typeset` makes
//! the PDF of that. The typesetter is compiled on first use and is in no other build.

mod bench;
mod press;
mod settings;
mod test;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::build;
use crate::say;
use crate::site::Site;
use crate::stages;
use crate::tools;
use crate::workplace::Workplace;

pub(crate) use bench::bench;
pub(crate) use settings::title;
pub(crate) use test::test;

/// What is to be printed.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Request {
    /// Only this chapter, such as practice/cache
    #[arg(long)]
    pub(crate) chapter: Option<String>,
    /// Key of the edition, such as en; all editions without it
    #[arg(long)]
    pub(crate) edition: Option<String>,
    /// Size of the page: a4, b5 or 16k
    #[arg(long)]
    pub(crate) paper: Option<String>,
    /// Go on: print again whenever a file changes
    #[arg(long)]
    pub(crate) watch: bool,
    /// Print listings without a receipt too, with a mark
    #[arg(long)]
    pub(crate) draft: bool,
}

/// Prints each edition that is asked for. Whether nothing was wrong.
pub(crate) fn pdf(place: &Workplace, request: &Request) -> anyhow::Result<bool> {
    let mdbook = tools::mdbook(place)?;
    stages::build(place)?;
    press::build(place)?;
    let fonts = dst_pdf::fonts::install(&dst_pdf::fonts::folder())?;
    let site = Site::read(place)?;
    let printer = Printer { place, request, site: &site, mdbook: &mdbook, fonts: &fonts };
    let keys = printer.editions()?;
    if request.watch {
        return watch::watch(&printer, keys.first().map_or("", String::as_str));
    }
    let mut whole = true;
    for key in &keys {
        whole &= printer.emit(key)? && press::print(&printer, key)?;
    }
    Ok(whole)
}

/// All that printing needs.
pub(crate) struct Printer<'a> {
    place: &'a Workplace,
    request: &'a Request,
    site: &'a Site,
    mdbook: &'a Path,
    fonts: &'a Path,
}

impl Printer<'_> {
    /// The keys of the editions that are printed; the empty key for a book of one.
    fn editions(&self) -> anyhow::Result<Vec<String>> {
        let all = self.site.folders();
        match &self.request.edition {
            None => Ok(all.into_iter().map(str::to_owned).collect()),
            Some(key) if all.contains(&key.as_str()) => Ok(vec![key.clone()]),
            Some(key) => bail!("there is no edition {key}; there is {}", all.join(", ")),
        }
    }

    /// The folder of an edition's markup.
    fn markup(&self, key: &str) -> PathBuf {
        let name = if key.is_empty() { "book" } else { key };
        // A chapter alone is no part of the book: the next run would have to write everything again.
        let name =
            if self.request.chapter.is_some() { format!("{name}-chapter") } else { name.into() };
        self.place.target().join("pdf").join(name)
    }

    /// The file of an edition's PDF.
    fn output(&self, key: &str) -> anyhow::Result<PathBuf> {
        let folder = self.place.site();
        Ok(match &self.request.chapter {
            Some(chapter) => {
                self.place.target().join("pdf").join(format!("{}.pdf", chapter.replace('/', "-")))
            }
            None => folder.join(file_name(&self.title(key)?)),
        })
    }

    fn title(&self, key: &str) -> anyhow::Result<String> {
        match self.site.editions.get(key) {
            Some(edition) => Ok(edition.title.clone()),
            None => settings::title(self.place),
        }
    }

    /// Writes the markup of an edition. Whether nothing was wrong; what is has been shown.
    fn emit(&self, key: &str) -> anyhow::Result<bool> {
        let folder = self.markup(key);
        std::fs::create_dir_all(&folder).context("cannot write to target/")?;
        let mut command = Command::new(self.mdbook);
        stages::prepare(self.place, &mut command)?;
        self.site.language(&mut command, key)?;
        settings::only_pdf(self.place, self.request, key, &mut command)?;
        let complaints = folder.with_extension("complaints");
        // One that was left behind would count again.
        let _ = std::fs::remove_file(&complaints);
        command.arg("build").arg("--dest-dir").arg(&folder).arg(&self.place.root);
        command.current_dir(&self.place.root);
        command.env(dst_kit::KEEP_GOING, &complaints);
        if !self.request.draft {
            command.env("MDBOOK_PREPROCESSOR__LISTINGS__STRICT", "true");
        }
        settings::own_stages(self.place, &mut command)?;
        command.env_remove("MDBOOK_LOG").env_remove("RUST_LOG").env("NO_COLOR", "1");
        let (ran, logged) = build::run_mdbook(&mut command)?;
        let found = std::fs::read_to_string(&complaints).unwrap_or_default().lines().count();
        let _ = std::fs::remove_file(&complaints);
        if ran && logged == 0 && found == 0 {
            return Ok(true);
        }
        say::error("there is no PDF of a book with something to correct; the old one is as it was");
        Ok(false)
    }
}

/// The name of the file of a book with this title.
pub(crate) fn file_name(title: &str) -> String {
    let name: String = title.chars().filter(|c| !"/\\:*?\"<>|".contains(*c)).collect();
    format!("{}.pdf", name.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_a_file_name() {
        assert_eq!(file_name("分布式系统工具箱"), "分布式系统工具箱.pdf");
        assert_eq!(file_name("Raft: a/b?"), "Raft ab.pdf");
    }
}
