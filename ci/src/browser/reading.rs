//! What a reader does besides searching: with the keyboard, with a finger, in the dark, without a connection.

use anyhow::{bail, ensure};
use serde_json::json;

use super::Visit;
use super::search;

/// A result is reached, opened and left again without a pointer.
pub(crate) fn keyboard_alone(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    search::open(visit)?;
    let browser = &mut visit.browser;
    browser.write("选举超时")?;
    browser.until("document.querySelectorAll('#mdbook-searchresults li').length > 1")?;
    browser.key("ArrowDown")?;
    browser.key("ArrowDown")?;
    browser.key("ArrowUp")?;
    browser
        .until("document.activeElement === document.querySelector('#mdbook-searchresults a')")?;
    browser.key("ArrowUp")?;
    browser.until("document.activeElement.id === 'mdbook-searchbar'")?;
    browser.key("Enter")?;
    browser
        .until("location.search.startsWith('?highlight=') && document.readyState === 'complete'")?;
    browser.until("CSS.highlights.get('search-hits')?.size > 0")?;
    browser.key("Escape")?;
    browser.until("!CSS.highlights.has('search-hits') && location.search === ''")?;
    browser.key("s")?;
    browser.until("document.activeElement.id === 'mdbook-searchbar'")?;
    browser.key("Escape")?;
    browser.until("document.getElementById('mdbook-search-wrapper').classList.contains('hidden')")
}

/// What an input method is composing is no query yet.
pub(crate) fn input_method(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    search::open(visit)?;
    let browser = &mut visit.browser;
    let compose = json!({ "text": "ren qi", "selectionStart": 6, "selectionEnd": 6 });
    browser.call("Input.imeSetComposition", compose)?;
    browser.until("document.getElementById('mdbook-searchbar').value === 'ren qi'")?;
    ensure!(
        browser.eval("document.querySelectorAll('#mdbook-searchresults li').length")? == 0
            && browser
                .eval("document.getElementById('mdbook-searchresults-header').textContent")?
                == "",
        "letters that are still being composed are searched"
    );
    browser.write("任期")?;
    browser.until("document.querySelectorAll('#mdbook-searchresults li').length > 0")
}

/// The book that was opened from disk can be searched, and its policy lets its scripts run.
pub(crate) fn from_disk(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    let file = visit.site.join(visit.folder.trim_end_matches('/')).join(visit.longest());
    visit.browser.open(&format!("file://{}", file.display()))?;
    visit.browser.key("/")?;
    visit.browser.until("document.activeElement.id === 'mdbook-searchbar'")?;
    visit.browser.write("Raft把")?;
    visit.browser.until("document.querySelectorAll('#mdbook-searchresults li').length > 0")?;
    visit.browser.key("Enter")?;
    visit
        .browser
        .until("location.protocol === 'file:' && CSS.highlights.get('search-hits')?.size > 0")
}

/// The pop-over of a term opens by pointer, by focus and by tap, and closes by Escape.
pub(crate) fn pop_overs(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    const TERM: &str = ".content a[href*='glossary.html#']";
    const OPEN: &str = "document.querySelector('.glossary-pop:popover-open')";
    visit.browser.size(1280, 900)?;
    visit.open(visit.longest())?;
    let browser = &mut visit.browser;
    let (x, y) = browser.middle(TERM)?;
    browser.point(x, y)?;
    browser.until(OPEN)?;
    browser.point(2.0, 2.0)?;
    browser.until(&format!("!{OPEN}"))?;
    browser.eval(&format!("document.querySelector(\"{TERM}\").focus()"))?;
    browser.until(OPEN)?;
    browser.key("Escape")?;
    browser.until(&format!("!{OPEN}"))?;
    browser.size(390, 844)?;
    let longest = visit.longest();
    visit.open(longest)?;
    let browser = &mut visit.browser;
    let (x, y) = browser.middle(TERM)?;
    browser.tap(x, y)?;
    browser.until(OPEN)?;
    browser.tap(5.0, 400.0)?;
    browser.until(&format!("!{OPEN}"))?;
    browser.size(1280, 900)
}

