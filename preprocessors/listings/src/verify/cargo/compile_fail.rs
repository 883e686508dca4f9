//! Code that must not compile: `compile_fail/NAME.rs`, with the compiler's message in `NAME.stderr`.
//!
//! The first line of the file names the error, as in `// error[E0382]`. A file that compiles, or that fails
//! for another reason, proves nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::Value;

use super::metadata::{Metadata, TargetKind};
use super::{Libraries, MESSAGES, Program, cargo, cargo_name};
use crate::Package;
use crate::verify::compiled::files_read;
use crate::verify::examples;
use crate::verify::process::{self, environment};
use crate::verify::report::Report;

/// One file that takes longer is stopped.
const LIMIT: Duration = Duration::from_secs(120);

/// The package's own library, as the compiler needs it.
struct Library {
    name: String,
    file: PathBuf,
}

/// A message of the compiler.
#[derive(Debug, Deserialize)]
struct Message {
    code: Option<Code>,
    /// As people read it.
    rendered: String,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

/// Compiles each file of each package, and counts it as a test if it fails as it should.
pub(crate) fn run(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
    libraries: &mut Libraries,
    accept: bool,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    for package in packages {
        let files = sources(package);
        let Some(known) = metadata.of(package).filter(|_| !files.is_empty()) else { continue };
        let library = match known.names(TargetKind::Lib).next() {
            Some(_) => library(listings, package, libraries)?,
            None => None,
        };
        for name in files {
            one(package, &name, &known.edition, library.as_ref(), accept, report)?;
        }
    }
    Ok(())
}

fn one(
    package: &Package,
    name: &str,
    edition: &str,
    library: Option<&Library>,
    accept: bool,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let path = format!("compile_fail/{name}.rs");
    let mut complain = |problem: &str| -> anyhow::Result<()> {
        report.fault(package, format_args!("{path}: {problem}")).context("cannot report")
    };
    let text = std::fs::read_to_string(package.dir.join(&path))
        .with_context(|| format!("cannot read {path}"))?;
    let Some(code) = expected(&text) else {
        return complain("its first line does not name the error; write `// error[E0382]`");
    };
    let out = tempfile(package, name);
    let mut rustc = environment::command("rustc", &package.dir);
    rustc.args(["--crate-type=lib", "--error-format=json", "--cap-lints=allow"]);
    let rules = out.with_extension("d");
    rustc.arg(format!("--emit=metadata={},dep-info={}", out.display(), rules.display()));
    rustc.arg(format!("--edition={edition}"));
    if let Some(library) = library {
        let dependencies = library.file.parent().unwrap_or(Path::new(".")).join("deps");
        rustc.arg("-L").arg(format!("dependency={}", dependencies.display()));
        rustc.arg("--extern").arg(format!("{}={}", library.name, library.file.display()));
    }
    rustc.arg(&path);
    let ran = process::run(&mut rustc, LIMIT)?;
    // Only a file that compiles, against expectation, leaves something behind.
    let _ = std::fs::remove_file(&out);
    let said = std::fs::read_to_string(&rules).unwrap_or_default();
    let _ = std::fs::remove_file(&rules);
    if let Some(other) = files_read(&said).into_iter().find(|file| *file != Path::new(&path)) {
        return complain(&format!(
            "it reads {}; what must not compile is one file, so write it there",
            other.display()
        ));
    }
    if ran.failure.is_none() {
        return complain("it compiles, and it should not");
    }
    let messages: Vec<Message> = serde_json::Deserializer::from_slice(&ran.stderr)
        .into_iter()
        .collect::<Result<_, _>>()
        .with_context(|| format!("cannot read what rustc says of {path}"))?;
    let rendered: String = messages.iter().map(|message| message.rendered.as_str()).collect();
    // What the compiler says quotes the code, so the number is taken from where it stands by itself.
    let mut codes = messages.iter().filter_map(|message| message.code.as_ref());
    if !codes.any(|found| found.code == code) {
        return complain(&format!("it does not fail with {code} but so:\n{rendered}"));
    }
    report.of(package).tests += 1;
    let program = Program {
        package: package.clone(),
        name: name.to_owned(),
        source: path,
        example: false,
        executable: out,
    };
    let golden = format!("compile_fail/{name}.stderr");
    examples::hold(&program, &golden, rendered.as_bytes(), accept, report)
}

/// The error code in the first line.
fn expected(text: &str) -> Option<&str> {
    let code = text.lines().next()?.strip_prefix("// error[")?.strip_suffix(']')?;
    (code.len() == 5 && code.starts_with('E')).then_some(code)
}

/// The names of the files, without `.rs`, in order.
fn sources(package: &Package) -> Vec<String> {
    let entries =
        std::fs::read_dir(package.dir.join("compile_fail")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned())).collect();
    names.sort();
    names
}

/// Builds the package's library and says where it is.
fn library(
    listings: &Path,
    package: &Package,
    libraries: &mut Libraries,
) -> anyhow::Result<Option<Library>> {
    let name = cargo_name(package);
    let ran = libraries.build(|| {
        let mut command = cargo(listings);
        command.args(["build", "--lib", "--quiet", "--package", &name, MESSAGES]);
        command
    })?;
    let lines = ran.stdout.split(|byte| *byte == b'\n');
    let artifact =
        lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok()).find_map(|message| {
            let manifest = Path::new(message.get("manifest_path")?.as_str()?).parent()?;
            if package.dir.canonicalize().ok()? != manifest {
                return None;
            }
            let files = message.get("filenames")?.as_array()?.iter().filter_map(Value::as_str);
            Some(Library {
                name: message.get("target")?.get("name")?.as_str()?.replace('-', "_"),
                file: files.into_iter().find(|file| file.ends_with(".rlib"))?.into(),
            })
        });
    Ok(artifact)
}

/// A place for what must not come into being.
fn tempfile(package: &Package, name: &str) -> PathBuf {
    let unique = format!("{}-{name}-{}.rmeta", package.name.replace('/', "+"), std::process::id());
    std::env::temp_dir().join(format!("lib{unique}"))
}

#[cfg(test)]
mod tests {
    use super::expected;

    #[test]
    fn the_first_line_names_the_error() {
        assert_eq!(expected("// error[E0382]\nfn f() {}\n"), Some("E0382"));
        for other in ["", "fn f() {}", "// error[0382]", "// error[E0382] moved", "//error[E0382]"]
        {
            assert_eq!(expected(other), None, "{other}");
        }
    }
}
