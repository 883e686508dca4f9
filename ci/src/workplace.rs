//! Where things are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// A book, and the repository whose tools build it: for our own book the same folder.
#[derive(Debug, Clone)]
pub(crate) struct Workplace {
    /// The folder of `book.toml`.
    pub(crate) root: PathBuf,
    /// The repository of the tools.
    pub(crate) home: PathBuf,
    /// The workspace of listing packages.
    pub(crate) listings: PathBuf,
    /// Where verified packages have their receipts.
    pub(crate) receipts: PathBuf,
}

impl Workplace {
    /// Finds the repository that the current folder belongs to, and the book: its own, or `book`.
    pub(crate) fn find(book: Option<PathBuf>) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("there is no current folder")?;
        let home = here.ancestors().find(|folder| folder.join("preprocessors/kit").is_dir());
        let Some(home) = home.map(Path::to_owned) else {
            bail!("{} is not inside the repository; run this there", here.display());
        };
        let root = match book {
            Some(book) => {
                book.canonicalize().with_context(|| format!("no folder {}", book.display()))?
            }
            None => home.clone(),
        };
        if !root.join("book.toml").is_file() {
            bail!("no book.toml in {}", root.display());
        }
        Workplace::of(root, home)
    }

    /// Of the book in `root`, built with the tools of `home`.
    pub(crate) fn of(root: PathBuf, home: PathBuf) -> anyhow::Result<Self> {
        let settings = dst_listings::Settings::read(&root)?;
        let (listings, receipts) = (root.join(settings.path), root.join(settings.receipts));
        Ok(Workplace { root, home, listings, receipts })
    }

    /// What is built of the book and can be thrown away.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// What is built of the tools.
    pub(crate) fn tools(&self) -> PathBuf {
        self.home.join("target")
    }

    /// The site.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("book")
    }

    /// `cargo` for the tools.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new("cargo");
        command.current_dir(&self.home);
        command
    }

    /// The commit that is checked out, if git knows one.
    pub(crate) fn commit(&self) -> Option<String> {
        let out = Command::new("git")
            .args(["rev-parse", "HEAD"])
            .current_dir(&self.root)
            .output()
            .ok()?;
        let commit = String::from_utf8(out.stdout).ok()?.trim().to_owned();
        (out.status.success() && !commit.is_empty()).then_some(commit)
    }

    /// The web address of the repository: from GitHub Actions, or from `origin` if that is on a web forge.
    pub(crate) fn repository_url(&self) -> Option<String> {
        let actions =
            std::env::var("GITHUB_SERVER_URL").ok().zip(std::env::var("GITHUB_REPOSITORY").ok());
        if let Some((server, repository)) = actions {
            return Some(format!("{server}/{repository}"));
        }
        let out = Command::new("git")
            .args(["remote", "get-url", "origin"])
            .current_dir(&self.root)
            .output()
            .ok()?;
        web_address(String::from_utf8(out.stdout).ok()?.trim())
    }
}

/// `https://host/owner/name` of a git remote, if it has one.
fn web_address(remote: &str) -> Option<String> {
    let remote = remote.strip_suffix(".git").unwrap_or(remote);
    if remote.starts_with("https://") && !remote.contains('@') {
        return Some(remote.to_owned());
    }
    let (host, path) = remote.strip_prefix("git@")?.split_once(':')?;
    Some(format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_says_where_its_listings_are() {
        let folder = tempfile::tempdir().unwrap();
        let place = || Workplace::of(folder.path().to_owned(), PathBuf::new());
        assert_eq!(place().unwrap().listings, folder.path().join("listings"));

        let toml = |settings: &str| {
            let text = format!("[preprocessor.listings]\n{settings}\n");
            std::fs::write(folder.path().join("book.toml"), text).unwrap();
        };
        toml("path = \"code\"\nreceipts = \"proofs\"");
        let place_of_code = place().unwrap();
        assert_eq!(place_of_code.listings, folder.path().join("code"));
        assert_eq!(place_of_code.receipts, folder.path().join("proofs"));

        toml("paht = \"code\"");
        let error = place().unwrap_err().to_string();
        assert!(error.contains("unknown field `paht`"), "{error}");
    }

    #[test]
    fn remotes_become_web_addresses() {
        let address = |remote| web_address(remote);
        assert_eq!(address("git@example.org:a/b.git").as_deref(), Some("https://example.org/a/b"));
        assert_eq!(address("https://example.org/a/b").as_deref(), Some("https://example.org/a/b"));
        assert_eq!(address("../mirror"), None);
        assert_eq!(address("https://user:secret@example.org/a/b"), None);
    }
}
