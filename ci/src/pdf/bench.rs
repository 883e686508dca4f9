//! `bench --pdf`: what the PDF costs, against Chromium printing mdBook's print page of the same book.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::{Printer, Request, press, settings};
use crate::bench::{Cost, head, row, timed};
use crate::say;
use crate::site::{self, Site};
use crate::stages;
use crate::tools;
use crate::workplace::Workplace;

/// Chapters of the generated book: with these it has a thousand pages, all of them full.
const CHAPTERS: usize = 81;

/// Measures this book, and a generated one of 1,000 pages, in one run.
pub(crate) fn bench(place: &Workplace) -> anyhow::Result<()> {
    stages::build(place)?;
    press::build(place)?;
    let scratch = place.target().join("bench-pdf");
    let large = scratch.join("large");
    generate(&large)?;
    for (name, book) in [("this book", place.root.clone()), ("1,000 pages", large)] {
        let place = Workplace::of(book, place.home.clone())?;
        say::line("");
        head(name, "the PDF's");
        let (emit, print) = ours(&place)?;
        row("  chapters to markup", emit, print);
        row("  markup to PDF", print, print);
        match chromium(&place, &scratch)? {
            Some(cost) => row("  Chromium, print.html", cost, print),
            None => say::line("  Chromium is not installed"),
        }
    }
    std::fs::remove_dir_all(&scratch).context("cannot remove target/bench-pdf")
}

fn ours(place: &Workplace) -> anyhow::Result<(Cost, Cost)> {
    let fonts = dst_pdf::fonts::install(&dst_pdf::fonts::folder())?;
    // A book with something to verify costs the same.
    let request = Request { draft: true, ..Request::default() };
    let (mdbook, site) = (tools::mdbook(place)?, Site::read(place)?);
    let printer = Printer { place, request: &request, site: &site, mdbook: &mdbook, fonts: &fonts };
    let keys = printer.editions()?;
    let key = keys.first().map_or("", String::as_str);
    let whole = |done: bool| if done { Ok(()) } else { bail!("the book has something to correct") };
    let emit = timed(|| printer.emit(key).and_then(whole))?;
    let print = timed(|| press::print(&printer, key).and_then(whole))?;
    Ok((emit, print))
}

/// What Chromium takes to print the page that has the whole book; building that page is not counted.
fn chromium(place: &Workplace, scratch: &Path) -> anyhow::Result<Option<Cost>> {
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        let found = Command::new(name).arg("--version").stdout(Stdio::null()).status();
        found.is_ok_and(|status| status.success())
    });
    let Some(browser) = browser else { return Ok(None) };
    let pages = scratch.join("site");
    let mut mdbook = Command::new(tools::mdbook(place)?);
    stages::prepare(place, &mut mdbook)?;
    settings::own_stages(place, &mut mdbook)?;
    mdbook.arg("build").arg("--dest-dir").arg(&pages).arg(&place.root).stderr(Stdio::null());
    tools::succeed(&mut mdbook)?;
    let page: PathBuf = site::pages(&pages).join("print.html");
    let printed = scratch.join("chromium.pdf");
    let mut tree = Duration::ZERO;
    let cost = timed(|| {
        let mut command = Command::new(browser);
        command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
            .arg("--generate-pdf-document-outline")
            .arg(format!("--print-to-pdf={}", printed.display()))
            .arg(format!("file://{}", page.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        tree = watched(&mut command)?;
        // It ends well, and fast, when it gives up too.
        std::fs::remove_file(&printed).context("Chromium has printed nothing")
    })?;
    // Its processes are many, and it does not wait for all of them; then their time is in no sum of the system's.
    Ok(Some(Cost { cpu: cost.cpu.max(tree), ..cost }))
}

/// Runs a command, and adds up the CPU time of all processes that come of it, as Linux shows them.
fn watched(command: &mut Command) -> anyhow::Result<Duration> {
    let mut child = command.spawn().context("cannot run Chromium")?;
    let mut ticks: BTreeMap<u32, u64> = BTreeMap::new();
    loop {
        let ended = child.try_wait().context("cannot wait for Chromium")?;
        let mut processes = processes();
        let mut family = BTreeSet::from([child.id()]);
        while let Some(at) = processes.iter().position(|(_, parent, _)| family.contains(parent)) {
            let (process, _, used) = processes.swap_remove(at);
            family.insert(process);
            ticks.insert(process, used);
        }
        if let Some(status) = ended {
            if !status.success() {
                bail!("Chromium ended with {status}");
            }
            // A tick is a hundredth of a second wherever Linux runs.
            return Ok(Duration::from_millis(ticks.values().sum::<u64>() * 10));
        }
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Each process, its parent, and the ticks that it has used.
fn processes() -> Vec<(u32, u32, u64)> {
    let read = |entry: std::fs::DirEntry| {
        let process = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
        Some((process, fields.get(1)?.parse().ok()?, ticks(11)? + ticks(12)?))
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(read).collect()
}

/// Writes a book of plain Markdown: prose, code, tables, notes and links between chapters.
fn generate(root: &Path) -> anyhow::Result<()> {
    let source = root.join("src");
    std::fs::create_dir_all(&source).context("cannot write the generated book")?;
    let put = |name: &str, text: &str| {
        std::fs::write(root.join(name), text).with_context(|| format!("cannot write {name}"))
    };
    put("book.toml", "[book]\ntitle = \"一千页\"\nlanguage = \"zh-CN\"\n\n[output.html]\n")?;
    let mut summary = String::from("# Summary\n");
    for n in 0..CHAPTERS {
        if n % 15 == 0 {
            let _ = write!(summary, "\n# 第 {} 部分\n\n", n / 15 + 1);
        }
        let _ = writeln!(summary, "- [第 {n} 章](c{n}.md)");
        put(&format!("src/c{n}.md"), &chapter(n))?;
    }
    put("src/SUMMARY.md", &summary)
}

fn chapter(n: usize) -> String {
    let prose = "一个保证离开了前提就没有意义：节点崩溃后可以恢复，网络可能丢失、重复、乱序地交付消息，\
                 时钟不可靠。Raft 把选举和复制分开，**多数派**的交集让两者合在一起仍然正确，`commit_index` \
                 只由当前任期的条目推进。";
    let mut text = format!("# 第 {n} 章 {{#c{n}}}\n\n");
    for section in 0..6 {
        let _ = write!(text, "## 第 {section} 节 {{#s{section}}}\n\n");
        for paragraph in 0..9 {
            let next = (n + paragraph + 1) % CHAPTERS;
            let _ = write!(text, "{prose}{prose}参见[第 {next} 章](c{next}.md#s{section})。\n\n");
        }
        let _ = write!(
            text,
            "一个脚注[^n{section}]。\n\n[^n{section}]: 出处 {n}-{section}。\n\n```rust\n"
        );
        for line in 0..24 {
            let _ = writeln!(
                text,
                "    let value_{line} = compute({line}, \"{n}\"); // 第 {line} 行的说明"
            );
        }
        text.push_str("```\n\n| 名称 | 数量 | 说明 |\n| --- | ---: | --- |\n");
        for line in 0..6 {
            let _ = writeln!(text, "| 项目 {line} | {} | 这一行说明它为什么在表里 |", line * n);
        }
        text.push('\n');
    }
    text
}
