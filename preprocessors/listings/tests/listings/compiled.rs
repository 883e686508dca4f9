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
      = help: declare it by a `mod` outside of macros in a target that is built, or do not show it
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
    let mark = "title=\"`base/src/orphan.rs` is not compiled: no target of the package has it\">not verified";
    assert!(marked.chapters[0].contains(mark), "{}", marked.chapters[0]);
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

/// Only a build of tests has what stands under `#[test]`, and nothing builds the tests of an example or a build script.
#[test]
fn a_test_that_nothing_builds_is_not_shown() {
    let folder = Folder::new();
    let never = "#[test]\nfn never() {\n    assert_eq!(1_u8, \"no\");\n}\n\nfn main() {}\n";
    folder.write("listings/base/examples/show.rs", &format!("//! Shows.\n\n{never}"));
    folder.write("listings/base/examples/show.out", "");
    folder.write("listings/base/build.rs", never);
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    insta::assert_snapshot!(said(&folder, "{{#listing base/examples/show.rs}}"), @r"
    error: lines 3 to 6 of `base/examples/show.rs` are under `#[test]`, which is off: nothing compiled them
     --> src/a.md:1:12
      |
    1 | {{#listing base/examples/show.rs}}
      |            ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: show lines that are on; a package of its own can have the others on
    ");
    let script = said(&folder, "{{#listing base/build.rs#never}}");
    assert!(script.starts_with("error: lines 1 to 4 of `base/build.rs`"), "{script}");
    for shown in ["base/examples/show.rs#main", "base/build.rs#main", "base/src/lib.rs#is_two"] {
        assert_eq!(said(&folder, &format!("{{{{#listing {shown}}}}}")), "", "{shown}");
    }
}

/// `r#cfg` is `cfg`, and a macro that chooses by its own rules does so by any name.
#[test]
fn lines_that_are_off_are_so_by_any_name() {
    let folder = Folder::new();
    let text = folder.read("listings/base/src/lib.rs");
    let more = "\n#[r#cfg(windows)]\npub fn raw() -> NoSuchType {}\n\nuse std::cfg_select as choose;\nchoose! {\n    windows => {\n        pub fn chosen() -> NoSuchType {}\n    }\n    _ => {}\n}\n";
    folder.write("listings/base/src/lib.rs", &(text + more));
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let whole = said(&folder, "{{#listing base/src/lib.rs}}");
    assert!(
        whole.contains("lines 13 to 14 of `base/src/lib.rs` are under `#[r#cfg(windows)]`"),
        "{whole}"
    );
    folder.edit(
        "listings/base/src/lib.rs",
        "#[r#cfg(windows)]\npub fn raw() -> NoSuchType {}\n\n",
        "",
    );
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);
    let whole = said(&folder, "{{#listing base/src/lib.rs}}");
    assert!(
        whole.contains("lines 14 to 19 of `base/src/lib.rs` are under `cfg_select!`"),
        "{whole}"
    );
}

/// The compiler reads a file as text, too, and nobody can list the ways in which a program may ask for that.
#[test]
fn what_is_read_as_text_is_not_shown() {
    for reads in [
        "macro_rules! text {\n    ($name:literal) => {\n        include_str!(concat!($name, \".rs\"))\n    };\n}\n\n/// Text.\npub const TEXT: &str = text!(\"broken\");\n",
        "use std::include_str as text;\n\n/// Text.\npub const TEXT: &str = text!(\"broken.rs\");\n",
        "macro_rules! text {\n    ($one:literal, $two:literal) => {\n        include_str!($two)\n    };\n}\n\n/// Text.\npub const TEXT: &str = text!(\"lib.rs\", \"broken.rs\");\n",
        "macro_rules! drop {\n    ($($any:tt)*) => {};\n}\n\ndrop! {\n    mod broken;\n}\n\n/// Text.\npub const TEXT: &str = include_str!(concat!(\"broken\", \".rs\"));\n",
        "macro_rules! include {\n    ($name:literal) => {\n        include_str!($name)\n    };\n}\n\n/// Text.\npub const TEXT: &str = include!(\"broken.rs\");\n",
    ] {
        let folder = Folder::new();
        let text = folder.read("listings/base/src/lib.rs");
        folder.write("listings/base/src/lib.rs", &format!("{text}\n{reads}"));
        folder.write("listings/base/src/broken.rs", "pub fn broken() -> u32 {\n    \"no\"\n}\n");
        let (summary, log) = folder.verify(false);
        assert_eq!(summary.passed, ["base", "greet"], "{log}");
        let said = said(&folder, "{{#listing base/src/broken.rs}}");
        assert!(said.starts_with("error: `base/src/broken.rs` is not compiled"), "{reads}\n{said}");
    }
}

/// The macro that reads a file may be one of a package that is used.
#[test]
fn what_a_dependency_reads_as_text_is_not_shown() {
    let folder = Folder::new();
    let macros = "\n#[macro_export]\nmacro_rules! text {\n    ($name:literal) => {\n        include_str!($name)\n    };\n}\n\n#[macro_export]\nmacro_rules! nothing {\n    ($($any:tt)*) => {};\n}\n";
    let text = folder.read("listings/base/src/lib.rs");
    folder.write("listings/base/src/lib.rs", &(text + macros));
    let text = folder.read("listings/greet/src/lib.rs");
    let uses = "\nbase::nothing! { mod broken; }\n\n/// Text.\npub const TEXT: &str = base::text!(\"broken.rs\");\n";
    folder.write(
        "listings/greet/src/lib.rs",
        &text.replacen("\n#[cfg(test)]", &format!("{uses}\n#[cfg(test)]"), 1),
    );
    folder.write("listings/greet/src/broken.rs", "pub fn broken() -> u32 {\n    \"no\"\n}\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let said = said(&folder, "{{#listing greet/src/broken.rs}}");
    assert!(said.starts_with("error: `greet/src/broken.rs` is not compiled"), "{said}");
}

#[test]
fn every_module_of_a_target_is_shown() {
    let folder = Folder::new();
    let text = folder.read("listings/base/src/lib.rs");
    let modules = "\npub mod a;\n\n#[path = \"odd.rs\"]\npub mod named;\n\nmacro_rules! same {\n    ($($any:tt)*) => { $($any)* };\n}\n\nsame! {\n    pub mod made;\n}\n\ninclude!(\"part.rs\");\n";
    folder.write("listings/base/src/lib.rs", &(text + modules));
    folder.write("listings/base/src/a.rs", "pub mod b {\n    pub mod c;\n}\npub mod r#type;\n");
    folder.write("listings/base/src/a/b/c.rs", "pub const C: u8 = 1;\n");
    folder.write("listings/base/src/a/type/mod.rs", "pub mod d;\n");
    folder.write("listings/base/src/a/type/d.rs", "pub const D: u8 = 1;\n");
    folder.write("listings/base/src/odd.rs", "pub mod beside;\n");
    folder.write("listings/base/src/beside.rs", "pub const B: u8 = 1;\n");
    folder.write("listings/base/src/made.rs", "pub const M: u8 = 1;\n");
    folder.write("listings/base/src/part.rs", "pub const P: u8 = 1;\n");
    folder.write("listings/base/build.rs", "mod steps;\n\nfn main() {\n    steps::run();\n}\n");
    folder.write("listings/base/steps/mod.rs", "pub fn run() {}\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let certain = [
        "src/a.rs",
        "src/a/b/c.rs",
        "src/a/type/mod.rs",
        "src/a/type/d.rs",
        "src/odd.rs",
        "src/beside.rs",
        "build.rs",
        "steps/mod.rs",
    ];
    let likely = ["src/made.rs", "src/part.rs"];
    for file in certain.iter().chain(&likely) {
        assert_eq!(said(&folder, &format!("{{{{#listing base/{file}}}}}")), "", "{file}");
    }

    // Where something is read as text as well, only a `mod` that no macro can drop says enough.
    folder.edit("listings/base/src/beside.rs", "u8 = 1", "&str = include_str!(\"odd.rs\")");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    for file in certain {
        assert_eq!(said(&folder, &format!("{{{{#listing base/{file}}}}}")), "", "{file}");
    }
    for file in likely {
        let said = said(&folder, &format!("{{{{#listing base/{file}}}}}"));
        assert!(said.starts_with(&format!("error: `base/{file}` is not compiled")), "{said}");
    }
}

/// A file without code is as it was when the tests passed, and that is all that is known of it.
#[test]
fn a_file_that_is_not_rust_is_said_to_be_there() {
    let folder = Folder::new();
    folder.write("listings/base/notes.txt", "Two is two.\n");
    folder.write("listings/base/more/broken.RS", "pub fn broken( -> {\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let broken = said(&folder, "{{#listing base/more/broken.RS}}");
    assert!(broken.starts_with("error: `base/more/broken.RS` is not compiled"), "{broken}");
    let title = |directive: &str| {
        let page = folder.page(STRICT, &format!("{directive}\n"));
        assert_eq!(page.diagnostics, "");
        let (_, title) = page.chapters[0].split_once("\"verified\" title=\"").unwrap();
        title.split_once('"').unwrap().0.to_owned()
    };
    let with_it = "all tests of package base passed with this file as it is";
    assert_eq!(title("{{#listing base/notes.txt}}"), with_it);
    assert_eq!(title("{{#diff base/src/lib.rs base/notes.txt}}"), with_it);
    let passed = "package base passed rustfmt, clippy and all its tests";
    assert_eq!(title("{{#listing base/src/lib.rs}}"), passed);
    let greet_passed = passed.replace("base", "greet");
    assert_eq!(title("{{#diff greet base}}"), format!("{greet_passed}; {passed}"));
    assert_eq!(title("{{#output greet/hello}}"), greet_passed);
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
