//! The built site in a real browser: what `cargo book test` does last.

mod axe;
mod cdp;
mod comments;
mod editions;
mod host;
mod markup;
mod page;
mod queries;
mod reading;
mod search;

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

use crate::counts::Counts;
use crate::links;
use crate::say;
use crate::site::Site;
use crate::workplace::Workplace;
use cdp::Browser;
use host::Host;

/// How a machine without a browser gets one.
const INSTALL: &str = "apt-get install chromium fonts-noto-cjk";

/// A check of the site: what is wrong is its error.
type Check = fn(&mut Visit<'_>) -> anyhow::Result<()>;

const CHECKS: [(&str, Check); 13] = [
    ("search finds what is there, and nothing else, at once", search::finds_what_is_there),
    ("search knows the names of terms", search::knows_names),
    ("search parts Han from Latin", search::parts_han_from_latin),
    ("search by keyboard alone", reading::keyboard_alone),
    ("search waits for the input method", reading::input_method),
    ("the book opened from disk can be searched", reading::from_disk),
    ("pop-overs by pointer, focus, tap and Escape", reading::pop_overs),
    ("themes change and stay", reading::themes),
    ("marks lie at their lines of a listing, and are not copied", reading::marks_of_a_listing),
    ("every page fits a phone", reading::every_page_on_a_phone),
    ("the policy keeps foreign scripts out", reading::policy_holds),
    ("pictures of the pages", |visit| visit.photograph()),
    ("editions, and reading offline", editions::test),
];

/// The checks that need more than the browser.
const AXE: &str = "no page keeps a reader out (axe)";
const MARKUP: &str = "every page is valid HTML (Nu)";
const COMMENTS: &str = "comments are posted, read and answered (Isso)";

/// A reader at the site.
struct Visit<'a> {
    place: &'a Workplace,
    browser: Browser,
    host: Host,
    site: PathBuf,
    /// The edition's folder within the site, with a slash, or nothing.
    folder: String,
    /// The edition's source folder.
    source: PathBuf,
    pictures: PathBuf,
    notes: Vec<String>,
}

/// `cargo book browser`: the checks alone.
pub(crate) fn browser(place: &Workplace, only: Option<&str>) -> anyhow::Result<bool> {
    let counts = test(place, only)?;
    say::line(&counts.to_string());
    Ok(counts.failed == 0)
}

/// Looks at the site of `place`, which has been built. What cannot run here is named, counted as skipped, and a
/// failure under `CI`; with `only`, the checks whose names hold it.
pub(crate) fn test(place: &Workplace, only: Option<&str>) -> anyhow::Result<Counts> {
    let Some(program) = cdp::find() else {
        return Ok(missing("a browser", INSTALL, CHECKS.len() + 3));
    };
    let site = place.site();
    let book = Site::read(place)?;
    let folder = book.folders()[0].to_owned();
    let pictures = place.target().join("browser");
    std::fs::create_dir_all(&pictures).context("cannot write to target/browser")?;
    let profile = place.target().join("browser-profile");
    // What an earlier run has left there would be a reader with a history.
    let _ = std::fs::remove_dir_all(&profile);
    let mut visit = Visit {
        place,
        browser: Browser::start(&program, &profile)?,
        host: Host::serve(&site)?,
        site,
        source: place.root.join(book.source(&folder)),
        folder: if folder.is_empty() { folder } else { format!("{folder}/") },
        pictures,
        notes: Vec::new(),
    };
    visit.browser.size(1280, 900)?;

    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    let mut counts = Vec::new();
    for (name, check) in CHECKS.into_iter().filter(|(name, _)| wanted(name)) {
        counts.push(visit.check(name, check));
    }
    if wanted(AXE) {
        counts.push(match axe::script(place)? {
            Some(script) => {
                let script = std::fs::read_to_string(script).context("cannot read axe-core")?;
                visit.check(AXE, |visit| axe::accessible(visit, &script))
            }
            None => missing("axe-core", "apt-get install npm", 1),
        });
    }
    if wanted(MARKUP) {
        counts.push(match markup::checker(place)? {
            Some(checker) => visit.check(MARKUP, |visit| markup::valid(visit, &checker)),
            None => missing("the Nu checker", "apt-get install npm default-jdk-headless", 1),
        });
    }
    if wanted(COMMENTS) {
        counts.push(match comments::isso(place)? {
            Some(isso) => visit.check(COMMENTS, |visit| comments::test(visit, &isso)),
            None => missing("Isso", "apt-get install python3-pip python3-dev gcc", 1),
        });
    }
    visit.notes.iter().for_each(|note| say::line(note));
    drop(visit);
    let _ = std::fs::remove_dir_all(&profile);
    Ok(counts.into_iter().sum())
}

