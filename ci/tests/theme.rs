//! What the book's theme puts in place of mdBook's own files, and whether those have moved since.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

/// Each file that `theme/` replaces, with the hash of mdBook's at the version that ours follows. After an update
/// of mdBook: compare its old and new file, take over into ours what is wanted, and write the new hash here.
const FOLLOWED: [(&str, &str); 3] = [
    ("index.hbs", "bf8b6b7cc5c1e44b03ab0392297705a220b569b601286e0ad538cca6d56717f1"),
    ("highlight.js", "abc7f01d0ce8c64e4ba9e131d651e48ae1a567b2a1254fea8aab03502288de58"),
    ("fonts/fonts.css", "9644e21dc7bdb7fd7f7461f9e5c190cc14de0ea2d295afa7e7f26818207f3ef1"),
];

/// The templates that a theme may bring without having an original: mdBook's are empty.
const EMPTY: [&str; 2] = ["head.hbs", "header.hbs"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// mdBook's theme, as it writes it itself; the `book` tool installs the pinned mdBook on its first build.
fn upstream() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let own = repository().join("target/tools/bin/mdbook");
    let program = if own.is_file() { own } else { "mdbook".into() };
    let out = Command::new(program)
        .args(["init", "--theme", "--force", "--title", "x", "--ignore", "none"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    folder
}

fn hash(path: &Path) -> String {
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn upstream_has_not_moved() {
    let upstream = upstream();
    for (name, followed) in FOLLOWED {
        assert_eq!(
            hash(&upstream.path().join("theme").join(name)),
            followed,
            "mdBook's {name} is another than the one that theme/{name} follows"
        );
    }
}

/// A file that replaces one of mdBook's is known above, so none is followed in silence.
#[test]
fn every_replaced_file_is_followed() {
    let upstream = upstream();
    let theme = repository().join("theme");
    let mut replaced = Vec::new();
    collect(&upstream.path().join("theme"), Path::new(""), &mut replaced);
    replaced.extend(EMPTY.map(PathBuf::from));
    for name in replaced.iter().filter(|name| theme.join(name).exists()) {
        let name = name.to_string_lossy().replace('\\', "/");
        let known = FOLLOWED.iter().any(|(followed, _)| *followed == name);
        assert!(known || EMPTY.contains(&name.as_str()), "theme/{name} replaces mdBook's");
    }
}

fn collect(folder: &Path, below: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = below.join(entry.file_name());
        if entry.path().is_dir() {
            collect(&entry.path(), &name, found);
        } else {
            found.push(name);
        }
    }
}

/// mdBook's words are English, whatever the edition.
#[test]
fn interface_words_of_the_page_are_in_both_languages() {
    let page = std::fs::read_to_string(repository().join("theme/index.hbs")).unwrap();
    for (zh, en) in [
        ("跳到正文", "Skip to the text"),
        ("上一章", "Previous"),
        ("键盘快捷键", "Keyboard shortcuts"),
    ] {
        assert!(page.contains(zh) && page.contains(en), "{zh} {en}");
    }
    for stock in
        ["Toggle Table of Contents", "Change theme", "Search this book ...", "Suggest an edit"]
    {
        let lone = page.lines().filter(|line| line.contains(stock) && !line.contains("{{else}}"));
        assert_eq!(lone.count(), 0, "`{stock}` has no Chinese");
    }
}
