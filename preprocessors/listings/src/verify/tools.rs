//! What packages are verified with: a new version of any of it voids a receipt.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use super::process::{self, environment};
use crate::package::{CHECK, CHECKERS, Kind, Package};
use crate::systems::{self, System};

/// How tools are asked for their version.
const VERSION_FLAGS: [&str; 3] = ["--version", "-version", "-v"];

/// A tool that takes longer to say its version does not count as found.
const VERSION_LIMIT: Duration = Duration::from_secs(20);

/// What packages are verified with: the compiler, the tools that checks name and the systems that packages ask for,
/// each asked once.
pub(super) struct Tools {
    rustc: String,
    versions: RefCell<BTreeMap<String, String>>,
    releases: RefCell<BTreeMap<&'static str, Option<String>>>,
}

impl Tools {
    pub(super) fn new(rustc: String) -> Self {
        Tools { rustc, versions: RefCell::default(), releases: RefCell::default() }
    }

    /// What a receipt of `package` has to name.
    pub(super) fn of(&self, listings: &Path, package: &Package) -> String {
        if package.kind == Kind::Cargo {
            return self.rustc.clone();
        }
        let mut text = String::new();
        for tool in declared(listings, package) {
            let mut versions = self.versions.borrow_mut();
            let version = versions.entry(tool).or_insert_with_key(|tool| version(tool));
            text.push_str(version);
        }
        text
    }

    /// Whether `ran`, the systems that a receipt of `package` names, are those that are installed. One that is
    /// not installed contradicts nothing.
    pub(super) fn knows(&self, ran: &[String], package: &Package) -> bool {
        let wanted = systems::wanted(package).unwrap_or_default();
        wanted.into_iter().all(|system| self.is_among(ran, system))
    }

    fn is_among(&self, ran: &[String], system: &System) -> bool {
        let mut releases = self.releases.borrow_mut();
        let release = releases.entry(system.name).or_insert_with(|| system.release());
        release.as_ref().is_none_or(|release| ran.contains(release))
    }
}

/// The tools that the package's check and the checkers that it mentions declare.
fn declared(listings: &Path, package: &Package) -> BTreeSet<String> {
    let mut tools = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![package.dir.join(CHECK)];
    while let Some(file) = waiting.pop() {
        // A check that is no text declares nothing.
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        if !seen.insert(file) {
            continue;
        }
        let lines = text.lines().filter_map(|line| line.strip_prefix("# tools:"));
        tools.extend(lines.flat_map(str::split_whitespace).map(str::to_owned));
        let mark = format!("{CHECKERS}/");
        for (at, _) in text.match_indices(&mark) {
            let rest = &text[at + mark.len()..];
            let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            let name = rest.split(|c: char| !is_name(c)).next().unwrap_or_default();
            waiting.push(listings.join(CHECKERS).join(name));
        }
    }
    tools
}

/// The tool's name and the first line in which it says a number: what follows may tell of the machine.
fn version(tool: &str) -> String {
    let said = VERSION_FLAGS.iter().find_map(|flag| {
        // Debian keeps servers where only root looks for them.
        let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin";
        let mut command = environment::command(tool, Path::new("."));
        command.arg(flag).env("PATH", path);
        let ran = process::run(&mut command, VERSION_LIMIT).ok()?;
        let text = if ran.stdout.is_empty() { ran.stderr } else { ran.stdout };
        let text = String::from_utf8_lossy(&text);
        let line = text.lines().find(|line| line.contains(|c: char| c.is_ascii_digit()))?;
        ran.failure.is_none().then(|| line.trim().to_owned())
    });
    format!("{tool}: {}\n", said.as_deref().unwrap_or("not found"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::Part;

    #[test]
    fn tools_are_declared_by_the_check_and_by_its_checkers() {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("x/check", "#!/bin/sh\n# tools: b\n../checkers/one f && ../checkers/two.sh f\n"),
            ("checkers/one", "# tools: a c\n. checkers/shared\n"),
            ("checkers/two.sh", "# tools: c\n"),
            ("checkers/shared", "# tools: d\n. checkers/shared\n"),
            ("checkers/other", "# tools: e\n"),
        ] {
            let file = root.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let package = Package::open(root.path(), "x").unwrap();
        let tools: Vec<String> = declared(root.path(), &package).into_iter().collect();
        assert_eq!(tools, ["a", "b", "c", "d"]);
    }

    #[test]
    fn a_version_is_what_the_tool_says() {
        assert!(version("sh-that-is-not-there").ends_with(": not found\n"));
        let rustc = version("rustc");
        assert!(rustc.starts_with("rustc: rustc 1."), "{rustc}");
    }

    #[test]
    fn a_new_version_of_a_server_voids_a_receipt_and_a_missing_server_does_not() {
        const SHELL: &[Part] = &[Part::program("sh", &["sh"])];
        const NOTHING: &[Part] = &[Part::program("srv", &["no-such-program"])];
        let redis = System::named("redis").unwrap();
        let version = ("sh", ["-c", "echo 1.2"].as_slice());
        let here = System { name: "here", parts: SHELL, version, ..*redis };
        let absent = System { name: "absent", parts: NOTHING, ..*redis };
        let holds =
            |ran: &str, system| Tools::new(String::new()).is_among(&[ran.to_owned()], system);
        assert!(holds("here 1.2", &here));
        assert!(!holds("here 1.1", &here));
        assert!(!holds("", &here), "a receipt that names no version is older than this rule");
        assert!(holds("absent 1.1", &absent));
    }
}
