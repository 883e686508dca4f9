//! Packages that ask for real servers. What the servers do is tried by `cargo book systems test`, where
//! they are installed.

use crate::folder::Folder;

const MANIFEST: &str = "listings/greet/Cargo.toml";

fn asking_for(systems: &str) -> Folder {
    let folder = Folder::new();
    let manifest = folder.read(MANIFEST);
    let listing = format!("{manifest}\n[package.metadata.listing]\nsystems = {systems}\n");
    folder.write(MANIFEST, &listing);
    folder
}

#[test]
fn a_system_that_nobody_knows_fails_that_package_alone() {
    let folder = asking_for("[\"reddis\"]");
    let (summary, log) = folder.verify(false);
    assert_eq!((summary.passed, summary.failed), (vec!["base".into()], vec!["greet".into()]));
    assert!(
        log.contains("greet: greet asks for a system: no system `reddis`; there is: "),
        "{log}"
    );
}

#[test]
fn what_asks_for_none_is_run_without() {
    let folder = asking_for("[]");
    let (summary, log) = folder.verify(false);
    assert_eq!(summary.passed, ["base", "greet"], "{log}");
}
