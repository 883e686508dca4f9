//! Reading without a connection: a service worker that keeps the edition.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use sha2::{Digest as _, Sha256};

const WORKER: &str = include_str!("offline/worker.js");
const REGISTER: &str = include_str!("offline/register.js");

/// The script that pages load.
pub const SCRIPT: &str = "offline.js";

/// Writes the service worker for all that is in the folder of an edition now, and the script that pages load.
/// The page for printing holds the whole book a second time and is not kept.
///
/// # Errors
/// If the folder cannot be read or written.
pub fn write(folder: &Path, prefix: &str) -> anyhow::Result<()> {
    std::fs::write(folder.join(SCRIPT), REGISTER)
        .with_context(|| format!("cannot write {SCRIPT}"))?;
    let mut files = BTreeMap::new();
    list(folder, folder, &mut files)?;
    let mut all = Sha256::new();
    for (name, hash) in &files {
        all.update(name.as_bytes());
        all.update(hash);
    }
    let version: String = all.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let names: Vec<&String> = files.keys().collect();
    let worker =
        WORKER.replace("PREFIX", &format!("book-{prefix}-")).replace("VERSION", &version).replace(
            "FILE_LIST",
            &serde_json::to_string(&names).context("cannot write the list of files")?,
        );
    std::fs::write(folder.join("offline-worker.js"), worker)
        .context("cannot write offline-worker.js")
}

fn list(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            list(root, &path, files)?;
        } else if !name.starts_with('.') && name != "print.html" && name != "offline-worker.js" {
            let bytes =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(name, Sha256::digest(&bytes).to_vec());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_follows_the_contents() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let worker = || {
            write(folder.path(), "zh").unwrap();
            std::fs::read_to_string(folder.path().join("offline-worker.js")).unwrap()
        };
        file("a.html", "1");
        file("print.html", "1");
        file(".nojekyll", "");
        let first = worker();
        assert!(first.contains("const FILES = [\"a.html\",\"offline.js\"];"), "{first}");
        assert!(first.contains("const CACHE = \"book-zh-\" + \""), "{first}");
        assert_eq!(worker(), first);
        file("a.html", "2");
        assert_ne!(worker(), first);
    }
}
