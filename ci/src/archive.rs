//! The site as one file, to be read from disk.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use zip::write::SimpleFileOptions;

/// Packs all files of `site`, in the order of their names and without times, so that the same site gives the
/// same bytes.
pub(crate) fn write(site: &Path, archive: &Path) -> anyhow::Result<()> {
    let file =
        File::create(archive).with_context(|| format!("cannot write {}", archive.display()))?;
    let mut zip = zip::ZipWriter::new(BufWriter::new(file));
    let mut waiting = vec![site.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() { waiting.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    for path in files {
        let name = path.strip_prefix(site).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        zip.start_file(format!("book/{name}"), SimpleFileOptions::DEFAULT)
            .context("cannot write the archive")?;
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        zip.write_all(&bytes).context("cannot write the archive")?;
    }
    zip.finish().context("cannot write the archive")?.flush().context("cannot write the archive")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_site_gives_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("a")).unwrap();
        std::fs::write(site.join("a/b.html"), "共识".repeat(100)).unwrap();
        std::fs::write(site.join("index.html"), "x").unwrap();
        let packed = |name: &str| {
            write(&site, &folder.path().join(name)).unwrap();
            std::fs::read(folder.path().join(name)).unwrap()
        };
        let first = packed("1.zip");
        assert_eq!(first, packed("2.zip"));
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(first)).unwrap();
        let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["book/a/b.html", "book/index.html"]);
        assert_eq!(std::io::read_to_string(zip.by_index(0).unwrap()).unwrap(), "共识".repeat(100));
    }
}
