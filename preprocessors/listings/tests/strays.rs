//! What programs leave behind outside of their process group. A program of its own, whose tests run one after the
//! other: what is left behind belongs to the program that runs, and not to a thread of it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Mutex;

use dst_listings::verify::{Options, Summary, verify};

static ALONE: Mutex<()> = Mutex::new(());

/// Verifies a package with this check, which may write to `$OUT`: how it ended, what was said, and what it wrote.
fn check(script: &str) -> (Summary, String, String) {
    let _alone = ALONE.lock();
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("out");
    let file = root.path().join("listings/x/check");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let script = format!("#!/bin/sh\nexport OUT='{}'\n{script}\n", out.display());
    std::fs::write(&file, script).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let options = Options {
        listings: root.path().join("listings"),
        receipts: root.path().join("receipts"),
        packages: Vec::new(),
        partition: None,
        accept: false,
        complete: true,
        command: "verify".into(),
    };
    let mut log = Vec::new();
    let summary = verify(&options, &mut log).unwrap();
    let said = String::from_utf8(log).unwrap();
    (summary, said, std::fs::read_to_string(out).unwrap_or_default())
}

/// Whether a process of this id is there, buried or not.
fn is_there(id: &str) -> bool {
    PathBuf::from(format!("/proc/{id}")).exists()
}

const STRAYS: &str = "it left a process running behind it, outside of its process group";

#[test]
fn a_process_in_a_session_of_its_own_is_stopped_and_fails_the_package() {
    let (summary, said, id) = check(
        "setsid sh -c 'echo $$ > $OUT; exec sleep 60' </dev/null >/dev/null 2>&1 &
        while ! [ -s $OUT ]; do sleep 0.01; done
        echo ok one",
    );
    assert_eq!(summary.failed, ["x"], "{said}");
    assert!(said.contains(&format!("{STRAYS} (sleep); a program stops what it starts")), "{said}");
    assert!(!is_there(id.trim()), "{id}");
}

/// What was left behind has itself left something behind, which ignores that it is asked to end.
#[test]
fn all_of_them_are_stopped() {
    let (summary, said, ids) = check(
        "setsid sh -c '
            setsid sh -c \"trap : TERM; echo \\$\\$ >> $OUT; while :; do sleep 1; done\" &
            echo $$ >> $OUT; sleep 60
        ' </dev/null >/dev/null 2>&1 &
        while [ \"$(wc -l 2>/dev/null < $OUT)\" != 2 ]; do sleep 0.01; done
        echo ok one",
    );
    assert_eq!(summary.failed, ["x"], "{said}");
    assert!(said.contains(STRAYS), "{said}");
    assert_eq!(ids.lines().count(), 2, "{ids}");
    assert!(!ids.lines().any(is_there), "{ids}");
}

#[test]
fn what_ends_with_its_program_was_not_left_behind() {
    let (summary, said, id) = check(
        "setsid sh -c 'echo $$ > $OUT; exec sleep 0.1' </dev/null >/dev/null 2>&1 &
        while ! [ -s $OUT ]; do sleep 0.01; done
        echo ok one",
    );
    assert_eq!(summary.passed, ["x"], "{said}");
    assert!(!is_there(id.trim()), "{id}");
}

/// What another thread has started is none of the package's business.
#[test]
fn other_children_of_the_program_are_left_alone() {
    let mut other = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let (summary, said, _) = check("echo ok one");
    assert_eq!(summary.passed, ["x"], "{said}");
    assert!(other.try_wait().unwrap().is_none());
    other.kill().unwrap();
    other.wait().unwrap();
}
