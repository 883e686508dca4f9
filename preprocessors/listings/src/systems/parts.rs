//! Where the files of a system are on this machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file that a system needs.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// What [`Site::program`](super::Site::program) and messages call it.
    pub name: &'static str,
    /// Where it may be, the best first: the name of a program on the `PATH`, or a full path, in which one
    /// folder may be `*`: the highest version.
    pub places: &'static [&'static str],
    /// The variable that tells its path to listings.
    pub variable: Option<&'static str>,
}

impl Part {
    /// A program of one name, on the `PATH`.
    pub const fn program(name: &'static str, places: &'static [&'static str]) -> Part {
        Part { name, places, variable: None }
    }

    /// This part, with its path in `variable`.
    pub const fn told_as(self, variable: &'static str) -> Part {
        Part { variable: Some(variable), ..self }
    }
}

/// Debian keeps servers here, and not every user's `PATH` has these folders.
const ALSO: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// The files of a system.
#[derive(Debug, Clone)]
pub struct Found {
    paths: BTreeMap<&'static str, PathBuf>,
    /// Variables for listings.
    variables: Vec<(String, String)>,
}

impl Found {
    pub(super) fn look_for(parts: &[Part]) -> Result<Found, &'static str> {
        let mut found = Found { paths: BTreeMap::new(), variables: Vec::new() };
        for part in parts {
            let path = part.places.iter().find_map(|place| locate(place)).ok_or(part.name)?;
            let variable = part.variable.map(str::to_owned);
            found.variables.extend(variable.map(|name| (name, path.display().to_string())));
            found.paths.insert(part.name, path);
        }
        Ok(found)
    }

    /// The path of a part.
    pub fn path(&self, part: &str) -> Option<&Path> {
        self.paths.get(part).map(PathBuf::as_path)
    }

    /// The variables that tell listings where programs are.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    /// The first word with a digit and a dot that the program prints.
    pub(super) fn version(&self, part: &str, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new(self.path(part)?);
        command.args(arguments).stdin(Stdio::null());
        let out = command.output().ok()?;
        let said = [out.stdout, out.stderr].concat();
        version_in(&String::from_utf8_lossy(&said))
    }
}

/// The first version number in `text`.
fn version_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '=' || c == ',');
    let mut words = words.map(|word| word.trim_start_matches('v'));
    let is_version = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.split_once('.').is_some_and(|(major, rest)| {
                major.bytes().all(|b| b.is_ascii_digit())
                    && rest.starts_with(|c: char| c.is_ascii_digit())
            })
    };
    words.find(is_version).map(str::to_owned)
}

fn locate(place: &str) -> Option<PathBuf> {
    if !place.contains('/') {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain(ALSO.map(PathBuf::from));
        return folders.map(|folder| folder.join(place)).find(|file| file.is_file());
    }
    let Some((before, after)) = place.split_once("/*/") else {
        return Some(PathBuf::from(place)).filter(|file| file.is_file());
    };
    let entries = std::fs::read_dir(before).ok()?;
    let mut versions: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.path().join(after)))
        })
        .filter(|(_, file)| file.is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, file)| file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        let version = |text| version_in(text).unwrap();
        assert_eq!(version("Redis server v=7.0.15 sha=00000000:0 bits=64"), "7.0.15");
        assert_eq!(version("nats-server: v2.9.10"), "2.9.10");
        assert_eq!(version("prometheus, version 2.42.0+ds (branch: x)"), "2.42.0+ds");
        assert_eq!(version("Apache ZooKeeper, version 3.8.0 2024-12-29 17:54 UTC"), "3.8.0");
        assert_eq!(version_in("no version, at 17:54 on 1.January"), None);
    }

    #[test]
    fn the_highest_version_is_taken_by_number() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["9", "15", "x"] {
            std::fs::create_dir_all(folder.path().join(version).join("bin")).unwrap();
            std::fs::write(folder.path().join(version).join("bin/postgres"), "").unwrap();
        }
        let place = format!("{}/*/bin/postgres", folder.path().display());
        assert_eq!(locate(&place), Some(folder.path().join("15/bin/postgres")));
        assert_eq!(locate("/nowhere/*/x"), None);
        assert_eq!(locate("/nowhere/x"), None);
        assert!(locate("sh").is_some());
    }

    #[test]
    fn the_missing_part_is_named() {
        let parts = [Part::program("sh", &["sh"]), Part::program("x", &["no-such-program"])];
        assert_eq!(Found::look_for(&parts).unwrap_err(), "x");
        let found = Found::look_for(&[parts[0].told_as("SHELL_BIN")]).unwrap();
        assert_eq!(found.variables()[0].0, "SHELL_BIN");
        assert!(found.path("sh").is_some() && found.path("x").is_none());
    }
}
