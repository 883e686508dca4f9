//! Which systems a package asks for.

use std::path::Path;

use anyhow::Context as _;

use super::System;
use crate::package::CHECK;
use crate::{Kind, Package};

/// The systems that `package` asks for, in its order.
///
/// # Errors
///
/// If a name is unknown or the manifest cannot be read.
pub fn wanted(package: &Package) -> anyhow::Result<Vec<&'static System>> {
    let names = match package.kind {
        Kind::Cargo => in_manifest(&package.dir.join("Cargo.toml"))?,
        Kind::Check => in_check(&package.dir.join(CHECK)),
    };
    let systems = names.iter().map(|name| System::named(name));
    systems
        .collect::<anyhow::Result<_>>()
        .with_context(|| format!("{} asks for a system", package.name))
}

/// `systems` of `[package.metadata.listing]`.
fn in_manifest(path: &Path) -> anyhow::Result<Vec<String>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: toml::Table =
        text.parse().with_context(|| format!("cannot parse {}", path.display()))?;
    let systems = manifest
        .get("package")
        .and_then(|package| package.get("metadata")?.get("listing")?.get("systems"));
    let Some(systems) = systems else {
        return Ok(Vec::new());
    };
    let systems = systems.clone().try_into();
    systems.with_context(|| format!("{}: `systems` is a list of names", path.display()))
}

/// The lines `# systems: NAME …`.
fn in_check(path: &Path) -> Vec<String> {
    // A check that is no text asks for nothing.
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.strip_prefix("# systems:"));
    lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted_by(file: &str, text: &str) -> Result<Vec<&'static str>, String> {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("x")).unwrap();
        std::fs::write(root.path().join("x").join(file), text).unwrap();
        let package = Package::open(root.path(), "x").unwrap();
        let systems = wanted(&package).map_err(|error| format!("{error:#}"))?;
        Ok(systems.iter().map(|system| system.name).collect())
    }

    #[test]
    fn a_manifest_asks_for_systems() {
        let manifest = |line: &str| format!("[package]\nname = \"x\"\n{line}\n");
        let listed = manifest("[package.metadata.listing]\nsystems = [\"redis\", \"etcd\"]");
        assert_eq!(wanted_by("Cargo.toml", &listed).unwrap(), ["redis", "etcd"]);
        assert_eq!(wanted_by("Cargo.toml", &manifest("")).unwrap(), [""; 0]);

        let wrong = manifest("[package.metadata.listing]\nsystems = \"redis\"");
        let error = wanted_by("Cargo.toml", &wrong).unwrap_err();
        assert!(error.contains("`systems` is a list of names"), "{error}");
    }

    #[test]
    fn a_check_asks_for_systems() {
        let check = "#!/bin/sh\n# systems: postgresql\n# systems: nats\necho ok\n";
        assert_eq!(wanted_by("check", check).unwrap(), ["postgresql", "nats"]);
    }

    #[test]
    fn an_unknown_system_is_an_error_that_names_the_others() {
        let error = wanted_by("check", "# systems: reddis\n").unwrap_err();
        assert!(
            error.starts_with("x asks for a system: no system `reddis`; there is: "),
            "{error}"
        );
        assert!(error.contains("redis"), "{error}");
    }
}
