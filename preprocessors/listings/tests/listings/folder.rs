//! A small listings folder on disk.

use std::path::{Path, PathBuf};

use dst_kit::testing::{Ran, run};
use dst_listings::verify::{Options, Summary, verify};
use dst_listings::{Package, Printed, STAGE};
use sha2::Digest as _;

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A book's folder with two listing packages: `greet`, and `base`, on which it depends.
pub(crate) struct Folder {
    root: tempfile::TempDir,
}

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"base\", \"greet\"]\n";
const BASE: &str = "[package]\nname = \"base\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const GREET: &str = "[package]\nname = \"greet\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nbase = { path = \"../base\" }\n";
const BASE_LIB: &str = "//! Base.\n\n/// Two.\npub fn two() -> u32 {\n    2\n}\n\n#[test]\nfn is_two() {\n    assert_eq!(two(), 2);\n}\n";
const GREET_LIB: &str = "//! Greetings.\n\n/// The greeting.\n///\n/// ```\n/// assert_eq!(greet::greet(\"x\"), \"hello, x\");\n/// ```\npub fn greet(name: &str) -> String {\n    // ANCHOR: body\n    format!(\"hello, {name}\")\n    // ANCHOR_END: body\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn greets() {\n        assert_eq!(super::greet(\"you\"), \"hello, you\");\n    }\n}\n";
const HELLO: &str = "//! Says hello.\n\nfn main() {\n    println!(\"{} {}\", greet::greet(\"world\"), base::two());\n}\n";

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Folder { root: tempfile::tempdir().unwrap() };
        folder.write("listings/Cargo.toml", WORKSPACE);
        folder.write("listings/base/Cargo.toml", BASE);
        folder.write("listings/base/src/lib.rs", BASE_LIB);
        folder.write("listings/greet/Cargo.toml", GREET);
        folder.write("listings/greet/src/lib.rs", GREET_LIB);
        folder.write("listings/greet/examples/hello.rs", HELLO);
        folder.write("listings/greet/examples/hello.out", "hello, world 2\n");
        folder
    }

    /// A copy of a folder that is in the repository.
    pub(crate) fn copy_of(from: &Path) -> Self {
        fn copy(from: &Path, to: &Path) {
            std::fs::create_dir_all(to).unwrap();
            for entry in std::fs::read_dir(from).unwrap() {
                let path = entry.unwrap().path();
                let target = to.join(path.file_name().unwrap());
                if path.is_dir() {
                    copy(&path, &target);
                } else {
                    std::fs::copy(&path, target).unwrap();
                }
            }
        }
        let root = tempfile::tempdir().unwrap();
        copy(from, root.path());
        Folder { root }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces text in a file.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold {from:?}");
        self.write(name, &text.replacen(from, to, 1));
    }

    /// Verifies all packages: how it ended, and what was said.
    pub(crate) fn verify(&self, accept: bool) -> (Summary, String) {
        let options = Options {
            listings: self.path("listings"),
            receipts: self.path("target/receipts"),
            packages: Vec::new(),
            partition: None,
            accept,
            complete: true,
            command: "dst-listings verify".into(),
        };
        let mut log = Vec::new();
        let summary = verify(&options, &mut log).unwrap();
        (summary, String::from_utf8(log).unwrap())
    }

    /// Runs the preprocessor over one chapter.
    pub(crate) fn page(&self, toml: &str, text: &str) -> Ran {
        run(&STAGE, self.root.path(), toml, &[("a.md", text)])
    }

    /// Puts a receipt for the files as they are, as if everything had been compiled and had passed.
    pub(crate) fn pretend_verified(&self, package: &str) {
        let goldens = ["examples/hello.out", "examples/hello.trace.json"];
        let there = |golden: &str| self.path(&format!("listings/{package}/{golden}")).is_file();
        let goldens = goldens.into_iter().filter(|golden| there(golden));
        let printed =
            goldens.map(|golden| (golden, self.read(&format!("listings/{package}/{golden}"))));
        self.pretend(package, printed);
    }

    /// The same, but the program printed `text` where the golden is `golden`.
    pub(crate) fn pretend_printed(&self, package: &str, golden: &str, text: &str) {
        self.pretend(package, [(golden, text.to_owned())]);
    }

    fn pretend<'a>(&self, package: &str, printed: impl IntoIterator<Item = (&'a str, String)>) {
        let root = self.path("listings");
        let package = Package::open(&root, package).unwrap();
        let inputs = dst_listings::Inputs::new(&root);
        let mut receipt = dst_listings::Receipt::new(&package, &inputs, "t").unwrap();
        receipt.tests = 3;
        receipt.compiled = dst_listings::Compiled::whole(rust_files(&package.dir));
        let printed = printed.into_iter().map(|(golden, text)| {
            let sha256 = sha256(text.as_bytes());
            (golden.to_owned(), Printed { program: "examples/hello.rs".to_owned(), sha256 })
        });
        receipt.goldens = printed.collect();
        receipt.save(&self.path("target/receipts"), &package).unwrap();
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }
}

/// The paths of all Rust files in `folder`, relative to it.
fn rust_files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(inner) = waiting.pop() {
        for path in std::fs::read_dir(inner).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files
}