fn missing(what: &str, command: &str, checks: usize) -> Counts {
    let checks = u32::try_from(checks).unwrap_or(u32::MAX);
    say::line(&format!(
        "not run here: {checks} checks in a browser, for want of {what} ({command})"
    ));
    if std::env::var_os("CI").is_some() {
        return Counts { passed: 0, failed: checks, skipped: 0 };
    }
    Counts { passed: 0, failed: 0, skipped: checks }
}

impl Visit<'_> {
    fn check(&mut self, name: &str, check: impl FnOnce(&mut Self) -> anyhow::Result<()>) -> Counts {
        let done = check(self).and_then(|()| self.quiet());
        // What one check has left behind is not the next one's fault.
        self.forget();
        match &done {
            Ok(()) => say::line(&format!("ok {name}")),
            Err(error) => say::error(&format!("{name}: {error:#}")),
        }
        Counts::check(done.is_ok())
    }

    /// Whether the pages have neither complained nor asked another host for anything.
    fn quiet(&mut self) -> anyhow::Result<()> {
        let events = self.browser.events();
        let complaints: Vec<String> = events.iter().filter_map(complaint).collect();
        anyhow::ensure!(complaints.is_empty(), "{}", complaints.join("; "));
        Ok(())
    }

    fn forget(&mut self) {
        self.browser.events();
    }

    fn open(&mut self, page: impl AsRef<str>) -> anyhow::Result<()> {
        let address = self.host.address(&format!("{}{}", self.folder, page.as_ref()));
        self.browser.open(&address)
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// The pages that are chapters.
    fn chapters(&self) -> Vec<String> {
        let folder = self.site.join(&self.folder);
        let pages = links::pages(&folder).unwrap_or_default();
        let names = pages.iter().filter_map(|page| {
            let name = page.strip_prefix(&folder).ok()?.to_string_lossy().replace('\\', "/");
            self.source.join(&name).with_extension("md").is_file().then_some(name)
        });
        names.collect()
    }

    /// The longest chapter.
    fn longest(&self) -> String {
        let size = |name: &String| {
            std::fs::metadata(self.source.join(name).with_extension("md"))
                .map_or(0, |file| file.len())
        };
        self.chapters().into_iter().max_by_key(size).unwrap_or_default()
    }

    /// One page of each kind, ten at most: as many folders as there are, and the generated pages.
    fn kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = Vec::new();
        let mut chapters = self.chapters();
        chapters.push("404.html".to_owned());
        for chapter in chapters {
            let of_folder = |known: &&String| match chapter.rsplit_once('/') {
                Some((folder, _)) => known.starts_with(&format!("{folder}/")),
                None => false,
            };
            if kinds.iter().filter(of_folder).count() < 2 && kinds.len() < 12 {
                kinds.push(chapter);
            }
        }
        kinds
    }

    fn photograph(&mut self) -> anyhow::Result<()> {
        for page in self.kinds() {
            for (width, height) in [(1440, 1000), (390, 844)] {
                for dark in [false, true] {
                    self.browser.size(width, height)?;
                    self.browser.dark(dark)?;
                    self.open(&page)?;
                    let theme = if dark { "dark" } else { "light" };
                    let name = page.replace('/', "-").replace(".html", "");
                    self.browser
                        .screenshot(&self.pictures.join(format!("{name}-{width}-{theme}.png")))?;
                }
            }
        }
        self.browser.dark(false)?;
        self.browser.size(1280, 900)
    }
}

/// What a page should not have done.
fn complaint(event: &Value) -> Option<String> {
    let params = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(format!(
            "a script failed: {}",
            params["exceptionDetails"]["exception"]["description"]
        )),
        "Runtime.consoleAPICalled" if params["type"] == "error" => {
            Some(format!("a script complained: {}", params["args"][0]["value"]))
        }
        "Log.entryAdded" if params["entry"]["level"] == "error" => Some(format!(
            "the console says: {} ({})",
            params["entry"]["text"], params["entry"]["url"]
        )),
        "Network.requestWillBeSent" => {
            let url = params["request"]["url"].as_str()?;
            let own = ["http://127.0.0.1:", "file:", "data:", "blob:", "about:"];
            (!own.iter().any(|start| url.starts_with(start)))
                .then(|| format!("a request to another host: {url}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn complaints_are_told_from_the_rest() {
        let request = |url: &str| json!({ "method": "Network.requestWillBeSent", "params": { "request": { "url": url } } });
        assert_eq!(complaint(&request("http://127.0.0.1:8/a.js")), None);
        assert!(complaint(&request("https://example.org/a.js")).is_some());
        assert!(complaint(&json!({ "method": "Log.entryAdded", "params": { "entry": { "level": "error", "text": "x" } } })).is_some());
        assert_eq!(
            complaint(
                &json!({ "method": "Log.entryAdded", "params": { "entry": { "level": "info" } } })
            ),
            None
        );
    }
}
