//! Packages in any language: a folder with an executable `check`.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use dst_listings::verify::{Options, Summary, verify};
use dst_listings::{Kind, Package};

use crate::folder::Folder;

/// A listings folder without any Rust, with one package `x`.
fn with_check(script: &str) -> Folder {
    let folder = Folder::new();
    std::fs::remove_dir_all(folder.path("listings")).unwrap();
    set_check(&folder, script);
    folder.write("listings/x/data.sh", "echo 1\n");
    folder
}

fn set_check(folder: &Folder, script: &str) {
    folder.write("listings/x/check", &format!("#!/bin/sh\n{script}\n"));
    set_mode(folder, "listings/x/check", 0o755);
}

fn set_mode(folder: &Folder, file: &str, mode: u32) {
    let mode = std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(folder.path(file), mode).unwrap();
}

fn run(folder: &Folder, complete: bool) -> (Summary, String) {
    let options = Options {
        listings: folder.path("listings"),
        receipts: folder.path("target/receipts"),
        packages: Vec::new(),
        partition: None,
        accept: false,
        complete,
        command: "dst-listings verify".into(),
    };
    let mut log = Vec::new();
    let summary = verify(&options, &mut log).unwrap();
    (summary, String::from_utf8(log).unwrap())
}

/// Verifies a check that must fail, and returns what was said.
fn refused(script: &str) -> String {
    let folder = with_check(script);
    let (summary, log) = run(&folder, false);
    assert_eq!((summary.failed.as_slice(), summary.failures), (&["x".to_owned()][..], 1), "{log}");
    assert!(!folder.path("target/receipts/x.json").exists(), "{log}");
    log
}

#[test]
fn a_check_that_passes_gives_a_receipt_with_its_number_of_tests() {
    let folder = with_check("sh data.sh && echo 'ok it runs' && echo noise && echo 'ok it counts'");
    let (summary, log) = run(&folder, true);
    assert_eq!((summary.passed.as_slice(), summary.tests), (&["x".to_owned()][..], 2), "{log}");
    assert!(log.contains("x: 2 tests passed, 0 goldens hold"), "{log}");

    // The compiler does not matter to it, and it is not run again.
    let page = folder.page("[preprocessor.listings]\nstrict = true\n", "{{#listing x/data.sh}}\n");
    assert_eq!(page.diagnostics, "");
    let (summary, log) = run(&folder, true);
    assert_eq!((summary.unchanged.len(), summary.tests, log.as_str()), (1, 2, ""));
}

#[test]
fn both_kinds_live_in_one_folder() {
    let folder = Folder::new();
    set_check(&folder, "echo ok one");
    folder.write("listings/deep/y/check", "#!/bin/sh\necho ok one\n");
    set_mode(&folder, "listings/deep/y/check", 0o755);
    let listed = "\n[workspace.metadata.listings]\nchecks = [\"deep/y\"]\n";
    let manifest = folder.read("listings/Cargo.toml");
    folder.write("listings/Cargo.toml", &(manifest + listed));
    let packages = Package::all(&folder.path("listings")).unwrap();
    let kinds: Vec<(&str, Kind)> = packages.iter().map(|p| (p.name.as_str(), p.kind)).collect();
    let cargo = Kind::Cargo;
    assert_eq!(
        kinds,
        [("base", cargo), ("deep/y", Kind::Check), ("greet", cargo), ("x", Kind::Check)]
    );
    let (summary, log) = run(&folder, true);
    assert_eq!((summary.passed.len(), summary.tests), (4, 5), "{log}");
}

