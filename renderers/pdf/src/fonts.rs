//! The fonts of the book: pinned, installed by npm on first use, checked by hash, kept in the user's cache.
//!
//! Nothing is taken from the machine, so every machine makes the same bytes. All are under the SIL Open Font
//! License but DejaVu Sans, whose licence is as free.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

/// Names a folder that has the fonts already, or in which they are to be kept.
pub const FOLDER: &str = "DST_PDF_FONTS";

/// A package of the npm registry.
struct Package {
    name: &'static str,
    version: &'static str,
    /// Path in the package, and SHA-256, of each file that is used.
    files: &'static [(&'static str, &'static str)],
}

/// 宋体 and 黑体 for Han; a serif face that goes with them, with italics; a monospaced face of half an em, so
/// that Han take two cells; and two faces for what those lack.
const PACKAGES: [Package; 6] = [
    Package {
        name: "@expo-google-fonts/noto-serif-sc",
        version: "0.4.3",
        files: &[
            (
                "400Regular/NotoSerifSC_400Regular.ttf",
                "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
            ),
            (
                "700Bold/NotoSerifSC_700Bold.ttf",
                "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
            ),
        ],
    },
    Package {
        name: "@expo-google-fonts/noto-sans-sc",
        version: "0.4.3",
        files: &[
            (
                "400Regular/NotoSansSC_400Regular.ttf",
                "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
            ),
            (
                "500Medium/NotoSansSC_500Medium.ttf",
                "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
            ),
            (
                "700Bold/NotoSansSC_700Bold.ttf",
                "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
            ),
        ],
    },
    Package {
        name: "@expo-google-fonts/source-serif-4",
        version: "0.4.1",
        files: &[
            (
                "400Regular/SourceSerif4_400Regular.ttf",
                "d47da11c5f55f031d9ec54c3172865d76009b2cbab5c706dfa73866b00096639",
            ),
            (
                "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
                "8abc06ebcf3a84d6e18763fad2fd237c9149104f16963f459c8763390048aff2",
            ),
            (
                "700Bold/SourceSerif4_700Bold.ttf",
                "162a20188bb5c72582b77ca1c3a03480b743695b1c3c04dd0d79ead4e74f4533",
            ),
            (
                "700Bold_Italic/SourceSerif4_700Bold_Italic.ttf",
                "e22a3787d4ee1fe51b331b4bcb342fcb4451424065e862e5569c5fd8c8706554",
            ),
        ],
    },
    Package {
        name: "@expo-google-fonts/inconsolata",
        version: "0.4.2",
        files: &[
            (
                "500Medium/Inconsolata_500Medium.ttf",
                "a5194e98abf36cdec8eb28ed64e81a9c8556ca4819cf6a37ea281a9c9e5932d7",
            ),
            (
                "700Bold/Inconsolata_700Bold.ttf",
                "bc133a205c09ca6be9ad2b8d32a4d94bc08deb01a4da62ac27a31843e08daffd",
            ),
        ],
    },
    Package {
        name: "@expo-google-fonts/noto-emoji",
        version: "0.4.7",
        files: &[(
            "400Regular/NotoEmoji_400Regular.ttf",
            "24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504",
        )],
    },
    Package {
        name: "dejavu-fonts-ttf",
        version: "2.37.3",
        files: &[(
            "ttf/DejaVuSans.ttf",
            "7da195a74c55bef988d0d48f9508bd5d849425c1770dba5d7bfc6ce9ed848954",
        )],
    },
];

/// Where the fonts are kept: the folder that [`FOLDER`] names, or one in the user's cache.
pub fn folder() -> PathBuf {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = variable(FOLDER) {
        return folder.into();
    }
    let cache = if cfg!(windows) {
        variable("LOCALAPPDATA").map(PathBuf::from)
    } else {
        variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))
    };
    cache.unwrap_or_else(std::env::temp_dir).join("dst-pdf").join("fonts")
}

/// Makes sure that `folder` has all fonts, and nothing is wrong with them. The folder.
///
/// # Errors
/// If npm cannot be run or cannot have the packages, or a file is not the one that is meant.
pub fn install(folder: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let missing: Vec<&Package> = PACKAGES.iter().filter(|package| !package.is_in(folder)).collect();
    if missing.is_empty() {
        return Ok(folder.to_owned());
    }
    say("installing the fonts of the PDF (once; 140 MB by npm, of which 70 MB are kept)");
    let download = folder.with_extension(format!("download-{}", std::process::id()));
    let result = missing.iter().try_for_each(|package| package.install(&download, folder));
    // What is left of the download is of no use.
    let _ = std::fs::remove_dir_all(&download);
    result.map(|()| folder.to_owned())
}

impl Package {
    fn is_in(&self, folder: &Path) -> bool {
        self.files.iter().all(|(path, _)| {
            // The hash is in the name, since reading 70 MB takes longer than setting a chapter.
            folder.join(self.file_name(path)).is_file()
        })
    }

    /// The name of a file in the folder of fonts: it begins with its hash.
    fn file_name(&self, path: &str) -> String {
        let hash = self.files.iter().find(|(known, _)| *known == path).map_or("", |(_, hash)| hash);
        let name = path.rsplit('/').next().unwrap_or(path);
        format!("{}-{name}", hash.get(..12).unwrap_or_default())
    }

    fn install(&self, download: &Path, folder: &Path) -> anyhow::Result<()> {
        let Package { name, version, .. } = self;
        std::fs::create_dir_all(download)
            .with_context(|| format!("cannot make {}", download.display()))?;
        let npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"])
            .args(["--loglevel", "error", "--prefix"])
            .arg(download)
            .arg(format!("{name}@{version}"))
            .stdout(Stdio::null())
            .status();
        match npm {
            Ok(status) if status.success() => {}
            Ok(status) => bail!(
                "npm could not install {name}@{version} ({status}); is there a connection to its registry? \
                 A machine without one takes the fonts of another: copy its folder, and name it in {FOLDER}"
            ),
            Err(error) => bail!(
                "the fonts of the PDF come by npm, which cannot be run ({error}); install Node.js, or name a \
                 folder that has the fonts in {FOLDER}"
            ),
        }
        for (path, wanted) in self.files {
            let from = download.join("node_modules").join(name).join(path);
            let bytes =
                std::fs::read(&from).with_context(|| format!("{name}@{version} has no {path}"))?;
            let found = hex(&Sha256::digest(&bytes));
            if found != *wanted {
                bail!(
                    "{path} of {name}@{version} is not the font that is meant: its SHA-256 is {found}, not {wanted}"
                );
            }
            let to = folder.join(self.file_name(path));
            let aside = to.with_extension(format!("{}", std::process::id()));
            std::fs::write(&aside, &bytes)
                .and_then(|()| std::fs::rename(&aside, &to))
                .with_context(|| format!("cannot write {}", to.display()))?;
        }
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[allow(clippy::print_stderr, reason = "minutes of silence need a word")]
fn say(text: &str) {
    eprintln!("==> {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_hash() {
        let name = PACKAGES[5].file_name("ttf/DejaVuSans.ttf");
        assert_eq!(name, "7da195a74c55-DejaVuSans.ttf");
    }

    #[test]
    fn each_font_has_a_hash() {
        for (path, hash) in PACKAGES.iter().flat_map(|package| package.files) {
            assert!(hash.len() == 64 && path.ends_with(".ttf"), "{path}");
        }
    }
}
