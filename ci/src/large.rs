//! `bench --large`: a generated book of 2,000 listings over 500 packages.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use dst_listings::{Compiled, Inputs, Package, Receipt};
use serde_json::{Value, json};

/// Listing packages of the generated book.
pub(crate) const PACKAGES: usize = 500;

/// Listings that it shows of each package, one chapter a package.
const LISTINGS: usize = 4;

/// Writes the packages and their receipts below `root`, and returns what mdBook would send to the stage.
pub(crate) fn write(root: &Path) -> anyhow::Result<Vec<u8>> {
    let listings = root.join("listings");
    let receipts = root.join("target/receipts");
    std::fs::create_dir_all(&receipts).context("cannot write the generated book")?;
    let names: Vec<String> = (0..PACKAGES).map(|n| format!("package-{n}")).collect();
    let members: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    file(
        &listings.join("Cargo.toml"),
        &format!("[workspace]\nmembers = [{}]\n", members.join(", ")),
    )?;
    for name in &names {
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        file(&listings.join(name).join("Cargo.toml"), &manifest)?;
        file(&listings.join(name).join("src/lib.rs"), &library())?;
    }
    let inputs = Inputs::new(&listings);
    for name in &names {
        let package = Package::open(&listings, name).context("a generated package is not there")?;
        let mut receipt = Receipt::new(&package, &inputs, "none")?;
        receipt.tests = 1;
        receipt.compiled = Compiled::whole(["src/lib.rs".to_owned()]);
        receipt.save(&receipts, &package)?;
    }
    let items: Vec<Value> = names.iter().map(|name| chapter(name)).collect();
    let context = json!({
        "root": root, "renderer": "html", "mdbook_version": crate::tools::MDBOOK_VERSION,
        "config": { "book": { "title": "large", "src": "src" }, "preprocessor": { "listings": { "strict": true } } },
    });
    serde_json::to_vec(&json!([context, { "items": items }])).context("cannot write JSON")
}

/// A library of a usual size: ten documented functions.
fn library() -> String {
    let mut text = String::from("//! Generated.\n");
    for n in 0..10 {
        let _ = write!(
            text,
            "\n/// Adds {n} and one more, in as many lines as a function of a book has.\n///\n/// It never overflows.\n\
             pub fn f{n}(x: u64) -> u64 {{\n    let sum = x.wrapping_add({n});\n    if sum % 2 == 0 {{\n        \
             return sum;\n    }}\n    sum.wrapping_add(1)\n}}\n"
        );
    }
    text
}

fn chapter(name: &str) -> Value {
    let prose =
        "文字说明这段代码为什么这样写，以及在什么假设下它才是对的。Text around the listings.\n\n"
            .repeat(10);
    let mut content = format!("# {name}\n\n");
    for n in 0..LISTINGS {
        let _ = write!(
            content,
            "{prose}{{{{#listing {name}/src/lib.rs#f{n} caption=\"f{n}\" number=1-{n}}}}}\n\n"
        );
    }
    json!({ "Chapter": {
        "name": name, "content": content, "number": [1], "sub_items": [],
        "path": format!("{name}.md"), "source_path": null, "parent_names": [],
    }})
}

fn file(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