#[test]
fn any_change_voids_the_receipt() {
    let folder = with_check("exec ../checkers/any data.sh");
    folder.write(
        "listings/checkers/any",
        "#!/bin/sh\n# tools: ./version\n. \"$PWD/$1\" && echo \"ok $1\"\n",
    );
    set_mode(&folder, "listings/checkers/any", 0o755);
    let page = |folder: &Folder| {
        let strict = "[preprocessor.listings]\nstrict = true\n";
        folder.page(strict, "{{#listing x/data.sh}}\n").diagnostics
    };
    let holds = |folder: &Folder| {
        let (summary, log) = run(folder, true);
        assert_eq!(summary.failed.len(), 0, "{log}");
        assert_eq!(page(folder), "");
        assert_eq!(run(folder, true).0.unchanged, ["x"]);
    };
    let voided = |folder: &Folder, what: &str| {
        let said = page(folder);
        assert!(said.contains("a file has changed since it was verified"), "{what}: {said}");
        assert_eq!(run(folder, true).0.passed, ["x"], "{what}");
        assert_eq!(page(folder), "", "{what}");
    };
    holds(&folder);
    folder.edit("listings/x/data.sh", "1", "2");
    voided(&folder, "a source");
    folder.edit("listings/x/check", "exec ", "exec  ");
    voided(&folder, "the check");
    folder.edit("listings/checkers/any", "ok $1", "ok the $1");
    voided(&folder, "a checker");
    folder.write("listings/x/new.txt", "");
    voided(&folder, "a new file");
    std::fs::rename(folder.path("listings/x/new.txt"), folder.path("listings/x/n.txt")).unwrap();
    voided(&folder, "a name");
    set_mode(&folder, "listings/x/data.sh", 0o755);
    voided(&folder, "a mode");
    std::fs::remove_file(folder.path("listings/x/n.txt")).unwrap();
    voided(&folder, "a file that is gone");
}

#[test]
fn what_no_receipt_speaks_of_is_not_shown() {
    let folder = with_check("echo ok one");
    folder.write("listings/x/__pycache__/a.txt", "1\n");
    folder.write("listings/checkers/any", "1\n");
    folder.write("listings/y/new.sh", "1\n");
    assert_eq!(run(&folder, true).0.passed, ["x"]);
    for file in ["x/__pycache__/a.txt", "checkers/any", "x/../y/new.sh"] {
        let page = folder.page("", &format!("{{{{#listing {file}}}}}\n"));
        assert!(page.diagnostics.contains(&format!("`{file}` is in no listing package")), "{file}");
    }

    // A folder of that name deeper down is a source like any other.
    let folder = Folder::new();
    folder.write("listings/base/src/target/mod.rs", "//! Target.\n");
    folder.write("listings/base/target/built", "1\n");
    folder.pretend_verified("base");
    let page = |file: &str| {
        let strict = "[preprocessor.listings]\nstrict = true\n";
        folder.page(strict, &format!("{{{{#listing base/{file}}}}}\n")).diagnostics
    };
    assert_eq!(page("src/target/mod.rs"), "");
    assert!(page("target/built").contains("is in no listing package"));
    folder.write("listings/base/target/built", "2\n");
    assert_eq!(page("src/target/mod.rs"), "");
    folder.write("listings/base/src/target/mod.rs", "//! Targets.\n");
    assert!(page("src/target/mod.rs").contains("a file has changed"));
}

