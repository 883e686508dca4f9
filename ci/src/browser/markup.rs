//! The pages as HTML: what the Nu HTML checker of the W3C says of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::Visit;
use crate::links;
use crate::workplace::Workplace;

/// The checker's version: each finds something else.
const VERSION: &str = "26.9.27";

/// mdBook's own list of chapters for browsers without scripts, a frame that no theme replaces.
const UPSTREAM: &str = "toc.html";

/// The checker, installed on first use; `None` without npm or Java.
pub(crate) fn checker(place: &Workplace) -> anyhow::Result<Option<PathBuf>> {
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).status();
    if !java.is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    super::axe::npm(place, "vnu-jar", VERSION, "build/dist/vnu.jar")
}

/// Every page is valid HTML.
pub(crate) fn valid(visit: &mut Visit<'_>, checker: &Path) -> anyhow::Result<()> {
    let mut pages = links::pages(&visit.site)?;
    pages.retain(|page| page.file_name().is_none_or(|name| name != UPSTREAM));
    let out = Command::new("java")
        // A page with deeply nested highlighting needs more than the usual stack.
        .args(["-Xss2m", "-jar"])
        .arg(checker)
        .args(["--errors-only", "--format", "json", "--exit-zero-always"])
        .args(&pages)
        .stdin(Stdio::null())
        .output()
        .context("cannot run java")?;
    let report: Value = serde_json::from_slice(&out.stderr)
        .with_context(|| format!("the checker says {}", String::from_utf8_lossy(&out.stderr)))?;
    let mut found: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for message in report["messages"].as_array().into_iter().flatten() {
        let said = message["message"].as_str().unwrap_or_default();
        let place = format!(
            "{}:{}: {}",
            message["url"].as_str().unwrap_or_default(),
            message["lastLine"],
            message["extract"].as_str().unwrap_or_default().replace('\n', " ")
        );
        found.entry(said).or_insert((0, place)).0 += 1;
    }
    if found.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = found
        .iter()
        .map(|(said, (times, first))| format!("{said} ({times} times, first at {first})"))
        .collect();
    bail!("{}", lines.join("\n    "))
}
