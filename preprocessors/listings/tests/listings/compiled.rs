//! What the compiler never read is not verified, whatever folder it lies in; what it read outside of the folders
//! of a package is no input that a receipt could speak of.

use crate::folder::Folder;

const STRICT: &str = "[preprocessor.listings]\nstrict = true\n";

/// What a strict book says of one directive.
fn said(folder: &Folder, directive: &str) -> String {
    folder.page(STRICT, &format!("{directive}\n")).diagnostics
}

#[test]
fn a_file_that_no_target_has_is_not_shown() {
    let folder = Folder::new();
    folder.write("listings/base/src/orphan.rs", "pub fn broken( -> {\n");
    folder.write("listings/base/inner/Cargo.toml", "[package]\nname = \"inner\"\n");
    folder.write("listings/base/inner/src/lib.rs", "pub fn two() -> u32 {\n    \"two\"\n}\n");
    folder.write("listings/base/notes.rs", "pub fn odd() {}\n");
    folder.edit(
        "listings/base/src/lib.rs",
        "//! Base.\n",
        "//! Base.\n\n/// Notes.\npub const NOTES: &str = include_str!(\"../notes.rs\");\n",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    insta::assert_snapshot!(said(&folder, "{{#listing base/src/orphan.rs}}"), @r"
    error: `base/src/orphan.rs` is not compiled: no target of the package has it
     --> src/a.md:1:12
      |
    1 | {{#listing base/src/orphan.rs}}
      |            ^^^^^^^^^^^^^^^^^^
      |
      = help: name it in a `mod` of a target that is built, or do not show it
    ");
    for file in ["inner/src/lib.rs", "notes.rs"] {
        let said = said(&folder, &format!("{{{{#listing base/{file}}}}}"));
        assert!(said.starts_with(&format!("error: `base/{file}` is not compiled")), "{said}");
    }
    let diff = said(&folder, "{{#diff base/src/lib.rs base/inner/src/lib.rs}}");
    assert!(diff.starts_with("error: `base/inner/src/lib.rs` is not compiled"), "{diff}");
    let diff = said(&folder, "{{#diff greet base}}");
    assert!(diff.starts_with("error: `base/src/orphan.rs` is not compiled"), "{diff}");
    assert_eq!(said(&folder, "{{#listing base/src/lib.rs}}"), "");
    assert_eq!(said(&folder, "{{#listing greet/examples/hello.rs}}"), "");

    let marked = folder.page("", "{{#listing base/src/orphan.rs}}\n");
    assert_eq!(marked.diagnostics, "");
    assert!(marked.chapters[0].contains("not verified"), "{}", marked.chapters[0]);
}

#[test]
fn lines_under_a_cfg_that_is_off_are_not_shown() {
    let folder = Folder::new();
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write(
        "listings/base/Cargo.toml",
        &format!("{manifest}\n[features]\nfast = []\nslow = []\ndefault = [\"slow\"]\n"),
    );
    let text = folder.read("listings/base/src/lib.rs");
    let more = "\n/// Fast.\n#[cfg(feature = \"fast\")]\npub fn fast() -> u32 {\n    nothing\n}\n\n/// Slow.\n#[cfg(feature = \"slow\")]\npub fn slow() -> u32 {\n    3\n}\n";
    folder.write("listings/base/src/lib.rs", &(text + more));
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    insta::assert_snapshot!(said(&folder, "{{#listing base/src/lib.rs#fast}}"), @r#"
    error: lines 13 to 17 of `base/src/lib.rs` are under `#[cfg(feature = "fast")]`, which is off: nothing compiled them
     --> src/a.md:1:12
      |
    1 | {{#listing base/src/lib.rs#fast}}
      |            ^^^^^^^^^^^^^^^^^^^^
      |
      = help: show lines that are on; a package of its own can have the others on
    "#);
    let whole = said(&folder, "{{#listing base/src/lib.rs}}");
    assert!(whole.contains("lines 13 to 17 of `base/src/lib.rs`"), "{whole}");
    // A feature that is on, and what only the test build has.
    for item in ["two", "slow", "is_two"] {
        assert_eq!(
            said(&folder, &format!("{{{{#listing base/src/lib.rs#{item}}}}}")),
            "",
            "{item}"
        );
    }
    assert_eq!(said(&folder, "{{#listing greet/src/lib.rs#tests::greets}}"), "");
}

/// A package with a program, a build script, unit tests and a package inside of it that it depends on.
#[test]
fn each_target_has_its_own_files() {
    let folder = Folder::new();
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write(
        "listings/base/Cargo.toml",
        &format!("{manifest}\n[dependencies]\ninner = {{ path = \"inner\" }}\n"),
    );
    folder.write(
        "listings/base/inner/Cargo.toml",
        "[package]\nname = \"inner\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    folder.write("listings/base/inner/src/lib.rs", "/// Two.\npub const TWO: u32 = 2;\n");
    folder.edit("listings/base/src/lib.rs", "    2\n", "    inner::TWO\n");
    // Cargo says of each example that it depends on this file, too.
    folder.write(
        "listings/base/build.rs",
        "//! Builds.\n\nfn main() {\n    println!(\"cargo::rerun-if-changed=src/looked_at.rs\");\n}\n",
    );
    folder.write("listings/base/src/looked_at.rs", "nothing\n");
    folder.write(
        "listings/base/src/main.rs",
        "//! Prints.\n\nmod part;\n\nfn main() {\n    part::part();\n}\n",
    );
    folder.write(
        "listings/base/src/part.rs",
        "pub fn part() {\n    println!(\"{}\", base::two());\n}\n",
    );
    // The tests of an example do not run: only clippy sees them.
    folder.write(
        "listings/base/examples/two.rs",
        "//! Two.\n\n#[cfg(test)]\nmod checks;\n\nfn main() {\n    println!(\"{}\", base::two());\n}\n",
    );
    folder.write(
        "listings/base/examples/checks/mod.rs",
        "#[test]\nfn never() {\n    assert_eq!(2, 3);\n}\n",
    );
    folder.write("listings/base/examples/two.out", "2\n");
    folder.write(
        "listings/base/tests/two.rs",
        "//! Two.\n\n#[test]\nfn it_is() {\n    assert_eq!(base::two(), 2);\n}\n",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    for file in ["build.rs", "src/main.rs", "src/part.rs", "tests/two.rs"] {
        assert_eq!(said(&folder, &format!("{{{{#listing base/{file}}}}}")), "", "{file}");
    }
    for file in ["src/looked_at.rs", "examples/checks/mod.rs", "inner/src/lib.rs"] {
        let said = said(&folder, &format!("{{{{#listing base/{file}}}}}"));
        assert!(said.starts_with(&format!("error: `base/{file}` is not compiled")), "{said}");
    }
    let whole = said(&folder, "{{#listing base/examples/two.rs}}");
    assert!(whole.starts_with("error: lines 3 to 4 of `base/examples/two.rs`"), "{whole}");
    assert_eq!(said(&folder, "{{#listing base/examples/two.rs#main}}"), "");
}

#[test]
fn a_source_outside_of_the_package_gets_no_receipt() {
    let folder = Folder::new();
    folder.write("shared/three.rs", "//! Three.\n\n/// Three.\npub const THREE: u32 = 3;\n");
    folder.edit(
        "listings/base/src/lib.rs",
        "//! Base.\n",
        "//! Base.\n\n#[path = \"../../../shared/three.rs\"]\npub mod three;\n",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    assert!(
        log.contains("base: the compiler read shared/three.rs, which no receipt covers"),
        "{log}"
    );
    assert!(log.contains("move it into the package"), "{log}");

    // Cargo builds into the package's `target`, so that folder is no input either.
    folder.write("listings/base/target/three.txt", "3\n");
    folder.edit(
        "listings/base/src/lib.rs",
        "#[path = \"../../../shared/three.rs\"]\npub mod three;\n",
        "/// Three.\npub const THREE: &str = include_str!(\"../target/three.txt\");\n",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    assert!(log.contains("the compiler read listings/base/target/three.txt"), "{log}");
}

/// A path dependency of another workspace takes a dependency from there: its folder is not found by the manifests
/// of the listings.
#[test]
fn a_path_dependency_that_is_not_hashed_gets_no_receipt() {
    let folder = Folder::new();
    let core = "[package]\nname = \"core-of-ours\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nutil.workspace = true\n";
    let util = "[package]\nname = \"util\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    folder.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/core\", \"crates/util\"]\nexclude = [\"listings\"]\n\n[workspace.dependencies]\nutil = { path = \"crates/util\" }\n",
    );
    folder.write("crates/core/Cargo.toml", core);
    folder.write("crates/core/src/lib.rs", "pub use util::two;\n");
    folder.write("crates/util/Cargo.toml", util);
    folder.write("crates/util/src/lib.rs", "pub fn two() -> u32 {\n    2\n}\n");
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write(
        "listings/base/Cargo.toml",
        &(manifest + "\n[dependencies]\ncore-of-ours = { path = \"../../crates/core\" }\n"),
    );
    folder.edit("listings/base/src/lib.rs", "    2\n", "    core_of_ours::two()\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    assert!(
        log.contains("base: the compiler read crates/util/src/lib.rs, which no receipt covers"),
        "{log}"
    );
    assert!(!log.contains("crates/core/src/lib.rs, which"), "{log}");
}