#[test]
fn another_version_of_a_tool_voids_the_receipt() {
    let tools = tempfile::tempdir().unwrap();
    let tool = tools.path().join("tool");
    let install = |version: &str| {
        std::fs::write(&tool, format!("#!/bin/sh\necho tool {version}\n")).unwrap();
        std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    install("1.0");
    let folder = with_check(&format!("# tools: {}\necho ok one", tool.display()));
    assert_eq!(run(&folder, true).0.passed, ["x"]);
    assert!(folder.read("target/receipts/x.json").contains("tool 1.0"));
    assert_eq!(run(&folder, true).0.unchanged, ["x"]);
    install("1.1");
    assert_eq!(run(&folder, true).0.passed, ["x"]);
    assert!(folder.read("target/receipts/x.json").contains("tool 1.1"));
}

#[test]
fn a_check_that_fails_shows_what_it_printed() {
    let log = refused("echo ok one; echo expected 1, got 2; echo and this >&2; exit 3");
    assert!(log.contains("x: its check failed: it ended with exit status: 3"), "{log}");
    assert!(log.contains("expected 1, got 2\nand this\n"), "{log}");
}

#[test]
fn a_check_that_proves_nothing_is_refused() {
    let log = refused("echo fine; echo okay; echo ' ok'");
    assert!(log.contains("printed no line `ok NAME`, so nothing is known to hold\nfine"), "{log}");
    let log = refused("echo ok one; echo ok one");
    assert!(log.contains("printed `ok one` twice"), "{log}");
}

#[test]
fn a_check_that_cannot_be_started_says_what_to_do() {
    let folder = with_check("echo ok one");
    set_mode(&folder, "listings/x/check", 0o644);
    let (summary, log) = run(&folder, false);
    assert_eq!(summary.failed, ["x"]);
    assert!(log.contains("is not executable, so it cannot run: chmod +x x/check"), "{log}");

    folder.write("listings/x/check", "#!/nowhere/shell\necho ok one\n");
    set_mode(&folder, "listings/x/check", 0o755);
    let (summary, log) = run(&folder, false);
    assert_eq!(summary.failed, ["x"]);
    assert!(log.contains("does its first line name a program, as in #!/bin/sh?"), "{log}");
}

#[test]
fn a_check_that_prints_without_end_or_leaves_a_process_is_refused() {
    let log = refused("echo ok one; exec yes ok > /dev/stderr");
    assert!(log.contains("it printed more than 8 MiB and was stopped"), "{log:.2000}");
    let log = refused("sleep 60 & echo ok one");
    assert!(log.contains("it left a process running behind it"), "{log}");
}

#[test]
fn a_check_that_changes_its_own_package_is_refused() {
    let folder = with_check("echo x > new.txt; echo ok one");
    let (summary, log) = run(&folder, false);
    assert_eq!(summary.failed, ["x"]);
    assert!(log.contains("its files changed while it was verified"), "{log}");

    // It has a folder of its own for that, which is gone afterwards.
    set_check(&folder, "mktemp -d; echo \"$TMPDIR\" > \"$TMPDIR/a\"; echo \"ok $TMPDIR\"; exit 1");
    let (_, log) = run(&folder, false);
    let scratch = log.lines().find_map(|line| line.strip_prefix("ok ")).unwrap();
    assert!(scratch.starts_with('/') && !std::path::Path::new(scratch).exists(), "{log}");
}

#[test]
fn a_missing_tool_skips_the_package_and_fails_where_all_must_run() {
    let script = "echo 'missing promtool: apt-get install prometheus'; exit 77";
    let folder = with_check(script);
    // What the package shows from an example is not called an orphan either.
    folder.write("listings/x/examples/a.out", "1\n");
    let (summary, log) = run(&folder, false);
    assert_eq!((summary.failed.len(), summary.failures), (0, 0), "{log}");
    let lacks = "missing promtool: apt-get install prometheus".to_owned();
    assert_eq!(summary.skipped, [("x".to_owned(), lacks.clone())]);
    assert!(log.contains(&format!("x: not run here: {lacks}")), "{log}");
    assert!(!folder.path("target/receipts/x.json").exists());

    let (summary, log) = run(&folder, true);
    assert_eq!((summary.failed.as_slice(), summary.skipped.len()), (&["x".to_owned()][..], 0));
    assert!(log.contains(&format!("x: its check could not run: {lacks}")), "{log}");

    // 77 alone is no excuse.
    set_check(&folder, "echo missing; exit 77");
    let (summary, log) = run(&folder, false);
    assert_eq!(summary.failed, ["x"]);
    assert!(log.contains("without a line `missing TOOL: command to get it`"), "{log}");
}

#[test]
fn examples_are_held_to_their_goldens() {
    let folder = with_check("echo ok one");
    folder.write("listings/x/examples/a.sh", "#!/bin/sh\ncat data.sh\n");
    set_mode(&folder, "listings/x/examples/a.sh", 0o755);
    folder.write("listings/x/examples/a.out", "echo 1\n");
    let (summary, log) = run(&folder, true);
    assert_eq!(summary.passed, ["x"], "{log}");
    assert!(log.contains("x: 1 tests passed, 1 goldens hold"), "{log}");
    let page = folder.page("[preprocessor.listings]\nstrict = true\n", "{{#output x/a}}\n");
    assert_eq!(page.diagnostics, "");
    assert!(page.chapters[0].contains("<code>x/examples/a.sh</code>"), "{}", page.chapters[0]);
    assert!(page.chapters[0].contains("package x passed all its checks"), "{}", page.chapters[0]);

    folder.write("listings/x/data.sh", "echo 2\n");
    let (summary, log) = run(&folder, true);
    assert_eq!(summary.failed, ["x"]);
    assert!(log.contains("-echo 1\n+echo 2\n"), "{log}");
}
