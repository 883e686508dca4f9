//! Folders that Cargo's settings name: they are used in place of dependencies, and no lock file says what is in them.

use std::path::{Path, PathBuf};

use toml::Value;

use super::{normal, read_table};

/// The folders that the settings of the listings and of the book name.
#[derive(Default)]
pub(super) struct Config {
    /// Packages, by `patch` and `paths`.
    pub(super) patches: Vec<PathBuf>,
    /// Folders of packages in place of a registry: `directory` and `local-registry` of a `source`.
    pub(super) sources: Vec<PathBuf>,
}

impl Config {
    /// Reads the settings for the listings in `root`. Cargo looks for them in the folders above, too; the book's is
    /// the last.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut config = Config::default();
        for folder in root.ancestors().take(2) {
            for file in [".cargo/config", ".cargo/config.toml"].map(|file| folder.join(file)) {
                if file.is_file() {
                    config.add(folder, &read_table(&file)?);
                }
            }
        }
        Ok(config)
    }

    /// A relative path begins at the folder that holds `.cargo`.
    fn add(&mut self, folder: &Path, table: &toml::Table) {
        self.patches.extend(patches(table).into_iter().map(|path| folder.join(path)));
        let sources = table.get("source").and_then(Value::as_table);
        let sources = sources.into_iter().flat_map(|sources| sources.values());
        let paths = sources.flat_map(|source| {
            ["directory", "local-registry"].map(|key| source.get(key).and_then(Value::as_str))
        });
        self.sources.extend(paths.flatten().map(|path| normal(&folder.join(path))));
    }
}

/// The paths in `[patch]` and `[replace]` of a manifest, and in `paths` of Cargo's settings.
pub(super) fn patches(table: &toml::Table) -> Vec<PathBuf> {
    let sources = table.get("patch").and_then(Value::as_table);
    let sources = sources.into_iter().flat_map(|table| table.values());
    let patched =
        sources.filter_map(Value::as_table).flat_map(|dependencies| dependencies.values());
    let replaced = table.get("replace").and_then(Value::as_table);
    let replaced = replaced.into_iter().flat_map(|table| table.values());
    let paths = table.get("paths").and_then(Value::as_array).into_iter().flatten();
    let named = patched.chain(replaced).filter_map(|value| value.get("path")?.as_str());
    named.chain(paths.filter_map(Value::as_str)).map(PathBuf::from).collect()
}
