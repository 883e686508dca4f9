//! Comments with a real Isso: a reader posts in Chinese, comes back, finds it, and answers.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::json;

use super::editions::copy;
use super::{Host, Visit};
use crate::build;
use crate::workplace::Workplace;

/// The newest Isso on the Python registry.
const VERSION: &str = "0.14.0";

/// The scripts that the small book takes from ours.
const THEME: [&str; 5] = [
    "theme/search.js",
    "theme/search.css",
    "theme/editions.js",
    "theme/comments.js",
    "theme/comments.css",
];

/// The folder with Isso and what it needs, installed on first use; `None` without pip.
pub(crate) fn isso(place: &Workplace) -> anyhow::Result<Option<PathBuf>> {
    let folder = place.tools().join("tools/isso");
    if folder.join(format!("isso-{VERSION}.dist-info")).is_dir() {
        return Ok(Some(folder));
    }
    let pip = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(["--root-user-action=ignore", "--target"])
        .arg(&folder)
        .arg(format!("isso=={VERSION}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    Ok(pip.is_ok_and(|status| status.success()).then_some(folder))
}

/// A comment server on loopback, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts Isso for the site at `site`; its comments are kept in `folder`.
    fn start(isso: &Path, folder: &Path, site: &str) -> anyhow::Result<Self> {
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").context("cannot listen on loopback")?;
            free.local_addr().context("cannot listen on loopback")?.port()
        };
        let settings = folder.join("isso.cfg");
        let text = format!(
            "[general]\ndbpath = {}\nhost = {site}\n[server]\nlisten = http://127.0.0.1:{port}\n\
             [guard]\nratelimit = 100\nreply-to-self = true\n",
            folder.join("comments.db").display()
        );
        std::fs::write(&settings, text).context("cannot write isso.cfg")?;
        let child = Command::new("python3")
            .args(["-c", "from isso import main; main()", "-c"])
            .arg(&settings)
            .arg("run")
            .env("PYTHONPATH", isso)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Isso")?;
        let server = Server { child, address: format!("http://127.0.0.1:{port}") };
        let end = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(Instant::now() < end, "Isso does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Builds the small book with comments and lets a reader use them.
pub(crate) fn test(visit: &mut Visit<'_>, isso: &Path) -> anyhow::Result<()> {
    let place = visit.place;
    let root = place.target().join("browser-comments");
    let _ = std::fs::remove_dir_all(&root);
    copy(&place.home.join("renderers/site/example"), &root)?;
    for file in THEME {
        copy(&place.home.join(file), &root.join(file))?;
    }
    // The address of the pages is in Isso's settings, and Isso's in the pages: an empty folder is served first.
    let small = Workplace::of(root.clone(), place.home.clone())?;
    std::fs::create_dir_all(small.site()).context("cannot write to target/")?;
    let host = Host::serve(&small.site())?;
    let server = Server::start(isso, &root, &host.address(""))?;
    let manifest = root.join("book.toml");
    let text = std::fs::read_to_string(&manifest).context("the small book has no book.toml")?;
    std::fs::write(&manifest, with_comments(&text, &server.address))
        .context("cannot write the small book")?;
    ensure!(build::build_compiled(&small, false)?, "the small book is not built");
    converse(visit, &host, &server)?;
    drop(server);
    std::fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))
}

/// The manifest of the small book with comments from `server`.
fn with_comments(text: &str, server: &str) -> String {
    let sources: String = ["script-src", "style-src", "connect-src", "img-src"]
        .map(|kind| format!("{kind} = [\"{server}\"]\n"))
        .concat();
    let text = text
        .replace("\"theme/search.css\"", "\"theme/search.css\", \"theme/comments.css\"")
        .replace("\"theme/editions.js\"", "\"theme/editions.js\", \"theme/comments.js\"");
    format!(
        "{text}\n[output.site.csp]\n{sources}\n[preprocessor.comments]\nafter = [\"diagrams\"]\nbefore = [\"links\"]\n\
         provider = \"isso\"\nisso.server = \"{server}\"\n"
    )
}

fn converse(visit: &mut Visit<'_>, host: &Host, server: &Server) -> anyhow::Result<()> {
    const FIRST: &str = "两台机器都坏了呢？";
    const ANSWER: &str = "那就要第三台。";
    let page = host.address("zh/a/one.html");
    visit.browser.open(&page)?;
    let button = visit.browser.eval("document.querySelector('.comments button').textContent")?;
    let named = server.address.trim_start_matches("http://");
    ensure!(
        button.as_str().is_some_and(|text| text.contains(named)),
        "the button does not name {named}: {button}"
    );
    let loaded = |visit: &mut Visit<'_>| {
        visit.browser.eval(&format!(
            "performance.getEntriesByType('resource').some((e) => e.name.startsWith('{}'))",
            server.address
        ))
    };
    ensure!(loaded(visit)? == false, "comments are loaded before the reader asks for them");

    press(visit, ".comments button")?;
    say(visit, "#isso-root, .isso-postbox", FIRST)?;
    shown(visit, FIRST)?;

    visit.browser.open(&page)?;
    press(visit, ".comments button")?;
    shown(visit, FIRST)?;
    press(visit, ".isso-reply")?;
    say(visit, ".isso-comment .isso-postbox", ANSWER)?;
    shown(visit, ANSWER)?;
    visit.browser.screenshot(&visit.pictures.join("comments-isso.png"))?;

    // Another chapter has another thread.
    visit.browser.open(&host.address("zh/a/two.html"))?;
    press(visit, ".comments button")?;
    visit.browser.until("document.querySelector('.isso-postbox')")?;
    let there =
        visit.browser.eval("document.querySelectorAll('#isso-root > .isso-comment').length")?;
    if there != 0 {
        bail!("another chapter shows {there} comments");
    }
    Ok(())
}