/// A theme that was chosen is there at once and stays.
pub(crate) fn themes(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    const GROUND: &str = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor";
    visit.browser.dark(false)?;
    visit.open(visit.longest())?;
    let light = visit.browser.eval(GROUND)?;
    visit.browser.eval("document.getElementById('mdbook-theme-navy').click()")?;
    visit.browser.until("document.documentElement.classList.contains('navy')")?;
    ensure!(visit.browser.eval(GROUND)? != light, "the dark theme is as light as the light one");
    visit.browser.reload()?;
    visit.browser.until("document.documentElement.classList.contains('navy')")?;
    visit.browser.eval("localStorage.clear()")?;
    visit.browser.dark(true)?;
    visit.browser.reload()?;
    visit.browser.until("document.documentElement.classList.contains('navy')")?;
    visit.browser.dark(false)
}

/// The numbers of callouts stand at the lines that they are about, and the button copies the code without them.
pub(crate) fn marks_of_a_listing(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    const FIND: &str = "window.figure = document.querySelector('figure.listing:has(.callout)')";
    const ASTRAY: &str = "(() => {
        const code = figure.querySelector('pre code'), style = getComputedStyle(code);
        const [height, padding] = [style.lineHeight, style.paddingTop].map(parseFloat);
        const first = code.getBoundingClientRect().top + padding;
        const astray = (badge) => {
            const { top, bottom } = badge.getBoundingClientRect();
            const line = ((top + bottom) / 2 - first) / height;
            return Math.floor(line) !== Number(badge.style.getPropertyValue('--line'));
        };
        return [...figure.querySelectorAll('.callout')].filter(astray).length;
    })()";
    let mut chapters = visit.chapters().into_iter();
    loop {
        let Some(page) = chapters.next() else { bail!("no chapter has a listing with callouts") };
        visit.open(&page)?;
        if visit.browser.eval(&format!("({FIND}) !== null"))? == true {
            break;
        }
    }
    let browser = &mut visit.browser;
    for width in [1280, 390] {
        browser.size(width, 900)?;
        ensure!(browser.eval(ASTRAY)? == 0, "a callout stands at another line, {width} px wide");
    }
    browser.size(1280, 900)?;
    browser.eval(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; });
         figure.querySelector('.clip-button').focus()",
    )?;
    browser.key("Enter")?;
    browser.until("window.copied")?;
    ensure!(
        browser.eval("copied.trim() === figure.querySelector('pre code').textContent.trim()")?
            == true
            && browser.eval("/\\(\\d\\)\\s*$/m.test(copied)")? == false,
        "the button copies something else than the code: {}",
        browser.eval("copied")?
    );
    Ok(())
}

/// No page is wider than the window, on a phone and on a small one; no page asks another host for anything, and
/// none complains.
pub(crate) fn every_page_on_a_phone(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    let mut wide = Vec::new();
    for width in [390, 320] {
        visit.browser.size(width, 844)?;
        for page in visit.chapters() {
            visit.open(&page)?;
            let scroll = visit.browser.eval("document.scrollingElement.scrollWidth")?;
            if scroll.as_u64().is_none_or(|scroll| scroll > width.into()) {
                wide.push(format!("{page} is {scroll} px wide in a window of {width} px"));
            }
        }
    }
    visit.browser.size(1280, 900)?;
    if !wide.is_empty() {
        bail!("{}", wide.join("; "));
    }
    Ok(())
}

/// A script that is not the book's own does not run.
pub(crate) fn policy_holds(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    visit.open(visit.longest())?;
    visit.browser.eval(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.intruder = true'; document.body.append(s); })()",
    )?;
    ensure!(
        visit.browser.eval("window.intruder === undefined")? == true,
        "a foreign inline script has run"
    );
    // It complains of that, rightly.
    visit.forget();
    Ok(())
}
