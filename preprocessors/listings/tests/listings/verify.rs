//! What `verify` lets pass, with a real Cargo.

use crate::folder::Folder;

#[test]
fn what_passes_gets_a_receipt_and_is_not_run_again() {
    let folder = Folder::new();
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    // One test in base; in greet one test and one doc test.
    assert_eq!((summary.tests, summary.failures), (3, 0));

    let page = folder.page("[preprocessor.listings]\nstrict = true\n", "{{#output greet/hello}}\n");
    assert_eq!(page.diagnostics, "");

    let (summary, log) = folder.verify(false);
    assert_eq!((summary.unchanged.len(), summary.tests, log.as_str()), (2, 3, ""));

    // A change in greet leaves base alone; a change in base concerns greet too.
    folder.edit("listings/greet/src/lib.rs", "//! Greetings.", "//! Greeting.");
    assert_eq!(folder.verify(false).0.passed, ["greet"]);
    folder.edit("listings/base/src/lib.rs", "//! Base.", "//! Bases.");
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);

    // A new package, and a dependency between two that were there, concern nobody else.
    folder.edit("listings/Cargo.toml", "\"greet\"", "\"greet\", \"third\"");
    let third = folder.read("listings/base/Cargo.toml").replace("\"base\"", "\"third\"");
    folder.write("listings/third/Cargo.toml", &third);
    folder.write("listings/third/src/lib.rs", &folder.read("listings/base/src/lib.rs"));
    assert_eq!(folder.verify(false).0.passed, ["third"]);
    folder.write(
        "listings/third/Cargo.toml",
        &(third + "\n[dependencies]\nbase = { path = \"../base\" }\n"),
    );
    assert_eq!(folder.verify(false).0.passed, ["third"]);
}

/// The receipt knows where items are, and the page is the same as without that.
#[test]
fn items_are_found_by_the_receipt_as_by_the_parser() {
    let folder = Folder::new();
    folder.write("listings/base/src/odd.rs", "/// One.\n#[inline]\npub fn one() {}\n");
    folder.edit("listings/base/src/lib.rs", "//! Base.\n", "//! Base.\n\npub mod odd;\n");
    let text = "{{#listing base/src/odd.rs#one}}\n\n{{#listing greet/src/lib.rs#tests::greets}}\n";
    let code = |page: &str| -> Vec<String> {
        page.split("```").skip(1).step_by(2).map(str::to_owned).collect()
    };
    let parsed = folder.page("", text);
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let receipt = folder.read("target/receipts/base.json");
    assert!(receipt.contains("\"src/odd.rs\""), "{receipt}");
    let known = folder.page("", text);
    assert_eq!(code(&known.chapters[0]), code(&parsed.chapters[0]));
    assert!(code(&known.chapters[0])[0].contains("/// One.\n#[inline]"), "{:?}", known.chapters);
    let said = folder.page("", "{{#listing base/src/odd.rs#ont}}\n").diagnostics;
    assert!(said.contains("did you mean `one`?"), "{said}");
}

#[test]
fn an_output_that_differs_by_one_byte_fails_and_shows_the_difference() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.out", "hello, World 2\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(
        (summary.passed.as_slice(), summary.failed.as_slice()),
        (&["base".to_owned()][..], &["greet".to_owned()][..])
    );
    assert!(log.contains("-hello, World 2\n+hello, world 2\n"), "{log}");
    assert!(log.contains("dst-listings verify --accept greet"), "{log}");

    let (summary, log) = folder.verify(true);
    assert_eq!(summary.passed, ["greet"], "{log}");
    assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world 2\n");
    assert!(folder.verify(false).0.failed.is_empty());
}

