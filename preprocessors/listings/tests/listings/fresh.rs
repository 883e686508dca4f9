//! A verification is of the bytes that are there, whatever the times of the files say: Cargo reuses a program that
//! is younger than its sources.

use std::fs::File;
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