fn press(visit: &mut Visit<'_>, selector: &str) -> anyhow::Result<()> {
    let selector = json!(selector);
    visit.browser.until(&format!("document.querySelector({selector})"))?;
    visit.browser.eval(&format!("document.querySelector({selector}).click()")).map(drop)
}

/// Writes `text` into the box inside of `place` and sends it.
fn say(visit: &mut Visit<'_>, place: &str, text: &str) -> anyhow::Result<()> {
    let place = json!(place);
    let inside = |what: &str| {
        format!(
            "[...document.querySelectorAll({place})].map((e) => e.querySelector('{what}')).find(Boolean)"
        )
    };
    visit.browser.until(&inside("textarea, .isso-textarea"))?;
    visit.browser.eval(&format!("{}.focus()", inside("textarea, .isso-textarea")))?;
    visit.browser.write(text)?;
    visit.browser.eval(&format!("{}.click()", inside("input[type=submit]"))).map(drop)
}

fn shown(visit: &mut Visit<'_>, text: &str) -> anyhow::Result<()> {
    visit.browser.until(&format!(
        "[...document.querySelectorAll('#isso-root .isso-comment .isso-text')].some((e) => e.textContent.includes({}))",
        json!(text)
    ))
}

#[cfg(test)]
mod tests {
    use super::with_comments;

    #[test]
    fn the_small_book_gets_comments_and_a_policy_for_them() {
        let example = include_str!("../../../renderers/site/example/book.toml");
        let text = with_comments(example, "http://127.0.0.1:7");
        let book: toml::Table = text.parse().unwrap();
        let scripts = book["output"]["html"]["additional-js"].as_array().unwrap();
        assert!(scripts.iter().any(|script| script.as_str() == Some("theme/comments.js")));
        assert_eq!(book["preprocessor"]["comments"]["provider"].as_str(), Some("isso"));
        assert_eq!(
            book["output"]["site"]["csp"]["img-src"][0].as_str(),
            Some("http://127.0.0.1:7")
        );
    }
}
