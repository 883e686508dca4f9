//! The `book` tool over a small book, with the real mdBook: what it lets pass, and what it refuses.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A copy of the small book.
struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small"), folder.path());
        Book { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} does not hold {from:?}");
        std::fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    fn page(&self, name: &str) -> String {
        std::fs::read_to_string(self.path("book").join(name)).unwrap()
    }

    /// `cargo book` with `arguments`.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
        command.args(arguments).arg("--book").arg(self.folder.path()).env("NO_COLOR", "1");
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    /// Runs `cargo book` with `arguments`: whether it was content, and what it said.
    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let out = self.command(arguments).output().unwrap();
        (out.status.success(), String::from_utf8(out.stderr).unwrap())
    }

    fn good(&self, arguments: &[&str]) -> String {
        let (good, said) = self.run(arguments);
        assert!(good, "{said}");
        said
    }

    fn bad(&self, arguments: &[&str]) -> String {
        let (good, said) = self.run(arguments);
        assert!(!good, "{said}");
        said
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target)
        } else {
            std::fs::copy(&path, target).map(drop).unwrap()
        }
    }
}

#[test]
fn a_verified_book_is_built_whole() {
    let book = Book::new();
    book.good(&["verify"]);
    book.good(&["build"]);
    let page = book.page("one.html");
    assert!(page.contains("<a href=\"#greet\">Listing 1-1</a>"));
    assert!(page.contains("1 test passed"));
    assert!(page.contains("glossary.html#quorum"));
    for figure in ["greet", "run", "picture"] {
        assert!(page.contains(&format!("id=\"{figure}\"")), "{figure}");
    }
    assert_eq!(page.matches("<figcaption").count(), 4);
    assert!(book.page("glossary.html").contains("A set of members"));
}

/// One character of a listing, and the book is refused; the site that was there stays.
#[test]
fn a_changed_listing_stops_the_build_and_leaves_the_site() {
    let book = Book::new();
    book.good(&["verify"]);
    book.good(&["build"]);
    let before = book.page("one.html");
    book.edit("listings/greet/src/lib.rs", "//! Greetings.", "//! Greeting.");
    let said = book.bad(&["build"]);
    assert!(
        said.contains(
            "error: `greet/src/lib.rs` is not verified: a file has changed since it was verified"
        ),
        "{said}"
    );
    assert!(said.contains("--> src/one.md:5:12"), "{said}");
    assert!(said.contains("run `cargo book verify greet`"), "{said}");
    assert_eq!(book.page("one.html"), before);
}

/// A mistake of every kind, each with its line and a caret, all in one run.
#[test]
fn every_mistake_is_reported_in_one_run() {
    let book = Book::new();
    book.good(&["verify"]);
    book.edit("src/one.md", "ref:greet", "ref:great");
    book.edit("src/one.md", "A quorum is", "A [quorum](term:quorun) is");
    book.edit("src/one.md", "lib.rs#greet caption", "lib.rs#great captoin");
    book.edit("src/one.md", "greet/hello caption=\"What", "greet/hallo caption=\"What");
    book.edit("src/one.md", "a[one] --> b[two]", "a[one --> b[two]");
    book.edit("src/one.md", "caption=\"A run\" id=run", "caption=\"A run\" id=run nodes=\"a z\"");
    let said = book.bad(&["check"]);
    insta::assert_snapshot!(said.replace(&book.folder.path().display().to_string(), "[book]"));
}

#[test]
fn what_mdbook_only_logs_is_an_error_here() {
    let book = Book::new();
    book.good(&["verify"]);
    book.edit("src/one.md", "A quorum", "{{#include nowhere.md}}\n\nA quorum");
    let said = book.bad(&["check"]);
    assert!(said.contains("nowhere.md"), "{said}");

    let book = Book::new();
    book.good(&["verify"]);
    book.edit(
        "book.toml",
        "[output.html.search]",
        "[output.html]\nnonsense = true\n[output.html.search]",
    );
    assert!(book.bad(&["check"]).contains("nonsense"));
}

#[test]
fn a_link_that_leads_nowhere_is_an_error() {
    let book = Book::new();
    book.good(&["verify"]);
    book.edit("src/one.md", "A quorum", "A [quorum](two.md#x)");
    let said = book.bad(&["check"]);
    assert!(said.contains("error: one.html: the link `two.html#x` leads to no file"), "{said}");
}

/// What is wrong with Chinese prose is shown with the rest, and `--fix` corrects it.
#[test]
fn prose_is_checked_and_corrected() {
    let book = Book::new();
    book.good(&["verify"]);
    book.edit(
        "src/one.md",
        "A quorum is needed.",
        "使用Raft算法\n复制,**「共识」**一节。A quorum is needed.",
    );
    let said = book.bad(&["check"]);
    for wrong in
        ["no space between `用` and `R`", "a line break between Han", "`,` in Chinese text"]
    {
        assert!(said.contains(&format!("warning: {wrong}")), "{said}");
    }
    assert!(
        said.contains("error: Markdown does not make this bold\n --> src/one.md:4:4"),
        "{said}"
    );
    assert!(said.contains("write `「**共识**」` (`cargo book check --fix` does it)"), "{said}");

    let said = book.good(&["check", "--fix"]);
    assert!(said.contains("corrected src/one.md"), "{said}");
    let text = std::fs::read_to_string(book.path("src/one.md")).unwrap();
    assert!(text.contains("\n使用 Raft 算法复制，「**共识**」一节。A quorum is needed."), "{text}");
}

/// An editor has written half of a file when the watch looks at it.
#[test]
fn a_watch_survives_a_file_that_is_half_saved() {
    let book = Book::new();
    let whole = std::fs::read(book.path("listings/Cargo.toml")).unwrap();
    let half = b"[workspace]\nmembers = [\"greet\"";
    std::fs::write(book.path("listings/Cargo.toml"), half).unwrap();
    let mut watch = book.command(&["verify", "--watch"]).stderr(Stdio::piped()).spawn().unwrap();
    let said = BufReader::new(watch.stderr.take().unwrap()).lines();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || said.map_while(Result::ok).try_for_each(|line| tell.send(line)));
    let until = |text: &str| {
        let mut said = String::new();
        while !said.contains(text) {
            said += &told.recv_timeout(Duration::from_secs(120)).expect(&said);
        }
    };
    until("error: cannot parse");
    std::fs::write(book.path("listings/Cargo.toml"), whole).unwrap();
    until("1 listing packages hold");
    watch.kill().unwrap();
    watch.wait().unwrap();
}
