//! Accessibility, by axe-core (MPL-2.0), which npm installs into `target/tools`; it is no part of the site.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::Visit;
use crate::workplace::Workplace;

const VERSION: &str = "4.11.0";

/// The rules' script, installed on first use; `None` without npm.
pub(crate) fn script(place: &Workplace) -> anyhow::Result<Option<PathBuf>> {
    let folder = place.tools().join("tools/axe");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    let manifest = folder.join("node_modules/axe-core/package.json");
    let installed = std::fs::read_to_string(manifest).unwrap_or_default();
    if installed.contains(&format!("\"version\": \"{VERSION}\"")) {
        return Ok(Some(script));
    }
    std::fs::create_dir_all(&folder).context("cannot write to target/tools")?;
    let npm = Command::new("npm")
        .args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(format!("axe-core@{VERSION}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Ok(npm.is_ok_and(|status| status.success()).then_some(script))
}

/// No page has a serious or critical violation.
pub(crate) fn accessible(visit: &mut Visit<'_>, script: &str) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for page in visit.kinds() {
        for dark in [false, true] {
            visit.browser.dark(dark)?;
            visit.open(&page)?;
            visit.browser.eval(script)?;
            let violations = visit.browser.eval(
                "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations\
                 .filter((v) => ['serious', 'critical'].includes(v.impact))\
                 .map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].target.join(' ')})`).join('; '))",
            )?;
            if violations != "" {
                let theme = if dark { "dark" } else { "light" };
                found
                    .push(format!("{page} ({theme}): {}", violations.as_str().unwrap_or_default()));
            }
        }
    }
    visit.browser.dark(false)?;
    if !found.is_empty() {
        bail!("{}", found.join("\n    "));
    }
    Ok(())
}
