//! A small book of two editions: the chooser, the switcher, and reading without a connection.

use std::path::Path;

use anyhow::{Context as _, ensure};

use super::{Host, Visit};
use crate::build;
use crate::workplace::Workplace;

/// The scripts that the small book takes from ours.
const THEME: [&str; 3] = ["theme/search.js", "theme/search.css", "theme/editions.js"];

/// Builds the small book and walks from edition to edition.
pub(crate) fn test(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    let place = visit.place;
    let root = place.target().join("browser-editions");
    let _ = std::fs::remove_dir_all(&root);
    copy(&place.home.join("renderers/site/example"), &root)?;
    for file in THEME {
        copy(&place.home.join(file), &root.join(file))?;
    }
    let small = Workplace::of(root.clone(), place.home.clone())?;
    ensure!(build::build_compiled(&small, false)?, "the small book is not built");
    let host = Host::serve(&small.site())?;
    walk(visit, &host)?;
    offline(visit, host)?;
    std::fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))
}

/// Copies a file or a folder.
pub(super) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let failed = || format!("cannot copy {}", from.display());
    if from.is_dir() {
        for entry in std::fs::read_dir(from).with_context(failed)? {
            let name = entry.with_context(failed)?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    std::fs::create_dir_all(to.parent().unwrap_or(to)).with_context(failed)?;
    std::fs::copy(from, to).map(drop).with_context(failed)
}

fn walk(visit: &mut Visit<'_>, host: &Host) -> anyhow::Result<()> {
    let browser = &mut visit.browser;
    // The browser speaks Chinese, and nothing has been chosen.
    browser.open(&host.address(""))?;
    browser.until("location.pathname.startsWith('/zh/')")?;
    browser.open(&host.address("zh/a/one.html#part"))?;
    browser.eval("document.querySelector('a.edition-link').click()")?;
    browser.until("location.pathname === '/en/a/one.html' && location.hash === '#part' && document.readyState === 'complete'")?;
    browser.open(&host.address(""))?;
    browser.until("location.pathname.startsWith('/en/')")?;
    browser.open(&host.address("zh/a/two.html"))?;
    ensure!(
        browser.eval("document.querySelector('a.edition-link') === null")? == true,
        "a page without a partner has a switcher"
    );
    // English is found by its word forms.
    browser.open(&host.address("en/a/one.html?search=election"))?;
    browser.until("document.querySelector('#mdbook-searchresults a')?.hash === '#part'")?;
    // Without a script the chooser is two links.
    browser.call("Emulation.setScriptExecutionDisabled", serde_json::json!({ "value": true }))?;
    browser.open(&host.address(""))?;
    let links = browser
        .eval("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href')).join(' ')")?;
    browser.call("Emulation.setScriptExecutionDisabled", serde_json::json!({ "value": false }))?;
    ensure!(links == "en/index.html zh/index.html", "the chooser has {links}");
    Ok(())
}

fn offline(visit: &mut Visit<'_>, host: Host) -> anyhow::Result<()> {
    let page = host.address("zh/a/two.html");
    visit.browser.open(&page)?;
    visit.browser.until("navigator.serviceWorker.controller")?;
    drop(host);
    visit.browser.open(&page)?;
    visit.browser.key("/")?;
    visit.browser.until("document.activeElement.id === 'mdbook-searchbar'")?;
    visit.browser.write("共识")?;
    visit.browser.until("document.querySelector('#mdbook-searchresults a')?.hash === '#part'")?;
    visit.browser.key("Enter")?;
    visit
        .browser
        .until("location.pathname === '/zh/a/one.html' && document.querySelector('main')")?;
    // That the network does not answer is what this is about.
    visit.forget();
    Ok(())
}