/// Cargo puts the examples of all packages into one folder; each golden is still that of its own program.
#[test]
fn two_packages_may_have_an_example_of_the_same_name() {
    let folder = Folder::new();
    folder.write(
        "listings/base/examples/hello.rs",
        "//! Counts.\n\nfn main() {\n    println!(\"{}\", base::two());\n}\n",
    );
    folder.write("listings/base/examples/hello.out", "2\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
}

#[test]
fn what_is_wrong_gets_no_receipt() {
    let folder = Folder::new();
    // A test that fails, and a lint.
    folder.edit("listings/greet/src/lib.rs", "\"hello, you\"", "\"hello\"");
    folder.edit("listings/base/src/lib.rs", "    2\n", "    let two = 2;\n    two\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"]);
    assert!(log.contains("base: `cargo clippy` finds fault"), "{log}");
    assert!(log.contains("tests::greets"), "{log}");

    // Formatting, and code that does not compile.
    folder.edit("listings/base/src/lib.rs", "    let two = 2;\n    two\n", "  2\n");
    folder.edit("listings/greet/src/lib.rs", "\"hello\"", "nothing");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"]);
    assert!(log.contains("base: `cargo fmt` finds fault"), "{log}");
    assert!(log.contains("cannot find value `nothing`"), "{log}");
}

#[test]
fn a_package_without_tests_or_with_ignored_ones_gets_no_receipt() {
    let folder = Folder::new();
    folder.edit(
        "listings/base/src/lib.rs",
        "#[test]\nfn is_two() {\n    assert_eq!(two(), 2);\n}\n",
        "",
    );
    let text = folder.read("listings/base/src/lib.rs");
    folder.write("listings/base/src/lib.rs", &format!("{}\n", text.trim_end()));
    folder.edit("listings/greet/src/lib.rs", "    #[test]\n", "    #[test]\n    #[ignore]\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    assert!(log.contains("base: no test ran"), "{log}");
    assert!(log.contains("an ignored test proves nothing"), "{log}");
}

#[test]
fn code_that_must_not_compile_is_checked_by_its_error() {
    let moved = "// error[E0382]\npub fn f() {\n    let a = greet::greet(\"x\");\n    drop(a);\n    drop(a);\n}\n";
    let folder = Folder::new();
    folder.write("listings/greet/compile_fail/moved.rs", moved);
    let (summary, log) = folder.verify(true);
    assert_eq!((summary.failed.len(), summary.tests), (0, 4), "{log}");
    assert!(
        folder
            .read("listings/greet/compile_fail/moved.stderr")
            .contains("error[E0382]: use of moved value: `a`")
    );
    let page = folder
        .page("[preprocessor.listings]\nstrict = true\n", "{{#output greet/compile_fail/moved}}\n");
    assert_eq!(page.diagnostics, "");
    assert!(page.chapters[0].contains("--> compile_fail/moved.rs:5:10"), "{}", page.chapters[0]);

    for (text, problem) in [
        (moved.replace("E0382", "E0499"), "it does not fail with E0499"),
        (moved.replacen("    drop(a);\n", "", 1), "it compiles, and it should not"),
        (moved.replace("// error[E0382]\n", ""), "its first line does not name the error"),
        (
            moved.to_owned() + "#[path = \"../src/lib.rs\"]\nmod other;\n",
            "it reads compile_fail/../src/lib.rs",
        ),
        // What the compiler says quotes the code.
        (
            "// error[E0382]\npub fn f() -> u8 {\n    \"text\" // not error[E0382]\n}\n".to_owned(),
            "it does not fail with E0382 but so:\nerror[E0308]: mismatched types",
        ),
    ] {
        folder.write("listings/greet/compile_fail/moved.rs", &text);
        let (summary, log) = folder.verify(false);
        assert_eq!(summary.failed, ["greet"]);
        assert!(log.contains(problem), "{log}");
    }
}

#[test]
fn code_that_must_not_compile_may_stand_in_a_package_without_a_library() {
    let folder = Folder::new();
    folder.write(
        "listings/base/src/main.rs",
        &(folder.read("listings/base/src/lib.rs") + "\nfn main() {}\n"),
    );
    std::fs::remove_file(folder.path("listings/base/src/lib.rs")).unwrap();
    folder.write(
        "listings/base/compile_fail/text.rs",
        "// error[E0308]\npub fn f() -> u8 {\n    \"text\"\n}\n",
    );
    folder.edit("listings/Cargo.toml", ", \"greet\"", "");
    let (summary, log) = folder.verify(true);
    assert_eq!((summary.passed.as_slice(), summary.tests), (&["base".to_owned()][..], 2), "{log}");
}

#[test]
fn an_example_that_cannot_be_shown_fails() {
    let folder = Folder::new();
    for (code, problem) in [
        (
            "std::io::Write::write_all(&mut std::io::stdout(), &[255]).unwrap();",
            "example hello prints bytes that are no UTF-8 text",
        ),
        (
            "loop {\n        println!(\"more\");\n    }",
            "example hello: it printed more than 8 MiB and was stopped",
        ),
    ] {
        folder.write(
            "listings/greet/examples/hello.rs",
            &format!("//! Hello.\n\nfn main() {{\n    {code}\n}}\n"),
        );
        let (summary, log) = folder.verify(true);
        assert_eq!(summary.failed, ["greet"], "{log}");
        assert!(log.contains(problem), "{log}");
        assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world 2\n");
    }
}

#[cfg(unix)]
#[test]
fn an_example_that_leaves_a_process_behind_fails() {
    let folder = Folder::new();
    let sleep = "std::process::Command::new(\"sleep\").arg(\"30\").spawn().unwrap();\n    println!";
    folder.edit("listings/greet/examples/hello.rs", "println!", sleep);
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["greet"]);
    assert!(log.contains("example hello: it left a process running behind it"), "{log}");
}

