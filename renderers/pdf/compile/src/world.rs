//! What Typst sees of the machine: one folder of markup and one of fonts. Nothing else, and no clock.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, bail};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::links;

/// The markup and the fonts.
pub(crate) struct Folder {
    root: PathBuf,
    main: FileId,
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Mutex<HashMap<FileId, Source>>,
    files: Mutex<HashMap<FileId, Bytes>>,
}

impl Folder {
    /// Reads the fonts, in the order of their names.
    pub(crate) fn open(root: &Path, fonts: &Path) -> anyhow::Result<Self> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(fonts)
            .with_context(|| format!("cannot read the fonts in {}", fonts.display()))?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let ending = path.extension().and_then(|ending| ending.to_str());
                matches!(ending, Some("ttf" | "otf" | "ttc" | "otc"))
            })
            .collect();
        paths.sort();
        let mut found = Vec::new();
        for path in paths {
            let bytes =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            found.extend(Font::iter(Bytes::new(bytes)));
        }
        if found.is_empty() {
            bail!("there are no fonts in {}; `dst-pdf fonts` installs them", fonts.display());
        }
        let main = VirtualPath::new("main.typ").context("main.typ is no path")?;
        let mut library = Library::default();
        links::wait(&mut library);
        Ok(Folder {
            root: root.to_owned(),
            main: RootedPath::new(VirtualRoot::Project, main).intern(),
            library: LazyHash::new(library),
            book: LazyHash::new(FontBook::from_fonts(&found)),
            fonts: found,
            sources: Mutex::default(),
            files: Mutex::default(),
        })
    }

    /// Looks again at the files that have been read. What has not changed stays as it is, so that what Typst
    /// has made of it still counts.
    pub(crate) fn refresh(&self) {
        locked(&self.sources).retain(|id, source| match self.read_text(*id) {
            Ok(text) => {
                if text != source.text() {
                    source.replace(&text);
                }
                true
            }
            Err(_) => false,
        });
        locked(&self.files).retain(|id, bytes| {
            self.read(*id).is_ok_and(|present| present.as_slice() == bytes.as_slice())
        });
    }

    /// Where the markup that has been read names a file: a picture is wrong where it is shown.
    pub(crate) fn mention(&self, file: FileId) -> Option<(FileId, usize)> {
        let name = format!("\"{}\"", file.vpath().get_with_slash());
        let sources = locked(&self.sources);
        let mut found: Vec<(FileId, usize)> = sources
            .iter()
            .filter_map(|(id, source)| Some((*id, source.text().find(&name)?)))
            .collect();
        found.sort_by(|(a, _), (b, _)| a.vpath().get_with_slash().cmp(b.vpath().get_with_slash()));
        found.first().copied()
    }

    fn read(&self, id: FileId) -> FileResult<Vec<u8>> {
        if !matches!(id.root(), VirtualRoot::Project) {
            return Err(FileError::Other(Some("packages are not used".into())));
        }
        let path = id.vpath().realize(&self.root).map_err(FileError::Realize)?;
        std::fs::read(&path).map_err(|error| FileError::from_io(error, &path))
    }

    fn read_text(&self, id: FileId) -> FileResult<String> {
        String::from_utf8(self.read(id)?).map_err(|_| FileError::InvalidUtf8)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World for Folder {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if let Some(source) = locked(&self.sources).get(&id) {
            return Ok(source.clone());
        }
        let source = Source::new(id, self.read_text(id)?);
        locked(&self.sources).insert(id, source.clone());
        Ok(source)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = locked(&self.files).get(&id) {
            return Ok(bytes.clone());
        }
        let bytes = Bytes::new(self.read(id)?);
        locked(&self.files).insert(id, bytes.clone());
        Ok(bytes)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
