//! `bench`: what 200 figures cost, drawn anew and taken from the cache.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::bench::{NOTHING, best, feed, head, passed_on, row};
use crate::say;
use crate::stages;
use crate::workplace::Workplace;

/// Figures of the generated book, ten a chapter.
const FIGURES: usize = 200;

/// Measures the stage on a generated book in `root`, with and without the drawings of an earlier run.
pub(crate) fn measure(place: &Workplace, root: &Path, runs: u32) -> anyhow::Result<()> {
    std::fs::create_dir_all(root).context("cannot write the generated book")?;
    let input = input(root)?;
    let own = std::env::current_exe().context("cannot find this program")?;
    let stage = stages::program(place, "diagrams");
    let cache = root.join("target");
    say::line("");
    head(&format!("best of {runs} runs"), NOTHING);
    let nothing = best(runs, || feed(Command::new(&own).arg("nothing"), &input))?;
    row("does nothing", nothing, nothing);
    let cold = best(runs, || {
        if cache.exists() {
            std::fs::remove_dir_all(&cache).context("cannot empty the cache")?;
        }
        feed(&mut Command::new(&stage), &input)
    })?;
    row(&format!("{FIGURES} figures, nothing drawn yet"), cold, nothing);
    let warm = best(runs, || feed(&mut Command::new(&stage), &input))?;
    row(&format!("{FIGURES} figures, nothing changed"), warm, nothing);
    // Most of that is the drawings' way through JSON, which any later stage pays as well.
    let drawn = passed_on(&mut Command::new(&stage), &input)?;
    let carried = best(runs, || feed(Command::new(&own).arg("nothing"), &drawn))?;
    row("does nothing, figures drawn", carried, nothing);
    Ok(())
}

/// What mdBook would send to the stage.
fn input(root: &Path) -> anyhow::Result<Vec<u8>> {
    let kinds = [flowchart, architecture, sequence, states, run];
    let chapters: Vec<Value> = (0..FIGURES / 10)
        .map(|chapter| {
            let mut content = format!("# {chapter}\n\n");
            for n in chapter * 10..chapter * 10 + 10 {
                let (language, source) = kinds[n % kinds.len()](n);
                let _ = write!(
                    content,
                    "文字说明这张图 The text around it.\n\n```{language} caption=\"图 {n}\" id=f{n}\n{source}```\n\n"
                );
            }
            json!({ "Chapter": {
                "name": chapter.to_string(), "content": content, "number": [1], "sub_items": [],
                "path": format!("c{chapter}.md"), "source_path": null, "parent_names": [],
            }})
        })
        .collect();
    let context = json!({
        "root": root, "renderer": "html", "mdbook_version": crate::tools::MDBOOK_VERSION,
        "config": { "book": { "title": "figures", "src": "src" } },
    });
    serde_json::to_vec(&json!([context, { "items": chapters }])).context("cannot write JSON")
}

fn flowchart(n: usize) -> (&'static str, String) {
    let mut text = String::from("flowchart LR\n  c([客户端]):::client\n");
    for at in 0..4 + n % 5 {
        let _ =
            writeln!(text, "  c -->|写 x={n}| n{at}[节点 {at}]:::follower --> m{at}[(日志 {n})]");
    }
    ("mermaid", text)
}

fn architecture(n: usize) -> (&'static str, String) {
    let mut text = String::from(
        "flowchart TB\n  lb{{负载均衡}} --> gw\n  subgraph dc[数据中心]\n    gw[网关]\n",
    );
    for at in 0..3 + n % 3 {
        let _ = writeln!(
            text,
            "    gw --> s{at}[服务 {n}-{at}] -->|读写 read/write| d{at}[(存储 {at})]:::storage"
        );
    }
    text.push_str("  end\n");
    ("mermaid", text)
}

fn sequence(n: usize) -> (&'static str, String) {
    let mut text = String::from(
        "sequenceDiagram\n  participant C as 客户端\n  participant L as 领导者\n  participant F as 跟随者\n",
    );
    for at in 0..3 + n % 4 {
        let _ = write!(
            text,
            "  C->>L: 写 x={at}\n  L->>+F: AppendEntries {n}\n  F-->>-L: ok\n  L-->>C: 已提交\n"
        );
    }
    ("mermaid", text)
}

fn states(n: usize) -> (&'static str, String) {
    let mut text = String::from("stateDiagram-v2\n  [*] --> s0\n");
    for at in 0..4 + n % 4 {
        let _ =
            write!(text, "  s{at} --> s{} : 超时 {n}\n  s{} --> s{at} : 重试\n", at + 1, at + 1);
    }
    ("mermaid", text)
}

fn run(n: usize) -> (&'static str, String) {
    let mut text = String::from("nodes client n1 n2 n3\n0 n1 becomes leader \"term 1\"\n");
    for at in 0..6 + n % 5 {
        let t = 40 * at + n % 7;
        let _ = write!(
            text,
            "{t} client -> n1 \"PUT x={at}\"\n{} n1 -> n2 \"Append\"\n{} n1 -> n3 \"Append\"\n{} n1 commit \"x={at}\"\n",
            t + 11,
            t + 11,
            t + 25
        );
    }
    ("spacetime", text)
}