#[test]
fn an_example_that_reads_the_clock_fails() {
    let folder = Folder::new();
    let clock =
        "std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos()";
    folder.write(
        "listings/greet/examples/hello.rs",
        &format!(
            "//! Clock.\n\nfn main() {{\n    let now = {clock};\n    println!(\"{{now}}\");\n}}\n"
        ),
    );
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.failed, ["greet"], "{log}");
    assert!(log.contains("example hello prints something else each time"), "{log}");
    assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world 2\n");
}

#[test]
fn a_test_whose_assertion_was_deleted_gets_no_receipt() {
    let folder = Folder::new();
    folder.edit(
        "listings/greet/src/lib.rs",
        "assert_eq!(super::greet(\"you\"), \"hello, you\");",
        "super::greet(\"you\");",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["greet"], "{log}");
    assert!(log.contains("greet: the test `greets` asserts nothing, so it cannot fail"), "{log}");
}

#[test]
fn every_example_has_a_golden_and_every_golden_an_example() {
    let folder = Folder::new();
    std::fs::remove_file(folder.path("listings/greet/examples/hello.out")).unwrap();
    folder.write("listings/greet/examples/gone.out", "x\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["greet"]);
    assert!(log.contains("example hello has no golden"), "{log}");
    assert!(log.contains("examples/gone.out has no program"), "{log}");
}

#[test]
fn an_unknown_package_is_named_with_those_that_are_there() {
    let folder = Folder::new();
    let options = dst_listings::verify::Options {
        listings: folder.path("listings"),
        receipts: folder.path("target/receipts"),
        packages: vec!["gret".into()],
        partition: None,
        accept: false,
        complete: true,
        command: "dst-listings verify".into(),
    };
    let error = dst_listings::verify::verify(&options, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "no listing package `gret`; there is: base, greet");
}

/// An edit that comes while `--accept` runs, here by the example itself.
#[test]
fn accepting_goldens_accepts_no_other_change() {
    let folder = Folder::new();
    let edit = "std::fs::write(\"src/second.rs\", \"fn broken( {\").unwrap();\n    println!";
    folder.edit("listings/greet/examples/hello.rs", "println!", edit);
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.failed, ["greet"], "{log}");
    assert!(log.contains("greet: its files changed while it was verified; run it again"), "{log}");
    assert!(!folder.path("target/receipts/greet.json").exists());
}

#[cfg(unix)]
#[test]
fn a_golden_that_is_a_link_is_replaced_and_not_written_through() {
    let folder = Folder::new();
    folder.write("precious.md", "precious\n");
    let golden = folder.path("listings/greet/examples/hello.out");
    std::fs::remove_file(&golden).unwrap();
    std::os::unix::fs::symlink(folder.path("precious.md"), &golden).unwrap();
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    assert_eq!(folder.read("precious.md"), "precious\n");
    assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world 2\n");
}
