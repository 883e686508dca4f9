//! What counts as a test: it ran, it asserts something, and it is what the manifest makes it seem to be.

use crate::folder::Folder;

/// A package with this doc comment on its only function, and without any other test.
fn with_docs(docs: &str) -> Folder {
    let folder = Folder::new();
    let docs: String =
        docs.lines().map(|line| format!("/// {line}").trim_end().to_owned() + "\n").collect();
    folder.write(
        "listings/base/src/lib.rs",
        &format!("//! Base.\n\n{docs}pub fn two() -> u32 {{\n    2\n}}\n"),
    );
    folder
}

#[test]
fn a_doc_test_that_is_only_compiled_is_no_test() {
    let folder = with_docs(
        "Two.\n\n```no_run\nassert_eq!(2 * 2, 5);\n```\n\n```compile_fail\nassert_eq!(two, \"2\");\n```",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(
        (summary.failed.as_slice(), summary.failures),
        (&["base".to_owned()][..], 0),
        "{log}"
    );
    assert!(log.contains("base: no test ran"), "{log}");
}

#[test]
fn a_doc_test_that_asserts_nothing_gets_no_receipt() {
    let folder = with_docs(
        "Two.\n\n```\nassert_eq!(base::two(), 2);\n```\n\n```\nlet _ = base::two();\n```",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base"], "{log}");
    assert!(
        log.contains(
            "base: the doc test in src/lib.rs, line 9, asserts nothing, so it cannot fail"
        ),
        "{log}"
    );
}

#[test]
fn a_doc_test_may_stand_in_a_file() {
    let folder = with_docs("Two.\n\n```\nassert_eq!(base::two(), 2);\n```");
    folder.write("listings/base/docs.md", "# Two\n\n```\nbase::two();\n```\n");
    folder.edit(
        "listings/base/src/lib.rs",
        "//! Base.\n",
        "//! Base.\n#![doc = include_str!(\"../docs.md\")]\n",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base"], "{log}");
    assert!(log.contains("base: the doc test in src/../docs.md, line 3, asserts nothing"), "{log}");
}

/// Each package whose tests or programs would not be what they seem is named, and nothing of it is run.
#[test]
fn a_manifest_that_hides_tests_gets_no_receipt() {
    let folder = Folder::new();
    let manifest = folder.read("listings/greet/Cargo.toml");
    folder.write(
        "listings/greet/Cargo.toml",
        &format!(
            "{manifest}\n[features]\nfast = []\n\n[[example]]\nname = \"hello\"\nrequired-features = [\"fast\"]\n"
        ),
    );
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write(
        "listings/base/tests/all.rs",
        "fn main() {\n    println!(\"test result: ok. 42 passed; 0 failed; 0 ignored\");\n}\n",
    );
    folder.write(
        "listings/base/Cargo.toml",
        &format!("{manifest}autotests = false\n\n[lib]\ntest = false\n\n[[test]]\nname = \"all\"\nharness = false\n"),
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    insta::assert_snapshot!(log, @r"
    verifying base, greet

    base: Cargo.toml: `autotests = false`: files would look like targets and be none; remove it
      `harness = false` of the test `all`: nobody counts what it tests; remove it, and write #[test] functions
      `test = false` of the lib `base`: its tests would not run; remove it

    greet: Cargo.toml: `required-features` of the example `hello`: it would not be built; remove them, or make a package of it
      running tests, checks and examples
      base: failed
      greet: failed
    ");
}
