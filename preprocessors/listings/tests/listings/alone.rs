//! What a package is given does not depend on what else is verified with it, before it or beside it.

use crate::folder::Folder;

const STRICT: &str = "[preprocessor.listings]\nstrict = true\n";
const BASE: &str = "listings/base/src/lib.rs";
const HELLO: &str = "listings/greet/examples/hello.rs";

#[test]
fn a_package_that_does_not_compile_fails_alone() {
    let folder = Folder::new();
    folder.write("listings/base/tests/late.rs", "#[test]\nfn late() {\n    nothing();\n}\n");
    folder.write("listings/greet/tests/bad.rs", "#[test]\nfn bad() {\n    assert_eq!(1, 2);\n}\n");
    let (summary, log) = folder.verify(false);
    assert_eq!((summary.passed.len(), summary.failed.len()), (0, 2), "{log}");
    assert!(log.contains("cannot find function `nothing`"), "{log}");
    // All of greet was built and run, and nothing is missing.
    assert!(log.contains("greet: bad: it ended with exit status: 101"), "{log}");
    for advice in ["no test ran", "has no program"] {
        assert!(!log.contains(advice), "{log}");
    }

    std::fs::remove_file(folder.path("listings/greet/tests/bad.rs")).unwrap();
    assert_eq!(folder.verify(false).0.passed, ["greet"]);
}

/// Cargo gives a package the features that any other package asks for, if both are built in one call.
#[test]
fn nobody_lends_a_package_its_features() {
    let folder = Folder::new();
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write("listings/base/Cargo.toml", &format!("{manifest}\n[features]\nfast = []\n"));
    let source = folder.read(BASE);
    let fast = "\n/// Fast.\n#[cfg(feature = \"fast\")]\npub fn fast() -> u32 {\n    two()\n}\n";
    folder.write(BASE, &format!("{source}{fast}"));
    folder.edit(
        "listings/greet/Cargo.toml",
        "path = \"../base\"",
        "path = \"../base\", features = [\"fast\"]",
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    let said = folder.page(STRICT, "{{#listing base/src/lib.rs#fast}}\n").diagnostics;
    assert!(said.contains("under `#[cfg(feature = \"fast\")]`, which is off"), "{said}");

    // A test that only the feature keeps from failing, and a lint that it hides.
    for more in [
        "\n#[cfg(not(feature = \"fast\"))]\n#[test]\nfn is_fast() {\n    assert_eq!(two(), 3);\n}\n",
        "\n/// Slow.\n#[cfg(not(feature = \"fast\"))]\npub fn slow() -> u32 {\n    return two();\n}\n",
    ] {
        folder.write(BASE, &format!("{source}{more}"));
        let (summary, log) = folder.verify(false);
        assert_eq!(
            (summary.passed, summary.failed),
            (vec!["greet".into()], vec!["base".into()]),
            "{log}"
        );
    }
}

/// The tests of a package may read its goldens.
#[test]
fn a_golden_that_was_written_is_tested_like_any_other() {
    let folder = Folder::new();
    folder.edit(
        "listings/greet/src/lib.rs",
        "assert_eq!(super::greet(\"you\"), \"hello, you\");",
        "assert_eq!(include_str!(\"../examples/hello.out\"), \"hello, world 2\\n\");",
    );
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);
    folder.edit(HELLO, "{} {}", "{}: {}");
    let (summary, log) = folder.verify(true);
    assert_eq!(summary.failed, ["greet"], "{log}");
    assert_eq!(folder.read("listings/greet/examples/hello.out"), "hello, world: 2\n");
    assert!(log.contains("goldens were written; their packages are verified with them"), "{log}");
    assert_eq!(folder.page(STRICT, "{{#output greet/hello}}\n").errors, 1);
}

#[test]
fn two_verifications_at_once_run_one_after_the_other() {
    let folder = Folder::new();
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| folder.verify(false).0);
        (folder.verify(false).0, other.join().unwrap())
    });
    let (ran, waited) = if one.passed.is_empty() { (other, one) } else { (one, other) };
    assert_eq!(ran.passed, ["base", "greet"]);
    assert_eq!(waited.unchanged, ["base", "greet"]);
}
