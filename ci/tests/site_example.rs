//! The example book of the site renderer, built with the real mdBook: two editions and what stands above them.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }
}

/// The book built with or without an address: its folder.
fn built(address: bool) -> tempfile::TempDir {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&home.join("renderers/site/example"), folder.path());
    copy(&home.join("theme/search.js"), &folder.path().join("theme/search.js"));
    copy(&home.join("theme/search.css"), &folder.path().join("theme/search.css"));
    copy(&home.join("theme/editions.js"), &folder.path().join("theme/editions.js"));
    if !address {
        let toml = std::fs::read_to_string(folder.path().join("book.toml")).unwrap();
        let without = toml.replace("url = \"https://example.org/small\"\n", "");
        assert_ne!(toml, without);
        std::fs::write(folder.path().join("book.toml"), without).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.args(["build", "--zip", "--book"]).arg(folder.path()).current_dir(home);
    let out = command.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    folder
}

#[test]
fn two_editions_know_each_other() {
    let folder = built(true);
    let page = |name: &str| std::fs::read_to_string(folder.path().join("book").join(name)).unwrap();
    let one = page("zh/a/one.html");
    for part in [
        "<html lang=\"zh-CN\"",
        "<meta name=\"description\" content=\"一台机器坏了，另一台还在。\">",
        "<link rel=\"canonical\" href=\"https://example.org/small/zh/a/one.html\">",
        "hreflang=\"en\" href=\"https://example.org/small/en/a/one.html\"",
        "<meta property=\"og:title\" content=\"两台机器\">",
        "<a class=\"edition-link\" data-edition=\"en\" href=\"../../en/a/one.html\"",
        "<meta name=\"search-text\" content=\"../search-",
        "<script src=\"../offline.js\" defer></script>",
    ] {
        assert!(one.contains(part), "{part}");
    }
    // The policy stands before all that it is about.
    assert!(one.find("Content-Security-Policy").unwrap() < one.find("<link").unwrap());
    assert!(page("en/a/one.html").contains("<html lang=\"en\""));
    assert!(page("en/a/one.html").contains("href=\"../../zh/a/one.html\""));
    assert!(!page("zh/a/two.html").contains("edition-link"));
    assert!(!page("zh/a/two.html").contains("hreflang"));
    assert!(page("zh/sitemap.xml").contains("<loc>https://example.org/small/zh/a/two.html</loc>"));
    assert!(page("sitemap.xml").contains("https://example.org/small/en/sitemap.xml"));
    assert!(
        page("404.html").contains("这里没有这一页")
            && page("404.html").contains("There is no such page")
    );
    assert!(page("robots.txt").contains("Sitemap: https://example.org/small/sitemap.xml"));
    assert!(page("zh/404.html").contains("<base href=\"/small/zh/\">"));
    assert!(page("zh/offline-worker.js").contains("\"a/two.html\""));
    assert!(!page("zh/offline-worker.js").contains("print.html"));
    assert!(folder.path().join("target/book.zip").metadata().unwrap().len() > 10_000);
}

#[test]
fn without_an_address_nothing_is_made_up() {
    let folder = built(false);
    let book = folder.path().join("book");
    for name in ["sitemap.xml", "404.html", "robots.txt", "zh/sitemap.xml", "zh/feed.xml"] {
        assert!(!book.join(name).exists(), "{name}");
    }
    let one = std::fs::read_to_string(book.join("zh/a/one.html")).unwrap();
    for part in ["canonical", "og:", "hreflang=\"zh-CN\"", "https://example.org"] {
        assert!(!one.contains(part), "{part}");
    }
    assert!(one.contains("Content-Security-Policy") && one.contains("edition-link"));
}
