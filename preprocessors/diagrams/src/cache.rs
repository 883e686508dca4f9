//! Drawings of earlier builds, kept on disk by what they depend on.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// A folder of drawings.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of the book in `root`.
    pub fn new(root: &Path) -> Self {
        Cache { folder: root.join("target").join("dst-diagrams") }
    }

    /// The drawing that was made of `parts`, or else that of `draw`, which is then kept.
    ///
    /// A folder that cannot be written costs time at the next build and nothing else.
    ///
    /// # Errors
    ///
    /// That of `draw`.
    pub fn get<E>(
        &self,
        parts: &[&str],
        draw: impl FnOnce() -> Result<String, E>,
    ) -> Result<String, E> {
        let path = self.folder.join(format!("{}.svg", key(parts)));
        if let Ok(kept) = fs::read_to_string(&path)
            && kept.ends_with("</svg>")
        {
            return Ok(kept);
        }
        let drawn = draw()?;
        self.keep(&path, &drawn);
        Ok(drawn)
    }

    /// Writes beside the place and then renames: two builds at once never see half a file.
    fn keep(&self, path: &Path, drawing: &str) {
        let aside = path.with_extension(format!("{}.part", std::process::id()));
        let kept = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&aside, drawing))
            .and_then(|()| fs::rename(&aside, path));
        if kept.is_err() {
            // Nothing is left behind, if that can be helped.
            let _ = fs::remove_file(&aside);
        }
    }
}

fn key(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length keeps `ab`, `c` apart from `a`, `bc`.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_is_not_drawn_again() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::new(root.path());
        let first = cache.get(&["a", "b"], || Ok::<_, ()>("<svg></svg>".to_owned()));
        assert_eq!(first, Ok("<svg></svg>".to_owned()));
        assert_eq!(cache.get(&["a", "b"], || Err(())), first);
        assert_eq!(cache.get(&["ab", ""], || Err(())), Err(()));
    }

    #[test]
    fn half_a_file_is_drawn_again() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::new(root.path());
        let path = cache.folder.join(format!("{}.svg", key(&["a"])));
        fs::create_dir_all(&cache.folder).unwrap();
        fs::write(&path, "<svg>").unwrap();
        assert_eq!(
            cache.get(&["a"], || Ok::<_, ()>("<svg/></svg>".to_owned())),
            Ok("<svg/></svg>".to_owned())
        );
        assert_eq!(fs::read_to_string(path).unwrap(), "<svg/></svg>");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_error() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("target"), "a file").unwrap();
        let cache = Cache::new(root.path());
        assert_eq!(
            cache.get(&["a"], || Ok::<_, ()>("<svg></svg>".to_owned())),
            Ok("<svg></svg>".to_owned())
        );
    }
}
