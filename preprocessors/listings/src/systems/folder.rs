//! Temporary folders that are removed even when Ctrl-C ends the program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;

static LIVE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn live() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that goes away with this value. Only we, or the user to whom it is given, can read it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A new folder. Its path is short: that of a Unix socket in it may have some hundred bytes only.
    pub(super) fn new() -> anyhow::Result<Folder> {
        let mut live = live();
        let folder = tempfile::Builder::new().prefix("dst-").tempdir();
        let path = folder.context("cannot make a temporary folder")?.keep();
        live.insert(path.clone());
        Ok(Folder { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path);
        live().remove(&self.path);
    }
}

/// A process that is just ending may still write, so one try may not be enough.
fn remove(path: &Path) {
    for _ in 0..50 {
        if std::fs::remove_dir_all(path).is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Removes all folders; for a program that ends now, without dropping its values.
pub(crate) fn remove_all() {
    let live = live();
    live.iter().for_each(|path| remove(path));
    // Whoever wants another folder waits for the end.
    std::mem::forget(live);
}
