//! Accessibility, by axe-core (MPL-2.0), which npm installs into `target/tools`; it is no part of the site.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::Visit;
use crate::workplace::Workplace;

const VERSION: &str = "4.11.0";

/// The rules' script, installed on first use; `None` without npm.
pub(crate) fn script(place: &Workplace) -> anyhow::Result<Option<PathBuf>> {
    npm(place, "axe-core", VERSION, "axe.min.js")
}

/// `file` of a package that npm installs into `target/tools` on first use; `None` without npm.
pub(super) fn npm(
    place: &Workplace,
    package: &str,
    version: &str,
    file: &str,
) -> anyhow::Result<Option<PathBuf>> {
    let folder = place.tools().join("tools").join(package);
    let installed = folder.join("node_modules").join(package);
    let manifest = std::fs::read_to_string(installed.join("package.json")).unwrap_or_default();
    if manifest.contains(&format!("\"version\": \"{version}\"")) {
        return Ok(Some(installed.join(file)));
    }
    std::fs::create_dir_all(&folder).context("cannot write to target/tools")?;
    let npm = Command::new("npm")
        .args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(format!("{package}@{version}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let installed = npm.is_ok_and(|status| status.success()).then(|| installed.join(file));
    Ok(installed.filter(|file| file.is_file()))
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
