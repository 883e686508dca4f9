//! A verification is of the bytes that are there, whatever the times of the files say: Cargo reuses a program that
//! is younger than its sources.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::folder::Folder;

/// As `touch -d` does, and `mv`, `cp -p`, `rsync -t` and `tar` with a file from before.
fn set_modified(folder: &Folder, file: &str, time: SystemTime) {
    let file = File::options().write(true).open(folder.path(file)).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn an_edit_with_an_old_time_is_compiled() {
    let folder = Folder::new();
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);
    folder.edit("listings/base/src/lib.rs", "    2\n", "    \"two\"\n");
    set_modified(
        &folder,
        "listings/base/src/lib.rs",
        SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30),
    );
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
    assert!(log.contains("error[E0308]: mismatched types"), "{log}");
}

#[test]
fn an_old_version_that_is_put_back_is_run() {
    const HELLO: &str = "listings/greet/examples/hello.rs";
    let folder = Folder::new();
    let (old, written) =
        (folder.read(HELLO), folder.path(HELLO).metadata().unwrap().modified().unwrap());
    folder.edit(HELLO, "{} {}", "{}: {}");
    assert_eq!(folder.verify(true).0.passed, ["base", "greet"]);
    folder.write(HELLO, &old);
    set_modified(&folder, HELLO, written);
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["greet"], "{log}");
    assert!(log.contains("-hello, world: 2\n+hello, world 2\n"), "{log}");
}

/// The library of `base` that greet is built with, and when it was written.
fn library(folder: &Folder) -> (PathBuf, SystemTime) {
    let built = folder.path("listings/target/debug/deps");
    let mut files = std::fs::read_dir(built).unwrap().map(|entry| entry.unwrap().path());
    let is_library = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("libbase-") && name.ends_with(".rlib")
    };
    let library = files.find(is_library).unwrap();
    let modified = library.metadata().unwrap().modified().unwrap();
    (library, modified)
}

#[test]
fn what_a_package_depends_on_is_not_compiled_again() {
    let folder = Folder::new();
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);
    let before = library(&folder);
    folder.edit("listings/greet/src/lib.rs", "//! Greetings.", "//! Greeting.");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["greet"], "{log}");
    assert_eq!(library(&folder), before);
}

/// Cargo, called by hand in between, leaves a library of other sources.
#[test]
fn a_dependency_that_somebody_else_built_is_compiled_again() {
    const BASE: &str = "listings/base/src/lib.rs";
    let folder = Folder::new();
    assert_eq!(folder.verify(false).0.passed, ["base", "greet"]);
    let (source, written) =
        (folder.read(BASE), folder.path(BASE).metadata().unwrap().modified().unwrap());
    folder.write(BASE, &source.replace("    2\n", "    3\n"));
    let built = std::process::Command::new("cargo")
        .args(["build", "--quiet", "--package", "base"])
        .current_dir(folder.path("listings"))
        .env_remove("CARGO_TARGET_DIR")
        .status();
    assert!(built.unwrap().success());
    folder.write(BASE, &source);
    set_modified(&folder, BASE, written);

    folder.edit("listings/greet/src/lib.rs", "//! Greetings.", "//! Greeting.");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["greet"], "{log}");
}

/// Cargo believes that what stands for a registry never changes.
#[test]
fn an_edit_of_a_vendored_dependency_is_compiled() {
    let folder = Folder::new();
    folder.write(
        "listings/.cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"vendored-sources\"\n\n[source.vendored-sources]\ndirectory = \"vendor\"\n",
    );
    folder.write(
        "listings/vendor/foo/Cargo.toml",
        "[package]\nname = \"foo\"\nversion = \"1.0.0\"\nedition = \"2024\"\n",
    );
    folder.write("listings/vendor/foo/src/lib.rs", "pub fn two() -> u32 {\n    2\n}\n");
    folder.write("listings/vendor/foo/.cargo-checksum.json", "{\"files\":{},\"package\":null}");
    let manifest = folder.read("listings/base/Cargo.toml");
    folder.write("listings/base/Cargo.toml", &(manifest + "\n[dependencies]\nfoo = \"1\"\n"));
    folder.edit("listings/base/src/lib.rs", "    2\n", "    foo::two()\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
    assert_eq!(folder.verify(false).0.unchanged, ["base", "greet"]);
    folder.edit("listings/vendor/foo/src/lib.rs", "    2\n", "    3\n");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.failed, ["base", "greet"], "{log}");
}
