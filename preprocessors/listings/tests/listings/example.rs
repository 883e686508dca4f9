//! The example book of the README: verified by a real Cargo, then shown strictly.

use std::path::Path;

use dst_kit::testing::run;
use dst_listings::STAGE;

use crate::folder::Folder;

#[test]
fn the_example_book_is_true() {
    let folder = Folder::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example"));
    let (summary, log) = folder.verify(false);
    assert_eq!(
        (summary.passed.as_slice(), summary.failed.len()),
        (&["lru".to_owned()][..], 0),
        "{log}"
    );
    // One test, one file that must not compile.
    assert_eq!(summary.tests, 2);

    let chapters = [
        ("cache.md", folder.read("src/cache.md")),
        ("listings.md", folder.read("src/listings.md")),
    ];
    let chapters: Vec<(&str, &str)> =
        chapters.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let ran = run(&STAGE, folder.root(), &folder.read("book.toml"), &chapters);
    assert_eq!(ran.diagnostics, "");
    assert!(!ran.chapters[0].contains("{{#"), "{}", ran.chapters[0]);
    insta::assert_snapshot!(ran.chapters[1]);
}
